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
