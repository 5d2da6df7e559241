"""Krylov methods preconditioned by the factors, one right-hand side after the other (SciPy's implementations)."""

import numpy as np

from pastix_py.errors import UsageError
from pastix_py.runtime.blas_threads import one_blas_thread

RESTART = 30
CYCLES = 10
METHODS = ("gmres", "cg", "bicgstab")  # names in scipy.sparse.linalg


def improve(method, system, apply, x, tolerance):
    """Return (x, iterations): x improved by a Krylov method on op(A) x = b.

    Rows are weighted as the componentwise backward error weighs them, or small ones would never count; not for 'cg',
    which needs the symmetry.

    Parameters
    ----------
    method : one of `METHODS`; 'cg' needs a matrix that equals its adjoint.
    system : `System`.
    apply : r (n, k) -> approximate solution of op(A) e = r.
    x : (n, k) starting point.
    tolerance : relative residual in the 2-norm to stop at.

    """
    from scipy.sparse import linalg

    dtype = np.result_type(system.b, x, system.matrix.dtype)
    limits = {"restart": RESTART, "maxiter": CYCLES} if method == "gmres" else {"maxiter": RESTART * CYCLES}
    steps = [0]

    def count(_):
        steps[0] += 1

    if method == "gmres":
        limits["callback_type"] = "pr_norm"
    better = np.array(x, dtype)
    with np.errstate(all="ignore"), one_blas_thread():  # for vectors, threads of BLAS wait longer than they work
        weights = np.ones(x.shape) if method == "cg" else system.weights(x)
        for q, weight in enumerate(weights.T):
            A, M = _operators(system, apply, weight, dtype)
            b = (weight * system.b[:, q]).astype(dtype)
            given = {"x0": better[:, q], "rtol": tolerance, "M": M, "callback": count}
            better[:, q], _ = getattr(linalg, method)(A, b, **given, **limits)
    return better, steps[0]


def _operators(system, apply, weight, dtype):
    """Return SciPy's operators for op(A) with its rows weighted, and for the factors as its approximate inverse."""
    from scipy.sparse import linalg

    matrix, shape = system.matrix, (system.matrix.n, system.matrix.n)
    return (
        linalg.LinearOperator(shape, lambda v: weight * matrix.matvec(v.ravel(), system.trans), dtype=dtype),
        linalg.LinearOperator(shape, lambda v: apply((v.ravel() / weight).reshape(-1, 1)).ravel(), dtype=dtype),
    )


def check(method, matrix):
    """Raise `UsageError` where a method does not fit the matrix, whatever the right-hand side."""
    if method == "cg" and (matrix.symmetry.value == "general" or _is_complex_symmetric(matrix)):
        raise UsageError("Refinement by cg needs a symmetric (Hermitian) matrix; take gmres or bicgstab.")


def _is_complex_symmetric(matrix):
    return matrix.symmetry.value == "symmetric" and matrix.dtype.kind == "c"
