"""Clusters with small bounding boxes: cut along the graph or across a direction, wherever that makes them smallest.

A cluster is sorted in several ways: along each axis, along its principal axis, and, where there is a graph, from one
end of the graph to the other. Of all places to cut these orders, in a window around their middle, the one is taken that
leaves the two least diameters.
"""

import numpy as np

from pastix_py.jit import kernel, nested, run_on, thread_count
from pastix_py.ordering.coarsen import Level
from pastix_py.ordering.heights import make_room, set_heights

LARGEST = 1.045  # unknowns of a leaf, over the mean
EVEN = 1e-3  # of the diameters that the least even cut costs more than one in the middle
SHARED = 4  # levels below which subtrees go to several threads
STEPS = np.int64(5)  # of smoothing heights
POWER_STEPS = 12  # to find a principal axis


def frames(dimension):
    """Return rotations (frames, d, d): bounding boxes along each are looked at, as clusters may lie askew."""
    straight = np.eye(dimension)
    if dimension not in (2, 3):
        return straight[None]
    half, turned = np.sqrt(0.5), []
    for u, v in ((0, 1), (0, 2), (1, 2))[: 3 if dimension == 3 else 1]:
        frame = straight.copy()
        frame[[u, u, v, v], [u, v, u, v]] = half, -half, half, half
        turned.append(frame)
    return np.stack([straight, *turned])


def turned(points):
    """Return points (n, d) in each of the `frames`, float64 (n, frames, d)."""
    return np.ascontiguousarray(np.einsum("fij,nj->nfi", frames(points.shape[1]), points))


def parts(points, graph, depth, options):
    """Return which of 2^depth parts each unknown is in, int64 (n,), their bits telling how they were cut.

    `graph` is a `Graph`, or None.
    """
    n = len(points)
    members, part = np.arange(n), np.zeros(n, np.int64)
    if n == 0 or depth == 0:
        return part
    none = np.zeros(0, np.int32)
    g = Level(np.zeros(1, np.int64), none, none, none)
    if graph is not None:
        g = Level(graph.ptr, graph.ind.astype(np.int32), np.ones(graph.ind.size, np.int32), none)
    bounds = np.zeros(2**depth + 1, np.int64)
    bounds[-1] = n
    given = g, points, turned(points), depth, max(1, int(LARGEST * n / 2**depth)), members, part, bounds
    threads, top = thread_count(options.threads), min(SHARED, depth)
    run_on(1, lambda _: cut(*given, 0, top, 0, 1))
    if top < depth:
        run_on(threads, lambda worker: cut(*given, top, depth, worker, threads))
    return part


@kernel
def cut(g, points, turned, depth, most, members, part, bounds, first, last, worker, workers):
    """Cut the clusters of level `first`, this worker's share of them, until those of level `last`.

    Written are `members` int64 (n,), part by part, `part` of each, and `bounds` int64 (2^depth + 1,), where they begin.
    """
    n = members.size
    key, height, room = np.empty(n), np.zeros(n), make_room(n if g.ptr.size > 1 else 0)
    size = np.empty(n)
    for which in range(worker, 1 << first, workers):
        for level in range(first, last):
            for low in range(which << level - first, (which + 1) << level - first):
                span = np.int64(1) << (depth - level)
                start, stop = bounds[low * span], bounds[(low + 1) * span]
                middle = low * span + span // 2
                some = members[start:stop]
                half = (stop - start) // 2
                most_of = most * (span // 2)
                left, right = max(stop - start - most_of, 1), min(most_of, stop - start - 1)
                if left > right:
                    left, right = half, half
                split = start
                if stop - start > 1:
                    split += best_cut(g, points, turned, part, some, left, right, key, height, room, size)
                bounds[middle] = split
                for k in range(split, stop):
                    part[members[k]] = middle


@nested
def best_cut(g, points, turned, part, some, left, right, key, height, room, size):
    """Sort `some` unknowns so that a cut leaves two small boxes; returns how many are in the first."""
    n, d = some.size, points.shape[1]
    best, place = np.inf, left
    found = some.copy()
    for which in range(d + 2):
        if which < d:
            for k in range(n):
                key[k] = points[some[k], which]
        elif which == d:
            principal(points, some, key)
        elif g.ptr.size > 1:
            set_heights(g, part, some, height, room, STEPS)
            for k in range(n):
                key[k] = height[some[k]]
        else:
            continue
        order = some[np.argsort(key[:n])]
        diameters(turned, order, right, size)
        backwards = order[::-1]
        behind = suffix(turned, backwards, left)
        for at in range(left, right + 1):
            cost = (size[at - 1] + behind[n - at - 1]) * (1 + EVEN * abs(2 * at - n) / n)
            if cost < best:
                best, place = cost, at
                found[:] = order
    some[:] = found
    return place


@nested
def suffix(turned, order, left):
    """Return the diameters of the boxes of the first unknowns, as many as all but `left`."""
    size = np.empty(order.size)
    diameters(turned, order, order.size - left, size)
    return size


@nested
def diameters(turned, order, count, size):
    """Write the diameter of the least box of the first k + 1 unknowns, for k < `count`."""
    n_frame, d = turned.shape[1:]
    low, high = turned[order[0]].copy(), turned[order[0]].copy()
    for k in range(count):
        v, least = order[k], np.inf
        for frame in range(n_frame):
            square = 0.0
            for axis in range(d):
                x = turned[v, frame, axis]
                low[frame, axis] = min(low[frame, axis], x)
                high[frame, axis] = max(high[frame, axis], x)
                square += (high[frame, axis] - low[frame, axis]) ** 2
            least = min(least, square)
        size[k] = np.sqrt(least)


@nested
def principal(points, some, key):
    """Write how far each of `some` points lies along the direction in which they extend most."""
    n, d = some.size, points.shape[1]
    mean, spread = np.zeros(d), np.zeros((d, d))
    for v in some:
        for a in range(d):
            mean[a] += points[v, a] / n
    for v in some:
        for a in range(d):
            for b in range(d):
                spread[a, b] += (points[v, a] - mean[a]) * (points[v, b] - mean[b])
    axis = np.ones(d)
    for a in range(d):
        axis[a] += spread[a, a] / (spread[0, 0] + 1e-300)
    for _ in range(POWER_STEPS):
        longer = np.zeros(d)
        for a in range(d):
            for b in range(d):
                longer[a] += spread[a, b] * axis[b]
        norm = np.sqrt((longer * longer).sum())
        if norm == 0:
            break
        axis = longer / norm
    for k in range(n):
        key[k] = 0.0
        for a in range(d):
            key[k] += points[some[k], a] * axis[a]
