"""What a device does, and when: the tasks of a `Trace`, between marks in the streams of kernels and of copies."""

import time
from contextlib import contextmanager

import numpy as np

from pastix_py.runtime import trace_file
from pastix_py.runtime.trace import Run, TaskGraph, Trace

KINDS = "assemble", "level", "update", "to_device", "to_host", "compress", "pack", "expand"
KERNELS, COPIES = range(2)  # workers: a stream each
NONE = -1  # no task, or no cblk


class Trail:
    """The tasks of a run so far, in the order in which they were asked for.

    A task waits for the one before it on its stream, and for those that its stream was told to wait for.
    """

    def __init__(self, device, is_kept):
        self.device, self.is_kept = device, is_kept
        self.tasks = []  # (kind, worker, cblk, operations, begin, end) of each
        self.waits = []  # (task, one that it waits for)
        self.last, self.due = [NONE, NONE], [[], []]  # of each worker: its last task, those that its next one waits for

    @contextmanager
    def task(self, kind, worker=KERNELS, stream=None, cblk=NONE, work=0.0):
        """Note what is asked for inside as a task of so much `work`, operations; `stream` of its worker, None for the
        current one.
        """
        if not self.is_kept:
            yield
            return
        number, begin = len(self.tasks), self._now(stream)
        for before in {self.last[worker], *self.due[worker]} - {NONE}:
            self.waits.append((number, before))
        self.last[worker], self.due[worker] = number, []
        self.tasks.append(None)
        try:
            yield
        finally:
            self.tasks[number] = KINDS.index(kind), worker, cblk, work, begin, self._now(stream)

    def wait(self, worker, before):
        """Let the next task of a worker wait for one."""
        if self.is_kept:
            self.due[worker].append(before)

    def _now(self, stream):
        if self.device.xp is np:
            return time.perf_counter_ns()
        event = self.device.xp.cuda.Event()
        event.record(stream)
        return event

    def write(self, path, matrix, kind, dtype):
        """Write the trace of a run that has ended to a file, '' for none; the others are names of the `Run`."""
        if path:
            trace_file.write(path, self.trace(matrix, kind, np.dtype(dtype).name))

    def trace(self, matrix, kind, dtype):
        """Return the `Trace` of a run that has ended; arguments as above."""
        columns = [np.array(column) for column in zip(*(task[:3] for task in self.tasks), strict=True)]
        kinds, worker, cblk = columns or [np.zeros(0, np.int64)] * 3
        start, stop = self._times()
        work = np.array([task[3] for task in self.tasks], float)
        ordered = sorted((before, after) for after, before in self.waits)
        ptr = np.searchsorted([before for before, _ in ordered], np.arange(len(self.tasks) + 1))
        succ, none = np.array([after for _, after in ordered], np.int64), np.full(len(self.tasks), NONE)
        graph = TaskGraph(kinds, cblk, work, ptr, succ, none, none)
        return Trace.of(graph, worker, start, stop, Run(matrix, kind, dtype, "device", True, 2, 0.0, KINDS))

    def _times(self):
        """Return (start, stop), int64 nanoseconds; tasks of a stream follow each other."""
        if self.device.xp is np:
            times = np.array([task[4:] for task in self.tasks], np.int64).reshape(-1, 2)
            return times[:, 0], times[:, 1]
        first, since = self.tasks[0][4] if self.tasks else None, self.device.xp.cuda.get_elapsed_time
        times = np.array([[since(first, mark) for mark in task[4:]] for task in self.tasks]).reshape(-1, 2)
        times, worker = (times * 1e6).astype(np.int64), np.array([task[1] for task in self.tasks])
        for own in (worker == KERNELS, worker == COPIES):  # a clock that rounds may go back
            times[own] = np.maximum.accumulate(times[own].ravel()).reshape(-1, 2)
        times -= times.min(initial=0)
        return times[:, 0], times[:, 1]
