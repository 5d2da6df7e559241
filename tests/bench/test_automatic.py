"""The bar of automatic compression: what it makes of measured seconds, and that its random matrix is what it says."""

from types import SimpleNamespace

import numpy as np
import pytest

from pastix_py.bench import automatic

SECONDS = {"lap3:4": 1.0, "lap3:5": 0.5 * automatic.COUNTS}


@pytest.fixture
def fake(monkeypatch):
    """Replace the runs: the choice costs 3 % more on the large problem, twice as much on the small one."""
    sizes = {64: ("lap3:4", 1.03), 125: ("lap3:5", 2.0)}

    def taken(matrix, ordering, tolerance, compress):
        name, ratio = sizes[matrix.n]
        seconds = SECONDS[name] * (ratio if compress == "auto" else 1.0)
        return seconds, SimpleNamespace(reason="off: for a reason")

    monkeypatch.setattr(automatic, "taken", taken)
    monkeypatch.setattr(automatic, "TIME", 0.0)
    monkeypatch.setattr(automatic, "random_matrix", lambda: automatic.canonical(np.eye(64)))


def test_worst_counts_where_there_is_something_to_lose(fake):
    found = {figure.name: figure for figure in automatic.compare(SECONDS)}
    assert len(found) == 3 * len(automatic.TOLERANCES) + 1
    worst = next(figure for name, figure in found.items() if name.startswith("worst"))
    assert worst.value == pytest.approx(1.03)
    assert worst.met
    assert any("lap3:5" in name and figure.value == pytest.approx(2.0) for name, figure in found.items())
    assert any("off: for a reason" in name for name in found)


def test_random_matrix_is_symmetric_and_dominant():
    A = automatic.random_matrix(60, 3)
    whole = A.full().toarray()
    off = abs(whole).sum(axis=1) - abs(whole.diagonal())
    assert np.array_equal(whole, whole.T)
    assert (whole.diagonal() > off).all()
    assert np.count_nonzero(whole) > 4 * 60
