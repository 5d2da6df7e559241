"""Clusters: nothing but the order inside supernodes changes, and panels are compact parts of a separator."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from patterns import assert_same_but_inside_supernodes

from pastix_py import analyze, factorize, generate
from pastix_py.ordering.graph import Graph, graph_of
from pastix_py.ordering.ordering import Ordering
from pastix_py.symbolic.clusters import clusters, separator_graph
from pastix_py.symbolic.factorize import symbolic_factorization
from pastix_py.symbolic.supernodes import even_cuts


def graph_from(pattern):
    """Return the `Graph` of a symmetric boolean matrix without diagonal."""
    ptr = np.concatenate([[0], np.cumsum(pattern.sum(axis=1))])
    return Graph(len(pattern), ptr, np.nonzero(pattern)[1])


def grid(side):
    """Return the `Graph` of side² points, each beside two to four others."""
    x, y = np.divmod(np.arange(side * side), side)
    return graph_from(abs(x[:, None] - x) + abs(y[:, None] - y) == 1)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(1, 15), st.integers(0, 1))
def test_cuts_are_even_and_as_few_as_can_be(columns, width, n_whole):
    begin = np.cumsum([0, *columns])
    parts, cuts = even_cuts(begin, width, n_whole)
    assert set(begin) <= set(cuts.tolist())
    assert np.diff(np.searchsorted(cuts, begin)).tolist() == parts.tolist()
    for s, (low, high) in enumerate(pairwise(begin)):
        panels = np.diff(cuts[(cuts >= low) & (cuts <= high)])
        if n_whole and s == len(columns) - 1:
            assert panels.tolist() == [high - low]
        else:
            assert panels.max() <= width < panels.min() + width
            assert panels.max() - panels.min() <= 1
            assert (len(panels) - 1) * width < high - low


@pytest.mark.parametrize("density", [0.02, 0.3])
def test_graph_of_a_separator_counts_short_paths(density):
    rng = np.random.default_rng(5)
    upper = np.triu(rng.random((40, 40)) < density, 1)
    whole = (upper | upper.T).astype(int)
    vertex = rng.permutation(40)
    first, stop = 12, 31
    own = vertex[first:stop]
    inside = whole[np.ix_(own, own)]
    reached = np.linalg.matrix_power(inside + np.eye(19, dtype=int), 18) > 0
    paths = inside @ inside if reached.all() else whole[own] @ whole[:, own]
    wanted = (paths + inside) * (1 - np.eye(19, dtype=int))
    assert reached.all() == (density == 0.3)
    level = separator_graph(graph_from(whole), vertex, np.argsort(vertex), first, stop, np.ones(40, int))
    found = np.zeros((19, 19), int)
    found[np.repeat(np.arange(19), np.diff(level.ptr)), level.ind] = level.edge
    assert_array_equal(found, wanted)
    assert_array_equal(level.vertex, 1)


@pytest.mark.parametrize("every", [1, 2])
def test_clusters_of_a_plane_are_compact(every):
    """Of a grid, or of every second point of one, which has no edges, panels are nearly as compact as squares."""
    side, width = 32, 64
    graph = grid(side)
    x, y = np.divmod(np.arange(graph.n), side)
    chosen = (x + y) % every == 0
    rng = np.random.default_rng(2)
    vertex = np.concatenate([rng.permutation(np.flatnonzero(~chosen)), rng.permutation(np.flatnonzero(chosen))])
    begin = np.array([0, graph.n - chosen.sum(), graph.n]) if every > 1 else np.array([0, graph.n])
    order = clusters(graph, vertex, begin, width)
    spread = []
    for low, high in pairwise(even_cuts(begin, width)[1]):
        points = vertex[order[low:high]]
        spread.append(np.var(x[points]) + np.var(y[points]))
    square = 2 * (width * every) / 12
    assert np.mean(spread) < 1.8 * square
    assert np.mean(spread) < 0.25 * (np.var(x) + np.var(y))


def test_unknowns_of_a_node_stay_together():
    side, copies, width = 16, 3, 48
    points = grid(side)
    x, y = np.divmod(np.arange(points.n), side)
    beside = abs(x[:, None] - x) + abs(y[:, None] - y) <= 1
    whole = np.kron(beside, np.ones((copies, copies))) > 0
    np.fill_diagonal(whole, False)
    graph = graph_from(whole)
    rng = np.random.default_rng(6)
    vertex = (rng.permutation(points.n)[:, None] * copies + np.arange(copies)).ravel()
    begin = np.array([0, 30, graph.n])
    order = clusters(graph, vertex, begin, width)
    assert sorted(order) == list(range(graph.n))
    assert (order[:30] < 30).all()
    assert_array_equal(order.reshape(-1, copies) % copies, np.tile(np.arange(copies), (points.n, 1)))
    spread = [np.var(x[p]) + np.var(y[p]) for p in np.split(vertex[order] // copies, even_cuts(begin, width)[1][1:-1])]
    assert np.mean(spread[1:]) < 1.8 * 2 * (width / copies) / 12
    apart = rng.permutation(graph.n)
    assert sorted(clusters(graph, apart, begin, width)) == list(range(graph.n))


@pytest.mark.parametrize("threads", [1, 3])
def test_columns_stay_in_their_supernode(threads):
    graph = grid(12)
    vertex = np.random.default_rng(4).permutation(graph.n)
    begin = np.array([0, 20, 25, 100, 144])
    order = clusters(graph, vertex, begin, 16, 1, threads)
    for low, high in pairwise(begin):
        assert sorted(order[low:high]) == list(range(low, high))
    assert_array_equal(order[20:25], np.arange(20, 25))
    assert_array_equal(order[100:], np.arange(100, 144))
    assert (order[25:100] != np.arange(25, 100)).any()
    assert_array_equal(order, clusters(graph, vertex, begin, 16, 1))


@pytest.mark.parametrize("row_order", ["none", "refine", "salesman"])
def test_structure_is_the_same_but_for_runs(row_order):
    graph = graph_of(generate("lap3:7"))
    given_order = Ordering.from_perm(np.random.default_rng(1).permutation(graph.n), "random")
    plain = symbolic_factorization(graph, given_order, row_order="none")
    found = symbolic_factorization(graph, given_order, row_order=row_order, width_of=lambda cost: 24)
    assert_same_but_inside_supernodes(found, plain)


def test_row_order_stays_inside_clusters():
    graph = graph_of(generate("lap3:7"))
    given_order = Ordering.from_perm(np.random.default_rng(1).permutation(graph.n), "random")
    width = 24
    plain, found = (
        symbolic_factorization(graph, given_order, row_order=method, width_of=lambda cost: width)
        for method in ("none", "refine")
    )
    for low, high in pairwise(even_cuts(plain.symbol.cblk_col, width)[1]):
        assert set(found.ordering.perm[low:high]) == set(plain.ordering.perm[low:high])
    assert found.symbol.n_blok < plain.symbol.n_blok


def test_schur_complement_keeps_its_order():
    matrix, schur = generate("lap3:6"), np.random.default_rng(3).permutation(216)[:60]
    plan = analyze(matrix, schur=schur, clusters="kway", panel_width=8)
    assert_array_equal(plan.ordering.perm[-60:], schur)


def test_which_plans_have_clusters():
    matrix = generate("lap3:10")
    given_order = analyze(matrix, threads=1).ordering

    def perm(**options):
        return analyze(matrix, ordering=given_order, panel_width=24, threads=1, **options).ordering.perm.tolist()

    plain, hierarchical = perm(clusters="none"), perm(clusters="hierarchical")
    assert perm() == perm(compress="auto") == perm(compress="just-in-time", clusters="none") == plain
    assert perm(compress="just-in-time") == perm(compress="minimal-memory") == hierarchical != plain
    assert perm(clusters="kway") not in (plain, hierarchical)


@pytest.mark.parametrize("method", ["hierarchical", "kway"])
def test_clusters_lower_ranks(method):
    matrix = generate("lap3:20")
    shape = {"compress": "just-in-time", "tolerance": 1e-4, "panel_width": 64, "threads": 1}
    none, clustered = (factorize(matrix, clusters=clusters, **shape) for clusters in ("none", method))
    ranks = [F.report.factorization["compression"]["mean_rank"] for F in (none, clustered)]
    assert ranks[1] < ranks[0]
    b = np.ones(matrix.n)
    x = clustered.solve(b)
    assert np.linalg.norm(matrix.full() @ x - b) < 1e-10 * np.linalg.norm(b)
