"""Tasks that make more tasks, served by threads, the largest first."""

import heapq
import threading
from functools import partial
from queue import SimpleQueue

from pastix_py.jit import came, wait_a_moment
from pastix_py.parked import begin


def serve(tasks, threads, cancel):
    """Run tasks, and those that they return, until none is left.

    Parameters
    ----------
    tasks : list of (size, function): function() returns more of them, or None. Larger ones go first.
    threads : how many threads serve them.
    cancel : int64 array of one flag; an interrupt, a task or its failure sets it. Where it is set no task is begun, and
        those that run are left to end on arrays that nobody reads any more.

    Raises what a task raises.

    """
    pool, begun, ended = _Pool(tasks, cancel), [], SimpleQueue()
    try:
        for worker in range(threads):
            begin(pool.work, partial(ended.put, worker), f"pastix-{worker}")
            begun.append(worker)
        pool.wait()
    except BaseException:
        cancel[0] = 1
        wait_a_moment(partial(came, ended) for _ in begun)
        raise
    if pool.failure is not None:
        raise pool.failure


class _Pool:
    """Waiting tasks, largest first, and how many are unfinished."""

    def __init__(self, tasks, cancel):
        self.changed, self.cancel, self.failure = threading.Condition(), cancel, None
        self.waiting, self.unfinished, self.number = [], 0, 0
        self.add(tasks)

    def add(self, tasks):
        for size, function in tasks:
            heapq.heappush(self.waiting, (-size, self.number, function))
            self.number += 1
        self.unfinished += len(tasks)

    def next(self):
        """Return a task, None once there is nothing left to wait for."""
        with self.changed:
            while not self.waiting and self.unfinished and not self.cancel[0]:
                self.changed.wait(0.05)
            return heapq.heappop(self.waiting)[2] if self.waiting and not self.cancel[0] else None

    def wait(self):
        """Return once no task is left, or the rest is cancelled."""
        with self.changed:
            while self.unfinished and not self.cancel[0]:
                self.changed.wait(0.05)

    def work(self):
        """Serve tasks until there are none."""
        while (task := self.next()) is not None:
            try:
                made = task() or []
            except BaseException as error:
                self.failure, made, self.cancel[0] = error, [], 1
            with self.changed:
                self.add(made)
                self.unfinished -= 1
                self.changed.notify_all()
