"""Separators from cut edges: they separate, two parts get the fewest, and a hierarchy becomes an ordering."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from pastix_py.ordering.cover import KEPT, separators, vertex_cover
from pastix_py.ordering.etree import etree, lower_rows
from pastix_py.ordering.from_parts import numbering
from pastix_py.ordering.ordering import inverse


def fewest(edges, n):
    """Return the size of the least vertex cover, by trying all sets."""
    for size in range(n + 1):
        for chosen in itertools.combinations(range(n), size):
            if all(u in chosen or v in chosen for u, v in edges):
                return size
    return n


@given(a=st.integers(1, 5), b=st.integers(1, 5), density=st.floats(0, 1), seed=st.integers(0, 999))
def test_cover_is_the_least(a, b, density, seed):
    left, right = np.nonzero(np.random.default_rng(seed).random((a, b)) < density)
    cover = vertex_cover(left, a + right, a + b)
    edges = list(zip(left.tolist(), (a + right).tolist(), strict=True))
    assert all(u in cover or v in cover for u, v in edges)
    assert cover.size == fewest(edges, a + b)


@given(n=st.integers(0, 30), density=st.floats(0, 0.5), k=st.integers(1, 9), seed=st.integers(0, 999))
def test_separators_separate(graph_of_pattern, n, density, k, seed):
    rng = np.random.default_rng(seed)
    graph = graph_of_pattern(sp.csc_array((rng.random((n, n)) < density).astype(float)))
    code = rng.integers(0, k, n)
    level = separators(graph, code)
    for v in range(n):
        for u in graph.ind[graph.ptr[v] : graph.ptr[v + 1]]:
            bit = max(level[u], level[v])
            assert code[u] >> (bit + 1) == code[v] >> (bit + 1)
    assert (level[np.diff(graph.ptr) == 0] == KEPT).all()


@pytest.mark.parametrize("name", ["grid", "box", "scattered", "two components", "arrow"])
def test_hierarchy_becomes_a_separator_tree(gallery, name):
    graph = gallery[name]
    code = np.arange(graph.n) * 8 // graph.n  # slices, neighbours beside each other
    made = numbering(graph, np.ones(graph.n, np.int64), code)
    assert np.array_equal(np.sort(made.perm), np.arange(graph.n))
    assert made.part_ptr[-1] == graph.n
    assert (np.diff(made.part_ptr) > 0).all()
    assert all(p == -1 or p > k for k, p in enumerate(made.part_parent))
    place = np.searchsorted(made.part_ptr, np.arange(graph.n), side="right") - 1
    tree = etree(*lower_rows(graph.ptr, graph.ind, made.perm, inverse(made.perm)))
    for column, parent in enumerate(tree):
        part = place[column]
        while parent >= 0 and part != place[parent]:
            part = made.part_parent[part]
            assert part >= 0, "a column's parent is in its own part or above"
