"""`Scaled`: a matrix with the row permutation and the scales that it was given before it is factored."""

from dataclasses import dataclass, replace

import numpy as np

from pastix_py.errors import UsageError, instead
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

    def log_det(self):
        """Return log det(R) + log det(C)."""
        return float(np.log(self.row_scale).sum() + np.log(self.col_scale).sum())


def _rows_times(X, scale):
    if not scale.size:
        return X
    return X * (scale if X.ndim == 1 else scale[:, None]).astype(X.real.dtype)


def scale(matrix, method):
    """Return the `Scaled` matrix by one of METHODS; raises `UsageError` for another name."""
    if method not in METHODS:
        raise UsageError(f"There is no scaling {method!r}; {instead(method, METHODS)}")
    return METHODS[method](matrix)


def ruiz(matrix):
    """Return R A C whose rows and columns have largest entries near 1, R and C powers of two.

    A row or column of zeros keeps the scale 1. The product of two scales never overflows in the type of A.
    Ruiz, "A scaling algorithm to equilibrate both rows and columns norms in matrices", RAL-TR-2001-034.
    """
    n, start = matrix.n, abs(matrix.val).astype(np.float64)
    widest = np.ldexp(1.0, np.finfo(matrix.dtype).maxexp // 2 - 2)
    magnitude = start
    columns = np.repeat(np.arange(n), np.diff(matrix.ptr))
    row_scale, col_scale = np.ones(n), np.ones(n)
    for _ in range(MOST_SWEEPS):
        largest_row, largest_col = _largest(matrix, columns, magnitude)
        if max(_spread(largest_row), _spread(largest_col)) <= CLOSE:
            break
        by_row, by_col = _power_of_two(largest_row), _power_of_two(largest_col)
        row_scale = np.clip(row_scale * by_row, 1 / widest, widest)
        col_scale = np.clip(col_scale * by_col, 1 / widest, widest)
        magnitude = start * (row_scale[matrix.ind] * col_scale[columns])
    val = matrix.val * (row_scale[matrix.ind] * col_scale[columns]).astype(matrix.val.real.dtype)
    scaled = Scaled.identity(matrix.with_values(val))
    return replace(scaled, row_scale=row_scale, col_scale=col_scale, method="ruiz")


METHODS = {"none": Scaled.identity, "ruiz": ruiz}


def _largest(matrix, columns, magnitude):
    """Return the largest magnitude of each row and column of the whole matrix, 1 where there is none."""
    rows = np.zeros(matrix.n)
    np.maximum.at(rows, matrix.ind, magnitude)
    cols = np.zeros(matrix.n)
    np.maximum.at(cols, columns, magnitude)
    if matrix.is_half:
        rows = cols = np.maximum(rows, cols)
    return np.where(rows > 0, rows, 1.0), np.where(cols > 0, cols, 1.0)


def _spread(largest):
    """Return how far the values lie from 1, in powers of two."""
    return float(abs(np.log2(largest)).max(initial=0.0))


def _power_of_two(largest):
    """Return the power of two nearest to 1/√largest."""
    return np.exp2(np.round(-0.5 * np.log2(largest)))
