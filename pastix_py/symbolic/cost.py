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


def rows_below(symbol):
    """Return the rows of each cblk below its diagonal block, int64 (n_cblk,)."""
    rows = np.concatenate([[0], np.cumsum(symbol.blok_end - symbol.blok_begin)])[symbol.cblk_blok]
    return np.diff(rows) - np.diff(symbol.cblk_col)


def cblk_flops(symbol, kind):
    """Return the operations on each cblk as it is stored, float64 (n_cblk,), real numbers; counted as `Cost` does."""
    low = rows_below(symbol).astype(float)
    high = low + np.diff(symbol.cblk_col)

    def sums(power):
        return high - low if power == 0 else _power_sum(high, power) - _power_sum(low, power)

    return 2 * sums(2) - 3 * sums(1) + sums(0) if kind == "lu" else sums(2)


def _power_sum(m, power):
    """Return 1 + 2 + … + m, or the sum of the squares."""
    return m * (m + 1) / 2 if power == 1 else m * (m + 1) * (2 * m + 1) / 6
