"""`Scaled`: a matrix with the row permutation and the scales that it was given before it is factored.

Scales are powers of two: they make no rounding errors, so that the scaled system is the given one, bit for bit.
"""

from dataclasses import dataclass, replace

import numpy as np

from pastix_py.errors import UsageError, instead
from pastix_py.matrix.matching import UNMATCHED, product_transversal
from pastix_py.matrix.matrix import Matrix

NONE = np.zeros(0)
MOST_SWEEPS = 10
CLOSE = 1.0  # rows and columns whose largest entries lie within this power of two of 1 are balanced


@dataclass(frozen=True, eq=False)
class Scaled:
    """`matrix` = R Π A C, with R and C diagonal and Π a row permutation; empty arrays stand for the identity.

    Row i of Π A is row `row_perm[i]` of A, so matrix[i, j] = row_scale[i] A[row_perm[i], j] col_scale[j]. A
    half-stored matrix has R = C and Π = 1. `pairs` holds the 2 × 2 pivots that a symmetric matching asks the
    ordering to keep together.

    With S = `matrix`, A x = b is S y = R Π b, x = C y; Aᵀ x = b is Sᵀ y = C b, x = Πᵀ R y; Aᴴ likewise.
    """

    matrix: Matrix
    row_perm: np.ndarray  # (n) int64 or (0)
    row_scale: np.ndarray  # (n) float64 or (0)
    col_scale: np.ndarray  # (n) float64 or (0)
    pairs: np.ndarray  # (k, 2) int64
    method: str

    @classmethod
    def identity(cls, matrix):
        """Return the matrix itself, unscaled."""
        return cls(matrix, np.zeros(0, np.int64), NONE, NONE, np.zeros((0, 2), np.int64), "none")

    def to_scaled(self, b, trans="N"):
        """Return the right-hand side, (n) or (n, k), of the scaled system: R Π b, or C b for 'T' and 'H'."""
        if trans == "N" and self.row_perm.size:
            b = b[self.row_perm]
        return _rows_times(b, self.row_scale if trans == "N" else self.col_scale)

    def from_scaled(self, y, trans="N"):
        """Return the solution, (n) or (n, k), from the scaled system's: C y, or Πᵀ R y for 'T' and 'H'."""
        x = _rows_times(y, self.col_scale if trans == "N" else self.row_scale)
        if trans != "N" and self.row_perm.size:
            unpermuted = np.empty_like(x)
            unpermuted[self.row_perm] = x
            return unpermuted
        return x

    def to_own(self, x, trans="N"):
        """Return the solution of the scaled system, (n) or (n, k), that `from_scaled` makes x of."""
        if trans != "N" and self.row_perm.size:
            x = x[self.row_perm]
        scale = self.col_scale if trans == "N" else self.row_scale
        return _rows_times(x, 1 / scale if scale.size else scale)

    def user_rows(self, rows):
        """Return which rows of A some rows are, an int or int64 (k,)."""
        return self.row_perm[rows] if self.row_perm.size else rows

    def log_det(self):
        """Return log det(R) + log det(C)."""
        return float(np.log(self.row_scale).sum() + np.log(self.col_scale).sum())

    def sign(self):
        """Return det(Π), 1 or −1."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        n = self.row_perm.size
        permutation = csr_array((np.ones(n, bool), self.row_perm, np.arange(n + 1)), (n, n))
        return -1 if n and (n - connected_components(permutation)[0]) % 2 else 1


def _rows_times(X, scale):
    """Return the rows of X times a scale each, in the type of X unless the scales are beyond its range."""
    if not scale.size:
        return X
    info = np.finfo(X.dtype)
    if info.tiny <= scale.min() and scale.max() <= info.max:
        scale = scale.astype(info.dtype)
    return X * (scale if X.ndim == 1 else scale[:, None])


def scale(matrix, method, matching=UNMATCHED, transversal=None):
    """Return the `Scaled` matrix, its rows permuted by a `Matching` and then scaled by one of METHODS.

    `transversal` is that of `product_transversal(matrix)` where it is known. Raises `UsageError` for another method.
    """
    if method not in METHODS:
        raise UsageError(f"There is no scaling {method!r}; {instead(method, METHODS)}")
    permuted = permute_rows(matrix, matching.row_perm)
    scaled = replace(Scaled.identity(permuted), row_perm=matching.row_perm, pairs=matching.pairs)
    if method == "product" and transversal is None:
        transversal = product_transversal(matrix)
    return METHODS[method](scaled, transversal)


def permute_rows(matrix, row_perm):
    """Return the `Matrix` Π A whose row i is row `row_perm[i]` of A; A itself for an empty permutation."""
    if not row_perm.size:
        return matrix
    from scipy.sparse import csc_array

    whole, iperm = matrix.expanded(), np.empty_like(row_perm)
    iperm[row_perm] = np.arange(matrix.n)
    permuted = csc_array((whole.val, iperm[whole.ind], whole.ptr.copy()), (matrix.n, matrix.n), copy=True)
    permuted.sort_indices()
    return replace(whole, ind=permuted.indices.astype(np.int64), val=permuted.data)


def product(scaled, transversal):
    """Return R Π A C with entries up to 1, within a factor 2, and such near 1 where the transversal has them.

    R and C are the scales of the `Transversal` of A, rounded to powers of two; where one half is stored, both are the
    square root of their product. Duff and Pralet, SIAM J. Matrix Anal. Appl. 27, 2005.
    """
    row_log, col_log = transversal.row_log, transversal.col_log
    if scaled.matrix.is_half:
        row_log = col_log = (row_log + col_log) / 2
    elif scaled.matrix.n:
        # What is moved from the columns to the rows is free: the two take like shares of the range.
        shift = (col_log.max() + col_log.min() - row_log.max() - row_log.min()) / 4
        row_log, col_log = row_log + shift, col_log - shift
        row_log = row_log[scaled.row_perm] if scaled.row_perm.size else row_log
    widest = np.finfo(scaled.matrix.dtype).maxexp - 2
    rows, columns = (np.clip(np.rint(log), -widest, widest).astype(np.int32) for log in (row_log, col_log))
    return times_powers(scaled, rows, columns, "product")


def ruiz(scaled, _=None):
    """Return R A C whose rows and columns have largest entries near 1, R and C powers of two.

    A row or column of zeros keeps the scale 1.
    Ruiz, "A scaling algorithm to equilibrate both rows and columns norms in matrices", RAL-TR-2001-034.
    """
    matrix = scaled.matrix
    n, start = matrix.n, abs(matrix.val).astype(np.float64)
    widest = np.finfo(matrix.dtype).maxexp - 2
    columns = np.repeat(np.arange(n), np.diff(matrix.ptr))
    magnitude, power_row, power_col = start, np.zeros(n, np.int32), np.zeros(n, np.int32)
    for _ in range(MOST_SWEEPS):
        largest_row, largest_col = (np.where(peak > 0, peak, 1.0) for peak in largest(matrix, magnitude))
        if max(_spread(largest_row), _spread(largest_col)) <= CLOSE:
            break
        power_row = np.clip(power_row - _half_power(largest_row), -widest, widest)
        power_col = np.clip(power_col - _half_power(largest_col), -widest, widest)
        magnitude = np.ldexp(start, power_row[matrix.ind] + power_col[columns])
    return times_powers(scaled, power_row, power_col, "ruiz")


METHODS = {"none": lambda scaled, _: scaled, "ruiz": ruiz, "product": product}


def times_powers(scaled, rows, columns, method):
    """Return the matrix scaled by 2^rows and 2^columns, int32 (n,), of which the sum of two need be in no range."""
    matrix = scaled.matrix
    power = rows[matrix.ind] + np.repeat(columns, np.diff(matrix.ptr))
    parts = matrix.val.view(matrix.val.real.dtype).reshape(matrix.val.size, 1 + (matrix.dtype.kind == "c"))
    val = np.ldexp(parts, power[:, None]).view(matrix.dtype).reshape(matrix.val.shape)
    scales = {"row_scale": np.ldexp(1.0, rows), "col_scale": np.ldexp(1.0, columns)}
    return replace(scaled, matrix=matrix.with_values(val), method=method, **scales)


def largest(matrix, magnitude):
    """Return the largest magnitude of each row and column of the whole matrix, float64 (n,) each, 0 where none is."""
    rows = np.zeros(matrix.n)
    np.maximum.at(rows, matrix.ind, magnitude)
    cols = np.zeros(matrix.n)
    np.maximum.at(cols, np.repeat(np.arange(matrix.n), np.diff(matrix.ptr)), magnitude)
    if matrix.is_half:
        rows = cols = np.maximum(rows, cols)
    return rows, cols


def _spread(largest):
    """Return how far the values lie from 1, in powers of two."""
    return float(abs(np.log2(largest)).max(initial=0.0))


def _half_power(largest):
    """Return the power of two nearest to √largest, int32."""
    return np.round(0.5 * np.log2(largest)).astype(np.int32)


def column_sizes(b):
    """Return a power of two near the largest entry of each column, 1 for zeros: b over it fits single precision."""
    return power_near(abs(b).max(axis=0, initial=0.0))


def power_near(sizes):
    """Return the power of two at or below each number, 1 for zeros and what is not finite."""
    return np.exp2(np.floor(np.log2(np.where((sizes > 0) & np.isfinite(sizes), sizes, 1.0))))
