"""A cheap look at a graph: how fast the neighbourhoods of a few vertices grow, and what that resembles."""

import numpy as np

from pastix_py.jit import kernel

STARTS = 3  # vertices that are looked around from
SIGHT = 20_000  # vertices that are seen from each, about
NARROW = 50  # vertices at one distance, up to which a graph is a chain
HUB = 10.0  # largest over mean degree from which a graph is a network
# Exponents of growth: within a distance r of a d-dimensional mesh are r^d vertices; networks grow exponentially.
PLANAR, SOLID = 2.15, 3.6

CHAIN, PLANE, BODY, NETWORK = "a chain", "a planar mesh", "a 3-D mesh", "a circuit or network"


def resemblance(graph):
    """Return what a graph resembles: CHAIN, PLANE, BODY or NETWORK.

    Around each of a few vertices, the most vertices at one distance are counted, and how fast what is within a distance
    grows; the largest of these figures tell. The time does not depend on the size of the graph, but for O(n) of memory.
    """
    if graph.n == 0:
        return CHAIN
    seen, queue, around = np.full(graph.n, -1, np.int32), np.empty(graph.n, np.int64), []
    for k in range(STARTS):
        start = (2 * k + 1) * graph.n // (2 * STARTS)
        around.append(growth(within(graph.ptr, graph.ind, start, seen, queue, np.int64(k), np.int64(SIGHT))))
    width, exponent = np.max(around, axis=0)
    if width <= NARROW:
        return CHAIN
    degree = np.diff(graph.ptr)
    if degree.max() > HUB * degree.mean():
        return NETWORK
    return PLANE if exponent < PLANAR else BODY if exponent < SOLID else NETWORK


def growth(count):
    """Return (most vertices at one distance, exponent): `count` int64 (distances,) are within each distance.

    The exponent is that between an eighth and half of what is seen, where neither the start nor the rim is felt.
    """
    near, far = (int(np.searchsorted(count, count[-1] / part)) for part in (8, 2))
    exponent = np.log(count[far] / count[near]) / np.log((far + 0.5) / (near + 0.5)) if far > near else 0.0
    return np.diff(count, prepend=0).max(), exponent


@kernel
def within(ptr, ind, start, seen, queue, mark, sight):
    """Return how many vertices are within each distance of `start`, int64 (distances,), until `sight` are seen.

    `seen` int32 (n,) is `mark` for those seen, and was another number before; `queue` int64 (n,) is work space.
    """
    count = np.empty(sight + 1, np.int64)
    queue[0], seen[start] = start, mark
    low, high, distance = 0, 1, 0
    while low < high and distance <= sight:
        count[distance] = high
        distance += 1
        if high >= sight:
            break
        end = high
        for k in range(low, high):
            for p in range(ptr[queue[k]], ptr[queue[k] + 1]):
                u = ind[p]
                if seen[u] != mark:
                    seen[u] = mark
                    queue[end] = u
                    end += 1
        low, high = high, end
    return count[:distance].copy()
