"""The task graph of a dense LU, played in random orders; and batches of row exchanges against single ones."""

import numpy as np
import pytest

from pastix_py.dense.exchange import TOGETHER, compose, list_moves, move_rows, permute
from pastix_py.dense_lu.graph import LUTaskKind, build_graph


def random_orders(tasks, rng):
    """Yield the tasks in a random order that the graph allows."""
    left = tasks.n_pred.copy()
    ready = np.flatnonzero(left == 0).tolist()
    while ready:
        t = ready.pop(rng.integers(len(ready)))
        yield t
        for s in tasks.succ[tasks.succ_ptr[t] : tasks.succ_ptr[t + 1]].tolist():
            left[s] -= 1
            if left[s] == 0:
                ready.append(s)


@pytest.mark.parametrize("pivoting", [True, False])
@pytest.mark.parametrize(("m", "n", "width"), [(1, 1, 4), (9, 9, 4), (64, 64, 4), (310, 301, 4), (4000, 4000, 128)])
def test_every_order_that_is_allowed_factors_the_matrix(m, n, width, pivoting):
    tasks = build_graph(m, n, pivoting, width)
    for seed in range(5):
        step = np.zeros(n, int)  # steps of the elimination that each column has seen
        done = np.zeros(n, bool)  # whether it was factored
        seen = 0
        for t in random_orders(tasks, np.random.default_rng(seed)):
            kind, low, high = tasks.kind[t], tasks.low[t], tasks.high[t]
            written = slice(tasks.begin[t], tasks.end[t])
            if kind in (LUTaskKind.PANEL, LUTaskKind.UPDATE):
                assert not done[written].any() and (step[written] == low).all()
            else:
                assert done[written].all() and (step[written] == low).all()
            if kind == LUTaskKind.PANEL:
                assert (written.start, written.stop) == (low, high)
                done[written] = True
            else:
                assert done[low:high].all()
            if kind == LUTaskKind.UPDATE and pivoting:
                assert (step[low:high] == high).all()  # the rows of L are where those of the column go
            step[written] = n if kind == LUTaskKind.LAST else high
            seen += 1
        assert seen == tasks.kind.size
        assert done.all() and (not pivoting or (step == n).all())


def test_groups_grow_and_shrink_and_batches_follow():
    tasks = build_graph(8000, 8000, True)
    updates = tasks.kind == LUTaskKind.UPDATE
    steps, columns = (tasks.high - tasks.low)[updates], (tasks.end - tasks.begin)[updates]
    assert steps[0] < steps.max() and steps[-1] < steps.max()
    assert columns.max() > columns.min()
    assert tasks.cost[updates].max() < tasks.cost.sum() / 16


@pytest.mark.parametrize(("low", "high", "m"), [(0, 1, 1), (0, 5, 5), (3, 9, 40), (0, 30, 300), (5, 12, 12)])
@pytest.mark.parametrize("columns", [0, 1, 8, 19])
def test_exchanges_together_do_what_they_do_one_by_one(low, high, m, columns):
    rng = np.random.default_rng(m)
    A = np.asfortranarray(rng.standard_normal((m, columns + 1)))
    pivots = np.array([rng.integers(j, m) if j >= low else j for j in range(high)])
    expected = A.copy()
    for j in range(low, high):
        expected[[j, pivots[j]], :columns] = expected[[pivots[j], j], :columns]
    place, target, source = np.arange(m), np.empty(m, np.uint32), np.empty(m, np.uint32)
    moved, held = A.copy(order="F"), np.empty(TOGETHER * m)
    n = list_moves(pivots, low, high, m, place, target, source)
    np.testing.assert_array_equal(place, np.arange(m))
    move_rows(n, target, source, low, m, moved.T.reshape(-1), 0, m, columns, held)
    np.testing.assert_array_equal(moved, expected)
    compose(pivots, low, m, target)
    permute(target, low, m, A.T.reshape(-1), 0, m, columns, held)
    np.testing.assert_array_equal(A, expected)
