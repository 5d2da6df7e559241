"""A task graph with given durations run on simulated workers, by the rule of each scheduler: what it would take."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel
from pastix_py.runtime.graph import longest_paths, successors


class Simulated(NamedTuple):
    """When and where each task runs; times in seconds from the start."""

    start: np.ndarray  # float64 (n_task)
    stop: np.ndarray  # float64 (n_task)
    worker: np.ndarray  # int64 (n_task)
    makespan: float

    def order(self):
        """Return the tasks as they are started, int64 (n_task); none comes before one that it waits for."""
        return np.lexsort((np.arange(self.start.size), self.stop, self.start))


def simulate(tasks, duration, n_worker, in_order, priority=None):
    """Run a task graph on `n_worker` workers that always take the ready task of highest priority (list scheduling).

    Parameters
    ----------
    tasks : a task graph, such as `Tasks` or `TaskGraph`.
    duration : float64 (n_task,), seconds.
    n_worker : simulated workers, at least 1.
    in_order : whether the tasks of a region keep their turns (`next`); otherwise they exclude each other in any order.
    priority : float64 (n_task,); None for the longest path to the end (the upward rank of Topcuoglu, Hariri and Wu,
        IEEE TPDS 13, 2002).

    Returns `Simulated`. A task runs on the worker that ended the last of those it waited for, where that one is free.
    """
    duration = np.asarray(duration, np.float64)
    if priority is None:
        priority = longest_paths(tasks, duration, in_order)
    ptr, ind = successors(tasks, in_order)
    n_worker = np.int64(max(min(n_worker, duration.size), 1))
    start, worker = _run(ptr, ind, tasks.region, -priority, duration, n_worker)
    stop = start + duration
    return Simulated(start, stop, worker, float(stop.max(initial=0.0)))


def replay(tasks, duration, planned):
    """Return the makespan, seconds, where each worker runs the tasks of a `Simulated` in their order, come what may.

    The tasks of a region keep the order that they have in the plan, too.
    """
    return float(_replay(*successors(tasks, False), tasks.region, duration, planned.worker, planned.order()))


def predict(tasks, duration, cost, n_worker):
    """Return the makespan in seconds under each scheduler, a dictionary by its name.

    `duration` is what the tasks take; `cost` float64 (n_task,) is all that a scheduler knows of it.
    """
    planned = simulate(tasks, cost, n_worker, True)
    free, turns = (longest_paths(tasks, cost, in_order) for in_order in (False, True))
    return {
        "sequential": float(duration.sum()),
        "static": replay(tasks, duration, planned),
        "dynamic": simulate(tasks, duration, n_worker, False, free).makespan,
        "deterministic": simulate(tasks, duration, n_worker, True, turns).makespan,
    }


@kernel
def _run(ptr, ind, region, key, duration, n_worker):
    """Return (start, worker): events in the order of time, heaps of what is ready, what runs, and what a region holds.

    Smaller keys are taken first. A ready task whose region is busy waits in the heap of that region, a slice of
    `waiting`; when the region is free again its first one joins the ready ones.
    """
    n = duration.size
    slot, held, busy = _region_slots(region)
    ready, waiting, running = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n_worker, np.int64)
    start, stop, worker = np.zeros(n), np.zeros(n), np.full(n, -1, np.int64)
    n_pred = np.bincount(ind, minlength=n)
    free, is_free = np.empty(n + n_worker, np.int64), np.ones(n_worker, np.bool_)
    free[:n_worker] = np.arange(n_worker)[::-1]
    n_ready, n_running, n_free = 0, 0, n_worker
    for t in range(n):
        if n_pred[t] == 0:
            n_ready = _push(ready, 0, n_ready, t, key)
    now = 0.0
    while n_ready + n_running > 0:
        while n_ready > 0 and n_running < n_worker:
            n_ready, t = _pop(ready, 0, n_ready, key)
            r = region[t]
            if r >= 0 and busy[r]:
                held[r] = _push(waiting, slot[r], held[r], t, key)
                continue
            w = worker[t]
            while w < 0 or not is_free[w]:
                n_free -= 1
                w = free[n_free]
            is_free[w] = False
            if r >= 0:
                busy[r] = True
            worker[t], start[t], stop[t] = w, now, now + duration[t]
            n_running = _push(running, 0, n_running, t, stop)
        now = stop[running[0]]
        while n_running > 0 and stop[running[0]] == now:
            n_running, t = _pop(running, 0, n_running, stop)
            w, r = worker[t], region[t]
            free[n_free], is_free[w] = w, True
            n_free += 1
            if r >= 0:
                busy[r] = False
                if held[r] > 0:
                    held[r], u = _pop(waiting, slot[r], held[r], key)
                    n_ready = _push(ready, 0, n_ready, u, key)
            for u in ind[ptr[t] : ptr[t + 1]]:
                n_pred[u] -= 1
                worker[u] = w
                if n_pred[u] == 0:
                    n_ready = _push(ready, 0, n_ready, u, key)
    return start, worker


@kernel
def _region_slots(region):
    """Return (first slot of each region, 0 for each, False for each) for regions 0, 1, …; −1 is none."""
    n_region = region.max() + 1 if region.size else 0
    slot = np.zeros(n_region + 1, np.int64)
    for r in region:
        if r >= 0:
            slot[r + 1] += 1
    return np.cumsum(slot), np.zeros(n_region, np.int64), np.zeros(n_region, np.bool_)


@kernel
def _push(heap, base, n, item, key):
    """Add an item to the heap of n at `heap[base:]`, the least key on top, then the least item; returns n + 1."""
    k = n
    while k > 0:
        above = (k - 1) // 2
        other = heap[base + above]
        if key[other] < key[item] or (key[other] == key[item] and other < item):
            break
        heap[base + k] = other
        k = above
    heap[base + k] = item
    return n + 1


@kernel
def _pop(heap, base, n, key):
    """Take the top off a heap; returns (n − 1, the item)."""
    top, item, k, n = heap[base], heap[base + n - 1], 0, n - 1
    while 2 * k + 1 < n:
        low = 2 * k + 1
        for other in range(low + 1, min(low + 2, n)):
            a, b = heap[base + low], heap[base + other]
            if key[b] < key[a] or (key[b] == key[a] and b < a):
                low = other
        child = heap[base + low]
        if key[item] < key[child] or (key[item] == key[child] and item < child):
            break
        heap[base + k] = child
        k = low
    heap[base + k] = item
    return n, top


@kernel
def _replay(ptr, ind, region, duration, worker, order):
    """Return the end of the last task where tasks follow those before them in the graph, on the worker, in the region."""
    start = np.zeros(duration.size)
    of_worker = np.zeros(worker.max() + 1 if worker.size else 0)
    of_region = np.zeros(region.max() + 1 if region.size else 0)
    end = 0.0
    for t in order:
        w, r = worker[t], region[t]
        stop = max(start[t], of_worker[w], of_region[r] if r >= 0 else 0.0) + duration[t]
        of_worker[w] = stop
        if r >= 0:
            of_region[r] = stop
        for u in ind[ptr[t] : ptr[t + 1]]:
            start[u] = max(start[u], stop)
        end = max(end, stop)
    return end
