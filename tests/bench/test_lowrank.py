"""The bench of compression: what it measures, on small blocks."""

import numpy as np

from pastix_py.bench import lowrank
from pastix_py.lowrank import DEFAULT, METHODS


def test_blocks_are_what_their_names_say():
    found = {name: (B, tolerance, most) for name, B, tolerance, most in lowrank.blocks(64)}
    B, tolerance, _ = found[f"rank {lowrank.RANK}, 1e-08"]
    assert abs(lowrank.least_rank(B, tolerance * np.linalg.norm(B)) - lowrank.RANK) <= 1
    ranks = [lowrank.least_rank(B, 1e-4 * np.linalg.norm(B)) for B, _, _ in found.values()]
    assert ranks[0] > ranks[3] > 1 and ranks[6] > ranks[9] > 1


def test_each_method_has_a_figure_and_the_default_its_bars(monkeypatch):
    told = {name: 0.7 for name in METHODS}, dict.fromkeys(METHODS, 5), 3.0
    monkeypatch.setattr(lowrank, "measured", lambda B, tol, most: told)
    monkeypatch.setattr(lowrank, "product_rate", lambda threads: 5e9)
    monkeypatch.setattr(lowrank, "least_rank", lambda B, tol: 4)
    figures = list(lowrank.compare(16))
    barred = [figure for figure in figures if figure.most is not None]
    assert len(figures) == 2 + len(METHODS) * 14
    assert [figure.met for figure in barred] == [False, True, False]
    assert all(DEFAULT in figure.name for figure in barred)


def test_measured_times_and_ranks(monkeypatch):
    monkeypatch.setattr(lowrank, "REPETITIONS", 1)
    rng = np.random.default_rng(0)
    B = rng.standard_normal((30, 4)) @ rng.standard_normal((4, 30))
    milliseconds, ranks, lapack = lowrank.measured(B, 1e-8, 10)
    assert set(ranks.values()) == {4}
    assert lapack > 0 and all(value > 0 for value in milliseconds.values())
    assert set(lowrank.measured(B, 1e-8, 3)[1].values()) == {-1}
