"""Which unknowns an elimination, complete or incomplete, can treat at the same time, and orders by that.

The graph and an order make every edge point from the earlier to the later vertex. The depth of a vertex is the length
of the longest path that ends there; vertices of one depth are not adjacent. Any order by depth has the same edges
pointing the same way: the incomplete factors of level 0 have the same entries in both.
"""

import numpy as np

from pastix_py.jit import inlined, kernel

UNSEEN = -1
LONG = 63  # entries from which rows count as equally long


@inlined
def place(ptr, ind, v, depth, earlier):
    """Set the depth of a vertex, one more than the largest of its neighbours that have one, and how many these are."""
    deepest, count = np.int32(UNSEEN), np.int32(0)
    for p in range(ptr[v], ptr[v + 1]):
        d = depth[ind[p]]
        if d > UNSEEN:
            count += 1
            deepest = max(deepest, d)
    depth[v] = deepest + 1
    earlier[v] = count


@kernel
def depths(ptr, ind, order, depth, earlier):
    """Write the depth of each vertex in an order, and the number of its earlier neighbours, both int32 (n,)."""
    depth[:] = UNSEEN
    for v in order:
        place(ptr, ind, v, depth, earlier)


@kernel
def by_depth(ptr, order, depth, earlier):
    """Return the vertices by depth, those of one depth by the number of their later, then of their earlier neighbours.

    Vector instructions take rows of equal length together, in both factors: where the number of later neighbours
    changes, the number of earlier ones does not jump, since it rises and falls by turns. Among equals `order` decides.
    """
    n = order.size
    width = LONG + 1
    key = np.empty(n, np.int32)
    for v in range(n):
        before = min(np.int64(earlier[v]), LONG)
        after = min(ptr[v + 1] - ptr[v] - earlier[v], LONG)
        key[v] = after * width + (before if after % 2 == 0 else LONG - before)
    found = np.empty(n, np.int64)
    bucket(order, key, width * width, found)
    sorted_order = np.empty(n, np.int64)
    deepest = np.int64(0)
    for v in range(n):
        deepest = max(deepest, np.int64(depth[v]))
    bucket(found, depth, deepest + 1, sorted_order)
    return sorted_order


@kernel
def bucket(items, key, count, found):
    """Write items to `found` by their key, 0 ≤ key[item] < count, equal ones in the order in which they come."""
    begin = np.zeros(count + 1, np.int64)
    for item in items:
        begin[key[item] + 1] += 1
    for k in range(count):
        begin[k + 1] += begin[k]
    for item in items:
        found[begin[key[item]]] = item
        begin[key[item]] += 1


def leveled(graph, order):
    """Return an order, int64 (n,), sorted by depth: what is independent lies together, and no edge changes its way."""
    depth, earlier = np.empty(graph.n, np.int32), np.empty(graph.n, np.int32)
    depths(graph.ptr, graph.ind, order, depth, earlier)
    return by_depth(graph.ptr, order, depth, earlier)


def groups(graph, iperm):
    """Return the group of each vertex, int64 (n,): those of a group follow each other, and are not adjacent.

    `iperm` int64 (n,) is the place of each vertex. Groups are as long as can be, from the last vertex on.
    """
    begin = np.zeros(graph.n, np.int64)
    begin_groups(graph.ptr, graph.ind, np.argsort(iperm), iperm, begin)
    return (np.cumsum(begin) - 1)[iperm]


@kernel
def begin_groups(ptr, ind, perm, place, begin):
    """Write 1 to `begin`, zeros of int64 (n,), where in the order of `perm` a group begins."""
    n = perm.size
    high = n
    for k in range(n - 1, -1, -1):
        for p in range(ptr[perm[k]], ptr[perm[k] + 1]):
            if k < place[ind[p]] < high:
                begin[k + 1], high = 1, k + 1
                break
    if n:
        begin[0] = 1
