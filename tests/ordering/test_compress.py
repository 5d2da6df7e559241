import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from pastix_py.ordering.compress import compress
from pastix_py.ordering.ordering import Numbering


def closed(graph, v):
    return {v, *graph.ind[graph.ptr[v] : graph.ptr[v + 1]].tolist()}


@given(n=st.integers(1, 8), density=st.floats(0, 1), seed=st.integers(0, 99))
def test_groups_are_the_classes_of_equal_closed_adjacency(graph_of_pattern, n, density, seed):
    rng = np.random.default_rng(seed)
    nodes = rng.random((n, n)) < density
    size = rng.integers(1, 4, n)
    owner = np.repeat(np.arange(n), size)
    pattern = (nodes | np.eye(n, dtype=bool))[np.ix_(owner, owner)]
    shuffle = rng.permutation(owner.size)
    graph = graph_of_pattern(sp.csc_array(pattern[np.ix_(shuffle, shuffle)].astype(float)))
    small, weight, group = compress(graph)
    classes = {frozenset(closed(graph, v)) for v in range(graph.n)}
    if group.size == 0:
        assert small is graph
        assert len(classes) > 0.9 * graph.n or len(classes) == graph.n
        return
    assert small.n == weight.size == len(classes)
    assert weight.sum() == graph.n
    for v in range(graph.n):
        same = {u for u in range(graph.n) if closed(graph, u) == closed(graph, v)}
        assert same == set(np.flatnonzero(group == group[v]).tolist())
        near = {int(group[u]) for u in closed(graph, v)}
        assert near == closed(small, int(group[v]))


def test_expansion_keeps_groups_together_in_the_order_given():
    group = np.array([0, 1, 0, 2, 1, 2, 2])
    numbering = Numbering(np.array([2, 0, 1]), np.array([0, 1, 3]), np.array([1, -1]))
    whole = numbering.expanded(np.array([2, 2, 3]), group)
    assert whole.perm.tolist() == [3, 5, 6, 0, 2, 1, 4]
    assert whole.part_ptr.tolist() == [0, 3, 7]
    assert whole.part_parent.tolist() == [1, -1]


@pytest.mark.parametrize("name", ["grid", "path"])
def test_graph_without_groups_is_returned_as_it_is(gallery, name):
    small, weight, group = compress(gallery[name])
    assert small is gallery[name]
    assert group.size == 0
    assert (weight == 1).all()


@pytest.mark.parametrize("twins", [0, 100, 1000])
def test_all_of_a_large_graph_is_looked_at_where_enough_can_be_merged(graph_of_pattern, twins):
    n = 4000
    owner = np.r_[np.arange(n - twins), np.arange(n - 2 * twins, n - twins)]
    near = sp.eye_array(n - twins) + sp.eye_array(n - twins, k=1) + sp.eye_array(n - twins, k=-1)
    graph = graph_of_pattern(sp.csc_array(sp.csr_array(near)[owner][:, owner]))
    small, weight, group = compress(graph)
    assert small.n == (n - twins if twins == 1000 else n)
    assert weight.sum() == n
    if group.size:
        assert np.array_equal(group, owner)
