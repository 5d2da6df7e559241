"""Trees: those that a dense factor shows, whatever the panels; folded without losing any work."""

import numpy as np
import pytest

from pastix_py import analyze, generate
from pastix_py.plot import grid, tree
from pastix_py.symbolic.cost import cblk_flops, column_flops


@pytest.fixture(scope="module", params=["lap2:13", "circuit:150"])
def plan(request):
    return analyze(generate(request.param), ordering="amd", panel_width=4)


def test_tree_is_that_of_the_factor(plan):
    whole, L = tree.tree_of(plan), plan.symbol.pattern()
    assert whole.begin[-1] == plan.n
    owner = np.repeat(np.arange(whole.parent.size), whole.width)
    for node, above in enumerate(whole.parent):
        rows = np.flatnonzero(L[:, whole.begin[node]])
        below = rows[rows >= whole.begin[node + 1]]
        assert above == (owner[below[0]] if below.size else -1)
        for column in range(whole.begin[node], whole.begin[node + 1]):
            assert np.array_equal(np.flatnonzero(L[:, column]), rows[rows >= column])


def test_subtrees_are_contiguous(plan):
    whole = tree.tree_of(plan)
    columns = tree.subtree_sums(whole.parent, whole.width)
    for node in range(whole.parent.size):
        below = {node}
        for other in range(node - 1, -1, -1):
            if whole.parent[other] in below:
                below.add(other)
        assert columns[node] == sum(whole.width[list(below)])
        assert whole.begin[min(below)] == whole.begin[node + 1] - columns[node]


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_work_is_that_of_the_columns(plan, kind):
    count = plan.symbol.pattern().sum(axis=0)
    want = [int((c - 1) * (2 * c - 1)) if kind == "lu" else int(c * c) for c in count]
    np.testing.assert_allclose(column_flops(count, kind), want)
    sums = np.add.reduceat(want, plan.symbol.cblk_col[:-1])
    np.testing.assert_allclose(cblk_flops(plan.symbol, kind), sums)
    assert tree.tree_of(plan).work.sum() == pytest.approx(cblk_flops(plan.symbol, plan.kind).sum())


@pytest.mark.parametrize("most", [1, 5, 10_000])
def test_folding_keeps_work_and_order(plan, most):
    whole = tree.tree_of(plan)
    drawn = tree.condensed(whole.parent, whole.work, whole.width, most)
    assert drawn.work.sum() == pytest.approx(whole.work.sum())
    assert drawn.count.sum() == whole.parent.size
    assert (~drawn.collapsed).sum() <= most
    inner = drawn.parent >= 0
    assert not drawn.collapsed[drawn.parent[inner]].any()
    np.testing.assert_array_equal(drawn.level[inner], drawn.level[drawn.parent[inner]] + 1)
    assert ((drawn.x > 0) & (drawn.x < 1)).all()
    leaves = np.setdiff1d(np.arange(drawn.parent.size), drawn.parent)
    assert np.unique(drawn.x[leaves]).size == leaves.size


def test_largest_subtrees_are_the_ones_kept():
    parent = np.array([2, 2, 6, 5, 5, 6, -1])
    work = np.array([1.0, 2, 3, 50, 60, 7, 8])
    drawn = tree.condensed(parent, work, np.ones(7), 3)
    kept = sorted(drawn.work[~drawn.collapsed])
    assert kept == [7, 8, 60]
    assert sorted(drawn.work[drawn.collapsed]) == [6, 50]


def test_long_chain_and_wide_forest():
    n = 100_000
    chain = tree.condensed(np.append(np.arange(1, n), -1), np.ones(n), np.ones(n))
    assert chain.parent.tolist() == [-1]
    assert chain.work[0] == n
    forest = tree.condensed(np.full(n, -1), np.arange(n) + 1.0, np.ones(n), 10)
    assert forest.work[~forest.collapsed].min() == n - 9
    assert forest.count[forest.collapsed].tolist() == [n - 10]


def test_chains_become_one_node():
    begin, parent = tree.without_chains(np.array([0, 1, 3, 6, 10, 15, 21, 28]), np.array([1, 4, 3, 4, 5, -1, -1]))
    assert begin.tolist() == [0, 3, 10, 21, 28]
    assert parent.tolist() == [2, 2, -1, -1]


def test_thin_separators_stay():
    face = np.ones((1000, 1000))
    face[:, 333] = 0
    thin = grid.thinned(face, np.min)
    assert thin.shape[0] <= grid.MOST
    assert (thin[:, 333 * thin.shape[1] // 1000] == 0).all()
    assert grid.thinned(np.ones((700, 1)), np.min).shape == (234, 1)
