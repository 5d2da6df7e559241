"""Partitions: they cover, they count what SciPy counts, they are even, and the seed alone decides."""

import importlib.util

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from pastix_py.errors import UsageError
from pastix_py.options import OrderingOptions
from pastix_py.ordering import PARTITIONERS, load
from pastix_py.ordering.coarsen import Level
from pastix_py.ordering.edge_moves import best_move, cut_weight, make_work, refine
from pastix_py.ordering.partition import fill_empty, partition

NEEDS = {"metis": "pymetis", "scotch": "pyscotch", "kahip": "kahip"}
HERE = [name for name in PARTITIONERS if name not in NEEDS or importlib.util.find_spec(NEEDS[name])]


def scipy_of(graph):
    return sp.csr_array((np.ones(graph.ind.size), graph.ind, graph.ptr), shape=(graph.n, graph.n))


def check(graph, found, k):
    """Check every figure of a partition against SciPy's products with the matrix of parts."""
    assert found.part.dtype == np.int32
    assert np.array_equal(np.unique(found.part), np.arange(k)[: graph.n])
    member = sp.csr_array((np.ones(graph.n), (found.part, np.arange(graph.n))), shape=(k, graph.n))
    between = (member @ scipy_of(graph) @ member.T).toarray()
    assert found.edge_cut == (between.sum() - np.trace(between)) / 2
    near = (member @ scipy_of(graph)).toarray() > 0
    near[found.part, np.arange(graph.n)] = False
    assert found.halo.tolist() == near.sum(axis=1).tolist()
    assert found.volume == near.sum()
    sizes = np.bincount(found.part, minlength=k)
    assert found.part_weights.tolist() == sizes.tolist()
    assert found.balance == (pytest.approx(sizes.max() / sizes.mean()) if graph.n else 1.0)
    separator = found.separator()
    rest = np.setdiff1d(np.arange(graph.n), separator)
    left = scipy_of(graph)[rest][:, rest].tocoo()
    assert (found.part[rest][left.row] == found.part[rest][left.col]).all()
    assert separator.size <= found.edge_cut


@settings(max_examples=25)
@given(n=st.integers(0, 40), density=st.floats(0, 0.5), k=st.integers(1, 9), seed=st.integers(0, 99))
def test_any_graph(graph_of_pattern, n, density, k, seed):
    rng = np.random.default_rng(seed)
    graph = graph_of_pattern(sp.csc_array((rng.random((n, n)) < density).astype(float)))
    k = min(k, max(n, 1))
    found = partition(graph, k, options=OrderingOptions(seed=seed, threads=1))
    check(graph, found, k)
    assert found.part_weights.max() <= max(1.03 * n / k, np.ceil(n / k))


@pytest.mark.parametrize("method", HERE)
@pytest.mark.parametrize("k", [2, 5])
def test_methods_on_a_grid(gallery, method, k):
    graph = gallery["grid"]
    found = partition(graph, k, method)
    check(graph, found, k)
    if method == "hypergraph":  # which cuts few nets
        assert found.volume <= {2: 40, 5: 120}[k]
    else:
        assert found.edge_cut <= {2: 22, 5: 65}[k]
    assert found.balance <= 1.15
    assert np.array_equal(partition(graph, k, method).part, found.part)
    assert found.method == ("nd" if method == "auto" else method)


@pytest.mark.parametrize("k", [2, 7])
def test_threads_change_nothing_and_the_seed_does(gallery, k):
    graph = gallery["box"]
    made = [partition(graph, k, options=OrderingOptions(threads=threads)).part for threads in (1, 2, 4)]
    assert np.array_equal(made[0], made[1])
    assert np.array_equal(made[0], made[2])
    assert any(not np.array_equal(made[0], partition(graph, k, options=OrderingOptions(seed=s)).part) for s in (1, 2))


def odd():
    n = 100_001
    yield "star", sp.csr_array((np.ones(n - 1), (np.zeros(n - 1, int), np.arange(1, n))), (n, n)), 0.88 * n
    yield "complete", sp.csr_array(np.ones((120, 120))), 120 * 120
    yield "diagonal", sp.eye_array(500), 0
    yield "components", sp.block_diag([np.ones((k % 4 + 1, k % 4 + 1)) for k in range(2000)]), 0
    yield "path", sp.diags_array([np.ones(2999)], offsets=[1], shape=(3000, 3000)), 6


