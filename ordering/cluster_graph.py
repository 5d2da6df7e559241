"""Clusters from the connectivity graph of a mesh or a matrix: halves again and again.

The graph knows which unknowns are near each other along a surface, whatever its shape in space. Where the surface comes
near itself the bounding boxes matter more: with coordinates, cuts along the graph are weighed by these, against cuts
across directions.
"""

import numpy as np

from pastix_py.jit import wait_for
from pastix_py.ordering.cluster import by_part
from pastix_py.ordering.cluster_boxes import parts
from pastix_py.ordering.coarsen import Level
from pastix_py.ordering.kway import halve

TOLERANCE = 0.04  # a leaf may have so many more than the mean


def graph_and_boxes(points, graph, depth, options):
    """Return the split of clusters where that leaves small bounding boxes; as `connectivity` where there are none."""
    if points is None:
        return connectivity(points, graph, depth, options)
    return by_part(parts(points, graph, depth, options), depth)


def connectivity(points, graph, depth, options):
    """Return the split of clusters into halves with few edges between them, by way of coarser and coarser graphs."""
    n = graph.n
    level = Level(graph.ptr, graph.ind.astype(np.int32), np.ones(graph.ind.size, np.int32), np.ones(n, np.int32))
    part, state = np.zeros(n, np.int32), np.array([options.seed % (2**31 - 2) + 1])
    wait_for(halve, level, np.arange(n), 0, 1 << depth, TOLERANCE / max(depth, 1), part, state)
    return by_part(part, depth)
