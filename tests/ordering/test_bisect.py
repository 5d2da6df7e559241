"""Coarser graphs against sparse products, separators against their definition."""

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py.ordering.bisect import bisect
from pastix_py.ordering.coarsen import NEAR, PAIRS, Level, coarsen
from pastix_py.ordering.hierarchy import COARSEST, cluster_of, coarsened, count_of, inherited, level_of
from pastix_py.ordering.levels import level_separator, lightest
from pastix_py.ordering.moves import BALANCE, SEPARATOR, make_work, refine

NAMES = ["grid", "box", "path", "scattered", "arrow", "two components", "one dense row"]
HOW = [NEAR, PAIRS]


def level(graph, weight=None):
    vertex = np.ones(graph.n, np.int32) if weight is None else weight.astype(np.int32)
    return Level(graph.ptr, graph.ind.astype(np.int32), np.ones(graph.ind.size, np.int32), vertex)


def matrix(g):
    n = g.vertex.size
    return sp.csr_array((g.edge, g.ind, g.ptr), shape=(n, n))


def rng_state(seed):
    return np.array([seed])


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("name", NAMES)
def test_coarser_graph_is_the_product_with_the_clusters(gallery, name, how):
    g = level(gallery[name], np.random.default_rng(3).integers(1, 4, gallery[name].n))
    coarser, cluster = coarsen(g, 12, how, rng_state(5))
    n, m = g.vertex.size, coarser.vertex.size
    gather = sp.csr_array((np.ones(n, np.int64), (cluster, np.arange(n))), shape=(m, n))
    product = sp.lil_array(gather @ matrix(g) @ gather.T)
    product.setdiag(0)
    assert abs(sp.csr_array(product) - matrix(coarser)).sum() == 0
    assert coarser.ind.size == sp.csr_array(product).count_nonzero()
    assert np.array_equal(coarser.vertex, gather @ g.vertex)
    assert coarser.vertex.max() <= 12
    assert np.bincount(cluster).max() <= (2 if how == PAIRS else 4)
    assert m < n


def gathering(cluster, m):
    """Return the sparse array that adds up members: (m, n)."""
    return sp.csr_array((np.ones(cluster.size, np.int64), (cluster, np.arange(cluster.size))), shape=(m, cluster.size))


def pairs(pattern):
    """Return the (row, column) of the entries of a pattern but for the diagonal."""
    found = sp.coo_array(pattern)
    return {(i, j) for i, j in zip(found.row.tolist(), found.col.tolist(), strict=True) if i != j}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("name", ["grid", "box", "path", "scattered", "two components"])
def test_each_graph_is_made_of_clusters_of_the_one_before(gallery, name, how):
    finer = level(gallery[name], np.random.default_rng(3).integers(1, 4, gallery[name].n))
    coarser = coarsened(finer, how, rng_state(5))
    assert count_of(coarser) >= 1
    for k in range(count_of(coarser)):
        made, cluster = level_of(coarser, k), cluster_of(coarser, k)
        gather = gathering(cluster, made.vertex.size)
        assert pairs(matrix(made)) == pairs(gather @ matrix(finer) @ gather.T)
        assert np.array_equal(made.vertex, gather @ finer.vertex)
        finer = made


@pytest.mark.parametrize("kept", [0.3, 0.8, 1.0])
def test_a_part_inherits_its_share_of_every_graph(graph_of_pattern, kept):
    path = sp.diags_array([np.ones(39), np.ones(39)], offsets=[-1, 1])
    graph = graph_of_pattern(sp.csc_array(sp.kron(path, sp.eye_array(40)) + sp.kron(sp.eye_array(40), path)))
    coarser = coarsened(level(graph), NEAR, rng_state(5))
    inside = np.random.default_rng(1).random(graph.n) < kept
    number = np.where(inside, np.cumsum(inside) - 1, -1).astype(np.int32)
    weight = np.random.default_rng(2).integers(1, 4, inside.sum()).astype(np.int32)
    part = inherited(coarser, number, weight)
    assert 0 < count_of(part) <= count_of(coarser)
    for k in range(count_of(part)):
        made, cluster, of_whole = level_of(part, k), cluster_of(part, k), cluster_of(coarser, k)[inside]
        clusters = np.unique(of_whole)
        assert COARSEST <= made.vertex.size == clusters.size
        assert np.array_equal(clusters[cluster], of_whole)
        assert np.array_equal(made.vertex, gathering(cluster, clusters.size) @ weight)
        assert pairs(matrix(made)) == pairs(matrix(level_of(coarser, k))[clusters][:, clusters])
        inside, weight = np.isin(np.arange(level_of(coarser, k).vertex.size), clusters), made.vertex
    assert count_of(inherited(coarser, np.full(graph.n, -1, np.int32), weight[:0])) == 0


