"""Workers at a desk: on random graphs every task runs once, after what it waits for, alone in its region."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from pastix_py.layout.tasks import PANEL, UPDATE, longest, successors
from pastix_py.runtime.desk import CANCEL, DONE, close_task, comes_too_late, first_failure, make_desk, next_task
from pastix_py.runtime.schedulers import SCHEDULERS

pytestmark = pytest.mark.jit


def random_tasks(n, seed):
    """Return a random graph of tasks in regions: in each, updates with turns, then one task that ends it."""
    rng = np.random.default_rng(seed)
    region = np.repeat(np.arange(n), rng.integers(1, 6, n))[:n]
    last = np.append(region[1:] != region[:-1], True)[:n]
    pairs = {(int(a), b) for b in range(1, n) for a in rng.integers(0, b, rng.integers(0, 3))}
    pairs |= {(a, b) for b in range(n) if last[b] for a in np.flatnonzero(region[:b] == region[b])}
    waits = np.array(sorted(pairs, key=lambda pair: pair[::-1]), np.int64).reshape(-1, 2).T.copy()
    n_pred, succ_ptr, succ = successors(n, waits)
    turns = np.full(n, -1)
    for t in range(n - 1):
        if not last[t] and not last[t + 1]:
            turns[t] = t + 1
    cost = rng.random(n)
    return SimpleNamespace(
        kind=np.where(last, PANEL, UPDATE), cblk=region, region=region, next=turns,
        n_pred=n_pred, succ_ptr=succ_ptr, succ=succ,
        cost=cost, priority=longest(succ_ptr, succ, turns, cost), waits=waits, n_task=n,
    )  # fmt: skip


def run(desk, n_worker, body):
    """Let workers run all tasks; body(t) returns an outcome."""
    n = 1000

    def work(me):
        while (t := next_task(me, desk)) >= 0:
            outcome = 0 if comes_too_late(t, n, desk) else body(t)
            close_task(t, outcome, n, me, desk)

    workers = [threading.Thread(target=work, args=(k,)) for k in range(n_worker)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert not worker.is_alive()
    return first_failure(desk, n)


@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize("n_worker", [1, 3])
@pytest.mark.parametrize("seed", range(4))
def test_every_task_runs_once_and_after_its_predecessors(name, n_worker, seed):
    tasks = random_tasks(150, seed)
    desk = SCHEDULERS[name](tasks, n_worker, traced=True)
    ended, order, busy = set(), [], np.zeros(tasks.region.max() + 1, int)
    before = [set(tasks.waits[0, tasks.waits[1] == t]) for t in range(tasks.n_task)]

    def body(t):
        assert before[t] <= ended
        busy[tasks.region[t]] += 1
        assert busy[tasks.region[t]] == 1
        order.append(t)
        busy[tasks.region[t]] -= 1
        ended.add(t)
        return 0

    assert run(desk, desk.list_ptr.size - 1, body) == -1
    assert sorted(order) == list(range(tasks.n_task))
    assert desk.status[DONE] == tasks.n_task
    assert (desk.stop >= desk.start).all()
    for a, b in tasks.waits.T:
        assert desk.stop[a] <= desk.start[b]
    if desk.in_order:
        for t in np.flatnonzero(tasks.next >= 0):
            assert desk.stop[t] <= desk.start[tasks.next[t]]
    for k in range(n_worker):
        mine = np.flatnonzero(desk.worker == k)
        mine = mine[np.argsort(desk.start[mine], kind="stable")]
        assert (desk.stop[mine[:-1]] <= desk.start[mine[1:]]).all()


@pytest.mark.parametrize("name", SCHEDULERS)
def test_the_first_failure_is_the_same_whoever_runs_what(name):
    tasks = random_tasks(120, 7)
    failing = {31: 5, 60: 2, 90: 8}
    for _ in range(5):
        ran = set()

        def body(t, ran=ran):
            ran.add(t)
            return -1 - failing[t] if t in failing else 0

        desk = SCHEDULERS[name](tasks, 3)
        assert run(desk, desk.list_ptr.size - 1, body) == 5
        assert ran >= set(range(32))


@pytest.mark.parametrize("name", SCHEDULERS)
def test_a_cancelled_run_ends(name):
    tasks = random_tasks(100, 3)
    desk = SCHEDULERS[name](tasks, 2)
    ran = []

    def body(t):
        ran.append(t)
        if len(ran) == 10:
            desk.status[CANCEL] = 1
        return 0

    run(desk, desk.list_ptr.size - 1, body)
    assert 10 <= len(ran) < 14


def test_an_empty_graph_is_over_at_once():
    tasks = random_tasks(0, 0)
    for name in SCHEDULERS:
        desk = SCHEDULERS[name](tasks, 2)
        assert next_task(0, desk) == -1


def test_lists_are_kept_to():
    tasks = random_tasks(60, 11)
    lists = [np.arange(0, 60, 2), np.arange(1, 60, 2)]
    desk = make_desk(tasks, 2, True, lists, traced=True)
    run(desk, 2, lambda t: 0)
    assert (desk.worker == np.arange(60) % 2).all()
