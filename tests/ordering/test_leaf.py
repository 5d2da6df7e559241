"""Minimum degree of a part, its outside neighbours counted: against the definition, on dense sets."""

import numpy as np
import pytest

from pastix_py.ordering import leaf
from pastix_py.ordering.amd import minimum_degree


def order(graph, ids, weight=None):
    weight = np.ones(graph.n, np.int32) if weight is None else weight.astype(np.int32)
    local, perm = np.full(graph.n, -1, np.int32), np.empty(ids.size, np.int32)
    leaf.order_leaf(graph.ptr, graph.ind.astype(np.int32), weight, ids.astype(np.int32), local, perm)
    assert (local == -1).all()
    return perm


def degrees(graph, ids, perm, weight):
    """Return (degree at its elimination, least degree then) for each vertex of perm, by elimination on sets."""
    near = {v: set(graph.ind[graph.ptr[v] : graph.ptr[v + 1]].tolist()) for v in range(graph.n)}
    left, found = set(ids.tolist()), []
    for v in perm.tolist():
        size = {u: sum(weight[x] for x in near[u]) + weight[u] for u in left}
        found.append((size[v], min(size.values())))
        for u in near[v]:
            near[u] |= near[v] - {u}
            near[u].discard(v)
        left.remove(v)
    return found


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", ["grid", "box", "scattered", "arrow", "dense scattered"])
def test_bits_choose_a_vertex_of_least_degree(gallery, name, weighted):
    graph = gallery[name]
    rng = np.random.default_rng(0)
    weight = rng.integers(1, 6, graph.n) if weighted else np.ones(graph.n, np.int64)
    ids = np.sort(rng.permutation(graph.n)[: min(40, graph.n // 2)])
    perm = order(graph, ids, weight)
    assert np.array_equal(np.sort(perm), ids)
    assert all(size == least for size, least in degrees(graph, ids, perm, weight))


@pytest.mark.jit
@pytest.mark.parametrize("name", ["grid", "box", "scattered", "arrow"])
def test_large_leaf_takes_the_quotient_graph(gallery, fill, name):
    graph = gallery[name]
    ids = np.arange(graph.n // 2)
    local, perm = np.full(graph.n, -1, np.int32), np.empty(ids.size, np.int32)
    ind, weight = graph.ind.astype(np.int32), np.ones(graph.n, np.int32)
    size = leaf.number_leaf(graph.ptr, ind, ids.astype(np.int32), local)
    leaf.order_quotient(graph.ptr, ind, weight, ids.astype(np.int32), local, size, perm)
    assert np.array_equal(np.sort(perm), ids)
    rest = np.arange(ids.size, graph.n)
    exact = fill(graph, np.append(order(graph, ids), rest))
    assert fill(graph, np.append(perm, rest)) <= 1.1 * exact


@pytest.mark.parametrize("name", ["grid", "scattered", "one dense row"])
def test_halo_is_left_out_and_counts(gallery, fill, name):
    graph = gallery[name]
    n_free = graph.n - graph.n // 4
    perm = minimum_degree(graph.ptr, graph.ind, np.ones(graph.n, np.int64), n_free, np.inf)[0]
    assert np.array_equal(np.sort(perm), np.arange(n_free))
    rest = np.arange(n_free, graph.n)
    assert fill(graph, np.append(perm, rest)) <= fill(graph, np.arange(graph.n))


@pytest.mark.parametrize("bits", [0, 1, 5, 2**64 - 1, 2**63, 0xDEADBEEFCAFE])
def test_popcount(bits):
    assert leaf.popcount(np.uint64(bits)) == bin(bits).count("1")
