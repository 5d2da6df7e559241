"""Tree, postorder and counts against their definitions on dense random graphs."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from pastix_py.matrix.generate import generate
from pastix_py.ordering import counts
from pastix_py.ordering import subtrees as module
from pastix_py.ordering.etree import etree, lower_rows, postorder
from pastix_py.ordering.graph import Graph, graph_of
from pastix_py.ordering.ordering import inverse
from pastix_py.ordering.stage import order


def random_graph(n, density, seed):
    """Return (Graph, dense boolean pattern without diagonal) of a random undirected graph."""
    rng = np.random.default_rng(seed)
    dense = rng.random((n, n)) < density
    dense = (dense | dense.T) & ~np.eye(n, dtype=bool)
    ptr = np.concatenate([[0], np.cumsum(dense.sum(1))]).astype(np.int64)
    return Graph(n, ptr, np.nonzero(dense)[1].astype(np.int64)), dense


def fill(dense):
    """Return the lower pattern of the Cholesky factor by elimination, column after column."""
    L = np.tril(dense) | np.eye(len(dense), dtype=bool)
    for j in range(len(dense)):
        below = np.flatnonzero(L[:, j])
        below = below[below > j]
        L[np.ix_(below, below)] |= np.tril(np.ones((below.size, below.size), bool))
    return L


graphs = st.builds(random_graph, st.integers(0, 25), st.floats(0, 0.4), st.integers(0, 10**6))


def tree_of(L):
    """Return the first row below the diagonal of each column, −1 where there is none."""
    below = np.tril(L, -1)
    return np.where(below.any(0), below.argmax(0), -1) if len(L) else np.zeros(0, np.int64)


@given(graphs, st.randoms(use_true_random=False))
def test_etree_is_the_first_entry_below_the_diagonal(made, random):
    graph, dense = made
    perm = np.array(random.sample(range(graph.n), graph.n), np.int64)
    iperm = np.argsort(perm).astype(np.int64)
    parent = etree(*lower_rows(graph.ptr, graph.ind, perm, iperm))
    assert_array_equal(parent, tree_of(fill(dense[np.ix_(perm, perm)])))


@given(graphs)
def test_postorder_numbers_subtrees_contiguously(made):
    graph, dense = made
    parent = tree_of(fill(dense)).astype(np.int64)
    post = postorder(parent)
    assert_array_equal(np.sort(post), np.arange(graph.n))
    place = np.argsort(post)
    for j in range(graph.n):
        members = {j}
        for k in range(j - 1, -1, -1):
            if parent[k] in members:
                members.add(k)
        places = sorted(place[list(members)])
        assert places == list(range(places[0], places[0] + len(places)))
        assert places[-1] == place[j]


def postordered(graph, dense):
    """Return (parent, perm, iperm) of the elimination in postorder."""
    parent = tree_of(fill(dense)).astype(np.int64)
    post = postorder(parent)
    place = np.append(np.argsort(post), -1).astype(np.int64)
    return place[parent[post]], post, np.argsort(post).astype(np.int64)


@given(graphs, st.integers(1, 3), st.integers(0, 99))
def test_col_count_counts_the_fill(made, threads, seed):
    graph, dense = made
    parent, post, iperm = postordered(graph, dense)
    weight = np.random.default_rng(seed).integers(1, 5, graph.n)
    with patch.object(counts, "SMALL", 0), patch.object(module, "SHARES", 3), patch.object(module, "LEAST", 2):
        count = counts.col_count(graph.ptr, graph.ind, post, iperm, parent, weight, threads)
    assert_array_equal(count, weight @ fill(dense[np.ix_(post, post)]))


@given(graphs, st.integers(1, 8), st.integers(1, 4))
def test_subtrees_are_whole_and_have_one_parent(made, shares, least):
    graph, dense = made
    parent = postordered(graph, dense)[0]
    with patch.object(module, "SHARES", shares), patch.object(module, "LEAST", least):
        trees = module.cut(parent)
    on_top = np.ones(graph.n, bool)
    for low, high in zip(trees.low, trees.high, strict=True):
        assert high - low <= max(graph.n // shares, 1)
        assert on_top[low:high].all()
        on_top[low:high] = False
        above = [parent[j] for j in range(low, high) if not low <= parent[j] < high]
        assert len(set(above)) == 1
        assert not (parent[high:] < high)[parent[high:] >= low].any()
        assert not ((parent[:low] >= low) & (parent[:low] < high)).any()
    assert_array_equal(trees.top, np.flatnonzero(on_top))
    assert_array_equal(trees.low, np.sort(trees.low))
    assert on_top[parent[~on_top & (parent >= 0)]].sum() == sum(
        parent[j] >= high for low, high in zip(trees.low, trees.high, strict=True) for j in range(low, high)
    )


@pytest.mark.parametrize("spec", ["lap2:160", "circuit:30000"])
def test_counts_are_the_same_on_any_number_of_threads(spec):
    graph = graph_of(generate(spec))
    perm = np.random.default_rng(0).permutation(graph.n) if spec.startswith("c") else order(graph, "nd").perm
    rows = [lower_rows(graph.ptr, graph.ind, perm, inverse(perm), threads) for threads in (1, 2)]
    assert all(np.array_equal(*both) for both in zip(*rows, strict=True))
    parent = etree(*rows[0])
    post = postorder(parent)
    parent = np.append(inverse(post), -1)[parent[post]]
    given = (graph.ptr, graph.ind, perm[post], inverse(perm[post]), parent, np.ones(graph.n, np.int64))
    one = counts.col_count(*given)
    assert one.sum() > 3 * graph.n
    assert_array_equal(counts.col_count(*given, threads=3), one)
