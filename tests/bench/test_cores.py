"""The bars of all cores: what they make of measured numbers, and that both solvers are measured."""

import math

import numpy as np
import pytest

from pastix_py.bench import cores
from pastix_py.bench.figure import Figure
from pastix_py.bench.peers import is_installed

QUANTITIES = (cores.FIRST, cores.AGAIN, cores.WHOLE, cores.ONE, cores.MANY)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(cores, "cores", lambda: [1, 2])


def case(name, ours, theirs, accurate=True, products=(1e9, 2e9)):
    """Return a case that takes `ours` and `theirs` seconds on one thread, half on two, once disturbed."""
    taken = [
        {(q, k): [s / k, s / k, 50 * s] for q in QUANTITIES for k in (1, 2) if q != cores.WHOLE or k == 2}
        for s in (ours, theirs)
    ]
    taken[0] |= {(cores.DETERMINISTIC, k): [1.2 * ours / k] * 3 for k in (1, 2)}
    rates = {k: [rate, rate, rate / 50] for k, rate in zip((1, 2), products, strict=True)}
    return cores.Case(name, "llt", 6e8, accurate, *taken, rates)


def figures(monkeypatch, *cases):
    """Return {name: figure} of the comparison of cases."""
    found = {each.name: each for each in cases}
    monkeypatch.setattr(cores, "SPECS", tuple(found))
    monkeypatch.setattr(cores, "measured", found.get)
    return {figure.name: figure for figure in cores.compare(["too small"])}


def test_means_and_worst_cases_are_of_long_and_accurate_ones(monkeypatch):
    cases = [case("a", 1.0, 2.0), case("b", 2.0, 1.0), case("short", 0.05, 0.04), case("wrong", 9.0, 1.0, False)]
    found = figures(monkeypatch, *cases)
    for threads in ("1 thread", "2 threads"):
        mean = found[f"factorization over PARDISO's, {threads}, geometric mean of 2"]
        worst = found[f"factorization over PARDISO's, {threads}, worst (b)"]
        assert (mean.value, mean.most) == (pytest.approx(1.0), 0.75)
        assert (worst.value, worst.most) == (2.0, 1.0)
        assert not mean.met and not worst.met
    slower = found["factorization after PARDISO where it takes < 0.1 s, 1 thread"]
    assert slower.value == pytest.approx(0.01) and slower.met
    assert not any(name.startswith("end to end over PARDISO's, 1 thread") for name in found)


def test_rates_and_scaling_are_those_of_products(monkeypatch):
    monkeypatch.setattr(cores, "LARGE", "a")
    found = figures(monkeypatch, case("a", 1.0, 1.0), case("b", 1.0, 1.0, products=(1e9, 1e9)))
    assert found["a: rate of the factorization over that of products, 2 threads"].value == pytest.approx(0.6)
    assert found["products: 2 threads over 1"].value == pytest.approx(1.5)
    mean = found["factorization: 2 threads over 1, over that of products, geometric mean of 2"]
    assert mean.value == pytest.approx(math.sqrt(2)) and mean.least == 0.9
    assert found["factorization: 2 threads over 1, over that of products, worst (a)"].value == pytest.approx(1.0)


def test_deterministic_is_judged_by_dynamic(monkeypatch):
    found = figures(monkeypatch, case("a", 1.0, 1.0), case("b", 1.0, 1.0), case("short", 0.01, 1.0))
    mean = found["deterministic over dynamic, 2 threads, geometric mean of 2"]
    assert mean.value == pytest.approx(1.2) and not mean.met


def test_figure_has_bars_on_both_sides():
    assert Figure("x", 1.0).met and Figure("x", 1.0).bar == ""
    assert Figure("x", 1.0, most=1.0).bar == "at most 1   met"
    assert Figure("x", 1.0, least=1.5).bar == "at least 1.5   MISSED"
    assert not Figure("x", np.nan, most=1.0).met


@pytest.mark.skipif(not is_installed("pardiso"), reason="MKL is absent")
@pytest.mark.parametrize("spec", ["lap3:5", "convdiff3:4", "helm3:4"])
def test_both_are_measured_on_every_kind(spec, monkeypatch):
    monkeypatch.setattr(cores, "SPECS", (spec,))
    monkeypatch.setattr(cores, "REPETITIONS", 1)
    found = cores.measured(spec)
    assert found.accurate
    assert set(found.theirs) == {(q, k) for q in QUANTITIES for k in (1, 2) if q != cores.WHOLE or k == 2}
    assert set(found.ours) >= set(found.theirs)
    assert all(value > 0 for part in (found.ours, found.theirs) for values in part.values() for value in values)
    monkeypatch.setattr(cores, "SPECS", ())
    assert cores.measured(spec) is None
