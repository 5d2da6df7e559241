"""Entries and operations of a factorization, from its exact column counts."""

from typing import NamedTuple

import numpy as np


class Cost(NamedTuple):
    """Exact size of the factor, before amalgamation: nnz(L) with its diagonal, and sums over its columns."""

    n: int
    nnz: int  # nnz(L), diagonal included
    squares: int  # Σ c²  for the column counts c
    products: int  # Σ (c−1)(2c−1)

    def entries(self, kind):
        """Return nnz(L) for LLᵀ and LDLᵀ, 2·nnz(L) − n for LU."""
        return 2 * self.nnz - self.n if kind == "lu" else self.nnz

    def flops(self, kind, is_complex=False):
        """Return the operations of the factorization: Σ c² for LLᵀ and LDLᵀ, Σ (c−1)(2c−1) for LU, ×4 for complex."""
        return (self.products if kind == "lu" else self.squares) * (4 if is_complex else 1)


def cost_of(count):
    """Return the `Cost` of column counts (n)."""
    below = count - 1
    return Cost(count.size, int(count.sum()), int(np.dot(count, count)), int(np.dot(below, 2 * count - 1)))


def column_flops(count, kind):
    """Return the operations on each column of L of `count` (n,) entries, float64 (n,), real numbers, as in `Cost`."""
    count = np.asarray(count, float)
    return (count - 1) * (2 * count - 1) if kind == "lu" else count**2


def rows_below(symbol):
    """Return the rows of each cblk below its diagonal block, int64 (n_cblk,)."""
    rows = np.concatenate([[0], np.cumsum(symbol.blok_end - symbol.blok_begin)])[symbol.cblk_blok]
    return np.diff(rows) - np.diff(symbol.cblk_col)


def cblk_flops(symbol, kind):
    """Return the operations on each cblk as it is stored, float64 (n_cblk,), real numbers, as in `Cost`."""
    low = rows_below(symbol).astype(float)
    high = low + np.diff(symbol.cblk_col)
    squares = _squares(high) - _squares(low)
    return 2 * squares - 3 * (_first(high) - _first(low)) + high - low if kind == "lu" else squares


def _first(m):
    """Return 1 + 2 + … + m."""
    return m * (m + 1) / 2


def _squares(m):
    """Return 1² + 2² + … + m²."""
    return m * (m + 1) * (2 * m + 1) / 6
