"""Graphs and the definition of fill, for all tests of orderings."""

from types import SimpleNamespace

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py.ordering.graph import graph_of


def graph_from(pattern):
    """Return the Graph of A + Aᵀ of a SciPy pattern, by way of its lower half."""
    half = sp.csc_array(sp.tril(pattern + pattern.T))
    half.sort_indices()
    matrix = SimpleNamespace(n=half.shape[0], ptr=half.indptr.astype(np.int64), ind=half.indices.astype(np.int64))
    return graph_of(matrix)


def grid(*shape):
    total = sp.csr_array((1, 1))
    for size in shape:
        path = sp.diags_array([np.ones(size - 1)], offsets=[1], shape=(size, size))
        path = path + path.T
        total = sp.kron(total, sp.eye_array(size)) + sp.kron(sp.eye_array(total.shape[0]), path)
    return total


def scattered(n, density, seed):
    return sp.random_array((n, n), density=density, rng=np.random.default_rng(seed))


def arrow(n):
    pattern = sp.lil_array((n, n))
    pattern[0, :] = 1
    return pattern


@pytest.fixture(scope="session")
def graph_of_pattern():
    return graph_from


@pytest.fixture(scope="session")
def gallery():
    elements = sp.kron(grid(5, 5) + sp.eye_array(25), np.ones((3, 3)))
    patterns = {
        "grid": grid(15, 15),
        "box": grid(6, 6, 6),
        "path": grid(60),
        "three unknowns per node": elements,
        "scattered": scattered(150, 0.015, 1),
        "dense scattered": scattered(60, 0.2, 2),
        "arrow": arrow(50),
        "two components": sp.block_diag([grid(7, 7), grid(8, 8)]),
        "one dense row": grid(20, 20) + sp.vstack([np.ones((1, 400)), sp.csr_array((399, 400))]),
    }
    return {name: graph_from(pattern) for name, pattern in patterns.items()}


@pytest.fixture(scope="session")
def fill():
    return count_fill


def count_fill(graph, perm):
    """Return the entries of L, by the definition: lower neighbours and the children's columns."""
    position = np.empty(graph.n, int)
    position[perm] = np.arange(graph.n)
    below = [set() for _ in perm]
    for new, old in enumerate(perm):
        near = position[graph.ind[graph.ptr[old] : graph.ptr[old + 1]]]
        below[new].update(near[near > new].tolist())
    for column in below:
        if column:
            parent = min(column)
            below[parent] |= column - {parent}
    return graph.n + sum(map(len, below))
