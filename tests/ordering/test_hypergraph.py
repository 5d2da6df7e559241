"""The hypergraph of a matrix, its bisection and partition, and the dissection that comes of them."""

import numpy as np
import pytest
import scipy.sparse as sp
from trees import check_separated

from pastix_py.matrix.check import canonical
from pastix_py.options import OrderingOptions
from pastix_py.ordering import hyper_dissect, nd
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.hyper_bisect import bisect_nets
from pastix_py.ordering.hyper_coarsen import coarsen_nets, nets_of
from pastix_py.ordering.hyper_moves import empty_buckets, gain_of, improve, make_work, move
from pastix_py.ordering.hyper_partition import connectivity, most_of, partition
from pastix_py.ordering.hypergraph import Hypergraph, closed, hypergraph_of
from pastix_py.ordering.stage import order
from pastix_py.ordering.structure import as_graph, as_hypergraph, quotient, structure_of


def pattern(n, density, seed):
    """Return a random unsymmetric matrix, its diagonal not whole."""
    return sp.csc_array(sp.random_array((n, n), density=density, rng=np.random.default_rng(seed)))


def upwind(k):
    """Return the matrix of a grid k × k in which each node depends on two neighbours only."""
    one_way = sp.diags_array([np.ones(k), np.ones(k - 1)], offsets=[0, -1])
    return sp.csc_array(sp.kron(one_way, sp.eye_array(k)) + sp.kron(sp.eye_array(k), one_way))


def sets(structure):
    """Return the pins of each net as sets."""
    return [set(structure.ind[b:e].tolist()) for b, e in zip(structure.ptr[:-1], structure.ptr[1:], strict=True)]


def random_nets(n, nets, seed, largest=6):
    """Return `Nets` of random pins, costs and weights, and the pins as sets."""
    rng = np.random.default_rng(seed)
    pins = [rng.choice(n, rng.integers(1, largest), replace=False) for _ in range(nets)]
    ptr = np.cumsum([0, *map(len, pins)])
    cost, vertex = rng.integers(1, 5, nets).astype(np.int32), rng.integers(1, 4, n).astype(np.int32)
    return nets_of(ptr, np.concatenate(pins).astype(np.int32), cost, vertex), [set(p.tolist()) for p in pins]


def cut_of(pins, cost, side):
    return sum(int(c) for c, net in zip(cost, pins, strict=True) if len({int(side[v]) for v in net}) > 1)


@pytest.mark.parametrize("half", [False, True])
def test_nets_are_columns_with_their_diagonal(half):
    A = pattern(30, 0.1, 3)
    A = sp.csc_array(A + A.T) if half else A
    matrix = canonical(A)
    assert matrix.is_half is half
    dense = A.toarray() != 0
    expected = [set(np.flatnonzero(dense[:, j]).tolist()) | {j} for j in range(30)]
    found = hypergraph_of(matrix)
    assert sets(found) == expected
    assert all((np.diff(found.ind[b:e]) > 0).all() for b, e in zip(found.ptr[:-1], found.ptr[1:], strict=True))


def test_each_kind_becomes_the_other(gallery):
    graph = gallery["scattered"]
    seen = as_hypergraph(graph)
    assert all(np.array_equal(a, b) for a, b in zip(as_graph(seen), graph, strict=True))
    assert as_hypergraph(seen) is seen
    assert as_graph(graph) is graph
    matrix = canonical(pattern(20, 0.1, 0))
    assert isinstance(structure_of(matrix, "hypergraph"), Hypergraph)
    assert structure_of(matrix, "nd", graph) is graph


def test_quotient_is_the_union_of_members():
    structure = hypergraph_of(canonical(pattern(40, 0.05, 5)))
    group = np.random.default_rng(0).integers(0, 9, 40)
    found = sets(quotient(structure, group, 9))
    for g in range(9):
        members = [net for j, net in enumerate(sets(structure)) if group[j] == g]
        assert found[g] == {int(group[i]) for net in members for i in net} | {g}
    graph = quotient(graph_of(structure), group, 9)
    assert [s - {g} for g, s in enumerate(sets(closed(graph)))] == sets(graph)


@pytest.mark.parametrize("seed", range(4))
def test_moves_keep_gains_and_the_cut_right(seed):
    h, pins = random_nets(20, 40, seed)
    rng = np.random.default_rng(seed)
    side = rng.integers(0, 2, 20).astype(np.int8)
    work, most = make_work(h), np.full(2, 10**6)
    weight = improve(h, side, most, work, np.int64(0), np.int64(10))
    assert weight[2] == cut_of(pins, h.cost, side)
    empty_buckets(work)
    for v in rng.permutation(20):
        other = side.copy()
        other[v] = 1 - side[v]
        before = cut_of(pins, h.cost, side)
        assert gain_of(h, side, v, work) == before - cut_of(pins, h.cost, other)
        candidates = np.flatnonzero(work.state == 1)
        assert all(work.gain[u] == gain_of(h, side, u, work) for u in candidates)
        if work.state[v] == 0:
            move(h, side, weight, v, work, np.int64(1))
            assert weight[2] == cut_of(pins, h.cost, side)
            assert weight[:2].tolist() == [int(h.vertex[side == k].sum()) for k in (0, 1)]