def bisected(g, how, state):
    return bisect(g, coarsened(g, how, state), how, state)


def check(graph, side, weight, vertex):
    source = np.repeat(side, np.diff(graph.ptr))
    assert not ((source == 0) & (side[graph.ind] == 1)).any()
    assert np.array_equal(np.bincount(side, vertex, minlength=3), weight)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("name", NAMES)
def test_separator_separates(gallery, name, how):
    graph = gallery[name]
    vertex = np.random.default_rng(1).integers(1, 5, graph.n)
    side, weight = bisected(level(graph, vertex), how, rng_state(7))
    check(graph, side, weight, vertex)
    assert weight[:2].max() <= BALANCE * vertex.sum() + vertex.max()


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(("name", "best"), [("grid", 15), ("box", 36), ("path", 1), ("two components", 8)])
def test_separator_is_near_the_best(gallery, name, best, how):
    sizes = [bisected(level(gallery[name]), how, rng_state(seed))[1][SEPARATOR] for seed in range(1, 6)]
    assert min(sizes) <= best
    assert max(sizes) <= 1.4 * best + 2


@pytest.mark.parametrize("name", NAMES)
def test_level_separates(gallery, name):
    graph = gallery[name]
    vertex = np.random.default_rng(2).integers(1, 5, graph.n)
    check(graph, *level_separator(level(graph, vertex), rng_state(7)), vertex)


def test_level_of_a_cube_is_smaller_than_a_plane(graph_of_pattern):
    path = sp.diags_array([np.ones(9), np.ones(9)], offsets=[-1, 1])
    eye = sp.eye_array(10)
    cube = sp.kron(sp.kron(path, eye), eye) + sp.kron(sp.kron(eye, path), eye) + sp.kron(sp.kron(eye, eye), path)
    _, weight = level_separator(level(graph_of_pattern(sp.csc_array(cube))), rng_state(1))
    assert weight[SEPARATOR] <= 75
    assert weight[:2].max() <= BALANCE * 1000


def test_lightest_level():
    for weights in ([5], [1, 1], [3, 9, 2, 9, 3], [1, 1, 50, 1, 1], [9, 1, 1], [4, 4, 4, 1, 4, 4, 4]):
        total = sum(weights)
        even = [d for d in range(len(weights)) if max(sum(weights[:d]), sum(weights[d + 1 :])) <= BALANCE * total]
        found = lightest(np.array(weights), np.int64(total))
        if even:
            assert found in even
            assert weights[found] == min(weights[d] for d in even)
        else:
            assert sum(weights[:found]) <= total / 2


def test_same_seed_same_separator(gallery):
    first, again = (bisected(level(gallery["box"]), PAIRS, rng_state(9))[0] for _ in range(2))
    assert np.array_equal(first, again)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", NAMES)
def test_refinement_keeps_a_separator_and_never_makes_it_worse(gallery, name, seed):
    graph = gallery[name]
    rng = np.random.default_rng(seed)
    vertex = rng.integers(1, 4, graph.n)
    side = rng.integers(0, 2, graph.n).astype(np.int8)
    torn = (np.repeat(side, np.diff(graph.ptr)) == 0) & (side[graph.ind] == 1)
    side[graph.ind[torn]] = SEPARATOR
    weight = np.bincount(side, vertex, minlength=3).astype(np.int64)
    before = weight.copy()
    w = make_work(graph.n)
    listed = np.flatnonzero(side == SEPARATOR)
    w.separator[: listed.size] = listed
    refine(level(graph, vertex), side, weight, w, listed.size, 8, 50)
    check(graph, side, weight, vertex)
    most = int(BALANCE * vertex.sum())
    assert max(weight[0], weight[1]) <= max(most, before[0], before[1])
    if before[:2].max() <= most:
        assert weight[SEPARATOR] <= before[SEPARATOR]
