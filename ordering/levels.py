"""A separator made of the vertices at one distance from a far corner of the graph.

A. George, J. W. H. Liu, "An automatic nested dissection algorithm for irregular finite element problems", SIAM J.
Numer. Anal. 15, 1978. In the 7-point grid of a cube it lies across the diagonal, and has three quarters of the
vertices of a plane. Coarser graphs do not show it: their clusters do not tell how few vertices a slanted surface has.
"""

import numpy as np

from pastix_py.jit import inner, kernel
from pastix_py.ordering.coarsen import draw
from pastix_py.ordering.moves import BALANCE, SEPARATOR, make_work, refine

SEARCHES = 2  # breadth-first searches, each from the farthest vertex of the one before
# As int64, lest the kernels that take them are compiled once for each literal.
PASSES, PATIENCE = np.int64(12), np.int64(500)


@kernel
def level_separator(g, state):
    """Return (side, weight) as `bisect` does: the lightest level that leaves even sides, refined."""
    n = g.ptr.size - 1
    queue, level = np.empty(n, np.int32), np.empty(n, np.int32)
    start, reached = draw(state, n), 0
    for _ in range(SEARCHES):
        reached = search(g, start, queue, level)
        start = np.int64(queue[reached - 1])
    weights = np.zeros(level[queue[reached - 1]] + 1, np.int64)
    for k in range(reached):
        weights[level[queue[k]]] += g.vertex[queue[k]]
    chosen = lightest(weights, g.vertex.sum())
    side, weight = np.empty(n, np.int8), np.zeros(3, np.int64)
    w, count = make_work(n), 0
    for v in range(n):
        if level[v] == chosen:
            side[v] = SEPARATOR
            w.separator[count] = v
            count += 1
        else:
            # What the search has not reached is on the side of the farthest.
            side[v] = 0 if 0 <= level[v] < chosen else 1
        weight[side[v]] += g.vertex[v]
    refine(g, side, weight, w, count, PASSES, PATIENCE)
    return side, weight


@inner
def search(g, start, queue, level):
    """Write the vertices that are reached from `start` to `queue`, nearest first, and their distances; their number."""
    level[:] = -1
    queue[0], level[start] = start, 0
    end, k = 1, 0
    while k < end:
        v = queue[k]
        for p in range(g.ptr[v], g.ptr[v + 1]):
            u = g.ind[p]
            if level[u] < 0:
                level[u] = level[v] + 1
                queue[end] = u
                end += 1
        k += 1
    return end


@kernel
def lightest(weights, total):
    """Return the lightest level with at most BALANCE of the total on either side; the median where there is none."""
    best, least, median, before = -1, total, 0, np.int64(0)
    for d in range(weights.size):
        after = total - before - weights[d]
        if before <= after:
            median = d
        if max(before, after) <= BALANCE * total and weights[d] < least:
            best, least = d, weights[d]
        before += weights[d]
    return best if best >= 0 else median
