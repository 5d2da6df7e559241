"""Entries and operations of a factorization, from its exact column counts."""

from typing import NamedTuple

import numpy as np

from pastix_py.ordering.counts import col_count
from pastix_py.ordering.etree import etree, lower_rows, postorder, renumbered_tree
from pastix_py.ordering.ordering import inverse


class Cost(NamedTuple):
    """Exact size of the factor, before amalgamation: nnz(L) with its diagonal, and a sum over its columns."""

    n: int
    nnz: int  # nnz(L), diagonal included
    squares: int  # Σ c²  for the column counts c

    def entries(self, kind):
        """Return nnz(L) for LLᵀ and LDLᵀ, 2·nnz(L) − n for LU."""
        return 2 * self.nnz - self.n if kind == "lu" else self.nnz

    def flops(self, kind, is_complex=False):
        """Return the operations of the factorization: Σ c² for LLᵀ and LDLᵀ, Σ (c−1)(2c−1) for LU, ×4 for complex."""
        count = 2 * self.squares - 3 * self.nnz + self.n if kind == "lu" else self.squares
        return count * (4 if is_complex else 1)


def cost_of(count, weight=1):
    """Return the `Cost` of column counts int64 (n,).

    Column j stands for `weight[j]` columns of count[j], count[j] − 1, … entries.
    """
    if np.ndim(weight) == 0 and weight == 1:
        return Cost(count.size, int(count.sum()), int(count @ count))
    w, c = np.broadcast_to(weight, count.shape), count
    nnz = w * c - w * (w - 1) // 2
    squares = w * c * c - c * w * (w - 1) + (w - 1) * w * (2 * w - 1) // 6
    return Cost(int(w.sum()), int(nnz.sum()), int(squares.sum()))


def elimination(graph, weight, perm):
    """Return (perm, parent, count), int64 (n,): the same elimination postordered, its tree, and its column counts.

    `weight` is as for `cost_of`: a vertex stands for so many rows in the counts.
    """
    parent = etree(*lower_rows(graph.ptr, graph.ind, perm, inverse(perm)))
    post = postorder(parent)
    perm, parent = perm[post], renumbered_tree(parent, post)
    return perm, parent, col_count(graph.ptr, graph.ind, perm, inverse(perm), parent, weight[perm])


def cost(graph, weight, perm):
    """Return the `Cost` of a graph eliminated in the order `perm`, int64 (n,); `weight` as for `cost_of`."""
    perm, _, count = elimination(graph, weight, perm)
    return cost_of(count, weight[perm])
