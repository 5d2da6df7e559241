"""A vertex separator made smaller by moves of its vertices to one side, then to the other.

When a separator vertex moves to a side, its neighbours on the far side become separator vertices: the separator gains
the weight of the vertex and loses that of the neighbours. The best moves are made first, also bad ones, and what came
after the best state is taken back: C. M. Fiduccia, R. M. Mattheyses, "A linear-time heuristic for improving network
partitions", DAC, 1982; for vertex separators C. Ashcraft, J. W. H. Liu, SIAM J. Matrix Anal. Appl. 19, 1998.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inner, kernel, nested

SEPARATOR = 2  # side of the vertices in the separator; the others are on side 0 or 1
BALANCE = 0.6  # most of the weight that one side may have
BUCKETS = 256  # gains beyond these count as the largest or the smallest
MOVED, LEFT_OUT = -2, -1  # in place of `far` for vertices that are in no bucket


class Work(NamedTuple):
    """What passes of moves need for n vertices, int32.

    `separator` lists the separator's vertices; `far` is the weight of a vertex's neighbours on the far side; `head`,
    `next` and `prev` are lists of vertices of equal gain; move k and the vertices that it pulled into the separator are
    `log[log_ptr[k] : log_ptr[k + 1]]`.
    """

    separator: np.ndarray
    far: np.ndarray
    head: np.ndarray
    next: np.ndarray
    prev: np.ndarray
    log: np.ndarray
    log_ptr: np.ndarray


@kernel
def make_work(n):
    """Return the `Work` of n vertices."""
    return Work(
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.empty(BUCKETS, np.int32),
        np.empty(n, np.int32),
        np.empty(n, np.int32),
        np.empty(2 * n, np.int32),
        np.empty(n + 1, np.int32),
    )


@kernel
def refine(g, side, weight, w, count, passes, patience):
    """Improve a separator by up to `passes` passes to alternate sides, until two of them gain nothing.

    `side` int8 (n,), `weight` int64 (3,) of the two sides and the separator, whose `count` vertices are listed in the
    work `w`. A pass ends after `patience` moves without gain.
    """
    most = most_weight(weight[0] + weight[1] + weight[2])
    to = np.int64(weight[0] >= weight[1])
    idle = 0
    before = np.empty(3, np.int64)
    for _ in range(passes):
        before[:] = weight
        count = move_to(g, side, weight, to, most, patience, w, count)
        idle = 0 if is_better(weight, before, most) else idle + 1
        if idle == 2:
            break
        to = 1 - to


@kernel
def most_weight(total):
    """Return the most that a side may weigh."""
    return np.int64(BALANCE * total)


@kernel
def is_better(weight, other, most):
    """Return whether a separation is better: less overweight, then a lighter separator, then more even sides."""
    over = max(max(weight[0], weight[1]) - most, 0)
    other_over = max(max(other[0], other[1]) - most, 0)
    if over != other_over:
        return over < other_over
    if weight[2] != other[2]:
        return weight[2] < other[2]
    return abs(weight[0] - weight[1]) < abs(other[0] - other[1])


@nested
def move_to(g, side, weight, to, most, patience, w, count):
    """Move separator vertices to side `to`, best first, and return to the best state; the size of the separator.

    No vertex moves that would make the side heavier than `most`.
    """
    quantum = max(1, (weight[0] + weight[1] + weight[2]) // (4 * (g.ptr.size - 1)))
    top = fill_buckets(g, side, 1 - to, quantum, w, count)
    best = weight.copy()
    moves, kept, listed = 0, 0, count
    w.log_ptr[0] = 0
    while moves - kept < patience:
        while top >= 0 and w.head[top] < 0:
            top -= 1
        if top < 0:
            break
        v = w.head[top]
        take(w, v)
        if weight[to] + g.vertex[v] > most:
            w.far[v] = LEFT_OUT
            continue
        w.far[v] = MOVED
        side[v] = to
        weight[to] += g.vertex[v]
        weight[SEPARATOR] -= g.vertex[v]
        top, listed = pull_in(g, side, weight, v, to, quantum, w, moves, listed, top)
        moves += 1
        if is_better(weight, best, most):
            best[:] = weight
            kept = moves
    undo(side, to, w, kept, moves)
    weight[:] = best
    left = 0
    for k in range(listed):
        v = w.separator[k]
        if side[v] == SEPARATOR:
            w.separator[left] = v
            left += 1
    return left


@inner
def fill_buckets(g, side, far, quantum, w, count):
    """Put the listed separator vertices in the bucket of their gain; return the highest bucket in use."""
    top = np.int64(0)
    w.head[:] = -1
    for k in range(count):
        v = w.separator[k]
        weight = 0
        for p in range(g.ptr[v], g.ptr[v + 1]):
            if side[g.ind[p]] == far:
                weight += g.vertex[g.ind[p]]
        w.far[v] = weight
        top = max(top, put(w, v, g.vertex[v] - weight, quantum))
    return top


@inner
def pull_in(g, side, weight, v, to, quantum, w, move, listed, top):
    """Let the far neighbours of v, which has moved, enter the separator; return (highest bucket, vertices listed)."""
    far = 1 - to
    end = w.log_ptr[move]
    w.log[end] = v
    end += 1
    for p in range(g.ptr[v], g.ptr[v + 1]):
        u = g.ind[p]
        if side[u] != far:
            continue
        side[u] = SEPARATOR
        w.far[u] = LEFT_OUT
        weight[far] -= g.vertex[u]
        weight[SEPARATOR] += g.vertex[u]
        w.log[end] = u
        end += 1
        w.separator[listed] = u
        listed += 1
        beyond = 0
        for r in range(g.ptr[u], g.ptr[u + 1]):
            x = g.ind[r]
            if side[x] == far:
                beyond += g.vertex[x]
            elif side[x] == SEPARATOR and w.far[x] >= 0:
                take(w, x)
                w.far[x] -= g.vertex[u]
                top = max(top, put(w, x, g.vertex[x] - w.far[x], quantum))
        w.far[u] = beyond
        top = max(top, put(w, u, g.vertex[u] - beyond, quantum))
    w.log_ptr[move + 1] = end
    return top, listed


@inner
def undo(side, to, w, kept, moves):
    """Take back the moves `kept:moves`, the last one first."""
    for k in range(moves - 1, kept - 1, -1):
        side[w.log[w.log_ptr[k]]] = SEPARATOR
        for p in range(w.log_ptr[k] + 1, w.log_ptr[k + 1]):
            side[w.log[p]] = 1 - to


@inner
def put(w, v, gain, quantum):
    """Put v in front of the bucket of its gain, and return the bucket."""
    b = min(max(gain // quantum + BUCKETS // 2, 0), BUCKETS - 1)
    first = w.head[b]
    w.next[v] = first
    w.prev[v] = -1 - b
    if first >= 0:
        w.prev[first] = v
    w.head[b] = v
    return b


@inner
def take(w, v):
    """Take v off its bucket."""
    after, before = w.next[v], w.prev[v]
    if after >= 0:
        w.prev[after] = before
    if before >= 0:
        w.next[before] = after
    else:
        w.head[-1 - before] = after