@pytest.mark.parametrize("seed", range(4))
def test_improvement_only_improves_and_counts_right(seed):
    h, pins = random_nets(30, 50, seed)
    side = np.random.default_rng(seed).integers(0, 2, 30).astype(np.int8)
    before, total = cut_of(pins, h.cost, side), int(h.vertex.sum())
    weight = improve(h, side, np.full(2, total), make_work(h), np.int64(8), np.int64(50))
    assert weight[2] == cut_of(pins, h.cost, side) <= before
    assert weight[:2].tolist() == [int(h.vertex[side == k].sum()) for k in (0, 1)]


def test_coarser_nets_are_the_contracted_ones():
    h, pins = random_nets(80, 120, 1)
    coarser, cluster = coarsen_nets(h, 10, 1, np.array([1]))
    count = coarser.vertex.size
    assert count < 80
    assert np.array_equal(np.bincount(cluster, h.vertex, count), coarser.vertex)
    assert coarser.vertex.max() <= 10
    expected = {}
    for net, cost in zip(pins, h.cost, strict=True):
        contracted = frozenset(cluster[v] for v in net)
        if len(contracted) > 1:
            expected[contracted] = expected.get(contracted, 0) + cost
    begin, end = coarser.net_ptr[:-1], coarser.net_ptr[1:]
    found = [frozenset(coarser.pin[b:e]) for b, e in zip(begin, end, strict=True)]
    assert len(found) == len(set(found))
    assert dict(zip(found, coarser.cost, strict=True)) == expected


def test_bisection_of_few_vertices_is_the_best_there_is():
    h, pins = random_nets(10, 14, 2)
    total = int(h.vertex.sum())
    most = np.full(2, int(0.6 * total))
    sides = [np.array([k >> v & 1 for v in range(10)]) for k in range(1024)]
    fair = [s for s in sides if max(h.vertex[s == 0].sum(), h.vertex[s == 1].sum()) <= most[0]]
    best = min(cut_of(pins, h.cost, s) for s in fair)
    found = [bisect_nets(h, most, total // 2, 1, np.array([seed])) for seed in range(1, 9)]
    for side, weight in found:
        assert weight[2] == cut_of(pins, h.cost, side)
        assert weight[:2].max() <= most[0]
    assert min(weight[2] for _, weight in found) == best


@pytest.mark.jit
@pytest.mark.parametrize("k", [1, 2, 3, 7])
def test_partition_is_balanced_and_reaches_into_few_parts(k):
    structure, weight = hypergraph_of(canonical(upwind(24))), np.ones(576, np.int64)
    part = partition(structure, weight, k, OrderingOptions())
    sizes = np.bincount(part, minlength=k)
    assert sizes.size == k
    assert sizes.max() <= most_of(weight, k)
    measured = connectivity(structure, part)
    assert measured == sum(len({part[i] for i in net}) - 1 for net in sets(structure))
    assert measured <= 24 * 2 * (k - 1)
    assert np.array_equal(part, partition(structure, weight, k, OrderingOptions()))


@pytest.fixture
def dissected(monkeypatch):
    """Dissect small hypergraphs too, down to a few vertices, and leave minimum degree out."""
    monkeypatch.setattr(nd, "CONTEST", 0)
    monkeypatch.setattr(nd, "SMALL", -1)
    monkeypatch.setattr(hyper_dissect, "SMALL", 20)


def odd_patterns():
    yield "empty", sp.csc_array((0, 0))
    yield "one", sp.csc_array((1, 1))
    yield "no entry", sp.csc_array((50, 50))
    yield "diagonal", sp.eye_array(50)
    yield "complete", np.ones((50, 50))
    yield "dense row", sp.csc_array(sp.vstack([np.ones((1, 400)), sp.eye_array(400).tocsr()[1:]]) + upwind(20))
    yield "dense column", sp.csc_array(sp.hstack([np.ones((400, 1)), sp.eye_array(400).tocsc()[:, 1:]]) + upwind(20))
    yield "one way", upwind(20)
    yield "scattered", pattern(300, 0.006, 1)
    yield "components", sp.block_diag([upwind(k % 7 + 1) for k in range(30)])
    yield "triangular", sp.triu(pattern(100, 0.05, 2))


@pytest.mark.parametrize(("name", "A"), list(odd_patterns()), ids=lambda value: value if isinstance(value, str) else "")
def test_cut_nets_separate(dissected, name, A):
    structure = hypergraph_of(canonical(sp.csc_array(A, dtype=float)))
    made = [order(structure, "hypergraph", options=OrderingOptions(threads=threads)) for threads in (1, 2)]
    assert np.array_equal(made[0].perm, made[1].perm)
    assert np.array_equal(np.sort(made[0].perm), np.arange(structure.n))
    if structure.n:
        check_separated(graph_of(structure), made[0])
    assert name != "one way" or made[0].part_parent.size > 8


@pytest.mark.jit
def test_seed_and_effort_count(dissected):
    structure = hypergraph_of(canonical(upwind(40)))
    perm = order(structure, "hypergraph").perm
    assert np.array_equal(perm, order(structure, "hypergraph").perm)
    assert not np.array_equal(perm, order(structure, "hypergraph", options=OrderingOptions(seed=1)).perm)


@pytest.mark.jit
def test_dissection_fills_little(dissected, fill):
    structure = hypergraph_of(canonical(upwind(40)))
    graph = graph_of(structure)
    assert fill(graph, order(structure, "hypergraph").perm) < 1.2 * fill(graph, order(graph, "amd").perm)
