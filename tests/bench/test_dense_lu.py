"""The bars of the dense LU: every contender is measured, and what the figures make of the seconds."""

import numpy as np
import pytest

from pastix_py.bench import dense_lu


def test_every_number_of_threads_has_its_ratios(monkeypatch):
    monkeypatch.setattr(dense_lu, "cores", lambda: [1, 2])
    seconds = {dense_lu.OURS: 2.0, dense_lu.PLAIN: 1.9, dense_lu.GETRF: 1.7}
    monkeypatch.setattr(dense_lu, "measured", lambda A, work, threads: (seconds, 1e9))
    figures = list(dense_lu.compare(10))
    assert [figure.value for figure in figures] == pytest.approx(2 * [1.0, 0.95, 0.85, 1.7 / 1.9])
    assert [figure.met for figure in figures] == 2 * [True, False, False, False]


def test_all_are_measured(monkeypatch):
    monkeypatch.setattr(dense_lu, "REPETITIONS", 1)
    monkeypatch.setattr(dense_lu, "product_rate", lambda threads: 5.0)
    A = np.random.default_rng(0).standard_normal((300, 300)).T
    seconds, rate = dense_lu.measured(A, np.empty_like(A), 1)
    assert set(seconds) == {dense_lu.OURS, dense_lu.PLAIN, dense_lu.GETRF}
    assert all(0 < least < 60 for least in seconds.values()) and rate == 5.0
