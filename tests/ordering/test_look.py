import numpy as np
import pytest
import scipy.sparse as sp
from scipy.sparse.csgraph import shortest_path

from pastix_py.matrix.generate import generate
from pastix_py.ordering.graph import Graph, graph_of
from pastix_py.ordering.look import BODY, CHAIN, NETWORK, PLANE, growth, resemblance, within
from pastix_py.ordering.stage import order


def shuffled(graph):
    order = np.random.default_rng(0).permutation(graph.n)
    pattern = sp.csr_array((np.ones(graph.ind.size), graph.ind, graph.ptr), shape=(graph.n, graph.n))[order][:, order]
    pattern.sort_indices()
    return Graph(graph.n, pattern.indptr.astype(np.int64), pattern.indices.astype(np.int64))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [("lap2:60", PLANE), ("lap3:24", BODY), ("lap3_27:30", BODY), ("elast3:16", BODY), ("circuit:5000", NETWORK)],
)
def test_generated_problems_are_recognized_whatever_their_numbering(spec, expected):
    graph = graph_of(generate(spec))
    assert resemblance(graph) == resemblance(shuffled(graph)) == expected


def test_stars_are_networks_and_thin_strips_chains(graph_of_pattern):
    star = sp.lil_array((200, 200))
    star[0, 1:] = 1
    assert resemblance(graph_of_pattern(sp.csc_array(star))) == NETWORK
    assert resemblance(graph_of_pattern(sp.diags_array([np.ones(3990)], offsets=[10], shape=(4000, 4000)))) == CHAIN
    assert resemblance(graph_of_pattern(sp.csc_array((5, 5)))) == CHAIN
    assert resemblance(graph_of_pattern(sp.csc_array((0, 0)))) == CHAIN


def test_vertices_within_a_distance_are_counted(gallery):
    for graph in gallery.values():
        pattern = sp.csr_array((np.ones(graph.ind.size), graph.ind, graph.ptr), shape=(graph.n, graph.n))
        distance = shortest_path(pattern, indices=3, unweighted=True)
        distance = distance[np.isfinite(distance)].astype(int)
        expected = np.bincount(distance).cumsum()
        seen, queue = np.full(graph.n, -1, np.int32), np.empty(graph.n, np.int64)
        everything, few = (
            within(graph.ptr, graph.ind, 3, seen, queue, np.int64(mark), np.int64(sight))
            for mark, sight in enumerate((graph.n, 5))
        )
        assert everything.tolist() == expected[: everything.size].tolist()
        assert everything[-1] == expected[-1]
        assert few.tolist() == expected[: few.size].tolist()
        assert few[-1] >= min(5, expected[-1])


def test_growth_of_a_ball_is_its_dimension():
    for dimension in (1, 2, 3):
        ball = np.round(1000 * np.arange(0.5, 40) ** dimension).astype(int)
        assert growth(ball)[1] == pytest.approx(dimension, abs=0.05)


def test_auto_says_what_it_saw(monkeypatch, gallery):
    monkeypatch.setattr("pastix_py.ordering.auto.DISSECT_ABOVE", 50)
    chosen = order(gallery["path"])
    assert (chosen.method, "a chain" in chosen.reason) == ("amd", True)
    chosen = order(graph_of(generate("lap2:60")))
    assert (chosen.method, PLANE in chosen.reason) == ("nd", True)


def test_auto_takes_minimum_degree_where_a_plane_is_thin(monkeypatch):
    monkeypatch.setattr("pastix_py.ordering.auto.DISSECT_ABOVE", 50)
    thin, grid = graph_of(generate("kkt2:40")), graph_of(generate("lap2:60"))
    assert [resemblance(graph) for graph in (thin, grid)] == [PLANE, PLANE]
    assert [order(graph).method for graph in (thin, grid)] == ["amd", "nd"]
