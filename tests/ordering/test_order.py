import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from pastix_py.errors import UsageError
from pastix_py.matrix.generate import generate
from pastix_py.ordering import METHODS, load
from pastix_py.ordering.etree import etree, lower_rows
from pastix_py.ordering.graph import Graph, graph_of
from pastix_py.ordering.stage import order

NAMES = [
    "grid",
    "box",
    "path",
    "three unknowns per node",
    "scattered",
    "arrow",
    "two components",
    "one dense row",
]
IN_A_CHILD = {"scotch": "pyscotch", "kahip": "kahip"}  # methods that start a process, and the package of each


@pytest.mark.parametrize("method", [name for name in METHODS if name not in (*IN_A_CHILD, "best", "file")])
@given(n=st.integers(0, 14), density=st.floats(0, 1), seed=st.integers(0, 999), k=st.integers(0, 3))
def test_permutation_of_any_graph(graph_of_pattern, method, n, density, seed, k):
    rng = np.random.default_rng(seed)
    graph = graph_of_pattern(sp.csc_array((rng.random((n, n)) < density).astype(float)))
    last = rng.permutation(n)[:k]
    ordering = order(graph, method, last, "print")
    assert ordering.perm.dtype == ordering.iperm.dtype == np.int64
    assert np.array_equal(np.sort(ordering.perm), np.arange(n))
    assert np.array_equal(ordering.perm[ordering.iperm], np.arange(n))
    assert np.array_equal(ordering.perm[n - last.size :], last)
    assert ordering.pattern == "print"
    assert ordering.method in METHODS
    assert ordering.method != "auto"
    assert np.array_equal(order(graph, method, last).perm, ordering.perm)


@pytest.mark.parametrize("method", [name for name in METHODS if name != "file"])
@pytest.mark.parametrize("name", NAMES)
def test_permutation_on_the_gallery(gallery, name, method):
    pytest.importorskip(IN_A_CHILD.get(method, "numpy"))
    graph = gallery[name]
    before = graph.ind.copy()
    ordering = order(graph, method)
    assert np.array_equal(np.sort(ordering.perm), np.arange(graph.n))
    assert np.array_equal(before, graph.ind)


@pytest.mark.parametrize("method", METHODS)
def test_registry_leads_to_functions(method):
    assert callable(load(method))


@pytest.mark.parametrize("name", IN_A_CHILD)
def test_separator_tree_belongs_to_the_permutation(gallery, name, monkeypatch):
    pytest.importorskip(IN_A_CHILD[name])
    monkeypatch.setattr("pastix_py.ordering.kahip.LEAF", 50)
    graph = gallery["grid"]
    ordering = order(graph, name)
    tree = etree(*lower_rows(graph.ptr, graph.ind, ordering.perm, ordering.iperm))
    place = np.searchsorted(ordering.part_ptr, np.arange(graph.n), side="right") - 1
    assert ordering.part_parent.size > 6
    for column, parent in enumerate(tree):
        part = place[column]
        while parent >= 0 and part != place[parent]:
            part = ordering.part_parent[part]
            assert part >= 0, "a column's parent is in its own part or above"


def test_natural_is_the_order_given(gallery):
    assert np.array_equal(order(gallery["grid"], "natural").perm, np.arange(225))


@pytest.mark.parametrize("method", ["amd", "metis"])
def test_unknowns_kept_last_come_after_a_good_ordering_of_the_others(gallery, fill, method):
    graph = gallery["grid"]
    last = np.array([112, 7, 224])
    ordering = order(graph, method, last)
    assert ordering.perm[-3:].tolist() == [112, 7, 224]
    assert fill(graph, ordering.perm) < 1.3 * fill(graph, order(graph, method).perm)


def test_auto_takes_minimum_degree_for_small_graphs(gallery):
    assert order(gallery["grid"]).method == "amd"


def test_auto_takes_dissection_for_large_graphs(monkeypatch, gallery):
    monkeypatch.setattr("pastix_py.ordering.auto.DISSECT_ABOVE", 200)
    assert order(graph_of(generate("lap3:10"))).method == "nd"
    assert order(gallery["path"]).method == "amd"


def test_unknown_method_names_the_methods():
    empty = Graph(0, np.zeros(1, np.int64), np.zeros(0, np.int64))
    with pytest.raises(UsageError, match=", ".join(METHODS)):
        order(empty, "xyzzy")
