"""The coarser and coarser graphs of a graph: made by contraction, or what a part of it has of those of the whole.

A dissection that coarsens once takes two thirds of the time of one that coarsens every part anew, and its separators
are as small: a cluster that was good for the whole is good for the part that it lies in.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inner, kernel, nested
from pastix_py.ordering.coarsen import Level, coarsen

COARSEST = 50  # vertices below which no coarser graph is made
COARSEST_LARGE, LARGE = 120, 5000  # the same for graphs of more than LARGE vertices
SHRINKS = 0.8  # a coarser graph of more than this share of the vertices is not worth its making
HEAVIEST = 4.0  # most that a cluster may weigh, in mean weights of a vertex of the coarsest graph
VERTEX, ENTRY, MEMBER = range(3)  # columns of `Coarser.start`


class Coarser(NamedTuple):
    """Graphs one behind the other, the finest first; each is made of clusters of the one before.

    `start` int64 (n_graph + 1, 3): where the vertices, the entries and the members of each begin. `ptr` int64 has n + 1
    numbers for each graph of n vertices; `ind` int32 the neighbours; `vertex` int32 the weights. `cluster` int32 is the
    vertex that each vertex of the graph before becomes a member of. Edges count as `ones`, int32, as many as the
    largest has: only the making of the graphs asked for their weights.
    """

    start: np.ndarray
    ptr: np.ndarray
    ind: np.ndarray
    vertex: np.ndarray
    cluster: np.ndarray
    ones: np.ndarray


@nested
def room(n_graph, vertices, entries, members, ones):
    """Return a `Coarser` with room for so many graphs, and so many vertices, entries and members of all of them."""
    return Coarser(
        np.zeros((n_graph + 1, 3), np.int64),
        np.empty(vertices + n_graph, np.int64),
        np.empty(entries, np.int32),
        np.empty(vertices, np.int32),
        np.empty(members, np.int32),
        ones,
    )


@kernel
def none_coarser():
    """Return a `Coarser` of no graphs."""
    return room(0, 0, 0, 0, np.empty(0, np.int32))


@kernel
def count_of(coarser):
    """Return the number of graphs."""
    return coarser.start.shape[0] - 1


@kernel
def level_of(coarser, k):
    """Return graph k as a `Level`."""
    low, high = coarser.start[k], coarser.start[k + 1]
    vertices, entries = slice(low[VERTEX], high[VERTEX]), slice(low[ENTRY], high[ENTRY])
    ptr, ones = coarser.ptr[low[VERTEX] + k : high[VERTEX] + k + 1], coarser.ones[: high[ENTRY] - low[ENTRY]]
    return Level(ptr, coarser.ind[entries], ones, coarser.vertex[vertices])


@kernel
def cluster_of(coarser, k):
    """Return the vertex of graph k that each vertex of the graph before is a member of, int32."""
    return coarser.cluster[coarser.start[k, MEMBER] : coarser.start[k + 1, MEMBER]]


@inner
def shut(coarser, k, vertices, entries, members):
    """End graph k where it has so many vertices, entries and members."""
    coarser.start[k + 1, VERTEX] = coarser.start[k, VERTEX] + vertices
    coarser.start[k + 1, ENTRY] = coarser.start[k, ENTRY] + entries
    coarser.start[k + 1, MEMBER] = coarser.start[k, MEMBER] + members


@kernel
def coarsened(g, how, state):
    """Return the `Coarser` graphs of a `Level` whose edges are ones; `how` and `state` as for `coarsen`."""
    n = g.ptr.size - 1
    coarsest = COARSEST_LARGE if n > LARGE else COARSEST
    total = np.int64(0)
    for v in range(n):
        total += g.vertex[v]
    heaviest = max(1, int(HEAVIEST * total / coarsest))
    levels, clusters = [g], [np.empty(0, np.int32)]
    sizes = np.zeros(3, np.int64)
    while levels[-1].ptr.size - 1 > coarsest:
        finer = levels[-1].ptr.size - 1
        coarser, cluster = coarsen(levels[-1], heaviest, how, state)
        if coarser.ptr.size - 1 > SHRINKS * finer:
            break
        levels.append(coarser)
        clusters.append(cluster)
        sizes[VERTEX] += coarser.ptr.size - 1
        sizes[ENTRY] += coarser.ind.size
        sizes[MEMBER] += finer
    made = room(len(levels) - 1, sizes[VERTEX], sizes[ENTRY], sizes[MEMBER], g.edge)
    for k in range(len(levels) - 1):
        shut(made, k, levels[k + 1].ptr.size - 1, levels[k + 1].ind.size, clusters[k + 1].size)
        level = level_of(made, k)
        level.ptr[:] = levels[k + 1].ptr
        level.ind[:] = levels[k + 1].ind
        level.vertex[:] = levels[k + 1].vertex
        cluster_of(made, k)[:] = clusters[k + 1]
    return made


@kernel
def inherited(coarser, number, vertex):
    """Return what a part of a graph has of its coarser graphs, but those with fewer than COARSEST vertices.

    Parameters
    ----------
    coarser : `Coarser` of the graph.
    number : int32 (n,), the vertex of the part that each vertex of the graph is, -1 for none.
    vertex : int32, weights of the vertices of the part.

    Clusters lose the members that are not in the part; two of them are neighbours where they were so in the whole.

    """
    start = coarser.start[-1]
    left = room(count_of(coarser), start[VERTEX], start[ENTRY], start[MEMBER], coarser.ones)
    kept = 0
    for k in range(count_of(coarser)):
        whole, cluster = level_of(coarser, k), cluster_of(coarser, k)
        above = np.full(whole.vertex.size, -1, np.int32)
        for v in range(number.size):
            if number[v] >= 0:
                above[cluster[v]] = 0
        m = np.int32(0)
        for c in range(above.size):
            if above[c] == 0:
                above[c] = m
                m += np.int32(1)
        if m < COARSEST:
            break
        # Its entries are counted as they are written.
        shut(left, k, m, whole.ind.size, vertex.size)
        level = level_of(left, k)
        join(number, vertex, cluster, above, cluster_of(left, k), level.vertex)
        shut(left, k, m, induce(whole, above, level.ptr, level.ind), vertex.size)
        number, vertex, kept = above, level.vertex, k + 1
    start = left.start[kept]
    return Coarser(
        left.start[: kept + 1],
        left.ptr[: start[VERTEX] + kept],
        left.ind[: start[ENTRY]],
        left.vertex[: start[VERTEX]],
        left.cluster[: start[MEMBER]],
        left.ones,
    )


@inner
def join(number, vertex, cluster, above, member_of, weight):
    """Write the cluster of each vertex of a part to `member_of`, and the weights of the clusters to `weight`."""
    weight[:] = 0
    for v in range(number.size):
        u = number[v]
        if u >= 0:
            member_of[u] = above[cluster[v]]
            weight[member_of[u]] += vertex[u]


@inner
def induce(whole, number, ptr, ind):
    """Write the graph among the vertices of `whole` that have a `number` to (ptr, ind); return its entries.

    `ind` has room for as many entries as those vertices have in the whole.
    """
    q = np.int64(0)
    ptr[0] = 0
    for v in range(number.size):
        if number[v] >= 0:
            for p in range(whole.ptr[v], whole.ptr[v + 1]):
                u = number[whole.ind[p]]
                # Without a branch, which could not be foreseen.
                ind[q] = u
                q += np.int64(u >= 0)
            ptr[number[v] + 1] = q
    return q
