"""Sums of blocks of low rank against NumPy: error, rank, orthonormal columns, and what is refused stays."""

import numpy as np
import pytest
from problems import PRECISIONS

from pastix_py.jit import borrowing
from pastix_py.lowrank import ORTHOGONALIZATIONS
from pastix_py.lowrank.add import add
from pastix_py.lowrank.space import make_space


@borrowing
def added(method, tol, most, m, n, rank, U, Vt, alpha, conj, r, X, Y, space):
    zero = np.int64(0)
    return add(method, tol, most, m, n, rank, U, zero, Vt, zero, alpha, conj, r, X, zero, m, Y, zero, n, space)


def numbers(rng, shape, dtype):
    values = rng.standard_normal(shape)
    return (values + 1j * rng.standard_normal(shape) if np.dtype(dtype).kind == "c" else values).astype(dtype)


def make(rng, m, n, rank, dtype, decay=0.7):
    """Return (U, Vᵀ) of a block."""
    U = np.linalg.qr(numbers(rng, (m, rank), dtype))[0].astype(dtype)
    return U, (numbers(rng, (rank, n), dtype) * decay ** np.arange(rank)[:, None]).astype(dtype)


def total(method, block, X, Y, tol, most, alpha=1.0, conj=0):
    """Return the sum as (U, Vᵀ), or None, having checked that the block stays where it is refused."""
    U, Vt = block
    (m, rank), n, r = U.shape, Vt.shape[1], X.shape[1]
    left, right = np.zeros(m * max(most, rank), U.dtype), np.zeros(n * max(most, rank), U.dtype)
    left[: m * rank], right[: n * rank] = U.ravel("F"), Vt.ravel("F")
    before = left.copy(), right.copy()
    sizes = (np.int64(size) for size in (most, m, n, rank))
    number, space = np.int64(ORTHOGONALIZATIONS[method].number), make_space(m, n, U.dtype)
    given = np.int64(conj), np.int64(r), X.ravel("F"), Y.ravel("F")
    found = added(number, float(tol), *sizes, left, right, float(alpha), *given, space)
    if found < 0:
        np.testing.assert_array_equal(left, before[0])
        np.testing.assert_array_equal(right, before[1])
        return None
    return left[: m * found].reshape((m, found), order="F"), right[: n * found].reshape((found, n), order="F")


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("method", ORTHOGONALIZATIONS)
def test_sums(method, precision):
    dtype, rng = PRECISIONS[precision], np.random.default_rng(0)
    epsilon = np.finfo(dtype).eps
    for m, n, rank, r in (
        (30, 24, 5, 4),
        (24, 30, 7, 1),
        (40, 20, 0, 6),
        (20, 26, 6, 0),
        (18, 14, 10, 9),
        (14, 33, 9, 8),
    ):
        for conj, alpha, share in ((0, 1.0, 1e-3), (1, -1.0, 1e-5)):
            block, X, Y = make(rng, m, n, rank, dtype), numbers(rng, (m, r), dtype), numbers(rng, (n, r), dtype)
            shared = min(r // 2, rank)
            X[:, :shared] = block[0][:, :shared]
            told = block[0] @ block[1] + alpha * X @ (Y.conj() if conj else Y).T
            tol = share * np.linalg.norm(told)
            U, Vt = total(method, block, X, Y, tol, min(m, n), alpha, conj)
            assert np.linalg.norm(told - U @ Vt) <= tol + 30 * epsilon * np.linalg.norm(told)
            assert abs(U.conj().T @ U - np.eye(U.shape[1])).max(initial=0) <= 2 * epsilon * min(m, n)
            values = np.linalg.svd(told, compute_uv=False)
            least = (np.sqrt(np.cumsum(values[::-1] ** 2)) > tol).sum()
            assert U.shape[1] <= (1.1 * least + 1 if r else rank)


@pytest.mark.parametrize("method", ORTHOGONALIZATIONS)
def test_what_cancels_leaves_nothing(method):
    rng = np.random.default_rng(1)
    U, Vt = make(rng, 25, 35, 8, np.float64)
    for order in (np.arange(8), rng.permutation(8)):
        found = total(method, (U, Vt), U[:, order].copy(), Vt[order].T.copy(), 1e-12, 8, -1.0)
        assert found[0].shape == (25, 0)


@pytest.mark.parametrize("method", ORTHOGONALIZATIONS)
def test_too_large_ranks_and_what_is_not_finite_are_refused(method):
    rng = np.random.default_rng(2)
    block, X, Y = make(rng, 30, 30, 6, np.float64), rng.standard_normal((30, 5)), rng.standard_normal((30, 5))
    assert total(method, block, X, Y, 1e-9, 10) is None
    assert total(method, block, X, Y, 1e-9, 11)[0].shape[1] == 11
    for value in (np.nan, np.inf):
        X[4, 2] = value
        assert total(method, block, X, Y, 1e-9, 10) is None
