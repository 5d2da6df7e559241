"""Clusters of columns inside wide supernodes: parts of a separator's graph, so that blocks between them have low ranks.

C. Weisbecker, "Improving multifrontal solvers by means of algebraic block low-rank representations", PhD thesis,
Toulouse, 2013; G. Pichon, E. Darve, M. Faverge, P. Ramet, J. Roman, "Sparse supernodal solver using block low-rank
compression: design, performance and analysis", J. Comput. Sci. 27, 2018. A separator may fall apart: it is joined
through the vertices beside it.
"""

import numpy as np

from pastix_py.jit import for_each, kernel
from pastix_py.ordering.coarsen import Level
from pastix_py.ordering.kway import halve
from pastix_py.ordering.ordering import inverse
from pastix_py.ordering.pieces import breadth_first

EVEN = 0.0  # how much more than its share a part may weigh: panels are cut evenly
SEED = 1


def even_cuts(begin, width, n_whole=0):
    """Return (parts, cuts): how many panels each supernode has, and the first column of every panel, closed by n.

    Parameters
    ----------
    begin : int64 (n_super+1), first column of each supernode.
    width : the most columns of a panel; each supernode is cut as evenly as possible.
    n_whole : the last supernodes, which are left as they are.

    """
    columns = np.diff(begin)
    parts = -(-columns // width)
    if n_whole:
        parts[-n_whole:] = 1
    source = np.repeat(np.arange(parts.size), parts)
    part = np.arange(source.size) - (np.cumsum(parts) - parts)[source]
    return parts, np.append(begin[source] + part * columns[source] // parts[source], begin[-1])


def clusters(graph, vertex, begin, width, n_whole=0, threads=1):
    """Return `order` (n): the column to put at each place, so that panels cut evenly are clusters.

    Parameters
    ----------
    graph : `Graph`.
    vertex : (n) vertex of each column.
    begin, width, n_whole : as for `even_cuts`.
    threads : int; the order is the same for any number.

    """
    order, column = np.arange(vertex.size), inverse(vertex)
    parts = even_cuts(begin, width, n_whole)[0]
    wide = np.flatnonzero(parts > 1)[::-1]

    def cluster(s):
        first, stop = begin[s], begin[s + 1]
        level = separator_graph(graph, vertex, column, first, stop)
        part = np.zeros(stop - first, np.int32)
        halve(level, np.arange(part.size), 0, int(parts[s]), EVEN, part, np.array([SEED]))
        order[first:stop] = first + np.argsort(part, kind="stable")

    for_each(threads, cluster, wide)
    return order


def separator_graph(graph, vertex, column, first, stop):
    """Return the `Level` of columns first..stop-1: those at most two edges apart, inside or else through all vertices.

    An edge weighs as much as there are paths. `vertex` (n) is that of each column, and `column` (n) of each vertex.
    """
    for inside in (True, False):
        level = near(graph.ptr, graph.ind, vertex, column, first, stop, inside)
        n = stop - first
        room = np.empty(n, np.int32), np.full(n, -1, np.int32), np.empty(n + 1, np.int64)
        if breadth_first(level.ptr, level.ind, *room) == 1:
            break
    return level


@kernel
def near(ptr, ind, vertex, column, first, stop, inside):
    """Return the `Level` of `separator_graph`; paths stay `inside` or not."""
    n = stop - first
    ends, paths, found = np.zeros(n + 1, np.int64), np.zeros(n, np.int32), np.empty(n, np.int32)
    room = np.int64(0)
    for k in range(n):
        v = vertex[first + k]
        for p in range(ptr[v], ptr[v + 1]):
            u = ind[p]
            if not inside or first <= column[u] < stop:
                room += 1 + ptr[u + 1] - ptr[u]
    near_ind, edge = np.empty(room, np.int32), np.empty(room, np.int32)
    q = np.int64(0)
    for k in range(n):
        v, n_found = vertex[first + k], 0
        for p in range(ptr[v], ptr[v + 1]):
            u = ind[p]
            if inside and not first <= column[u] < stop:
                continue
            n_found = meet(column[u] - first, paths, found, n_found)
            for r in range(ptr[u], ptr[u + 1]):
                if ind[r] != v:
                    n_found = meet(column[ind[r]] - first, paths, found, n_found)
        for i in range(n_found):
            near_ind[q], edge[q] = found[i], paths[found[i]]
            paths[found[i]] = 0
            q += 1
        ends[k + 1] = q
    return Level(ends, near_ind[:q].copy(), edge[:q].copy(), np.ones(n, np.int32))


@kernel
def meet(k, paths, found, n_found):
    """Count a path to column k, if it is one of these; return how many columns were found."""
    if 0 <= k < paths.size:
        if paths[k] == 0:
            found[n_found] = k
            n_found += 1
        paths[k] += 1
    return n_found