@pytest.mark.jit
@pytest.mark.parametrize(("name", "pattern", "most"), list(odd()), ids=lambda v: v if isinstance(v, str) else "")
def test_odd_graphs(graph_of_pattern, name, pattern, most):
    graph = graph_of_pattern(sp.csc_array(pattern))
    for k in (1, 2, 7):
        found = partition(graph, k)
        assert np.array_equal(np.unique(found.part), np.arange(k))
        assert found.edge_cut <= most
        assert found.balance <= max(1.03, np.ceil(graph.n / k) * k / graph.n) + 1e-12
    assert name != "star" or found.separator().size == 1


@pytest.mark.parametrize("method", HERE)
def test_one_vertex_and_none(graph_of_pattern, method):
    for n in (0, 1):
        found = partition(graph_of_pattern(sp.csc_array((n, n))), 1, method)
        assert found.part.tolist() == [0] * n
        assert (found.edge_cut, found.balance, found.halo.tolist(), found.separator().size) == (0, 1.0, [0], 0)


@pytest.mark.parametrize(
    ("k", "sentence"), [(0, "1 or more"), (-3, "1 or more"), (2.5, "1 or more"), (226, "at most 225"), (True, "1 or")]
)
def test_wrong_number_of_parts(gallery, k, sentence):
    with pytest.raises(UsageError, match=sentence):
        partition(gallery["grid"], k)


def test_wrong_method(gallery):
    for name in ("amd", "nothing", "file"):
        with pytest.raises(UsageError, match=f"no partitioner '{name}'"):
            partition(gallery["grid"], 2, name)


def test_weights_are_balanced(gallery):
    graph, weight = gallery["grid"], np.random.default_rng(0).integers(1, 30, 225)
    found = partition(graph, 4, weight=weight)
    sums = [weight[found.part == p].sum() for p in range(4)]
    assert found.part_weights.tolist() == sums
    assert max(sums) <= 1.03 * weight.sum() / 4
    assert found.balance == pytest.approx(max(sums) * 4 / weight.sum())


def test_empty_parts_are_filled():
    part = fill_empty(np.array([0, 0, 0, 2, 2]), 5, np.array([1, 1, 1, 9, 9]))
    assert sorted(np.bincount(part)) == [1, 1, 1, 1, 1]


def test_moves_gain_what_they_say(gallery):
    graph, rng = gallery["scattered"], np.random.default_rng(3)
    vertex, part = np.ones(graph.n, np.int32), rng.integers(0, 4, graph.n).astype(np.int32)
    level = Level(graph.ptr, graph.ind.astype(np.int32), np.ones(graph.ind.size, np.int32), vertex)
    weight, most, work = np.bincount(part, minlength=4), np.full(4, graph.n), make_work(graph.n, 4)
    for v in range(graph.n):
        gain, to = best_move(level, part, weight, most, work, np.int64(v))
        cuts = []
        for other in set(part[graph.ind[graph.ptr[v] : graph.ptr[v + 1]]].tolist()) - {int(part[v])}:
            moved = part.copy()
            moved[v] = other
            cuts.append(cut_weight(level, moved))
        assert (to >= 0) == bool(cuts)
        if cuts:
            assert cut_weight(level, part) - gain == min(cuts)
    before = cut_weight(level, part)
    gained = refine(level, part, weight, most, work, np.int64(8), np.int64(50))
    assert gained > 0
    assert cut_weight(level, part) == before - gained
    assert weight.tolist() == np.bincount(part, minlength=4).tolist()


def test_text_is_one_part_a_line(gallery, tmp_path):
    found = partition(gallery["box"], 3)
    found.save(tmp_path / "box.part")
    assert np.array_equal(np.loadtxt(tmp_path / "box.part", dtype=int), found.part)


@pytest.mark.parametrize("method", PARTITIONERS)
def test_registry_leads_to_functions(method):
    assert callable(load(method, "partition"))
