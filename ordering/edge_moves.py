"""A partition improved by moves of vertices to another part, along the edges that it cuts.

The best moves are made first, also bad ones, and what came after the best state is taken back: C. M. Fiduccia, R. M.
Mattheyses, "A linear-time heuristic for improving network partitions", DAC, 1982, here for any number of parts.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inner, kernel, nested
from pastix_py.ordering.coarsen import draw
from pastix_py.ordering.moves import BUCKETS, put, take

FREE, LISTED, MOVED = 0, 1, 2  # what `state` says of a vertex: in no bucket, in one, moved in this pass
HUB = 500  # degree from which the best move of a vertex is not looked for anew whenever a neighbour moves
WORTHWHILE = 20  # a pass that gains no more than so small a part of what all have gained is the last
NOWHERE = -1


class Work(NamedTuple):
    """What passes of moves need for n vertices and k parts, int32; int8: `state`, `is_border`; int64: `near`, `size`.

    `head`, `next` and `prev` are lists of vertices of equal gain; `gain` and `target` are those of the best move of a
    listed vertex, as far as known; move i took `log[i]` out of part `origin[i]`; `near` (k,) is the weight of a
    vertex's edges to each part, 0 between two vertices. `border[:size[0]]` are the vertices that may have a neighbour
    in another part, marked in `is_border`.
    """

    head: np.ndarray
    next: np.ndarray
    prev: np.ndarray
    gain: np.ndarray
    target: np.ndarray
    state: np.ndarray
    log: np.ndarray
    origin: np.ndarray
    near: np.ndarray
    border: np.ndarray
    is_border: np.ndarray
    size: np.ndarray


@kernel
def make_work(n, k):
    """Return the `Work` of n vertices and k parts."""
    return Work(
        np.empty(BUCKETS, np.int32),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.zeros(n, np.int8),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.zeros(k, np.int64),
        np.empty(n, np.int32),
        np.zeros(n, np.int8),
        np.zeros(1, np.int64),
    )


@kernel
def refine(g, part, weight, most, w, passes, patience):
    """Improve a partition by up to `passes` passes, until one gains little; return the weight of the edges gained.

    `g` is a `Level`, `part` int32 (n,), `weight` int64 (k,) that of each part. No part grows above `most` int64 (k,).
    A pass ends after `patience` moves without gain.
    """
    total = np.int64(0)
    find_border(g, part, w)
    for _ in range(passes):
        gained = move(g, part, weight, most, w, patience)
        total += gained
        if gained * WORTHWHILE <= total:
            break
    return total


@nested
def move(g, part, weight, most, w, patience):
    """Make one pass of moves, best first, and return to the best state; the weight of the edges gained."""
    quantum = quantum_of(g)
    top = fill_buckets(g, part, weight, most, w, quantum, False)
    gained, best, moves, kept = np.int64(0), np.int64(0), 0, 0
    while moves - kept < patience:
        v, to, gain, top = pop(g, part, weight, most, w, quantum, top)
        if v < 0:
            break
        w.log[moves], w.origin[moves] = v, part[v]
        moves += 1
        gained += gain
        top = shift(g, part, weight, most, w, v, to, quantum, top, False)
        if gained > best:
            best, kept = gained, moves
    for i in range(moves - 1, kept - 1, -1):
        v = w.log[i]
        weight[part[v]] -= g.vertex[v]
        part[v] = w.origin[i]
        weight[part[v]] += g.vertex[v]
    return best


@kernel
def lighten(g, part, weight, most, w, state):
    """Move vertices out of the parts that weigh more than `most`, at the least loss, where others have room.

    Where a heavy part has no edge to a part with room, a random vertex of it goes to the part with most room: from a
    single part of everything this lets another one grow. `state` is that of `draw`.
    """
    n = part.size
    quantum = quantum_of(g)
    find_border(g, part, w)
    top = fill_buckets(g, part, weight, most, w, quantum, True)
    for _ in range(2 * n):
        if not (weight > most).any():
            break
        v, to, _, top = pop(g, part, weight, most, w, quantum, top)
        if v < 0:
            v, to = stray(g, part, weight, most, w, state)
            if v < 0:
                break
        if weight[part[v]] > most[part[v]]:
            top = shift(g, part, weight, most, w, v, to, quantum, top, True)


@nested
def stray(g, part, weight, most, w, state):
    """Return (a random vertex of a heavy part, the part with most room); (NOWHERE, NOWHERE) where none fits."""
    to = np.argmax(most - weight)
    v = draw(state, part.size)
    for _ in range(part.size):
        if w.state[v] != MOVED and weight[part[v]] > most[part[v]] and weight[to] + g.vertex[v] <= most[to]:
            return v, to
        v = v + 1 if v + 1 < part.size else 0
    return NOWHERE, NOWHERE


@nested
def quantum_of(g):
    """Return the step of gain from one bucket to the next: they cover twice the mean weight of a vertex's edges."""
    return max(1, g.edge.sum() * 4 // (BUCKETS * max(g.vertex.size, 1)))


@nested
def find_border(g, part, w):
    """List the vertices that have a neighbour in another part."""
    w.is_border[:] = 0
    w.state[:] = FREE
    w.size[0] = 0
    for v in range(part.size):
        for p in range(g.ptr[v], g.ptr[v + 1]):
            if part[g.ind[p]] != part[v]:
                add_to_border(w, v)
                break


@inner
def add_to_border(w, v):
    """List v as a vertex that may have a neighbour in another part."""
    if w.is_border[v] == 0:
        w.is_border[v] = 1
        w.border[w.size[0]] = v
        w.size[0] += 1


@nested
def fill_buckets(g, part, weight, most, w, quantum, only_heavy):
    """Put the vertices of the border in the bucket of their gain; return the highest in use."""
    top = np.int64(0)
    w.head[:] = -1
    for i in range(w.size[0]):
        v = np.int64(w.border[i])
        w.state[v] = FREE
        if not (only_heavy and weight[part[v]] <= most[part[v]]):
            top = max(top, enlist(g, part, weight, most, w, v, quantum))
    return top


@inner
def enlist(g, part, weight, most, w, v, quantum):
    """Put v in the bucket of its best move, in none where it has no move; return the bucket, 0 for none."""
    gain, to = best_move(g, part, weight, most, w, v)
    if to < 0:
        return np.int64(0)
    return hold(w, v, gain, to, quantum)


@inner
def hold(w, v, gain, to, quantum):
    """Put v in the bucket of a gain, and return the bucket."""
    w.gain[v], w.target[v] = gain, to
    w.state[v] = LISTED
    return np.int64(put(w, v, gain, quantum))


@kernel
def best_move(g, part, weight, most, w, v):
    """Return (gain, part) of the best move of v to an adjacent part with room, NOWHERE for none."""
    here = np.int64(part[v])
    if most.size == 2:
        return other_side(g, part, weight, most, v)
    for p in range(g.ptr[v], g.ptr[v + 1]):
        w.near[part[g.ind[p]]] += g.edge[p]
    own, best, to = w.near[here], np.int64(0), np.int64(NOWHERE)
    for p in range(g.ptr[v], g.ptr[v + 1]):
        there = np.int64(part[g.ind[p]])
        near = w.near[there]
        w.near[there] = 0
        if there == here or near < best or near == 0 or weight[there] + g.vertex[v] > most[there]:
            continue
        if near > best or weight[there] < weight[to]:
            best, to = near, there
    return best - own, to


@inner
def other_side(g, part, weight, most, v):
    """Return what `best_move` does, where there are two parts."""
    here, own, total = part[v], np.int64(0), np.int64(0)
    for p in range(g.ptr[v], g.ptr[v + 1]):
        total += g.edge[p]
        own += g.edge[p] * np.int64(part[g.ind[p]] == here)
    to = np.int64(1 - here)
    if own == total or weight[to] + g.vertex[v] > most[to]:
        return total - 2 * own, np.int64(NOWHERE)
    return total - 2 * own, to


@inner
def pop(g, part, weight, most, w, quantum, top):
    """Take out the vertex of the best move; return (vertex, part, gain, highest bucket), NOWHERE for no vertex."""
    while True:
        while top >= 0 and w.head[top] < 0:
            top -= 1
        if top < 0:
            return np.int64(NOWHERE), np.int64(NOWHERE), np.int64(0), np.int64(0)
        v = np.int64(w.head[top])
        take(w, v)
        w.state[v] = FREE
        gain, to = best_move(g, part, weight, most, w, v)
        if to < 0:
            continue
        # Parts fill up, and what is known of hubs is not exact: the move may have become a worse one.
        if bucket_of(gain, quantum) >= top:
            return v, to, gain, top
        hold(w, v, gain, to, quantum)


@inner
def bucket_of(gain, quantum):
    """Return the bucket of a gain."""
    return min(max(gain // quantum + BUCKETS // 2, 0), BUCKETS - 1)


@inner
def shift(g, part, weight, most, w, v, to, quantum, top, only_heavy):
    """Move v to part `to`, and its neighbours to the buckets of their new gains; return the highest in use."""
    here = part[v]
    weight[here] -= g.vertex[v]
    weight[to] += g.vertex[v]
    part[v] = to
    w.state[v] = MOVED
    add_to_border(w, v)
    for p in range(g.ptr[v], g.ptr[v + 1]):
        u = np.int64(g.ind[p])
        add_to_border(w, u)
        if w.state[u] == LISTED:
            take(w, u)
            w.state[u] = FREE
            if most.size > 2 and w.target[u] != to and part[u] != to and g.ptr[u + 1] - g.ptr[u] < HUB:
                top = max(top, enlist(g, part, weight, most, w, u, quantum))
                continue
            gain = w.gain[u] + g.edge[p] * (np.int64(part[u] == here) - np.int64(part[u] == to))
            gain += g.edge[p] * (np.int64(w.target[u] == to) - np.int64(w.target[u] == here))
            top = max(top, hold(w, u, gain, w.target[u], quantum))
            continue
        is_asked = not only_heavy or weight[part[u]] > most[part[u]]
        if is_asked and w.state[u] == FREE and part[u] != to and g.ptr[u + 1] - g.ptr[u] < HUB:
            top = max(top, enlist(g, part, weight, most, w, u, quantum))
    return top


@kernel
def cut_weight(g, part):
    """Return the weight of the edges between different parts."""
    total = np.int64(0)
    for v in range(part.size):
        for p in range(g.ptr[v], g.ptr[v + 1]):
            if part[g.ind[p]] != part[v]:
                total += g.edge[p]
    return total // 2
