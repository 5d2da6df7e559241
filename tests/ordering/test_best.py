"""The best of several methods: it has the fewest operations of those that came through."""

import numpy as np
import pytest

from pastix_py.errors import PastixError
from pastix_py.options import OrderingOptions
from pastix_py.ordering import METHODS, Method, best
from pastix_py.ordering.cost import cost
from pastix_py.ordering.stage import order


def failing(graph, weight, options):
    raise PastixError("It failed.")


def broken(graph, weight, options):
    raise ZeroDivisionError


def squares(graph, perm):
    return cost(graph, np.ones(graph.n, np.int64), perm).squares


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Leave out what takes a child."""
    monkeypatch.setattr(best, "CANDIDATES", {"nd": "", "metis": "pymetis", "natural": "", "amd": "", "rcm": "nowhere"})


@pytest.mark.parametrize("name", ["grid", "box", "path", "arrow", "three unknowns per node"])
def test_the_fewest_operations_win(gallery, name):
    graph = gallery[name]
    found = order(graph, "best")
    each = {method: squares(graph, order(graph, method).perm) for method in ("nd", "amd", "natural")}
    assert squares(graph, found.perm) <= min(each.values())
    assert found.method in best.CANDIDATES
    assert all(f"{method} {count:.3g}" in found.reason for method, count in each.items())
    assert "rcm" not in found.reason
    for threads in (1, 2, 4):
        again = order(graph, "best", options=OrderingOptions(threads=threads))
        assert np.array_equal(again.perm, found.perm)
        assert (again.method, again.reason) == (found.method, found.reason)


def test_first_of_equal_ones_is_taken(gallery, monkeypatch):
    monkeypatch.setattr(best, "CANDIDATES", {"rcm": "", "natural": ""})
    assert order(gallery["path"], "best").method == "rcm"
    monkeypatch.setattr(best, "CANDIDATES", {"natural": "", "rcm": ""})
    assert order(gallery["path"], "best").method == "natural"


def test_what_fails_is_left_out(gallery, monkeypatch):
    monkeypatch.setitem(METHODS, "failing", Method(f"{__name__}:failing"))
    monkeypatch.setattr(best, "load", lambda name: failing if name == "failing" else order_natural)
    monkeypatch.setattr(best, "CANDIDATES", {"failing": "", "natural": ""})
    found = order(gallery["grid"], "best")
    assert found.method == "natural"
    assert "failing" not in found.reason
    monkeypatch.setattr(best, "CANDIDATES", {"failing": ""})
    with pytest.raises(PastixError, match="It failed"):
        order(gallery["grid"], "best")
    monkeypatch.setattr(best, "load", lambda name: broken)
    with pytest.raises(ZeroDivisionError):
        order(gallery["grid"], "best")


def order_natural(graph, weight, options):
    return np.arange(graph.n)


def test_unknowns_kept_last_stay_last(gallery):
    assert order(gallery["grid"], "best", [7, 3]).perm[-2:].tolist() == [7, 3]
