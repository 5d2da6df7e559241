import numpy as np
import pytest

from pastix_py.ordering.rcm import rcm


def bandwidth(graph, perm):
    position = np.argsort(perm)
    row = np.repeat(np.arange(graph.n), np.diff(graph.ptr))
    return np.abs(position[row] - position[graph.ind]).max()


@pytest.mark.parametrize("name", ["grid", "path", "two components"])
def test_band_is_narrow_again_after_a_shuffle(gallery, graph_of_pattern, name):
    graph = gallery[name]
    assert bandwidth(graph, rcm(graph, None)) <= 1.2 * bandwidth(graph, np.arange(graph.n))


def test_components_stay_apart(gallery):
    graph = gallery["two components"]
    first = rcm(graph, None) < 49
    assert np.count_nonzero(np.diff(first)) == 1
