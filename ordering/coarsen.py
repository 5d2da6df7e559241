"""A graph with clusters of its vertices contracted: one level of a multilevel bisection."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inner, kernel, nested

ALONE = 0.1  # share of unmatched vertices from which vertices two edges apart are matched as well
NEAR, PAIRS = 0, 1  # how a graph is coarsened: by pairs where it is irregular
IRREGULAR = 1.75  # largest over mean degree from which a graph counts as such
DEGREES = 64  # vertices of this degree and above are not told apart


class Level(NamedTuple):
    """Graph of clusters: `ptr` int64 (n + 1,), `ind` int32, and the weights of edges and vertices, int32."""

    ptr: np.ndarray
    ind: np.ndarray
    edge: np.ndarray
    vertex: np.ndarray


def spread(ptr):
    """Return the largest over the mean degree of a graph, 1 where there are no edges."""
    degree = np.diff(ptr)
    return float(degree.max() / max(degree.mean(), 1)) if degree.any() else 1.0


@inner
def draw(state, n):
    """Return a random number of 0..n-1; `state` int64 (1,) holds 1..2³¹-2.

    S. K. Park, K. W. Miller, "Random number generators: good ones are hard to find", Comm. ACM 31, 1988.
    """
    state[0] = state[0] * 48271 % 2147483647
    return state[0] % n


@kernel
def coarsen(g, heaviest, how, state):
    """Return (coarser level, cluster): clusters of up to four vertices contracted; `cluster` int32 (n,).

    Vertices are matched in pairs, and where `how` is NEAR the pairs in pairs. No cluster weighs more than `heaviest`.
    NEAR visits the vertices in their own order from a random start, which keeps to memory and finds the blocks of a
    grid; PAIRS visits them by degree and at random, which is less easily led astray by an irregular graph.
    """
    n = g.ptr.size - 1
    mate = match(g, heaviest, how, state)
    if how == PAIRS:
        partner = np.arange(n).astype(np.int32)
    else:
        partner = match_pairs(g, heaviest, mate)
    cluster = np.full(n, -1, np.int32)
    m = number_clusters(mate, partner, cluster)
    first, vertex = np.zeros(m + 2, np.int32), np.zeros(m, np.int32)
    member = partner
    by_cluster(cluster, g.vertex, first, member, vertex)
    ptr = np.empty(m + 1, np.int64)
    ind = np.empty(g.ind.size + 1, np.int32)
    edge = np.empty(g.ind.size + 1, np.int32)
    q = contract(g, cluster, first, member, ptr, ind, edge)
    return Level(ptr, ind[:q], edge[:q], vertex), cluster


@nested
def match(g, heaviest, how, state):
    """Return mate int32 (n,): the unmatched neighbour of the heaviest edge, the vertex itself where there is none."""
    n = g.ptr.size - 1
    mate = np.full(n, -1, np.int32)
    order = visiting_order(g, how, state)
    is_unit = g.edge.size == 0 or g.edge.max() == 1
    alone = 0
    for k in range(n):
        v = order[k]
        if mate[v] >= 0:
            continue
        best, most, least = v, 0, 0
        room = heaviest - g.vertex[v]
        for p in range(g.ptr[v], g.ptr[v + 1]):
            u = g.ind[p]
            if mate[u] >= 0 or g.vertex[u] > room:
                continue
            if g.edge[p] > most or (g.edge[p] == most and g.vertex[u] < least):
                best, most, least = u, g.edge[p], g.vertex[u]
                if is_unit:
                    break
        mate[v] = best
        mate[best] = v
        alone += best == v
    if alone > ALONE * n:
        match_two_hop(g, heaviest, mate)
    return mate


@nested
def visiting_order(g, how, state):
    """Return the vertices in the order in which they choose a mate."""
    n = g.ptr.size - 1
    order = np.empty(n, np.int32)
    if how == NEAR:
        start = draw(state, n)
        for k in range(n):
            order[k] = k + start if k + start < n else k + start - n
        return order
    shuffled = np.arange(n).astype(np.int32)
    for k in range(n - 1, 0, -1):
        j = draw(state, k + 1)
        shuffled[k], shuffled[j] = shuffled[j], shuffled[k]
    place = np.zeros(DEGREES + 2, np.int64)
    for v in range(n):
        place[min(g.ptr[v + 1] - g.ptr[v], DEGREES) + 1] += 1
    for d in range(DEGREES + 1):
        place[d + 1] += place[d]
    for k in range(n):
        v = shuffled[k]
        d = min(g.ptr[v + 1] - g.ptr[v], DEGREES)
        order[place[d]] = v
        place[d] += 1
    return order


@nested
def match_two_hop(g, heaviest, mate):
    """Match vertices that were left alone and share the neighbour of their heaviest edge, or have no neighbour.

    D. LaSalle et al., "Improving graph partitioning for modern graphs and architectures", IA3, 2015.
    """
    n = g.ptr.size - 1
    waiting = np.full(n + 1, -1, np.int32)
    for v in range(n):
        if mate[v] != v:
            continue
        hub, most = np.int64(n), 0
        for p in range(g.ptr[v], g.ptr[v + 1]):
            if g.edge[p] > most:
                hub, most = np.int64(g.ind[p]), g.edge[p]
        u = waiting[hub]
        if u >= 0 and g.vertex[u] + g.vertex[v] <= heaviest:
            mate[u] = v
            mate[v] = u
            waiting[hub] = -1
        else:
            waiting[hub] = v


@nested
def match_pairs(g, heaviest, mate):
    """Return partner int32 (n,): of the first vertex of a pair, the first vertex of the pair matched with it."""
    n = g.ptr.size - 1
    partner = np.full(n, -1, np.int32)
    between = np.zeros(n, np.int32)
    near = np.empty(n + 1, np.int32)
    for v in range(n):
        if mate[v] < v or partner[v] >= 0:
            continue
        count = connect(g, v, mate, between, near, np.int64(0))
        if mate[v] != v:
            count = connect(g, np.int64(mate[v]), mate, between, near, count)
        best, most, least = v, 0, 0
        room = heaviest - pair_weight(g, mate, v)
        for k in range(count):
            q = np.int64(near[k])
            if between[q] >= most and q != v and partner[q] < 0:
                weight = pair_weight(g, mate, q)
                if weight <= room and (between[q] > most or weight < least):
                    best, most, least = q, between[q], weight
            between[q] = 0
        partner[v] = best
        partner[best] = v
    return partner


@inner
def connect(g, v, mate, between, near, count):
    """Add the edges of v to the weights `between` of the pairs beyond them; `near[:count]` lists those pairs."""
    for p in range(g.ptr[v], g.ptr[v + 1]):
        u = g.ind[p]
        q = min(u, mate[u])
        # Without a branch, which could not be foreseen.
        near[count] = q
        count += np.int64(between[q] == 0)
        between[q] += g.edge[p]
    return count


@inner
def pair_weight(g, mate, v):
    """Return the weight of v and its mate."""
    return g.vertex[v] + (g.vertex[mate[v]] if mate[v] != v else 0)


@inner
def number_clusters(mate, partner, cluster):
    """Number the clusters of up to two pairs in the order of their first vertex; return how many there are."""
    m = 0
    for v in range(mate.size):
        if cluster[v] < 0:
            lead = min(v, mate[v])
            other = partner[lead]
            cluster[lead] = cluster[mate[lead]] = m
            cluster[other] = cluster[mate[other]] = m
            m += 1
    return m


@inner
def by_cluster(cluster, vertex, first, member, weight):
    """Sort the vertices by cluster: those of c become `member[first[c] : first[c + 1]]`, of weight `weight[c]`.

    `first` int32 (m + 2,) and `weight` int32 (m,) come zeroed.
    """
    for v in range(cluster.size):
        first[cluster[v] + 2] += 1
        weight[cluster[v]] += vertex[v]
    for c in range(weight.size):
        first[c + 2] += first[c + 1]
    for v in range(cluster.size):
        c = cluster[v] + 1
        member[first[c]] = v
        first[c] += 1


@nested
def contract(g, cluster, first, member, ptr, ind, edge):
    """Write the graph among the clusters to (ptr, ind, edge); return its number of entries.

    `ind` and `edge` have room for one entry more than those of `g`.
    """
    m = ptr.size - 1
    total = np.zeros(m, np.int32)
    q = np.int64(0)
    ptr[0] = 0
    for c in range(m):
        begin = q
        total[c] = 1
        for k in range(first[c], first[c + 1]):
            v = member[k]
            for p in range(g.ptr[v], g.ptr[v + 1]):
                d = cluster[g.ind[p]]
                # Without a branch, which could not be foreseen.
                ind[q] = d
                q += np.int64(total[d] == 0)
                total[d] += g.edge[p]
        total[c] = 0
        for p in range(begin, q):
            edge[p] = total[ind[p]]
            total[ind[p]] = 0
        ptr[c + 1] = q
    return q
