"""Where workers find their next task: one compiled `next_task` for every scheduler and every kind of work."""

from typing import NamedTuple

import numpy as np

from pastix_py.atomics import clock, fetch_add, fetch_min, let_others, read, sleep, swap_if, write
from pastix_py.jit import borrowing, inner
from pastix_py.layout.tasks import UPDATE, ZERO
from pastix_py.runtime.heap import pop, push

CANCEL, DONE, REPLACED, FAILED = range(4)  # fields of `status`
NONE_FAILED = np.iinfo(np.int64).max
IDLE, TAKEN = -2, -1  # of a region: nobody writes it; somebody does, and no other task waits
PAD = 16  # elements from one worker's field to the next: two cache lines
SPINS, YIELDS = 200, 50  # looks at empty queues before a worker yields at each, then sleeps
NAP = 50  # microseconds


class Desk(NamedTuple):
    """The state of one run of a task graph, shared by its workers. All arrays int64 unless said."""

    n_pred: np.ndarray  # (n_task) tasks that each one still waits for
    succ_ptr: np.ndarray
    succ: np.ndarray
    next: np.ndarray  # (n_task) task that has its turn next, −1
    region: np.ndarray
    kind: np.ndarray
    key: np.ndarray  # (n_task) float64, smaller ones are taken first
    in_order: bool  # updates of a region take turns; else they come as they are ready, one at a time
    listed: bool  # each worker has a list; else queues
    list_ptr: np.ndarray  # (n_worker+1) tasks of each worker in `queue`, where they are listed
    queue: np.ndarray  # (n_worker, n_task) heaps of ready tasks, or (1, n_task) the lists
    size: np.ndarray  # (n_worker·PAD) tasks in each heap, or taken from each list
    lock: np.ndarray  # (n_worker·PAD) 1 where the heap is being changed
    held: np.ndarray  # (n_region) IDLE, TAKEN, or a ready task that waits for the region
    link: np.ndarray  # (n_task) the next that waits for the same region
    status: np.ndarray  # (4) fields above; FAILED as `first_failure` reads it
    ticks: np.ndarray  # (n_worker·PAD) where the clock of each worker is read
    worker: np.ndarray  # (n_task, or 0 where no trace is kept) who ran each task
    start: np.ndarray  # (n_task or 0) nanoseconds
    stop: np.ndarray  # (n_task or 0)


def make_desk(tasks, n_worker, in_order, lists=None, traced=False):
    """Return the `Desk` of a run.

    Parameters
    ----------
    tasks : `Tasks`, or any graph with its fields.
    n_worker : number of workers.
    in_order : whether updates of a region are applied in the order of their numbers; must be so where there are lists.
    lists : list of one array of tasks per worker, None for queues of ready tasks.
    traced : whether the time of every task is recorded.

    """
    n_task, n_region = tasks.kind.size, int(tasks.region.max(initial=-1)) + 1
    n_pred, slots = tasks.n_pred.copy(), n_task if traced else 0
    if in_order:
        n_pred[tasks.next[tasks.next >= 0]] += 1
    if lists is not None:
        list_ptr = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
        queue = np.concatenate([*lists, np.zeros(0)]).astype(np.int64).reshape(1, -1)
    else:
        list_ptr, queue = np.zeros(n_worker + 1, np.int64), np.empty((n_worker, n_task), np.int64)
    desk = Desk(
        n_pred, tasks.succ_ptr, tasks.succ, tasks.next, tasks.region, tasks.kind, -tasks.priority,
        in_order, lists is not None, list_ptr, queue,
        np.zeros(n_worker * PAD, np.int64), np.zeros(n_worker * PAD, np.int64),
        np.full(n_region, IDLE), np.empty(n_task, np.int64), np.array([0, 0, 0, NONE_FAILED]),
        np.empty(n_worker * PAD, np.int64),
        *(np.full(slots, -1) for _ in range(3)),
    )  # fmt: skip
    if lists is None:
        first = np.flatnonzero(n_pred == 0)
        for k, t in enumerate(first[np.argsort(-tasks.priority[first], kind="stable")]):
            offer(t, k % n_worker, desk)
    return desk


@inner
def lock_heap(me, desk):
    """Wait until nobody else changes the heap."""
    while swap_if(desk.lock, me * PAD, 0, 1) != 0:
        let_others()


