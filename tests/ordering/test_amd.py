import numpy as np
import pytest
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from pastix_py.ordering.amd import DENSE, amd, eliminate, minimum_degree
from pastix_py.ordering.compress import compress
from pastix_py.ordering.cost import cost
from pastix_py.ordering.ordering import Numbering
from pastix_py.ordering.quotient import LEADER, quotient

GALLERY = [
    "grid",
    "box",
    "path",
    "three unknowns per node",
    "scattered",
    "dense scattered",
    "arrow",
    "two components",
]


def ones(graph):
    return np.ones(graph.n, np.int64)


def least_fill(graph, fill):
    """Return the fill of SuperLU's multiple minimum degree on A + Aᵀ."""
    values = np.full(graph.ind.size, -1.0)
    matrix = sp.csc_array((values, graph.ind, graph.ptr), shape=(graph.n, graph.n))
    matrix = sp.csc_matrix(matrix + (graph.n + 1) * sp.eye_array(graph.n))
    factor = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return min(fill(graph, factor.perm_c), fill(graph, np.argsort(factor.perm_c)))


@pytest.mark.parametrize("name", GALLERY)
def test_fill_is_near_that_of_multiple_minimum_degree(gallery, fill, name):
    graph = gallery[name]
    assert fill(graph, amd(graph, ones(graph))) <= 1.1 * least_fill(graph, fill)


@pytest.mark.jit
@pytest.mark.parametrize("seed", range(5))
def test_fill_on_larger_random_graphs(graph_of_pattern, fill, seed):
    rng = np.random.default_rng(seed)
    graph = graph_of_pattern(sp.random_array((800, 800), density=0.002, rng=rng))
    assert fill(graph, amd(graph, ones(graph))) <= 1.1 * least_fill(graph, fill)


@pytest.mark.parametrize("name", ["path", "arrow"])
def test_trees_do_not_fill(gallery, fill, name):
    graph = gallery[name]
    assert fill(graph, amd(graph, ones(graph))) == graph.n + graph.ind.size // 2


@pytest.mark.parametrize("name", GALLERY)
def test_least_room_gives_the_same_order(gallery, name):
    graph = gallery[name]
    work, g, head = quotient(graph.ptr, graph.ind, ones(graph))
    rank = np.full(graph.n, graph.n)
    eliminate(
        work[: graph.ind.size + graph.n].copy(),
        g,
        head,
        graph.ind.size,
        DENSE * graph.n,
        rank,
        graph.n,
        np.inf,
        np.zeros(2),
    )
    perm = np.argsort(rank[g[:, LEADER]], kind="stable")
    work, g, head = quotient(graph.ptr, graph.ind, ones(graph))
    rank = np.full(graph.n, graph.n)
    roomy = np.concatenate((work, np.zeros(graph.n**2, np.int64)))
    eliminate(roomy, g, head, graph.ind.size, DENSE * graph.n, rank, graph.n, np.inf, np.zeros(2))
    assert np.array_equal(perm, np.argsort(rank[g[:, LEADER]], kind="stable"))


def test_weights_stand_for_the_merged_vertices(gallery, fill):
    graph = gallery["three unknowns per node"]
    small, weight, group = compress(graph)
    assert small.n == 25
    merged = fill(graph, Numbering(amd(small, weight)).expanded(weight, group).perm)
    assert merged <= 1.1 * fill(graph, amd(graph, ones(graph)))


def test_neighbours_of_a_heavy_vertex_are_put_off(graph_of_pattern):
    ring = graph_of_pattern(sp.csc_array(np.roll(np.eye(6), 1, axis=0)))
    perm = amd(ring, np.array([50, 1, 1, 1, 1, 1]))
    assert perm[0] not in {1, 5}


def test_dense_vertices_go_last(gallery, fill):
    graph = gallery["one dense row"]
    perm = amd(graph, ones(graph))
    assert perm[-1] == 0


def test_complete_graph_and_isolated_vertices(graph_of_pattern):
    complete = graph_of_pattern(sp.csc_array(np.ones((30, 30))))
    assert np.array_equal(np.sort(amd(complete, ones(complete))), np.arange(30))
    isolated = graph_of_pattern(sp.csc_array((7, 7)))
    assert np.array_equal(np.sort(amd(isolated, ones(isolated))), np.arange(7))


@pytest.mark.parametrize("name", GALLERY)
def test_entries_and_squares_are_those_of_the_order(gallery, name):
    graph = gallery[name]
    weight = np.random.default_rng(0).integers(1, 4, graph.n)
    perm, entries, squares = minimum_degree(graph.ptr, graph.ind, weight, graph.n, np.inf)
    made = cost(graph, weight, perm)
    if name != "arrow":  # dense vertices are not counted
        assert (entries, squares) == (made.nnz, made.squares)


def test_given_up_where_columns_are_long(gallery):
    graph = gallery["dense scattered"]
    assert minimum_degree(graph.ptr, graph.ind, ones(graph), graph.n, 2.0)[0].size == 0
    assert minimum_degree(graph.ptr, graph.ind, ones(graph), graph.n, 60.0)[0].size == graph.n
