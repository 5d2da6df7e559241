"""Hierarchical block multicolouring: small blocks by colours, and of each colour the blocks side by side.

Between blocks of one colour nothing is known of each other, so that incomplete factors converge faster than by colours
of single unknowns, and slower than by `color_rcm`; it is here to be compared with.
"""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.ordering.depth import UNSEEN, leveled
from pastix_py.ordering.multicolor import greedy_colors
from pastix_py.ordering.structure import quotient

BLOCK = 32  # unknowns


def hbmc(graph, weight, options=None):
    """Return the permutation int64 (n,) by colours of blocks of `BLOCK` vertices, each grown from the first free one.

    In one colour come the first vertices of all blocks, then the second ones, and so on: an order that is equivalent
    to one block after the other. T. Iwashita, S. Li, T. Fukaya, "Hierarchical block multi-color ordering", arXiv
    1908.00741; there, as many blocks go side by side as a vector has lanes.
    """
    if graph.n == 0:
        return np.zeros(0, np.int64)
    order, block = grown_blocks(graph.ptr, graph.ind, BLOCK)
    blocks = quotient(graph, block, int(block.max()) + 1)
    color = greedy_colors(blocks.ptr, blocks.ind)
    return leveled(graph, order[np.argsort(color[block[order]], kind="stable")])


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
