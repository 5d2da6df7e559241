from types import SimpleNamespace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from pastix_py.ordering.graph import graph_of


def matrix_like(pattern, is_half=False):
    pattern = sp.csc_array(pattern)
    pattern.sort_indices()
    ptr, ind = pattern.indptr.astype(np.int64), pattern.indices.astype(np.int64)
    return SimpleNamespace(n=pattern.shape[0], ptr=ptr, ind=ind, is_half=is_half)


@given(n=st.integers(0, 12), density=st.floats(0, 1), seed=st.integers(0, 99), is_half=st.booleans())
def test_graph_is_a_plus_a_transposed_without_diagonal(n, density, seed, is_half):
    dense = np.random.default_rng(seed).random((n, n)) < density
    if is_half:
        dense = np.tril(dense)
    graph = graph_of(matrix_like(dense, is_half))
    expected = dense | dense.T
    np.fill_diagonal(expected, False)
    assert graph.n == n
    assert graph.ptr.dtype == graph.ind.dtype == np.int64
    assert graph.ptr.size == n + 1
    assert graph.ptr[-1] == graph.ind.size
    for j in range(n):
        assert np.array_equal(graph.ind[graph.ptr[j] : graph.ptr[j + 1]], np.flatnonzero(expected[j]))


@pytest.mark.jit
def test_large_graph_against_scipy():
    pattern = sp.random_array((20_000, 20_000), density=2e-4, rng=np.random.default_rng(0))
    graph = graph_of(matrix_like(pattern))
    expected = sp.csr_array((pattern + pattern.T) != 0)
    expected.setdiag(False)
    expected.eliminate_zeros()
    expected.sort_indices()
    assert np.array_equal(graph.ptr, expected.indptr)
    assert np.array_equal(graph.ind, expected.indices)