@inner
def put(t, me, desk):
    """Put a task into the heap of a worker."""
    lock_heap(me, desk)
    write(desk.size, me * PAD, push(desk.queue[me], ZERO, desk.size[me * PAD], t, desk.key))
    write(desk.lock, me * PAD, 0)


@inner
def take(me, desk):
    """Take the task of highest priority from the heap of a worker, −1 where it is empty."""
    if read(desk.size, me * PAD) == 0:
        return -1
    lock_heap(me, desk)
    n, t = desk.size[me * PAD], ZERO - 1
    if n > 0:
        n, t = pop(desk.queue[me], ZERO, n, desk.key)
        write(desk.size, me * PAD, n)
    write(desk.lock, me * PAD, 0)
    return t


@borrowing
def offer(t, me, desk):
    """Queue a task that is ready; where its region is taken, it is left to who has the region."""
    if desk.kind[t] == UPDATE and not desk.in_order:
        region = desk.region[t]
        while True:
            held = read(desk.held, region)
            if held == IDLE:
                if swap_if(desk.held, region, IDLE, TAKEN) == IDLE:
                    break
            else:
                desk.link[t] = held
                if swap_if(desk.held, region, held, t) == held:
                    return
    put(t, me, desk)


@inner
def leave_region(t, me, desk):
    """Hand the region of an update that has ended to one that waits for it."""
    region = desk.region[t]
    while True:
        held = read(desk.held, region)
        if held == TAKEN:
            if swap_if(desk.held, region, TAKEN, IDLE) == TAKEN:
                return
        elif swap_if(desk.held, region, held, desk.link[held]) == held:
            put(held, me, desk)
            return


@inner
def end_task(t, me, desk):
    """Tell those that wait for a task that it has ended."""
    for e in range(desk.succ_ptr[t], desk.succ_ptr[t + 1]):
        s = desk.succ[e]
        if fetch_add(desk.n_pred, s, -1) == 1 and not desk.listed:
            offer(s, me, desk)
    if desk.in_order and desk.next[t] >= 0:
        s = desk.next[t]
        if fetch_add(desk.n_pred, s, -1) == 1 and not desk.listed:
            offer(s, me, desk)
    if desk.kind[t] == UPDATE and not desk.in_order:
        leave_region(t, me, desk)
    fetch_add(desk.status, DONE, 1)


@inner
def look_for_task(me, desk):
    """Return a ready task, −1 where there is none now, −2 where there will be none."""
    n_task = desk.kind.size
    if desk.listed:
        k = desk.list_ptr[me] + desk.size[me * PAD]
        if k == desk.list_ptr[me + 1]:
            return -2
        t = desk.queue[0, k]
        if read(desk.n_pred, t) > 0:
            return -1
        desk.size[me * PAD] += 1
        return t
    n_worker = desk.queue.shape[0]
    for k in range(n_worker):
        t = take((me + k) % n_worker, desk)
        if t >= 0:
            return t
    return -2 if read(desk.status, DONE) == n_task else -1


@borrowing
def next_task(me, desk):
    """Return the next task of a worker once there is one, −1 when the run is over or cancelled."""
    looks = 0
    while read(desk.status, CANCEL) == 0:
        t = look_for_task(me, desk)
        if t == -2:
            return -1
        if t >= 0:
            if desk.start.size:
                desk.worker[t] = me
                desk.start[t] = clock(desk.ticks, me * PAD)
            return t
        looks += 1
        if looks > SPINS + YIELDS:
            sleep(NAP)
        elif looks > SPINS:
            let_others()
    return -1


@borrowing
def comes_too_late(t, n, desk):
    """Whether a task before t has failed: then only those before that one still run, so that it is always the first."""
    return t > read(desk.status, FAILED) // n


@borrowing
def close_task(t, outcome, n, me, desk):
    """End a task and record what came of it: `outcome`, pivots replaced, or −1 − a failing column of n."""
    if desk.stop.size:
        desk.stop[t] = clock(desk.ticks, me * PAD)
    if outcome > 0:
        fetch_add(desk.status, REPLACED, outcome)
    elif outcome < 0:
        fetch_min(desk.status, FAILED, t * n - 1 - outcome)
    end_task(t, me, desk)


def first_failure(desk, n):
    """Return the column in which the first task that failed did so, −1 where none failed."""
    failed = int(desk.status[FAILED])
    return failed % n if failed != NONE_FAILED else -1


def n_workers(desk):
    """Return the number of workers that a desk is made for."""
    return desk.list_ptr.size - 1
