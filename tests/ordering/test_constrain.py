import numpy as np
import pytest

from pastix_py.errors import UsageError
from pastix_py.ordering.constrain import checked, drop, without


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        ([0, 5], "Unknown 5 .* outside 0..4"),
        ([-1], "Unknown -1 .* outside"),
        ([1, 2, 1], "Unknown 1 .* twice"),
        ([0.5], "integers"),
        ([[0]], "one-dimensional"),
    ],
)
def test_wrong_unknowns_are_refused(last, sentence):
    with pytest.raises(UsageError, match=sentence):
        checked(last, 5)


def test_checked_keeps_the_order():
    assert checked(np.array([3, 0], np.int32), 5).tolist() == [3, 0]
    assert checked([], 5).dtype == np.int64


def test_rest_is_the_graph_among_the_others(gallery):
    graph = gallery["scattered"]
    last = np.array([3, 77, 20])
    free, rest = without(graph, last)
    assert np.array_equal(free, np.setdiff1d(np.arange(graph.n), last))
    for new, old in enumerate(free):
        near = graph.ind[graph.ptr[old] : graph.ptr[old + 1]]
        kept = np.setdiff1d(near, last)
        assert np.array_equal(free[rest.ind[rest.ptr[new] : rest.ptr[new + 1]]], kept)


def test_drop_keeps_the_order_of_the_others():
    assert drop(np.array([4, 2, 0, 1, 3]), np.array([0, 4])).tolist() == [2, 1, 3]
