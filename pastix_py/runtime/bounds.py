"""Times that no schedule of a task graph can beat: area, critical path, and a linear program that mixes both."""

from typing import NamedTuple

import numpy as np

from pastix_py.runtime.graph import earliest, reversed_edges, successors

INTERVALS = 32  # of time, at most, in the linear program
ACCURACY = 1e-3  # of the mixed bound, relative
PLACED = 1 - 1e-6  # share of the work that counts as all of it: the tolerance of the solver


class Bounds(NamedTuple):
    """Lower bounds of the makespan, seconds."""

    area: float  # all work, shared evenly
    critical_path: float  # the longest path, however many workers there are
    mixed: float  # at least the two others

    @property
    def best(self):
        """The largest."""
        return max(self)


def bounds(tasks, duration, n_worker, in_order):
    """Return the `Bounds` of a task graph on identical workers.

    Parameters
    ----------
    tasks : a task graph, such as `Tasks` or `TaskGraph`.
    duration : float64 (n_task,), seconds.
    n_worker : workers.
    in_order : whether the tasks of a region keep their turns (`next`).

    """
    after = successors(tasks, in_order)
    before = reversed_edges(*after)
    path = duration + earliest(*before, duration, np.inf, True)
    area, critical = float(duration.sum()) / n_worker, float(path.max(initial=0.0))
    head = earliest(*before, duration, float(n_worker), True)
    tail = earliest(*after, duration, float(n_worker), False)
    low = max(area, critical, float((head + duration + tail).max(initial=0.0)))
    low = max(low, _work_between(head, duration, n_worker), _work_between(tail, duration, n_worker))
    low = max(low, _one_at_a_time(tasks.region, head, duration, tail))
    return Bounds(area, critical, _mixed(head, duration, tail, n_worker, low))


def _work_between(head, duration, n_worker):
    """Return the largest ρ + work / `n_worker` over the sets of tasks whose heads are at least ρ."""
    order = np.argsort(-head)
    return float((head[order] + np.cumsum(duration[order]) / n_worker).max(initial=0.0))


def _one_at_a_time(region, head, duration, tail):
    """Return the largest least head + work + least tail of a region, whose tasks exclude each other; −1 is none."""
    inside = region >= 0
    if not inside.any():
        return 0.0
    region, least = region[inside], np.full((2, region.max() + 1), np.inf)
    for low, value in zip(least, (head, tail), strict=True):
        np.minimum.at(low, region, value[inside])
    used = np.isfinite(least[0])
    return float((least[0] + np.bincount(region, duration[inside]) + least[1])[used].max())


def _mixed(head, duration, tail, n_worker, low):
    """Return the least makespan, not below `low`, in whose windows all work has room; found by bisection.

    The problem with heads and tails is Carlier's (EJOR 29, 1987). Whether a makespan C leaves room is Horn's network
    (Naval Research Logistics Quarterly 21, 1974) as a linear program: each task has its work done between its head and
    C − tail, in pieces, on one worker at a time. A schedule of makespan C gives such pieces, and keeps giving
    them where windows are only looked at in a few intervals and tasks with the same intervals are taken together: sums
    of constraints hold. So whatever C leaves work without room is proved to be too short.
    """
    if not duration.sum() > 0:
        return low
    step, high = ACCURACY * low, low
    while _placed(head, duration, high - tail, n_worker, high) < PLACED:
        low, high, step = high, high + step, 2 * step
    while high - low > ACCURACY * low:
        middle = (low + high) / 2
        if _placed(head, duration, middle - tail, n_worker, middle) < PLACED:
            low = middle
        else:
            high = middle
    return low


def _placed(head, duration, deadline, n_worker, makespan):
    """Return the share of the work that has room between heads and deadlines, by linear programming."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    grid = _grid(head, deadline, duration, makespan)
    first = np.searchsorted(grid, head, "right") - 1
    last = np.searchsorted(grid, deadline, "left")
    _, group = np.unique(first * grid.size + last, return_inverse=True)
    room = _room(grid, head, duration, deadline, group)
    of_group, interval = np.nonzero(room)
    # One variable per group and interval: the work done there. Rows: the work of groups, then the time of intervals.
    entries = np.arange(of_group.size)
    row = np.concatenate([of_group, room.shape[0] + interval])
    sums = csr_array((np.ones(row.size), (row, np.tile(entries, 2))), (sum(room.shape), entries.size))
    total = duration.sum()
    most = np.concatenate([np.bincount(group, duration), n_worker * np.diff(grid)]) / total
    limits = np.column_stack([np.zeros(entries.size), room[of_group, interval] / total])
    return -linprog(-np.ones(entries.size), sums, most, bounds=limits, method="highs").fun


def _grid(head, deadline, duration, makespan):
    """Return the ends of at most INTERVALS intervals, from 0 to `makespan`, dense where windows begin and end."""
    points, work = np.concatenate([head, deadline]), np.tile(duration, 2)
    inside = (points > 0) & (points < makespan)
    points, at = np.unique(points[inside], return_inverse=True)
    if points.size >= INTERVALS:
        share = np.cumsum(np.bincount(at, work[inside]))
        points = points[np.unique(np.searchsorted(share, share[-1] * np.arange(1, INTERVALS) / INTERVALS))]
    return np.concatenate([[0.0], points, [makespan]])


def _room(grid, head, duration, deadline, group):
    """Return the most work that the tasks of each group can do in each interval, float64 (n_group, n_interval)."""
    room = np.empty((group.max() + 1, grid.size - 1))
    for k in range(grid.size - 1):
        inside = np.minimum(deadline, grid[k + 1]) - np.maximum(head, grid[k])
        room[:, k] = np.bincount(group, np.clip(inside, 0.0, duration))
    return room
