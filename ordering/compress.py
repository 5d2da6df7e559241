"""Indistinguishable vertices merged: adj(i) ∪ {i} = adj(j) ∪ {j}."""

import numpy as np

from pastix_py.jit import inner, kernel
from pastix_py.ordering.constrain import subgraph

# Fraction of the vertices that must disappear: below, the smaller graph does not repay its making.
WORTHWHILE = 0.1
# Vertices that are looked at first, and how many of them must have an equal neighbour for all to be looked at: half as
# many as are expected where it is just worthwhile, five deviations below.
LOOKS, FOUND = 1000, 50


def compress(graph):
    """Return (small, weight, group): the graph of representatives, their multiplicities, and the map to them.

    Vertices with equal closed adjacency stay indistinguishable all through an elimination, so that a method
    may number them as one: C. Ashcraft, "Compressed graphs and the minimum degree algorithm", SIAM J. Sci.
    Comput. 16, 1995.

    `small` is a Graph of m vertices, `weight` int64 (m,), and `group` int64 (n,) has the vertex of `small`
    that stands for each vertex. Where fewer than WORTHWHILE n vertices would go, `small` is `graph`, all
    weights are one and `group` is empty.
    """
    n, merged = graph.n, 0
    if n < 2 * LOOKS or count_merging(graph.ptr, graph.ind, hashes(LOOKS).view(np.uint64) % n) >= FOUND:
        key, leader = np.empty(n, np.int64), np.arange(n)
        merged = find_leaders(graph.ptr, graph.ind, hashes(n), key, leader)
    if merged == 0 or merged < WORTHWHILE * n:
        return graph, np.ones(n, np.int64), np.zeros(0, np.int64)
    is_kept = leader == np.arange(n)
    group = (np.cumsum(is_kept) - 1)[leader]
    return subgraph(graph, is_kept), np.bincount(group), group


def hashes(n):
    """Return the numbers 0..n-1 well mixed, int64 (n,); the finalizer of G. Steele et al., "splitmix", OOPSLA 2014."""
    x = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (x ^ (x >> np.uint64(31))).view(np.int64)


@kernel
def count_merging(ptr, ind, vertices):
    """Return how many of some vertices have a neighbour that they are indistinguishable from."""
    count = 0
    for v in vertices:
        j = np.int64(v)
        for p in range(ptr[j], ptr[j + 1]):
            if same_closed_adjacency(ptr, ind, ind[p], j):
                count += 1
                break
    return count


@kernel
def find_leaders(ptr, ind, random, key, leader):
    """Set `leader[j]` to the first vertex indistinguishable from j; return how many j have another leader.

    Such vertices are neighbours: it is enough to compare across edges. `leader` int64 (n,) comes as 0..n-1.
    `key` int64 (n,) receives a hash of the closed adjacency, made of the numbers `random` int64 (n,).
    """
    n = ptr.size - 1
    for j in range(n):
        h = random[j]
        for p in range(ptr[j], ptr[j + 1]):
            h ^= random[ind[p]]
        key[j] = h
    merged = 0
    for j in range(n):
        for p in range(ptr[j], ptr[j + 1]):
            i = ind[p]
            if i >= j:
                break
            if key[i] == key[j] and leader[i] == i and same_closed_adjacency(ptr, ind, i, j):
                leader[j] = i
                merged += 1
                break
    return merged


@inner
def same_closed_adjacency(ptr, ind, i, j):
    """Return whether adj(i) ∪ {i} = adj(j) ∪ {j}, for neighbours i and j."""
    if ptr[i + 1] - ptr[i] != ptr[j + 1] - ptr[j]:
        return False
    q = ptr[j]
    for p in range(ptr[i], ptr[i + 1]):
        if ind[p] != j:
            if ind[q] == i:
                q += 1
            if q == ptr[j + 1] or ind[p] != ind[q]:
                return False
            q += 1
    return True
