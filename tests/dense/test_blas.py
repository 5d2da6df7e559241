"""Library calls against NumPy, on strided blocks of flat arrays, in four precisions."""

import numpy as np
import pytest

from pastix_py.dense import blas
from pastix_py.jit import kernel

DTYPES = ["f", "d", "F", "D"]


def flat(shape, ld, dtype, seed):
    """Return a flat array whose columns of length `ld` hold a random block at offset 3, and the block as a view."""
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(3 + ld * shape[1]) + (1j * rng.standard_normal(3 + ld * shape[1]))
    values = values.astype(dtype) if np.dtype(dtype).kind == "c" else values.real.astype(dtype)
    return values, values[3:].reshape(shape[1], ld).T[: shape[0]]


@kernel
def call_gemm(ta, tb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc):
    blas.gemm(ta, tb, m, n, k, alpha, A, 3, lda, B, 3, ldb, beta, C, 3, ldc)


@kernel
def call_trsm(side, uplo, trans, diag, m, n, A, lda, B, ldb):
    blas.trsm(side, uplo, trans, diag, m, n, A, 3, lda, B, 3, ldb)


def op(block, code):
    return {blas.NO: block, blas.TRANS: block.T, blas.ADJOINT: block.conj().T}[code]


@pytest.mark.parametrize("run", [call_gemm, getattr(call_gemm, "py_func", call_gemm)], ids=["compiled", "python"])
def test_gemm_writes_over_what_is_no_number(run):
    A, a = flat((3, 2), 3, "d", 1)
    C, c = flat((3, 3), 3, "d", 3)
    c[:] = np.nan
    run(blas.NO, blas.TRANS, 3, 3, 2, 1.0, A, 3, A, 3, 0.0, C, 3)
    np.testing.assert_allclose(c, a @ a.T)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("tb", [blas.NO, blas.TRANS, blas.ADJOINT])
@pytest.mark.parametrize("ta", [blas.NO, blas.TRANS])
def test_gemm(dtype, ta, tb):
    m, n, k = 5, 4, 3
    A, a = flat((m, k) if ta == blas.NO else (k, m), 7, dtype, 1)
    B, b = flat((k, n) if tb == blas.NO else (n, k), 6, dtype, 2)
    C, c = flat((m, n), 8, dtype, 3)
    outside = C[:3].copy()
    wanted = 2 * c - 3 * (op(a, ta) @ op(b, tb))
    call_gemm(ta, tb, m, n, k, -3.0, A, 7, B, 6, 2.0, C, 8)
    tolerance = 100 * np.finfo(dtype).eps
    np.testing.assert_allclose(c, wanted, rtol=tolerance, atol=tolerance)
    np.testing.assert_array_equal(C[:3], outside)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("diag", [blas.UNIT, blas.NON_UNIT])
@pytest.mark.parametrize("trans", [blas.NO, blas.TRANS, blas.ADJOINT])
@pytest.mark.parametrize("uplo", [blas.LOWER, blas.UPPER])
@pytest.mark.parametrize("side", [blas.LEFT, blas.RIGHT])
def test_trsm(dtype, side, uplo, trans, diag):
    m, n = 5, 4
    order = m if side == blas.LEFT else n
    A, a = flat((order, order), 7, dtype, 1)
    a[np.diag_indices(order)] += 5
    B, b = flat((m, n), 6, dtype, 2)
    before = b.copy()
    call_trsm(side, uplo, trans, diag, m, n, A, 7, B, 6)
    triangle = np.tril(a) if uplo == blas.LOWER else np.triu(a)
    if diag == blas.UNIT:
        np.fill_diagonal(triangle, 1)
    back = op(triangle, trans) @ b if side == blas.LEFT else b @ op(triangle, trans)
    tolerance = 2000 * np.finfo(dtype).eps
    np.testing.assert_allclose(back, before, rtol=tolerance, atol=tolerance)
