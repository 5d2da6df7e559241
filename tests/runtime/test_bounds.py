"""Bounds of the makespan: below the best of all schedules, above what simpler arguments give."""

import itertools

import numpy as np
import pytest
from graphs import random_tasks, task_graph

from pastix_py.runtime import bounds as module
from pastix_py.runtime.bounds import bounds


def followers(tasks, in_order):
    found = [tasks.succ[tasks.succ_ptr[t] : tasks.succ_ptr[t + 1]].tolist() for t in range(tasks.kind.size)]
    for t, u in enumerate(tasks.next.tolist()):
        if in_order and u >= 0:
            found[t].append(u)
    return found


def optimum(tasks, duration, n_worker, in_order):
    """Return the least makespan of all: tasks are started in every order that the graph allows."""
    n, after, best = duration.size, followers(tasks, in_order), np.inf
    waits = [{t for t in range(n) if u in after[t]} for u in range(n)]
    for order in itertools.permutations(range(n)):
        stop, free, held = {}, [0.0] * n_worker, {}
        for t in order:
            if not waits[t] <= set(stop):
                break
            r = int(tasks.region[t])
            begin = max([free[0], held.get(r, 0.0), *(stop[u] for u in waits[t])])
            stop[t] = free[0] = begin + duration[t]
            free.sort()
            if r >= 0:
                held[r] = stop[t]
        else:
            best = min(best, max(stop.values()))
    return best


def heads(tasks, duration, in_order):
    """Return the longest path to each task and from each, itself left out."""
    n, after = duration.size, followers(tasks, in_order)
    head, tail = np.zeros(n), np.zeros(n)
    for t in range(n):
        for u in after[t]:
            head[u] = max(head[u], head[t] + duration[t])
    for t in reversed(range(n)):
        tail[t] = max([0.0, *(tail[u] + duration[u] for u in after[t])])
    return head, tail


@pytest.mark.parametrize("in_order", [True, False])
def test_no_schedule_is_shorter(in_order):
    tight = 0
    for seed in range(20):
        tasks = random_tasks(6, seed, 1.3)
        duration = np.random.default_rng(seed).integers(1, 7, 6).astype(float)
        for n_worker in (1, 2, 3):
            found, least = bounds(tasks, duration, n_worker, in_order), optimum(tasks, duration, n_worker, in_order)
            assert max(found) <= least * (1 + 1e-6)
            tight += found.best >= least * 0.98
    assert tight > 40


def test_mixed_is_above_area_path_and_every_set_of_tasks():
    for seed in range(10):
        tasks = random_tasks(12, seed, 1.0, regions=0.0)
        for n_worker in (2, 3):
            found = bounds(tasks, tasks.cost, n_worker, False)
            head, tail = heads(tasks, tasks.cost, False)
            assert found.area == pytest.approx(tasks.cost.sum() / n_worker)
            assert found.critical_path == pytest.approx((head + tasks.cost + tail).max())
            for low, high in itertools.product(head, tail):
                chosen = (head >= low) & (tail >= high)
                work = tasks.cost[chosen].sum() / n_worker
                assert not chosen.any() or found.mixed >= (low + high + work) * (1 - 2 * module.ACCURACY)
            for one, low in [(side, low) for side in (head, tail) for low in side]:
                assert found.mixed >= (low + tasks.cost[one >= low].sum() / n_worker) * (1 - 1e-12)
            assert found.best == found.mixed >= max(found.area, found.critical_path)


def test_leaves_before_a_root():
    star = task_graph([(0, 3), (1, 3), (2, 3)], [-1] * 4)
    found = bounds(star, np.array([2.0, 2.0, 2.0, 4.0]), 2, False)
    assert found.area == 5
    assert found.critical_path == 6
    assert found.mixed == pytest.approx(7)  # three halves of the leaves, then the root


def test_tasks_taken_together_stay_on_one_worker_each():
    # The first two have the same window. The long one cannot be done before the last two are released.
    head, duration = np.array([0.0, 0.0, 3.0, 3.0]), np.array([5.0, 1.0, 2.0, 2.0])
    assert module._mixed(head, duration, np.zeros(4), 2, 5.0) == pytest.approx(6, rel=2 * module.ACCURACY)


def fits(head, duration, deadline, n_worker, makespan):
    """Return whether the largest flow from tasks through the intervals of their windows is all the work."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    scale, n = 10_000, duration.size
    grid = np.unique([0, makespan, *head, *deadline])
    length = np.diff(grid)
    capacity = np.zeros((n + length.size + 2,) * 2, np.int32)
    capacity[-2, :n] = duration * scale
    capacity[n:-2, -1] = n_worker * length * scale
    for t in range(n):
        inside = (grid[:-1] >= head[t]) & (grid[1:] <= deadline[t])
        capacity[t, n:-2] = inside * length * scale
    flow = maximum_flow(csr_array(capacity), n + length.size, n + length.size + 1).flow_value
    return flow >= duration.sum() * scale - n * length.size


def test_linear_program_is_the_largest_flow():
    rng = np.random.default_rng(5)
    for _ in range(15):
        head, tail = rng.integers(0, 5, (2, 7)).astype(float)
        duration = rng.integers(1, 5, 7).astype(float)
        low = float(max(duration.sum() / 2, (head + duration + tail).max()))
        found = module._mixed(head, duration, tail, 2, low)
        assert found >= low
        assert found == low or not fits(head, duration, found * (1 - 2e-3) - tail, 2, found * (1 - 2e-3))
        assert fits(head, duration, found * 1.003 - tail, 2, found * 1.003)


def test_groups_and_few_intervals_only_weaken_it(monkeypatch):
    tasks = random_tasks(150, 2, 1.5)
    fine = bounds(tasks, tasks.cost, 5, True).mixed
    monkeypatch.setattr(module, "INTERVALS", 3)
    coarse = bounds(tasks, tasks.cost, 5, True)
    assert coarse.mixed <= fine * (1 + module.ACCURACY)
    assert coarse.mixed >= max(coarse.area, coarse.critical_path)


def test_work_of_a_region_is_a_bound():
    tasks = task_graph([], [0] * 5 + [-1])
    assert bounds(tasks, tasks.cost, 4, False).mixed == pytest.approx(5)
    assert bounds(tasks, tasks.cost, 4, True).critical_path == 5


def test_nothing_to_do():
    none, idle = task_graph([], []), task_graph([(0, 1)], [-1, -1])
    assert bounds(none, none.cost, 3, True) == (0, 0, 0)
    assert bounds(idle, np.zeros(2), 3, True) == (0, 0, 0)
