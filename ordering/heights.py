"""Vertices of a graph sorted from one of its ends to the other, and cut into parts there."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inner, kernel, nested


class Room(NamedTuple):
    """Where heights are worked out, for n vertices; several threads may share it for disjoint ones but for `queue`."""

    queue: np.ndarray  # int64 (n,)
    near: np.ndarray  # int64 (n,), distance from one end
    far: np.ndarray  # int64 (n,), distance from the other
    smoother: np.ndarray  # float64 (n,)


@nested
def make_room(n):
    """Return the `Room` for n vertices."""
    return Room(np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64), np.zeros(n))


@kernel
def halve(g, parts, steps):
    """Return the vertices of a `Level`, int64 (n,), part by part, each of about the same weight.

    Each range of parts is sorted by the distance from one of its ends less that from the other, smoothed by so many
    `steps` of averaging over the neighbours, and halved.
    """
    n, whole = g.ptr.size - 1, np.int64(0)
    for v in range(n):
        whole += g.vertex[v]
    members, home = np.arange(n), np.zeros(n, np.int64)
    height, room = np.zeros(n), make_room(n)
    waiting = np.empty((64, 5), np.int64)
    waiting[0], n_waiting = np.array([0, parts, 0, n, 0]), 1
    while n_waiting > 0:
        n_waiting -= 1
        low, high, first, stop, before = waiting[n_waiting]
        if high - low < 2 or stop - first < 2:
            continue
        middle, some = low + (high - low) // 2, members[first:stop]
        set_heights(g, home, some, height, room, steps)
        some[:] = some[np.argsort(height[some], kind="mergesort")]
        cut, above = first, before
        while cut < stop and above + g.vertex[members[cut]] <= middle * whole // parts:
            above += g.vertex[members[cut]]
            cut += 1
        for k in range(cut, stop):
            home[members[k]] = middle
        waiting[n_waiting] = np.array([low, middle, first, cut, before])
        waiting[n_waiting + 1] = np.array([middle, high, cut, stop, above])
        n_waiting += 2
    return members


@inner
def set_heights(g, home, some, height, room, steps):
    """Write the height of `some` vertices, those of one `home`: which end they are near, smoothed `steps` times."""
    end = distances(g, home, some, some[0], room.queue, room.near)
    other = distances(g, home, some, end, room.queue, room.near)
    distances(g, home, some, other, room.queue, room.far)
    for v in some:
        height[v] = room.near[v] - room.far[v]
    smooth(g, home, some, height, room.smoother, steps)


@inner
def distances(g, home, some, start, queue, distance):
    """Write the distance of `some` vertices, those of one `home`, from one of them; return one of the farthest."""
    for v in some:
        distance[v] = -1
    queue[0], distance[start], n_seen, k = start, 0, 1, 0
    while k < n_seen:
        v = queue[k]
        k += 1
        for p in range(g.ptr[v], g.ptr[v + 1]):
            u = np.int64(g.ind[p])
            if home[u] == home[v] and distance[u] < 0:
                distance[u] = distance[v] + 1
                queue[n_seen] = u
                n_seen += 1
    farthest = queue[n_seen - 1]
    for v in some:
        if distance[v] < 0:
            distance[v], farthest = some.size, v
    return farthest


@inner
def smooth(g, home, some, height, smoother, steps):
    """Replace the height of `some` vertices, those of one `home`, by means with their neighbours, again and again."""
    for _ in range(steps):
        for v in some:
            total, weight = 0.0, 0.0
            for p in range(g.ptr[v], g.ptr[v + 1]):
                if home[g.ind[p]] == home[v]:
                    total += g.edge[p] * height[g.ind[p]]
                    weight += g.edge[p]
            smoother[v] = 0.5 * (height[v] + total / weight) if weight > 0 else height[v]
        for v in some:
            height[v] = smoother[v]
