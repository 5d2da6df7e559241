"""The mapping of a tree to workers, and what is expected of tasks on this machine."""

import json

import numpy as np
import pytest

from pastix_py import analyze, generate
from pastix_py.layout.tasks import SUBTREE, TaskKind
from pastix_py.runtime import model
from pastix_py.runtime.mapping import proportional
from pastix_py.runtime.simulate import simulate


@pytest.fixture(scope="module")
def tasks():
    return analyze(generate("lap2:120")).tasks


@pytest.mark.parametrize("n_worker", [1, 2, 3, 16])
def test_every_task_has_workers_and_the_last_has_all(tasks, n_worker):
    low, high = proportional(tasks, n_worker)
    assert (low >= 0).all() and (low < high).all() and (high <= n_worker).all()
    assert (low[-1], high[-1]) == (0, n_worker)


def test_shares_follow_the_work(tasks):
    low, high = proportional(tasks, 4)
    alone = np.zeros(4)
    for t in np.flatnonzero((tasks.kind == SUBTREE) & (high == low + 1)):
        alone[low[t]] += tasks.cost[t]
    assert alone.min() > 0.4 * alone.max()


def test_workers_of_a_task_are_among_those_of_what_follows(tasks):
    low, high = proportional(tasks, 8)
    for t in range(tasks.n_task):
        later = tasks.succ[tasks.succ_ptr[t] : tasks.succ_ptr[t + 1]]
        if later.size:
            s = later[np.argmin(tasks.cblk[later])]
            assert low[s] <= low[t] and high[t] <= high[s]


@pytest.mark.parametrize("n_worker", [1, 2, 5, 1000])
def test_a_simulated_schedule_keeps_to_the_candidates(tasks, n_worker):
    low, high = proportional(tasks, n_worker)
    found = simulate(tasks, tasks.cost, n_worker, True, candidates=(low, high))
    assert ((found.worker >= low) & (found.worker < high)).all()
    for t in range(tasks.n_task):
        assert (found.start[tasks.succ[tasks.succ_ptr[t] : tasks.succ_ptr[t + 1]]] >= found.stop[t]).all()
    for worker in range(n_worker):
        mine = np.flatnonzero(found.worker == worker)
        mine = mine[np.argsort(found.start[mine], kind="stable")]
        assert (found.stop[mine[:-1]] <= found.start[mine[1:]]).all()


def test_what_is_kept_of_rates_is_what_is_predicted(tasks, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert np.allclose(model.predicted(tasks), tasks.cost / model.USUAL)
    told = {kind.name.lower(): 1e9 * (1 + kind) for kind in TaskKind}
    (tmp_path / "pastix_py").mkdir()
    path = tmp_path / "pastix_py" / "task_rates.json"
    path.write_text(json.dumps(told))
    assert np.allclose(model.predicted(tasks), tasks.cost / (1e9 * (1.0 + tasks.kind)))
    for damaged in ("", "[1]", '{"subtree": "x"}', json.dumps(told | {"panel": -1})):
        path.write_text(damaged)
        assert (model.predicted(tasks) > 0).all()
