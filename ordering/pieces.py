"""Connected components, and a numbering that keeps neighbours near each other in memory."""

import numpy as np

from pastix_py.jit import inner, kernel
from pastix_py.ordering.coarsen import Level
from pastix_py.ordering.dissect import LEAF

FAR = 0.1  # mean distance of neighbours in the numbering, over n, from which breadth first is better
CACHED = 20_000  # vertices of a graph that is near enough to the processor in any numbering


@kernel
def pieces(ptr, ind):
    """Return (order, piece_ptr) of a graph: its components one after the other, small ones together in a piece.

    `order` int32 (n,) is empty where the vertices may stay as they are. They are taken breadth first where neighbours
    are far apart in the numbering, and in their own order inside a component otherwise.
    """
    n = ptr.size - 1
    queue, label = np.empty(n, np.int32), np.full(n, -1, np.int32)
    component_ptr = np.zeros(n + 1, np.int64)
    is_far = n > CACHED and mean_distance(ptr, ind) > FAR * n
    if is_far:
        count = breadth_first(ptr, ind, queue, label, component_ptr)
    else:
        count = components(ptr, ind, queue, label)
        for v in range(n):
            component_ptr[label[v] + 1] += 1
        for c in range(count):
            component_ptr[c + 1] += component_ptr[c]
        place = component_ptr[:count].copy()
        for v in range(n if count > 1 else 0):
            queue[place[label[v]]] = v
            place[label[v]] += 1
    piece_ptr = np.zeros(count + 1, np.int64)
    k = 0
    for c in range(count):
        begin, size = component_ptr[c], component_ptr[c + 1] - component_ptr[c]
        if size > LEAF or begin - piece_ptr[k] + size > LEAF:
            if begin > piece_ptr[k]:
                k += 1
            piece_ptr[k] = begin
        piece_ptr[k + 1] = component_ptr[c + 1]
        if size > LEAF and c + 1 < count:
            k += 1
    while k >= 0 and piece_ptr[k] == n:
        k -= 1
    return queue if is_far or count > 1 else queue[:0], piece_ptr[: k + 2]


@kernel
def components(ptr, ind, root, label):
    """Write the component of each vertex to `label` int32 (n,), in the order of their first vertices; how many.

    `root` int32 (n,) is work space: a vertex of the same component, none behind it; only the first has itself. R. E.
    Tarjan, J. van Leeuwen, "Worst-case analysis of set union algorithms", J. ACM 31, 1984.
    """
    for v in range(root.size):
        root[v] = v
        first = np.int64(v)
        for p in range(ptr[v], ptr[v + 1]):
            u = np.int64(ind[p])
            if u >= v:
                break
            while root[u] != u:
                root[u] = root[root[u]]
                u = np.int64(root[u])
            root[max(first, u)] = min(first, u)
            first = min(first, u)
    count = 0
    for v in range(root.size):
        if root[v] == v:
            label[v] = count
            count += 1
        else:
            label[v] = label[root[v]]
    return count


@kernel
def breadth_first(ptr, ind, queue, label, component_ptr):
    """Write the vertices, component by component, to `queue`, and the component of each to `label`; how many."""
    count, end = 0, 0
    component_ptr[0] = 0
    for root in range(queue.size):
        if label[root] >= 0:
            continue
        begin = end
        queue[end] = root
        label[root] = count
        end += 1
        while begin < end:
            v = queue[begin]
            begin += 1
            for p in range(ptr[v], ptr[v + 1]):
                u = ind[p]
                if label[u] < 0:
                    label[u] = count
                    queue[end] = u
                    end += 1
        count += 1
        component_ptr[count] = end
    return count


@inner
def mean_distance(ptr, ind):
    """Return the mean of |i - j| over the edges."""
    total = 0.0
    for v in range(ptr.size - 1):
        for p in range(ptr[v], ptr[v + 1]):
            total += abs(ind[p] - v)
    return total / max(ind.size, 1)


@kernel
def relabelled(ptr, ind, order):
    """Return (ptr int64, ind int32) of the graph whose vertex k is `order[k]`."""
    n = order.size
    place = np.empty(n, np.int32)
    for k in range(n):
        place[order[k]] = k
    new_ptr, new_ind = np.empty(n + 1, np.int64), np.empty(ind.size, np.int32)
    q = np.int64(0)
    new_ptr[0] = 0
    for k in range(n):
        v = order[k]
        for p in range(ptr[v], ptr[v + 1]):
            new_ind[q] = place[ind[p]]
            q += 1
        new_ptr[k + 1] = q
    return new_ptr, new_ind


def cut(whole, begin, end):
    """Return (graph, ids) of the vertices begin..end-1, which have no neighbours among the others."""
    low, high = whole.ptr[begin], whole.ptr[end]
    ind = whole.ind[low:high]
    if begin > 0:
        ind = ind - np.int32(begin)
    graph = Level(whole.ptr[begin : end + 1] - low, ind, whole.ones[: high - low], whole.weight[begin:end])
    return graph, np.arange(begin, end, dtype=np.int32)
