"""Simulated schedules: what waits does, nothing overlaps, and a plain simulator finds the same."""

import numpy as np
import pytest
from graphs import random_tasks, task_graph

from pastix_py.runtime.bounds import bounds
from pastix_py.runtime.graph import longest_path, longest_paths
from pastix_py.runtime.simulate import predict, replay, simulate


def edges(tasks, in_order):
    found = [(t, int(u)) for t in range(tasks.kind.size) for u in tasks.succ[tasks.succ_ptr[t] : tasks.succ_ptr[t + 1]]]
    return found + [(t, int(u)) for t, u in enumerate(tasks.next) if in_order and u >= 0]


def check_schedule(tasks, duration, found, n_worker, in_order):
    """Fail where a task runs before another that it waits for, or while its worker or its region is busy."""
    np.testing.assert_allclose(found.stop, found.start + duration)
    assert found.makespan == found.stop.max(initial=0)
    assert ((found.worker >= 0) & (found.worker < n_worker)).all()
    for t, u in edges(tasks, in_order):
        assert found.stop[t] <= found.start[u]
    for owner in (found.worker, tasks.region):
        for k in set(owner.tolist()) - {-1}:
            own = np.flatnonzero(owner == k)
            own = own[np.lexsort((found.stop[own], found.start[own]))]
            assert (found.stop[own[:-1]] <= found.start[own[1:]]).all()


def plain_list_schedule(tasks, duration, n_worker, in_order, priority):
    """Return the makespan of list scheduling: at each event, the best ready tasks go to free workers."""
    waits = {t: set() for t in range(duration.size)}
    for t, u in edges(tasks, in_order):
        waits[u].add(t)
    todo, running, now = set(waits), {}, 0.0
    while todo or running:
        busy = {tasks.region[t] for t in running} - {-1}
        ready = [t for t in todo if not waits[t] & (todo | set(running))]
        for t in sorted(ready, key=lambda t: (-priority[t], t)):
            if len(running) < n_worker and tasks.region[t] not in busy:
                running[t] = now + duration[t]
                busy |= {tasks.region[t]} - {-1}
                todo.remove(t)
        now = min(running.values())
        running = {t: stop for t, stop in running.items() if stop > now}
    return now


@pytest.mark.parametrize("in_order", [True, False])
@pytest.mark.parametrize("n_worker", [1, 2, 7, 200])
def test_schedules_are_sound(in_order, n_worker):
    for seed in range(4):
        tasks = random_tasks(120, seed, 1.5)
        duration = np.random.default_rng(seed).integers(0, 9, 120).astype(float)
        found = simulate(tasks, duration, n_worker, in_order)
        check_schedule(tasks, duration, found, n_worker, in_order)
        assert bounds(tasks, duration, n_worker, in_order).best <= found.makespan * (1 + 1e-6)
        if n_worker == 1:
            assert found.makespan == duration.sum()


@pytest.mark.parametrize("in_order", [True, False])
def test_a_plain_simulator_finds_the_same(in_order):
    for seed in range(25):
        tasks = random_tasks(14, seed, 1.2)
        duration = np.random.default_rng(seed).integers(1, 6, 14).astype(float)
        priority = np.random.default_rng(seed + 1).random(14)
        for n_worker in (1, 2, 3):
            want = plain_list_schedule(tasks, duration, n_worker, in_order, priority)
            assert simulate(tasks, duration, n_worker, in_order, priority).makespan == want


def test_list_scheduling_keeps_grahams_bound():
    for seed in range(6):
        tasks = random_tasks(200, seed, 2.0, regions=0.0)
        for n_worker in (2, 5):
            longest = longest_paths(tasks, tasks.cost, False).max()
            most = tasks.cost.sum() / n_worker + longest * (1 - 1 / n_worker)
            assert simulate(tasks, tasks.cost, n_worker, False).makespan <= most * (1 + 1e-12)


def test_longest_path_is_that_of_all_paths():
    for seed in range(20):
        tasks = random_tasks(12, seed, 1.5)
        for in_order in (True, False):
            follow = edges(tasks, in_order)
            paths = [[t] for t in range(12)]
            for path in paths:
                paths += [[*path, u] for t, u in follow if t == path[-1]]
            most = max(tasks.cost[path].sum() for path in paths)
            found = longest_path(tasks, tasks.cost, in_order).tolist()
            assert found in paths
            assert tasks.cost[found].sum() == most == longest_paths(tasks, tasks.cost, in_order).max()


def test_replay_of_a_plan_with_its_own_durations_is_the_plan():
    for seed in range(5):
        tasks = random_tasks(80, seed)
        for in_order in (True, False):
            planned = simulate(tasks, tasks.cost, 3, in_order)
            assert replay(tasks, tasks.cost, planned) == planned.makespan
            assert replay(tasks, 2 * tasks.cost, planned) == 2 * planned.makespan
            of_many = planned._replace(worker=planned.worker + 100)  # others do nothing, and are more than the tasks
            assert replay(tasks, tasks.cost, of_many) == planned.makespan


def test_replay_waits_for_what_takes_longer():
    tasks = task_graph([(0, 2)], [-1, -1, -1, 0, 0])
    planned = simulate(tasks, np.array([4.0, 3.0, 2.0, 0.0, 0.0]), 2, False)
    assert planned.makespan == 6
    assert planned.worker[0] != planned.worker[1]
    assert replay(tasks, np.array([4.0, 9.0, 2.0, 0.0, 0.0]), planned) == 9
    assert replay(tasks, np.array([8.0, 3.0, 2.0, 0.0, 0.0]), planned) == 10


def test_replay_keeps_the_order_inside_a_region():
    tasks = task_graph([], [0, 1, 0])
    planned = simulate(tasks, np.array([2.0, 3.0, 4.0]), 2, False)
    assert planned.start.tolist() == [4, 0, 0]
    other = planned._replace(worker=np.array([1, 1, 0]))
    assert replay(tasks, np.array([2.0, 3.0, 9.0]), other) == 11


def test_a_task_stays_with_the_worker_that_it_waited_for():
    chains = task_graph([(0, 3), (1, 4), (2, 5)], [-1] * 6)
    worker = simulate(chains, np.array([1.0, 2.0, 3.0, 1.0, 1.0, 1.0]), 3, True).worker
    assert sorted(worker[:3]) == [0, 1, 2]
    assert worker[:3].tolist() == worker[3:].tolist()


def test_prediction_of_every_scheduler():
    tasks = random_tasks(90, 3)
    found = predict(tasks, tasks.cost, tasks.cost, 4)
    assert list(found) == ["sequential", "static", "dynamic", "deterministic"]
    assert found["sequential"] == tasks.cost.sum()
    assert found["static"] >= bounds(tasks, tasks.cost, 4, True).best * (1 - 1e-6)
    for in_order, name in ((True, "deterministic"), (False, "dynamic")):
        assert bounds(tasks, tasks.cost, 4, in_order).best <= found[name] * (1 + 1e-6)
    assert len(set(predict(tasks, tasks.cost, np.ones(90), 1).values())) == 1


def test_no_tasks():
    none = task_graph([], [])
    assert simulate(none, none.cost, 3, True).makespan == 0
    assert set(predict(none, none.cost, none.cost, 2).values()) == {0.0}
    assert longest_path(none, none.cost, True).size == 0
