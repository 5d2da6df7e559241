"""Who waits for whom in a task graph, and how early each task can start.

Everywhere in this folder a task graph is any object with the fields `succ_ptr`, `succ`, `next` and `region` of
`Tasks`; its tasks are numbered in a topological order, and a task has its turn after those of smaller number.
"""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.runtime.heap import pop, push


def successors(tasks, in_order):
    """Return (ptr, ind), int64: task t is followed by `ind[ptr[t]:ptr[t+1]]`, the next turn included if `in_order`."""
    if not in_order:
        return tasks.succ_ptr, tasks.succ
    has_turn = tasks.next >= 0
    ptr = tasks.succ_ptr + np.concatenate([[0], np.cumsum(has_turn)])
    ind = np.empty(ptr[-1], np.int64)
    last = ptr[1:][has_turn] - 1
    is_succ = np.ones(ind.size, bool)
    is_succ[last] = False
    ind[last], ind[is_succ] = tasks.next[has_turn], tasks.succ
    return ptr, ind


def reversed_edges(ptr, ind):
    """Return (ptr, ind) of the edges turned round."""
    source = np.repeat(np.arange(ptr.size - 1), np.diff(ptr))
    turned = np.zeros_like(ptr)
    np.cumsum(np.bincount(ind, minlength=ptr.size - 1), out=turned[1:])
    return turned, source[np.argsort(ind, kind="stable")]


def longest_paths(tasks, duration, in_order):
    """Return the longest path from each task to the end, itself included, float64 (n_task), in units of `duration`."""
    ptr, ind = successors(tasks, in_order)
    return duration + earliest(ptr, ind, duration, np.inf, False)


def longest_path(tasks, duration, in_order):
    """Return the tasks on the longest path, int64, from its first to its last."""
    ptr, ind = successors(tasks, in_order)
    return _walk(ptr, ind, longest_paths(tasks, duration, in_order))


@kernel
def earliest(ptr, ind, duration, n_worker, forward):
    """Return for each task a time before which it cannot start, float64 (n_task).

    Parameters
    ----------
    ptr, ind : the tasks that come just before each, int64; the result is then the head of each. With those that come
        just after, and `forward` False, it is the tail: the time between its end and that of everything.
    duration : float64 (n_task,).
    n_worker : float64, infinity for no limit.

    A task waits for the longest of those before it, and for the work of any set of them: no member starts before the
    earliest head ρ in the set, and `n_worker` of them run at a time, so ρ + work / n_worker is a bound too.

    """
    n = duration.size
    start, key, heap, first = np.zeros(n), np.zeros(n), np.empty(n, np.int64), np.int64(0)
    for k in range(n):
        t = k if forward else n - 1 - k
        held, work, bound, before = first, 0.0, 0.0, -1
        for j in range(ptr[t], ptr[t + 1]):
            held = push(heap, first, held, ind[j], key)
        while held > 0:
            held, u = pop(heap, first, held, key)
            work += duration[u] if u != before else 0.0  # a successor may be the next turn, too: it comes twice
            before = u
            bound = max(bound, start[u] + max(duration[u], work / n_worker))
        start[t], key[t] = bound, -bound
    return start


@kernel
def _walk(ptr, ind, to_end):
    """Return the tasks on the longest path; `to_end` is what `longest_paths` returns."""
    path = np.empty(to_end.size, np.int64)
    n, t, longest = 0, -1, -1.0
    for u in range(to_end.size):
        if to_end[u] > longest:
            t, longest = u, to_end[u]
    while t >= 0:
        path[n] = t
        n += 1
        after, longest = -1, -1.0
        for k in range(ptr[t], ptr[t + 1]):
            if to_end[ind[k]] > longest:
                after, longest = ind[k], to_end[ind[k]]
        t = after
    return path[:n]
