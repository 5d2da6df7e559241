"""Orderings by colours: unknowns of one colour are independent, one by one or in blocks.

They give the longest groups of independent unknowns, and of all orderings about the slowest convergence of incomplete
factors; they are here to be compared with.
"""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.ordering.depth import UNSEEN, leveled
from pastix_py.ordering.graph import Graph
from pastix_py.ordering.structure import quotient

BLOCK = 32  # unknowns


def multicolor(graph, weight, options=None):
    """Return the permutation int64 (n,) by the colours of the vertices, each coloured as soon as its turn comes.

    Y. Saad, "Iterative Methods for Sparse Linear Systems", 2003, section 3.3.3.
    """
    color = greedy_colors(graph.ptr, graph.ind)
    return leveled(graph, np.argsort(color, kind="stable"))


def block_multicolor(graph, weight, options=None):
    """Return the permutation int64 (n,) by colours of blocks of `BLOCK` vertices; blocks of one colour go side by side.

    A block is grown from the first free vertex. In one colour come the first vertices of all blocks, then the second
    ones: an order that is equivalent to one block after the other. T. Iwashita, S. Li, T. Fukaya, "Hierarchical block
    multi-color ordering", arXiv 1908.00741; there, as many blocks go side by side as a vector has lanes.
    """
    order, block = grown_blocks(graph.ptr, graph.ind, BLOCK)
    blocks = quotient(graph, block, int(block.max(initial=-1)) + 1) if graph.n else Graph(0, graph.ptr, graph.ind)
    color = greedy_colors(blocks.ptr, blocks.ind)
    return leveled(graph, order[np.argsort(color[block[order]], kind="stable")])


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


@kernel
def grown_blocks(ptr, ind, most):
    """Return (order, block): the vertices block by block, and the block of each, int64 (n,), of `most` or less."""
    n = ptr.size - 1
    order, block = np.empty(n, np.int64), np.full(n, UNSEEN, np.int64)
    end, count = 0, 0
    for start in range(n):
        if block[start] != UNSEEN:
            continue
        begin, k = end, end
        order[end], block[start] = start, count
        end += 1
        while k < end and end - begin < most:
            v = order[k]
            k += 1
            for p in range(ptr[v], ptr[v + 1]):
                u = ind[p]
                if block[u] == UNSEEN and end - begin < most:
                    order[end], block[u] = u, count
                    end += 1
        count += 1
    return order, block
