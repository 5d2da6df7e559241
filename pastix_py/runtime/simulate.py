"""A task graph with given durations run on simulated workers, by the rule of each scheduler: what it would take."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel
from pastix_py.runtime.graph import longest_paths, successors
from pastix_py.runtime.heap import pop, push
from pastix_py.runtime.mapping import proportional


class Simulated(NamedTuple):
    """When and where each task runs; times in seconds from the start."""

    start: np.ndarray  # float64 (n_task)
    stop: np.ndarray  # float64 (n_task)
    worker: np.ndarray  # int64 (n_task)
    makespan: float

    def order(self):
        """Return the tasks as they are started, int64 (n_task); none comes before one that it waits for."""
        return np.lexsort((np.arange(self.start.size), self.stop, self.start))


def simulate(tasks, duration, n_worker, in_order, priority=None, candidates=None):
    """Run a task graph on `n_worker` workers that always take the ready task of highest priority (list scheduling).

    Parameters
    ----------
    tasks : a task graph, such as `Tasks` or `TaskGraph`.
    duration : float64 (n_task,), seconds.
    n_worker : simulated workers, at least 1.
    in_order : whether the tasks of a region keep their turns (`next`); otherwise they exclude each other in any order.
    priority : float64 (n_task,); None for the longest path to the end (the upward rank of Topcuoglu, Hariri and Wu,
        IEEE TPDS 13, 2002).
    candidates : (low, high), int64 (n_task,): workers that may run each task; None for all.

    Returns `Simulated`. A task runs on the worker that ended the last of those it waited for, where that one is free.
    """
    duration = np.asarray(duration, np.float64)
    if priority is None:
        priority = longest_paths(tasks, duration, in_order)
    ptr, ind = successors(tasks, in_order)
    n_worker = np.int64(max(n_worker, 1))
    region = _regions(tasks)
    slot = np.concatenate([[0], np.cumsum(np.bincount(region))])[:-1]
    n_pred = np.bincount(ind, minlength=duration.size)
    low, high = candidates or (np.zeros_like(region), np.full_like(region, n_worker))
    start, worker = _run(ptr, ind, n_pred, region, slot, -priority, duration, n_worker, low, high)
    stop = start + duration
    return Simulated(start, stop, worker, float(stop.max(initial=0.0)))


def replay(tasks, duration, planned):
    """Return the makespan, seconds, where each worker runs the tasks of a `Simulated` in their order, come what may.

    The tasks of a region keep the order that they have in the plan, too.
    """
    given = planned.worker, int(planned.worker.max(initial=0)) + 1, planned.order()
    return float(_replay(*successors(tasks, False), _regions(tasks), duration, *given))


def _regions(tasks):
    """Return the region of each task, int64 (n_task), numbered from 0; one without a region has one of its own."""
    region = np.array(tasks.region)
    alone = region < 0
    region[alone] = region.max(initial=-1) + 1 + np.arange(np.count_nonzero(alone))
    return np.unique(region, return_inverse=True)[1]


def predict(tasks, duration, cost, n_worker):
    """Return the makespan in seconds under each scheduler, a dictionary by its name.

    `duration` is what the tasks take; `cost` float64 (n_task,) is all that a scheduler knows of it.
    """
    planned = simulate(tasks, cost, n_worker, True, candidates=proportional(tasks, n_worker))
    free, turns = (longest_paths(tasks, cost, in_order) for in_order in (False, True))
    return {
        "sequential": float(duration.sum()),
        "static": replay(tasks, duration, planned),
        "dynamic": simulate(tasks, duration, n_worker, False, free).makespan,
        "deterministic": simulate(tasks, duration, n_worker, True, turns).makespan,
    }


@kernel
def _run(ptr, ind, n_pred, region, slot, key, duration, n_worker, low, high):
    """Return (start, worker): events in the order of time, heaps of what is ready, what runs, and what a region holds.

    Smaller keys are taken first. A ready task whose region is busy waits in the heap of that region, in `waiting` from
    its slot on; when the region is free again its first one joins the ready ones. One whose candidates are all busy is
    put aside until a task ends. `n_pred` is counted down.
    """
    n, n_region = duration.size, slot.size
    ready, waiting, running = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n_worker, np.int64)
    start, stop, worker = np.zeros(n), np.zeros(n), np.zeros(n, np.int64)
    held, busy = np.zeros(n_region, np.int64), np.zeros(n_region, np.bool_)
    is_free, aside = np.ones(n_worker, np.bool_), np.empty(n, np.int64)
    first, n_ready, n_running, n_aside, now = np.int64(0), np.int64(0), np.int64(0), np.int64(0), 0.0
    for t in range(n):
        if n_pred[t] == 0:
            n_ready = push(ready, first, n_ready, t, key)
    while n_ready + n_running > 0:
        while n_ready > 0 and n_running < n_worker:
            n_ready, t = pop(ready, first, n_ready, key)
            r, w = region[t], worker[t]
            if busy[r]:
                held[r] = push(waiting, slot[r], held[r], t, key)
                continue
            if not is_free[w] or w < low[t] or w >= high[t]:
                w = low[t]
                while w < high[t] and not is_free[w]:
                    w += 1
            if w == high[t]:
                aside[n_aside] = t
                n_aside += 1
                continue
            busy[r], is_free[w] = True, False
            worker[t], start[t], stop[t] = w, now, now + duration[t]
            n_running = push(running, first, n_running, t, stop)
        for k in range(n_aside):
            n_ready = push(ready, first, n_ready, aside[k], key)
        n_aside = np.int64(0)
        now = stop[running[0]]
        while n_running > 0 and stop[running[0]] == now:
            n_running, t = pop(running, first, n_running, stop)
            r, w = region[t], worker[t]
            is_free[w], busy[r] = True, False
            if held[r] > 0:
                held[r], u = pop(waiting, slot[r], held[r], key)
                n_ready = push(ready, first, n_ready, u, key)
            for k in range(ptr[t], ptr[t + 1]):
                u = ind[k]
                n_pred[u] -= 1
                worker[u] = w
                if n_pred[u] == 0:
                    n_ready = push(ready, first, n_ready, u, key)
    return start, worker


@kernel
def _replay(ptr, ind, region, duration, worker, n_worker, order):
    """Return the end of the last task where each follows those before it in the graph, its region, and its worker."""
    n, end = duration.size, 0.0
    start, of_worker, of_region = np.zeros(n), np.zeros(n_worker), np.zeros(n)
    for t in order:
        stop = max(start[t], of_worker[worker[t]], of_region[region[t]]) + duration[t]
        of_worker[worker[t]] = of_region[region[t]] = stop
        for k in range(ptr[t], ptr[t + 1]):
            start[ind[k]] = max(start[ind[k]], stop)
        end = max(end, stop)
    return end
