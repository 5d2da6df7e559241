"""A bisection of a hypergraph made better by moves of single vertices from one side to the other.

What is made small is the cost of the nets that are cut, which for two sides is connectivity − 1. The best moves are
made first, also bad ones, and what came after the best state is taken back: C. M. Fiduccia, R. M. Mattheyses, "A
linear-time heuristic for improving network partitions", DAC, 1982. Only pins of nets that are cut are candidates.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel, nested
from pastix_py.ordering.moves import BUCKETS, put, take

CUT = 2  # place in `weight` of the cost of the nets that are cut; 0 and 1 are the sides
OUT, IN, LOCKED = 0, 1, 2  # a vertex is no candidate, is in a bucket, or stays for the rest of the pass


class Lists(NamedTuple):
    """Vertices of equal gain, as `put` and `take` need them, int32."""

    head: np.ndarray
    next: np.ndarray
    prev: np.ndarray


class Work(NamedTuple):
    """What passes of moves need: `on` int32 (2, nets) counts the pins of each net on each side.

    `gain` int32 and `state` int8 are those of each vertex, `change` int32 is what a move adds to the gain of those that
    it touches, listed in `touched`; `log` lists the vertices moved, `zero` and `one` are the candidates of each side,
    and `top` int64 (2,) the highest buckets.
    """

    on: np.ndarray
    gain: np.ndarray
    state: np.ndarray
    change: np.ndarray
    touched: np.ndarray
    is_touched: np.ndarray
    log: np.ndarray
    zero: Lists
    one: Lists
    top: np.ndarray


@kernel
def make_work(h):
    """Return the `Work` of a hypergraph."""
    n = h.vertex.size
    after, before = np.empty(n, np.int32), np.empty(n, np.int32)
    return Work(
        np.empty((2, h.cost.size), np.int32),
        np.empty(n, np.int32),
        np.empty(n, np.int8),
        np.zeros(n, np.int32),
        np.empty(n + 1, np.int32),
        np.zeros(n, np.int8),
        np.empty(n, np.int32),
        Lists(np.empty(BUCKETS, np.int32), after, before),
        Lists(np.empty(BUCKETS, np.int32), after, before),
        np.empty(2, np.int64),
    )


@kernel
def improve(h, side, most, w, passes, patience):
    """Improve a bisection by up to `passes` passes; return the weights of sides and cut, int64 (3,).

    `side` int8 (n,); no side shall weigh more than `most` int64 (2,). A pass ends after `patience` moves without gain.
    """
    weight = count_pins(h, side, w)
    quantum = quantum_of(h)
    before = np.empty(3, np.int64)
    for _ in range(passes):
        before[:] = weight
        run_pass(h, side, weight, most, w, patience, quantum)
        if not is_better_cut(weight, before, most):
            break
    return weight


@nested
def quantum_of(h):
    """Return how much cost one bucket stands for."""
    return max(1, h.cost.sum() // max(4 * h.cost.size, 1))


@nested
def count_pins(h, side, w):
    """Count the pins of each net on each side; return the weights of the sides and the cost of the cut."""
    weight = np.zeros(3, np.int64)
    for v in range(side.size):
        weight[side[v]] += h.vertex[v]
    for e in range(h.cost.size):
        high = np.int32(0)
        for p in range(h.net_ptr[e], h.net_ptr[e + 1]):
            high += side[h.pin[p]]
        w.on[1, e] = high
        w.on[0, e] = h.net_ptr[e + 1] - h.net_ptr[e] - high
        if w.on[0, e] > 0 and high > 0:
            weight[CUT] += h.cost[e]
    return weight


@nested
def is_better_cut(weight, other, most):
    """Return whether a bisection is better: less overweight, then a cheaper cut, then more even sides."""
    over, other_over = overweight(weight, most), overweight(other, most)
    if over != other_over:
        return over < other_over
    if weight[CUT] != other[CUT]:
        return weight[CUT] < other[CUT]
    return max(weight[0] - most[0], weight[1] - most[1]) < max(other[0] - most[0], other[1] - most[1])


@nested
def overweight(weight, most):
    """Return by how much the sides weigh more than they may."""
    return max(weight[0] - most[0], 0) + max(weight[1] - most[1], 0)


@nested
def run_pass(h, side, weight, most, w, patience, quantum):
    """Move each vertex once at most, best first, and return to the best state."""
    empty_buckets(w)
    for e in range(h.cost.size):
        if w.on[0, e] > 0 and w.on[1, e] > 0:
            for p in range(h.net_ptr[e], h.net_ptr[e + 1]):
                if w.state[h.pin[p]] == OUT:
                    enter(h, side, h.pin[p], w, quantum)
    best = weight.copy()
    moves, kept = 0, 0
    while moves - kept < patience:
        v = choose(h, side, weight, most, w)
        if v < 0:
            break
        w.log[moves] = v
        moves += 1
        move(h, side, weight, v, w, quantum)
        if is_better_cut(weight, best, most):
            best[:] = weight
            kept = moves
    for k in range(moves - 1, kept - 1, -1):
        v = w.log[k]
        for p in range(h.ptr[v], h.ptr[v + 1]):
            w.on[side[v], h.net[p]] -= 1
            w.on[1 - side[v], h.net[p]] += 1
        side[v] = 1 - side[v]
    weight[:] = best


@kernel
def empty_buckets(w):
    """Let no vertex be a candidate, and none be locked."""
    w.state[:] = OUT
    w.zero.head[:] = -1
    w.one.head[:] = -1
    w.top[:] = -1


@nested
def choose(h, side, weight, most, w):
    """Return the candidate of the best gain that the other side has room for, taken off its bucket; -1 for none."""
    while True:
        while w.top[0] >= 0 and w.zero.head[w.top[0]] < 0:
            w.top[0] -= 1
        while w.top[1] >= 0 and w.one.head[w.top[1]] < 0:
            w.top[1] -= 1
        if w.top[0] < 0 and w.top[1] < 0:
            return -1
        is_one_heavier = weight[1] - most[1] > weight[0] - most[0]
        if w.top[1] > w.top[0] or (w.top[1] == w.top[0] and is_one_heavier):
            v = w.one.head[w.top[1]]
        else:
            v = w.zero.head[w.top[0]]
        leave(side, v, w)
        source, target = side[v], 1 - side[v]
        beyond = max(weight[target] + h.vertex[v] - most[target], 0)
        if beyond == 0 or beyond < weight[source] - most[source]:
            return v


@kernel
def move(h, side, weight, v, w, quantum):
    """Move v, which is in no bucket, to the other side, and keep the gains of the others right."""
    s, t = side[v], 1 - side[v]
    weight[s] -= h.vertex[v]
    weight[t] += h.vertex[v]
    weight[CUT] -= gain_of(h, side, v, w)
    side[v] = t
    w.state[v] = LOCKED
    count = 0
    for p in range(h.ptr[v], h.ptr[v + 1]):
        e = h.net[p]
        before, after = w.on[t, e], w.on[s, e] - 1
        w.on[s, e] = after
        w.on[t, e] = before + 1
        if before > 1 and after > 1:
            continue
        # Where v is the first pin here or leaves none there, all pins gain or lose; where it joins or leaves one, that.
        all_by = h.cost[e] * (np.int32(before == 0) - np.int32(after == 0))
        here_by, there_by = -h.cost[e] * np.int32(before == 1), h.cost[e] * np.int32(after == 1)
        for q in range(h.net_ptr[e], h.net_ptr[e + 1]):
            u = h.pin[q]
            w.change[u] += all_by + (here_by if side[u] == t else there_by)
            w.touched[count] = u
            count += np.int64(w.is_touched[u] == 0)
            w.is_touched[u] = 1
    for k in range(count):
        update(h, side, w.touched[k], w, quantum)


@nested
def update(h, side, u, w, quantum):
    """Let u have the bucket of its gain, after a move has touched it."""
    if w.state[u] == OUT:
        enter(h, side, u, w, quantum)
    elif w.state[u] == IN and w.change[u] != 0:
        leave(side, u, w)
        w.gain[u] += w.change[u]
        arrive(side, u, w, quantum)
    w.change[u] = 0
    w.is_touched[u] = 0


@kernel
def gain_of(h, side, v, w):
    """Return by how much the cut becomes cheaper where v changes sides."""
    s, t = side[v], 1 - side[v]
    gain = np.int64(0)
    for p in range(h.ptr[v], h.ptr[v + 1]):
        e = h.net[p]
        gain += h.cost[e] * (np.int64(w.on[s, e] == 1) - np.int64(w.on[t, e] == 0))
    return gain


@nested
def enter(h, side, u, w, quantum):
    """Make u a candidate."""
    w.gain[u] = gain_of(h, side, u, w)
    arrive(side, u, w, quantum)


@nested
def arrive(side, u, w, quantum):
    """Put u into the bucket of its gain."""
    bucket = put(w.zero, u, w.gain[u], quantum) if side[u] == 0 else put(w.one, u, w.gain[u], quantum)
    w.top[side[u]] = max(w.top[side[u]], bucket)
    w.state[u] = IN


@nested
def leave(side, u, w):
    """Take u off its bucket; it stays where it is."""
    if side[u] == 0:
        take(w.zero, u)
    else:
        take(w.one, u)
    w.state[u] = LOCKED
