"""Krylov methods preconditioned by the factors, one right-hand side after the other (SciPy's implementations)."""

import numpy as np

from pastix_py.errors import UsageError

RESTART = 30
CYCLES = 10
METHODS = ("gmres", "cg", "bicgstab")  # names in scipy.sparse.linalg


def improve(method, system, apply, x, tolerance):
    """Return (x, iterations): x improved by a Krylov method on op(A) x = b.

    Parameters
    ----------
    method : one of `METHODS`; 'cg' needs a matrix that equals its adjoint.
    system : `System`.
    apply : r (n, k) -> approximate solution of op(A) e = r.
    x : (n, k) starting point.
    tolerance : relative residual in the 2-norm to stop at.

    """
    from scipy.sparse import linalg

    matrix, trans = system.matrix, system.trans
    dtype = np.result_type(system.b, x, matrix.dtype)
    shape = (matrix.n, matrix.n)
    A = linalg.LinearOperator(shape, lambda v: matrix.matvec(v.ravel(), trans), dtype=dtype)
    M = linalg.LinearOperator(shape, lambda v: apply(v.reshape(-1, 1)).ravel(), dtype=dtype)
    limits = {"restart": RESTART, "maxiter": CYCLES} if method == "gmres" else {"maxiter": RESTART * CYCLES}
    steps = [0]

    def count(_):
        steps[0] += 1

    if method == "gmres":
        limits["callback_type"] = "pr_norm"
    better = np.array(x, dtype)
    for q in range(x.shape[1]):
        with np.errstate(all="ignore"):
            better[:, q], _ = getattr(linalg, method)(
                A,
                system.b[:, q].astype(dtype),
                x0=better[:, q],
                rtol=tolerance,
                M=M,
                callback=count,
                **limits,
            )
    return better, steps[0]


def check(method, matrix):
    """Raise `UsageError` where a method does not fit the matrix, whatever the right-hand side."""
    if method == "cg" and (matrix.symmetry.value == "general" or _is_complex_symmetric(matrix)):
        raise UsageError("Refinement by cg needs a symmetric (Hermitian) matrix; take gmres or bicgstab.")


def _is_complex_symmetric(matrix):
    return matrix.symmetry.value == "symmetric" and matrix.dtype.kind == "c"
