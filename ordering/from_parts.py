"""A numbering from a hierarchy of parts: what separates them goes last, each part by minimum degree."""

import numpy as np

from pastix_py.ordering.cover import separators
from pastix_py.ordering.leaf import order_leaf
from pastix_py.ordering.ordering import Numbering


def numbering(graph, weight, code):
    """Return the `Numbering` of a graph whose vertices were cut in two again and again.

    Parameters
    ----------
    graph : `Graph`.
    weight : int64 (n,), unknowns behind each vertex.
    code : int64 (n,), the halves that a vertex is in, one bit each, that of the first cut the highest.

    """
    level = separators(graph, code)
    # A node of the hierarchy ends where the last of its codes does, behind all that lie below it.
    end = ((code >> (level + 1)) + 1) << (level + 1)
    perm = np.lexsort((level, end))
    begins = np.flatnonzero((np.diff(end[perm], prepend=-1) != 0) | (np.diff(level[perm], prepend=-2) != 0))
    part_ptr = np.append(begins, graph.n)
    levels, ends = level[perm[begins]], end[perm[begins]]
    number_leaves(graph, weight, perm, part_ptr, np.flatnonzero(levels < 0))
    return Numbering(perm, part_ptr, parents(levels, ends))


def parents(levels, ends):
    """Return the node above each node of a postordered hierarchy, int64, -1 for none."""
    parent, above = np.full(levels.size, -1), []
    for node in range(levels.size - 1, -1, -1):
        while above and not ends[above[-1]] - (2 << levels[above[-1]]) < ends[node] <= ends[above[-1]]:
            above.pop()
        if above:
            parent[node] = above[-1]
        if levels[node] >= 0:
            above.append(node)
    return parent


def number_leaves(graph, weight, perm, part_ptr, leaves):
    """Put the vertices of the leaves in an order of least degree, in `perm`."""
    ind, weight, local = graph.ind.astype(np.int32), weight.astype(np.int32), np.full(graph.n, -1, np.int32)
    for leaf in leaves:
        ids = perm[part_ptr[leaf] : part_ptr[leaf + 1]].astype(np.int32)
        places = np.empty_like(ids)
        order_leaf(graph.ptr, ind, weight, ids, local, places)
        perm[part_ptr[leaf] : part_ptr[leaf + 1]] = places
