"""Tree, postorder and counts against their definitions on dense random graphs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from pastix_py.ordering.etree import col_count, etree, lower_rows, postorder
from pastix_py.ordering.graph import Graph


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


@given(graphs)
def test_col_count_counts_the_fill(made):
    graph, dense = made
    parent = tree_of(fill(dense)).astype(np.int64)
    post = postorder(parent)
    place = np.append(np.argsort(post), -1).astype(np.int64)
    parent = place[parent[post]]
    iperm = np.argsort(post).astype(np.int64)
    count = col_count(graph.ptr, graph.ind, post, iperm, parent, np.ones(graph.n, np.int64))
    assert_array_equal(count, fill(dense[np.ix_(post, post)]).sum(0))
