"""Random task graphs, and traces of them."""

from typing import NamedTuple

import numpy as np

from pastix_py.runtime.simulate import simulate
from pastix_py.runtime.trace import Run, Trace

KINDS = ("subtree", "panel", "update", "diagonal", "solve")


class Tasks(NamedTuple):
    """The fields of the task graph that schedulers, traces and bounds look at."""

    kind: np.ndarray
    cblk: np.ndarray
    n_pred: np.ndarray
    succ_ptr: np.ndarray
    succ: np.ndarray
    next: np.ndarray
    region: np.ndarray
    cost: np.ndarray


def task_graph(edges, region, cost=None):
    """Return the `Tasks` of a list of (task, later task) and the region of each task; turns are by number."""
    n = len(region)
    edges = sorted(set(edges))
    source, target = np.array(edges, np.int64).reshape(-1, 2).T
    succ_ptr = np.searchsorted(source, np.arange(n + 1))
    turn = np.full(n, -1)
    region = np.array(region, np.int64)
    by_region = np.argsort(region, kind="stable")
    same = (region[by_region[1:]] == region[by_region[:-1]]) & (region[by_region[1:]] >= 0)
    turn[by_region[:-1][same]] = by_region[1:][same]
    cost = np.ones(n) if cost is None else np.asarray(cost, float)
    n_pred = np.bincount(target, minlength=n)
    return Tasks(np.arange(n) % 5, np.arange(n), n_pred, succ_ptr, target.copy(), turn, region, cost)


def random_tasks(n, seed=0, degree=2.0, regions=0.5):
    """Return n random tasks with about `degree` successors each, a share of them in regions of a few tasks."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, n, int(n * degree)) if n else np.empty(0, int)
    target = source + rng.geometric(min(1.0, 5 / max(n, 1)), source.size)
    edges = [(int(a), int(b)) for a, b in zip(source, target, strict=True) if b < n]
    region = np.where(rng.random(n) < regions, rng.integers(0, n // 4 + 1, n), -1)
    return task_graph(edges, region.tolist(), rng.integers(1, 1000, n))


def random_trace(n=60, n_worker=3, seed=0, in_order=True):
    """Return a trace as a run of `random_tasks` would leave it."""
    rng = np.random.default_rng(seed + 1)
    tasks = random_tasks(n, seed)
    duration = np.round(tasks.cost * rng.uniform(1, 3, n) * 1e3)
    done = simulate(tasks, duration, n_worker, in_order)
    times = (done.start.astype(np.int64) + 7_000_000_123, done.stop.astype(np.int64) + 7_000_000_123)
    run = Run("lap3:9", "llt", "float64", "deterministic", in_order, n_worker, 0.25, KINDS)
    return Trace.of(tasks, done.worker, *times, run)
