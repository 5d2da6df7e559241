"""Nested dissection: separators separate, the tree agrees with the elimination tree, threads change nothing."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp
from trees import ancestors, check_separated, part_of

from pastix_py.options import OrderingOptions
from pastix_py.ordering import nd as module
from pastix_py.ordering.dissect import LEAF
from pastix_py.ordering.etree import etree, lower_rows
from pastix_py.ordering.graph import Graph
from pastix_py.ordering.pieces import components, pieces
from pastix_py.ordering.stage import order

NAMES = ["grid", "box", "path", "scattered", "arrow", "two components", "one dense row", "three unknowns per node"]


@pytest.fixture(autouse=True)
def _small(request, monkeypatch):
    """Dissect small graphs too, and leave minimum degree out."""
    if "whole" not in request.keywords:
        monkeypatch.setattr(module, "CONTEST", 0)
        monkeypatch.setattr(module, "SMALL", -1)
        monkeypatch.setattr(module, "CHUNK", LEAF)


def check_tree(graph, ordering):
    """Assert that the parts are separated, and that the elimination tree agrees with theirs."""
    check_separated(graph, ordering)
    above = [ancestors(ordering.part_parent, k) for k in range(ordering.part_parent.size)]
    tree = etree(*lower_rows(graph.ptr, graph.ind, ordering.perm, ordering.iperm))
    place = part_of(ordering)[ordering.perm]
    assert all(p == -1 or place[p] in above[place[k]] for k, p in enumerate(tree))


@pytest.mark.jit
@pytest.mark.parametrize("name", NAMES)
def test_parts_are_separated(gallery, name, monkeypatch):
    monkeypatch.setattr(module, "TRIES", {"normal": (2, 1)})
    graph = gallery[name]
    ordering = order(graph, "nd", options=OrderingOptions(threads=2))
    assert np.array_equal(np.sort(ordering.perm), np.arange(graph.n))
    check_tree(graph, ordering)


@pytest.mark.jit
@pytest.mark.parametrize("shape", [(60, 60), (14, 14, 14)])
def test_grid_is_dissected_well_and_alike_with_any_number_of_threads(graph_of_pattern, shape):
    path = [sp.diags_array([np.ones(k - 1)] * 2, offsets=[-1, 1]) for k in shape]
    pattern = path[0]
    for other in path[1:]:
        pattern = sp.kron(pattern, sp.eye_array(other.shape[0])) + sp.kron(sp.eye_array(pattern.shape[0]), other)
    graph = graph_of_pattern(pattern)
    made = [order(graph, "nd", options=OrderingOptions(threads=threads)) for threads in (1, 2, 4)]
    check_tree(graph, made[0])
    assert made[0].part_parent.size > 8
    assert made[0].part_ptr[-1] - made[0].part_ptr[-2] <= 1.2 * np.prod(shape[1:])
    for other in made[1:]:
        assert np.array_equal(made[0].perm, other.perm)
        assert np.array_equal(made[0].part_parent, other.part_parent)
    assert not np.array_equal(made[0].perm, order(graph, "nd", options=OrderingOptions(seed=1)).perm)


@pytest.mark.jit
@pytest.mark.whole
@pytest.mark.parametrize("threads", [1, 2])
def test_minimum_degree_wins_where_nothing_fills(graph_of_pattern, fill, threads):
    rng = np.random.default_rng(0)
    tree = sp.csr_array((np.ones(999), (np.arange(1, 1000), [rng.integers(k) for k in range(1, 1000)])), (1000, 1000))
    graph = graph_of_pattern(tree)
    ordering = order(graph, "nd", options=OrderingOptions(threads=threads))
    assert fill(graph, ordering.perm) == 1999
    assert ordering.part_ptr[-1] == 1000


def edge_cases():
    n = 1000
    yield "empty", sp.csr_array((0, 0))
    yield "one", sp.csr_array((1, 1))
    yield "diagonal", sp.eye_array(n)
    yield "complete", sp.csr_array(np.ones((400, 400)))
    yield "star", sp.csr_array((np.ones(n - 1), (np.zeros(n - 1, int), np.arange(1, n))), (n, n))
    yield "components", sp.block_diag([np.ones((k % 4 + 1, k % 4 + 1)) for k in range(300)])
    random = np.random.default_rng(0)
    yield "dense", sp.csr_array(random.random((450, 450)) < 0.6)


@pytest.mark.jit
@pytest.mark.parametrize(
    ("name", "pattern"), list(edge_cases()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_odd_graphs(graph_of_pattern, monkeypatch, name, pattern):
    graph = graph_of_pattern(sp.csc_array(pattern))
    for contest in (0, 10**6):
        monkeypatch.setattr(module, "CONTEST", contest)
        for threads in (1, 2):
            ordering = order(graph, "nd", options=OrderingOptions(threads=threads))
            assert np.array_equal(np.sort(ordering.perm), np.arange(graph.n))
            if graph.n:
                check_tree(graph, ordering)


def test_pieces_cover_the_components_once(gallery):
    graph = gallery["two components"]
    shuffle = np.random.default_rng(0).permutation(graph.n)
    whole = sp.csr_array((np.ones(graph.ind.size), graph.ind, graph.ptr))[shuffle][:, shuffle]
    whole.sort_indices()
    order_, piece_ptr = pieces(whole.indptr.astype(np.int64), whole.indices.astype(np.int64))
    assert np.array_equal(np.sort(order_), np.arange(graph.n))
    assert piece_ptr[0] == 0
    assert piece_ptr[-1] == graph.n
    label = sp.csgraph.connected_components(whole)[1]
    assert len(set(label[order_[:49]])) == 1 or len(set(label[order_[:64]])) == 1


@pytest.mark.parametrize("seed", range(20))
def test_components_are_numbered_by_their_first_vertices(graph_of_pattern, seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 40))
    tail, head = rng.integers(0, n, (2, int(rng.uniform(0, 1.5 * n))))
    graph = graph_of_pattern(sp.csc_array((np.ones(tail.size), (tail, head)), shape=(n, n)))
    label = np.empty(n, np.int32)
    count = components(graph.ptr, graph.ind, np.empty(n, np.int32), label)
    whole = sp.csr_array((np.ones(graph.ind.size), graph.ind, graph.ptr), shape=(n, n))
    expected = sp.csgraph.connected_components(whole)[1]
    first = np.unique(expected, return_index=True)[1]
    assert np.array_equal(label, np.argsort(np.argsort(first))[expected])
    assert count == first.size


def test_pieces_of_many_sizes():
    sizes = [1, 1, 400, 1, 299, 300, 301, 2, 500]
    whole = sp.csr_array(sp.block_diag([sp.diags_array([np.ones(max(k - 1, 0))] * 2, offsets=[-1, 1], shape=(k, k))
                                        for k in sizes]))  # fmt: skip
    _, piece_ptr = pieces(whole.indptr.astype(np.int64), whole.indices.astype(np.int64))
    ends = set(np.cumsum(sizes).tolist())
    assert set(piece_ptr[1:].tolist()) <= ends
    assert (np.diff(piece_ptr) > 0).all()
    assert piece_ptr[-1] == sum(sizes)
    for begin, end in itertools.pairwise(piece_ptr):
        assert end - begin <= 300 or int(end - begin) in sizes


def test_interrupted_order_raises(monkeypatch, gallery):
    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "dissect", interrupt)
    monkeypatch.setattr(module, "separate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        order(gallery["grid"], "nd", options=OrderingOptions(threads=2))


def test_empty_graph():
    empty = Graph(0, np.zeros(1, np.int64), np.zeros(0, np.int64))
    assert order(empty, "nd").perm.size == 0
