"""Clusters of the vertices of a graph: halves again and again, by way of coarser and coarser graphs.

The connectivity graph of a mesh knows which unknowns are near each other along the surface, whatever the shape of it in
space.
"""

import numpy as np

from pastix_py.jit import wait_for
from pastix_py.ordering.coarsen import Level
from pastix_py.ordering.cluster import levels
from pastix_py.ordering.kway import halve

TOLERANCE = 0.04  # a leaf may have so many more than the mean


def bisection(graph, leaf, options):
    """Return the split of clusters into halves with few edges between them, of any pieces."""
    n = graph.n
    depth = levels(n, leaf)
    level = Level(graph.ptr, graph.ind.astype(np.int32), np.ones(graph.ind.size, np.int32), np.ones(n, np.int32))
    part, state = np.zeros(n, np.int32), np.array([options.seed % (2**31 - 2) + 1])
    wait_for(halve, level, np.arange(n), 0, 1 << depth, TOLERANCE / max(depth, 1), part, state)

    def split(ids, at):
        right = part[ids] >> depth - 1 - at & 1 == 1
        return [ids[~right], ids[right]]

    return split
