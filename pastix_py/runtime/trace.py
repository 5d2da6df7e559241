"""`Trace`: which worker ran each task of a factorization, and when; what it adds up to."""

from typing import NamedTuple

import numpy as np

from pastix_py.layout.tasks import TaskKind
from pastix_py.runtime.bounds import bounds
from pastix_py.runtime.graph import longest_path
from pastix_py.runtime.simulate import predict

NANO = 1e-9


class TaskGraph(NamedTuple):
    """What a trace keeps of `Tasks`; the fields mean the same there."""

    kind: np.ndarray  # (n_task) int64
    cblk: np.ndarray  # (n_task) int64
    cost: np.ndarray  # (n_task) float64, operations
    succ_ptr: np.ndarray  # (n_task+1) int64
    succ: np.ndarray  # int64
    next: np.ndarray  # (n_task) int64, −1 for none
    region: np.ndarray  # (n_task) int64, −1 for none


class Run(NamedTuple):
    """What was run, and how."""

    matrix: str  # its name
    factorization: str  # its kind, one of KINDS
    dtype: str
    scheduler: str
    in_order: bool  # whether the tasks of a region kept their turns
    n_worker: int
    seconds_before: float = 0.0  # of the factorization, before its first task
    kinds: tuple = tuple(kind.name.lower() for kind in TaskKind)  # names by number


class Trace(NamedTuple):
    """A recorded run. A task that was not run has worker −1 and no time."""

    worker: np.ndarray  # (n_task) int64
    start: np.ndarray  # (n_task) int64, ns of a clock that never goes back
    stop: np.ndarray  # (n_task) int64, ns
    tasks: TaskGraph
    run: Run

    @classmethod
    def of(cls, tasks, worker, start, stop, run):
        """Return the trace of a run of `Tasks`, times made to count from the first start."""
        ran = worker >= 0
        origin = start[ran].min() if ran.any() else 0
        start, stop = (np.where(ran, time - origin, 0) for time in (start, stop))
        return cls(worker, start, stop, TaskGraph(*(getattr(tasks, name) for name in TaskGraph._fields)), run)

    @property
    def seconds(self):
        """What each task took, float64 (n_task)."""
        return (self.stop - self.start) * NANO

    @property
    def makespan(self):
        """Seconds from the first start to the last stop."""
        return float(self.stop.max(initial=0)) * NANO

    def kind_counts(self):
        """Return the number of tasks of each kind, int64, as `run.kinds` has them."""
        return np.bincount(self.tasks.kind[self.worker >= 0], minlength=len(self.run.kinds))

    def kind_seconds(self, chosen=slice(None)):
        """Return what all or the chosen tasks of each kind took together, float64, as `run.kinds` has them."""
        return np.bincount(self.tasks.kind[chosen], self.seconds[chosen], len(self.run.kinds))

    def kind_operations(self):
        """Return the operations of the tasks of each kind, float64, as `run.kinds` has them."""
        return np.bincount(self.tasks.kind, self.tasks.cost * (self.worker >= 0), len(self.run.kinds))

    def worker_counts(self):
        """Return the number of tasks of each worker, int64 (n_worker)."""
        return np.bincount(self.worker[self.worker >= 0], minlength=self.run.n_worker)

    def busy(self):
        """Return the seconds that each worker spent in tasks, float64 (n_worker)."""
        ran = self.worker >= 0
        return np.bincount(self.worker[ran], self.seconds[ran], self.run.n_worker)

    def critical_path(self):
        """Return the tasks on the longest path by their measured durations, int64, from the first to the last."""
        return longest_path(self.tasks, self.seconds, self.run.in_order)

    def bounds(self):
        """Return the `Bounds` for the durations and workers of this run."""
        return bounds(self.tasks, self.seconds, self.run.n_worker, self.run.in_order)

    def predict(self, n_worker):
        """Return what the tasks would take on `n_worker` workers under each scheduler, seconds by its name."""
        return predict(self.tasks, self.seconds, self.tasks.cost, n_worker)
