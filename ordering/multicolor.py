"""Greedy multicolouring: the unknowns of one colour, which are independent, one colour after the other.

It gives the longest groups of independent unknowns, and of all orderings about the slowest convergence of incomplete
factors; it is here to be compared with.
"""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.ordering.depth import UNSEEN, leveled


def multicolor(graph, weight, options=None):
    """Return the permutation int64 (n,) by the colours of the vertices, each coloured as soon as its turn comes.

    Y. Saad, "Iterative Methods for Sparse Linear Systems", 2003, section 3.3.3.
    """
    color = greedy_colors(graph.ptr, graph.ind)
    return leveled(graph, np.argsort(color, kind="stable"))


@kernel
def greedy_colors(ptr, ind):
    """Return the least color that no earlier neighbour has, int64 (n,), for each vertex in the order of the input."""
    n = ptr.size - 1
    color, taken = np.full(n, UNSEEN, np.int64), np.full(n + 1, UNSEEN, np.int64)
    for v in range(n):
        for p in range(ptr[v], ptr[v + 1]):
            if color[ind[p]] != UNSEEN:
                taken[color[ind[p]]] = v
        free = 0
        while taken[free] == v:
            free += 1
        color[v] = free
    return color
