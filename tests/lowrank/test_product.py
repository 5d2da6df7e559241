"""Products of blocks, dense or of low rank, against NumPy."""

import numpy as np
import pytest
from problems import PRECISIONS, tolerance

from pastix_py.jit import borrowing
from pastix_py.lowrank.product import DENSE, Block, multiply, product_size


@borrowing
def product(conj, w, left, right, room):
    return multiply(conj, w, left, right, room)


def numbers(rng, shape, dtype):
    values = rng.standard_normal(shape)
    return (values + 1j * rng.standard_normal(shape) if np.dtype(dtype).kind == "c" else values).astype(dtype)


def make(rng, rank, rows, w, dtype):
    """Return a `Block`, in the middle of others' coefficients, and what it stands for."""
    ld = rows + 3
    if rank == DENSE:
        X = numbers(rng, 5 + ld * w, dtype)
        whole = X[5:].reshape((ld, w), order="F")[:rows]
        return Block(np.int64(rank), np.int64(rows), X, np.int64(5), np.int64(ld), X, np.int64(0)), whole
    X, Vt = numbers(rng, 5 + ld * rank, dtype), numbers(rng, 7 + rank * w, dtype)
    whole = X[5:].reshape((ld, rank), order="F")[:rows] @ Vt[7:].reshape((rank, w), order="F")
    return Block(np.int64(rank), np.int64(rows), X, np.int64(5), np.int64(ld), Vt, np.int64(7)), whole


@pytest.mark.parametrize("precision", PRECISIONS)
def test_all_pairs(precision):
    dtype, rng, w = PRECISIONS[precision], np.random.default_rng(0), 13
    room = np.empty(product_size(30, 13), dtype)
    for ranks in [(a, b) for a in (DENSE, 0, 1, 4, 9) for b in (DENSE, 0, 1, 4, 9)]:
        for conj in (0, 1):
            (left, A), (right, B) = (
                make(rng, rank, rows, w, dtype) for rank, rows in zip(ranks, (30, 17), strict=True)
            )
            X, xo, ldx, Y, yo, ldy, r = product(np.int64(conj), np.int64(w), left, right, room)
            assert r == min((rank for rank in ranks if rank != DENSE), default=w)
            x, y = (
                np.lib.stride_tricks.as_strided(F[at:], (rows, r), (F.itemsize, F.itemsize * ld))
                for F, at, ld, rows in ((X, xo, ldx, 30), (Y, yo, ldy, 17))
            )
            told = A @ (B.conj() if conj else B).T
            found = x @ (y.conj() if conj else y).T
            np.testing.assert_allclose(found, told, rtol=0, atol=tolerance(dtype) * max(abs(told).max(), 1))
