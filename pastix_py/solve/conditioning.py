"""What an answer is worth: condition number and bound of the error, each estimated by a few solves with the factor."""

import numpy as np

from pastix_py.solve.residual import System

PRODUCTS = 2  # columns of a block of the estimator


def condition_number(matrix, inverse):
    """Return an estimate of ‖A‖₁ ‖A⁻¹‖₁, hardly ever more than three times too small; infinity where it overflows.

    Parameters
    ----------
    matrix : `Matrix`.
    inverse : SciPy `LinearOperator` A⁻¹, with its adjoint.

    N. J. Higham, F. Tisseur, "A block algorithm for matrix 1-norm estimation", SIAM J. Matrix Anal. Appl. 21, 2000.
    """
    return _finite(matrix.norm_one() * _norm_one(inverse)) if matrix.n else 0.0


def error_bound(matrix, b, x, trans, inverse):
    """Return the largest over the columns of an estimated bound of max|x − x*| / max|x|, x* the exact solution.

    It is ‖|op(A)⁻¹| (|r| + (m + 1) ε (|op(A)||x| + |b|))‖∞ / ‖x‖∞ with at most m entries in a row: errors of the
    residual are in it. M. Arioli, J. W. Demmel, I. S. Duff, SIAM J. Matrix Anal. Appl. 10, 1989; LAPACK's xGERFS.

    Parameters
    ----------
    matrix : `Matrix`.
    b, x : (n, k).
    trans : 'N', 'T' or 'H': what op is.
    inverse : SciPy `LinearOperator` op(A)⁻¹, with its adjoint.

    """
    if not x.size:
        return 0.0
    if not np.isfinite(x).all():
        return np.inf
    whole = abs(matrix.full())
    whole = whole.tocsr() if trans == "N" else whole.T.tocsr()
    longest = int(np.diff(whole.indptr).max())
    residual = System(matrix, b, trans).residual(x).r
    unsure = abs(residual) + (longest + 1) * np.finfo(residual.dtype).eps * (whole @ abs(x) + abs(b))
    return max(_bound(inverse, unsure[:, k], x[:, k]) for k in range(x.shape[1]))


def _bound(inverse, unsure, x):
    """Return the estimate of ‖A⁻¹ diag(unsure)‖∞ / ‖x‖∞, by the 1-norm of the adjoint."""
    from scipy.sparse.linalg import LinearOperator

    operator = LinearOperator(
        inverse.shape,
        dtype=inverse.dtype,
        matvec=lambda v: unsure * inverse.rmatvec(v.ravel()),
        rmatvec=lambda v: inverse.matvec(unsure * v.ravel()),
    )
    largest = float(abs(x).max())
    return _finite(_norm_one(operator) / largest) if largest else 0.0


def _norm_one(operator):
    """Return the estimated 1-norm of a `LinearOperator`."""
    from scipy.sparse.linalg import onenormest

    n = operator.shape[0]
    with np.errstate(all="ignore"):
        if n <= PRODUCTS + 1:  # the estimator wants more columns than it takes at a time
            columns = np.stack([operator.matvec(column) for column in np.eye(n)], axis=1)
            return float(abs(columns).sum(axis=0).max())
        return float(onenormest(operator, t=PRODUCTS))


def _finite(value):
    """Return a number, infinity instead of NaN."""
    return float(value) if np.isfinite(value) else np.inf
