"""Reconstruction of diagonal blocks from their factors, blocked and unblocked, four precisions."""

import numpy as np
import pytest

from pastix_py.dense import nopiv

DTYPES = ["f", "d", "F", "D"]
SIZES = [1, 2, 7, 33, 70]


def dominant(n, dtype, kind, seed=0):
    """Return a well-conditioned n × n block: 'general', 'symmetric' or 'hermitian' with pivots of both signs."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if np.dtype(dtype).kind == "c" else 0)
    A = A + A.T if kind == "symmetric" else A + A.conj().T if kind == "hermitian" else A
    return (A + np.diag(3 * n * np.where(np.arange(n) % 3 == 1, -1, 1))).astype(dtype)


def close(found, wanted, dtype):
    np.testing.assert_allclose(found, wanted, rtol=0, atol=50 * np.finfo(dtype).eps * abs(wanted).max())


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("kind", ["symmetric", "hermitian"])
def test_ldl_rebuilds_the_block_from_its_lower_half(kind, n, dtype):
    A = dominant(n, dtype, kind)
    flat = np.where(np.tril(np.ones((n, n), bool)), A, np.nan).astype(dtype).ravel(order="F")
    marks = np.zeros(n, np.int8)
    zero = np.zeros(1, dtype).real[0]
    replaced = nopiv.ldl(n, flat, 0, n, kind == "hermitian", zero, marks, 0, np.empty(n * nopiv.BLOCK, dtype))
    F = flat.reshape(n, n).T
    L = np.tril(F, -1) + np.eye(n)
    D = np.diag(np.diag(F))
    close(L @ D @ (L.conj().T if kind == "hermitian" else L.T), A, dtype)
    assert replaced == 0
    assert not marks.any()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", SIZES)
def test_lu_rebuilds_the_block(n, dtype):
    A = dominant(n, dtype, "general")
    flat = A.ravel(order="F")
    zero = np.zeros(1, dtype).real[0]
    assert nopiv.lu(n, flat, 0, n, zero, np.zeros(n, np.int8), 0) == 0
    F = flat.reshape(n, n).T
    close((np.tril(F, -1) + np.eye(n)) @ np.triu(F), A, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_small_pivots_are_replaced_and_marked(dtype):
    A = np.diag([4, 1e-12, -2, 0, 5]).astype(dtype)
    threshold = np.zeros(1, dtype).real[0] + np.finfo(dtype).dtype.type(1e-3)
    for factor in ("ldl", "lu"):
        flat, marks = A.ravel(order="F").copy(), np.zeros(5, np.int8)
        if factor == "ldl":
            count = nopiv.ldl_small(5, flat, 0, 5, 5, False, threshold, marks, 0)
        else:
            count = nopiv.lu_small(5, flat, 0, 5, 5, threshold, marks, 0)
        assert count == 2
        assert marks.tolist() == [0, 1, 0, 1, 0]
        np.testing.assert_allclose(abs(flat.reshape(5, 5).diagonal()), [4, 1e-3, 2, 1e-3, 5], rtol=1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_cholesky_small_rebuilds_and_stops_at_a_bad_pivot(dtype):
    n, m = 4, 7
    A = dominant(m, dtype, "hermitian")
    A = A @ A.conj().T
    flat = A[:, :n].ravel(order="F").copy()
    assert nopiv.cholesky_small(n, flat, 0, m, m) == 0
    L = flat.reshape(n, m).T
    L = np.vstack([np.tril(L[:n]), L[n:]])
    close(L @ L[:n].conj().T, A[:, :n], dtype)
    bad = np.diag([1, -1, 1, 1]).astype(dtype).ravel(order="F")
    assert nopiv.cholesky_small(4, bad, 0, 4, 4) == 2


@pytest.mark.parametrize("dtype", ["F", "D"])
def test_scale_by_root_turns_ldlt_into_llt(dtype):
    n = 5
    A = dominant(n, dtype, "symmetric")
    flat = A.ravel(order="F").copy()
    zero = np.zeros(1, dtype).real[0]
    nopiv.ldl_small(n, flat, 0, n, n, False, zero, np.zeros(n, np.int8), 0)
    nopiv.scale_by_root(n, flat, 0, n)
    L = np.tril(flat.reshape(n, n).T)
    close(L @ L.T, A, dtype)
