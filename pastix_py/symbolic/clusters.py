"""Clusters of columns inside wide supernodes: parts of a separator's graph, so that blocks between them have low ranks.

C. Weisbecker, "Improving multifrontal solvers by means of algebraic block low-rank representations", PhD thesis,
Toulouse, 2013; G. Pichon, E. Darve, M. Faverge, P. Ramet, J. Roman, "Sparse supernodal solver using block low-rank
compression: design, performance and analysis", J. Comput. Sci. 27, 2018. They take a partitioner, 'kway' here; a
hierarchy halves a separator again and again by a smooth function on it, which falls from one end to the other. Where it
falls apart it is joined through the vertices beside it.
"""

import numpy as np

from pastix_py.jit import for_each, kernel, nested
from pastix_py.ordering.coarsen import NEAR, Level
from pastix_py.ordering.compress import compress
from pastix_py.ordering.heights import halve
from pastix_py.ordering.kway import multilevel
from pastix_py.ordering.ordering import inverse
from pastix_py.ordering.pieces import breadth_first
from pastix_py.symbolic import HIERARCHICAL, KWAY
from pastix_py.symbolic.supernodes import even_cuts

STEPS = 30  # of smoothing at most: more give parts little rounder
VISITS = 400  # of neighbours of a vertex in all these steps: in a dense graph each step reaches farther
SEED = 1


def clusters(graph, vertex, begin, width, n_whole=0, threads=1, method=HIERARCHICAL):
    """Return `order` (n): the column to put at each place, so that panels cut evenly are clusters.

    Parameters
    ----------
    graph : `Graph`.
    vertex : (n) vertex of each column.
    begin, width, n_whole : as for `even_cuts`.
    threads : int; the order is the same for any number.
    method : HIERARCHICAL or KWAY; parts of the latter are not quite even, so that panels hold a little of the next one.

    """
    parts = even_cuts(begin, width, n_whole)[0]
    graph, node, size, start = nodes(graph, vertex, begin)
    order, place = np.arange(node.size), inverse(node)
    wide = np.flatnonzero(parts > 1)[::-1]

    def cluster(s):
        first, stop = start[s], start[s + 1]
        level = separator_graph(graph, node, place, first, stop, size)
        if method == KWAY:
            part = multilevel(level, int(parts[s]), NEAR, np.array([SEED]), (0,))
            order[first:stop] = first + np.argsort(part, kind="stable")
            return
        steps = min(STEPS, VISITS * (stop - first) // max(level.ind.size, 1) + 1)
        order[first:stop] = first + halve(level, parts[s], np.int64(steps))

    for_each(threads, cluster, wide)
    first, size = (np.cumsum(size) - size)[order], size[order]
    return np.repeat(first - (np.cumsum(size) - size), size) + np.arange(vertex.size)


def nodes(graph, vertex, begin):
    """Return (graph, node, size, start): unknowns that have the same neighbours, as those of a node of a mesh, as one.

    `node` (m) is the vertex of the graph at each place, which stands for so many columns of a `size`, and `start`
    (n_super+1) is the first place of each supernode. Where such unknowns are not side by side, each is its own node.
    """
    small, _, group = compress(graph)
    if group.size:
        own = group[vertex]
        first = np.flatnonzero(np.diff(own, prepend=-1))
        if first.size == small.n and np.isin(begin[:-1], first).all():
            return small, own[first], np.diff(first, append=vertex.size), np.searchsorted(first, begin)
    return graph, vertex, np.ones_like(vertex), begin


def separator_graph(graph, node, place, first, stop, size):
    """Return the `Level` of nodes first..stop-1: those at most two edges apart, inside or else through all vertices.

    An edge weighs as much as there are paths. `node` (m) is the vertex at each place, `place` (m) that of each vertex,
    and `size` (m) the weight of each node.
    """
    n, weight = stop - first, size[first:stop].astype(np.int32)
    ptr, ind = induced(graph.ptr, graph.ind, node, place, first, stop)
    room = np.empty(n, np.int32), np.full(n, -1, np.int32), np.empty(n + 1, np.int64)
    if breadth_first(ptr, ind, *room) == 1:
        own = np.arange(n)
        return near(ptr, ind, own, own, np.int64(0), n, weight)
    return near(graph.ptr, graph.ind, node, place, first, stop, weight)


@kernel
def induced(ptr, ind, node, place, first, stop):
    """Return (ptr, ind) of the graph among nodes first..stop-1, counted from 0."""
    n, room = stop - first, np.int64(0)
    for k in range(first, stop):
        room += ptr[node[k] + 1] - ptr[node[k]]
    own_ptr, own_ind, q = np.zeros(n + 1, np.int64), np.empty(room, np.int64), np.int64(0)
    for k in range(n):
        v = node[first + k]
        for p in range(ptr[v], ptr[v + 1]):
            if first <= place[ind[p]] < stop:
                own_ind[q] = place[ind[p]] - first
                q += 1
        own_ptr[k + 1] = q
    return own_ptr, own_ind[:q].copy()


@kernel
def near(ptr, ind, node, place, first, stop, weight):
    """Return the `Level` of the nodes first..stop-1 at most two edges apart, through all vertices of a graph."""
    n = stop - first
    ends, paths, found = np.zeros(n + 1, np.int64), np.zeros(n, np.int32), np.empty(n, np.int32)
    room = np.int64(0)
    for k in range(n):
        v, reached = node[first + k], np.int64(0)
        for p in range(ptr[v], ptr[v + 1]):
            reached += 1 + ptr[ind[p] + 1] - ptr[ind[p]]
        room += min(reached, n)
    near_ind, edge = np.empty(room, np.int32), np.empty(room, np.int32)
    q = np.int64(0)
    for k in range(n):
        v, n_found = node[first + k], 0
        for p in range(ptr[v], ptr[v + 1]):
            u = ind[p]
            n_found = meet(place[u] - first, paths, found, n_found)
            for r in range(ptr[u], ptr[u + 1]):
                if ind[r] != v:
                    n_found = meet(place[ind[r]] - first, paths, found, n_found)
        for i in range(n_found):
            near_ind[q], edge[q] = found[i], paths[found[i]]
            paths[found[i]] = 0
            q += 1
        ends[k + 1] = q
    return Level(ends, near_ind[:q].copy(), edge[:q].copy(), weight)


@nested
def meet(k, paths, found, n_found):
    """Count a path to node k, if it is one of these; return how many nodes were found."""
    if 0 <= k < paths.size:
        if paths[k] == 0:
            found[n_found] = k
            n_found += 1
        paths[k] += 1
    return n_found
