"""What an answer is worth: condition number and bound of the error, each estimated by a few solves with the factor."""

import numpy as np

from pastix_py.matrix.dense import as_columns
from pastix_py.solve.null_space import null_vectors
from pastix_py.solve.residual import System

PRODUCTS = 2  # columns of a block of the estimator
STEPS = 20  # most corrections of a solution of which the size is wanted
VECTORS = 3  # null vectors that are looked for at most
SURE = 0.1  # share of a solution that a correction may have for its size to be known


class NotKnown(ArithmeticError):
    """The factors do not tell what the inverse of the matrix makes of a vector."""


def corrected(matrix, apply):
    """Return (b, trans) -> op(A)⁻¹ b (n, k) to a digit, by factors of a matrix F near A; it raises `NotKnown`.

    Each correction x += op(F)⁻¹ (b − op(A) x) is at most half of the one before, or F is too far from A to tell. It
    always is where A is singular: errors along a null vector stay as they are.

    Parameters
    ----------
    matrix : `Matrix` A.
    apply : (r, trans) -> op(F)⁻¹ r for r (n, k).

    """

    def inverse(b, trans):
        x = apply(b, trans)
        size = _largest(x)
        for _ in range(STEPS):
            change = apply(b - matrix.matvec(x, trans), trans)
            x, before, size = x + change, size, _largest(change)
            if not (size <= before / 2).all():
                break
            if (size <= SURE * _largest(x)).all():
                return x
        raise NotKnown

    return inverse


def _largest(X):
    """Return the size of the largest entry of each column."""
    return abs(X).max(axis=0, initial=0.0)


def linear_operator(shape, dtype, apply, trans):
    """Return op(A)⁻¹ as a SciPy `LinearOperator`, of `apply` (b (n, k), trans) -> op(A)⁻¹ b."""
    from scipy.sparse.linalg import LinearOperator

    def product(b, how):
        return apply(as_columns(b), how).reshape(b.shape)

    def adjoint(b):
        return product(b.conj(), "N").conj() if trans == "T" else product(b, {"N": "H", "H": "N"}[trans])

    def forward(b):
        return product(b, trans)

    return LinearOperator(shape, dtype=dtype, matvec=forward, rmatvec=adjoint, matmat=forward)


def is_singular(matrix, apply, rows):
    """Return whether a vector is found that A maps to nothing but rounding errors.

    Parameters
    ----------
    matrix : `Matrix` A.
    apply : b (n, k) -> F⁻¹ b, F near A.
    rows : those in which F is not A, int64 (k,).

    """
    count = min(VECTORS, rows.size)
    start = np.zeros((matrix.n, count), np.result_type(matrix.dtype, np.float64))
    start[rows] = np.random.default_rng(0).standard_normal((rows.size, count))
    with np.errstate(all="ignore"):
        return null_vectors(matrix.matvec, apply, start, matrix.norm_inf()).shape[1] > 0


def condition_number(matrix, inverse):
    """Return an estimate of ‖A‖₁ ‖A⁻¹‖₁, hardly ever more than three times too small; infinity where it overflows.

    Parameters
    ----------
    matrix : `Matrix`.
    inverse : SciPy `LinearOperator` A⁻¹, with its adjoint.

    N. J. Higham, F. Tisseur, "A block algorithm for matrix 1-norm estimation", SIAM J. Matrix Anal. Appl. 21, 2000.
    """
    if not matrix.n:
        return 0.0
    with np.errstate(all="ignore"):
        return _finite(matrix.norm_one() * _norm_one(inverse))


def error_bound(matrix, b, x, trans, inverse):
    """Return an estimated bound of max|x − x*| / max|x| for each column, (k), x* the exact solution.

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
        return np.zeros(x.shape[1])
    if not np.isfinite(x).all():
        return np.full(x.shape[1], np.inf)
    whole = abs(matrix.full())
    whole = whole.tocsr() if trans == "N" else whole.T.tocsr()
    longest = int(np.diff(whole.indptr).max())
    residual = System(matrix, b, trans).residual(x).r
    with np.errstate(all="ignore"):
        unsure = abs(residual) + (longest + 1) * np.finfo(residual.dtype).eps * (whole @ abs(x) + abs(b))
    return np.array([_bound(inverse, unsure[:, k], x[:, k]) for k in range(x.shape[1])])


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
    """Return the estimated 1-norm of a `LinearOperator`, infinity where it cannot tell."""
    from scipy.sparse.linalg import onenormest

    n = operator.shape[0]
    try:
        with np.errstate(all="ignore"):
            if n <= PRODUCTS + 1:  # the estimator wants more columns than it takes at a time
                columns = np.stack([operator.matvec(column) for column in np.eye(n)], axis=1)
                return float(abs(columns).sum(axis=0).max())
            return float(onenormest(operator, t=PRODUCTS))
    except NotKnown:
        return np.inf


def _finite(value):
    """Return a number, infinity instead of NaN."""
    return float(value) if np.isfinite(value) else np.inf
