"""Clusters that are near each other in a graph, for those that have no coordinates."""

import numpy as np

from pastix_py.jit import inner, kernel


def near_clusters(tree, graph, eta):
    """Return (ptr, near): clusters of the same level that are not farther away than a cluster's diameter over η.

    Clusters `near[ptr[t] : ptr[t + 1]]` are near t, and t is near them; t is one of them. Distances are those in the
    graph, the diameter is twice the distance of the farthest vertex of a cluster from one in its middle.
    """
    inverse = np.empty(tree.n, np.int64)
    inverse[tree.perm] = np.arange(tree.n)
    pairs = reached(tree.perm, inverse, tree.begin, tree.end, tree.level, graph.ptr, graph.ind, float(eta))
    pairs = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
    ptr = np.concatenate([[0], np.cumsum(np.bincount(pairs[:, 0], minlength=tree.n_node))])
    return ptr, np.ascontiguousarray(pairs[:, 1])


@kernel
def reached(perm, inverse, begin, end, level, ptr, ind, eta):
    """Return pairs of clusters of one level (pairs, 2): the second is reached from the first, which is among them."""
    n, n_node = perm.size, begin.size
    home, seen = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    distance, queue = np.zeros(n, np.int64), np.empty(n, np.int64)
    last = np.full(n_node, -1, np.int64)
    pairs, count = np.empty((1024, 2), np.int64), 0
    first = 0
    while first < n_node:
        stop = first
        while stop < n_node and level[stop] == level[first]:
            home[begin[stop] : end[stop]] = stop
            stop += 1
        for t in range(first, stop):
            reach = int(radius(t, perm, inverse, begin, end, ptr, ind, seen, distance, queue) * 2 / eta)
            # Breadth first from all of its vertices.
            tail, head, mark = 0, 0, n_node + t
            for k in range(begin[t], end[t]):
                seen[perm[k]], distance[perm[k]], queue[tail] = mark, 0, perm[k]
                tail += 1
            while head < tail:
                v = queue[head]
                head += 1
                where = home[inverse[v]]
                if where >= first and last[where] != t:
                    last[where] = t
                    if count == pairs.shape[0]:
                        wider = np.empty((2 * count, 2), np.int64)
                        wider[:count] = pairs
                        pairs = wider
                    pairs[count, 0], pairs[count, 1] = t, where
                    count += 1
                if distance[v] <= reach:
                    for p in range(ptr[v], ptr[v + 1]):
                        u = ind[p]
                        if seen[u] != mark:
                            seen[u], distance[u], queue[tail] = mark, distance[v] + 1, u
                            tail += 1
        first = stop
    return pairs[:count].copy()


@inner
def radius(t, perm, inverse, begin, end, ptr, ind, seen, distance, queue):
    """Return the distance, within cluster t, of the farthest vertex from one in the middle between two far ends."""
    start, far = perm[begin[t]], np.int64(0)
    for sweep in range(3):
        mark, tail, head = -2 - 3 * t - sweep, 1, 0
        seen[start], distance[start], queue[0] = mark, 0, start
        while head < tail:
            v = queue[head]
            head += 1
            for p in range(ptr[v], ptr[v + 1]):
                u = ind[p]
                if seen[u] != mark and begin[t] <= inverse[u] < end[t]:
                    seen[u], distance[u], queue[tail] = mark, distance[v] + 1, u
                    tail += 1
        far, start = distance[queue[tail - 1]], queue[tail - 1]
        if sweep == 1:
            # Walk back half of the way.
            for _ in range(far // 2):
                for p in range(ptr[start], ptr[start + 1]):
                    u = ind[p]
                    if seen[u] == mark and distance[u] == distance[start] - 1:
                        start = u
                        break
    return far
