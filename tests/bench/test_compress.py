"""The bars of compression: what they make of measured numbers, and that every strategy is measured."""

import math

import pytest

from pastix_py.bench import compress, one_factor

SHARES = {1e-4: 0.3, 1e-8: 0.5, 1e-12: 0.8}


def made(n=1000, share=1.0, error=0.0, iterations=0, disturbed=1):
    """Return what a factorization could come to, `share` of the memory and the time of a full one."""
    told = {
        "n": n,
        "kind": "llt",
        "bytes": share * n**1.3,
        "peak": 2 * share * n,
        "seconds": disturbed * share * n**1.6,
        "operations": 3.0 * n**1.7,
    }
    return told | {"error": error, "iterations": iterations, "reached": 1e-13}


@pytest.fixture
def fake(monkeypatch):
    """Replace the runs: compression takes SHARES, all errors are five tolerances; every third run is disturbed."""
    count, failing = [0], set()

    def run(task):
        count[0] += 1
        disturbed, n = 50 if count[0] % 21 == 0 else 1, int(task.spec.split(":")[1]) ** 3
        strategy, tolerance = task.options["compress"], task.options["tolerance"]
        if (task.spec, strategy) in failing:
            return None
        share = SHARES[tolerance] if strategy != compress.FULL else 1.0
        return made(n, share, 5 * tolerance, 8, disturbed)

    monkeypatch.setattr(compress, "run", run)
    monkeypatch.setattr(compress, "is_installed", lambda name: False)
    monkeypatch.setattr(compress, "ordered", lambda spec, folder: "amd")
    return failing


def figures(**given):
    return {figure.name: figure for figure in compress.compare(**given)}


def test_means_are_judged_by_tolerance(fake):
    found = figures(specs=("lap3:4", "helm3:5"), growth=())
    for strategy, quantity, met in (
        ("just-in-time", "bytes of the factor", (True, False, False)),
        ("just-in-time", "seconds of the factorization", (True, True, True)),
        ("minimal-memory", "peak resident memory", (True, True, True)),
    ):
        for tolerance, expected in zip(("1e-04", "1e-08", "1e-12"), met, strict=True):
            figure = found[f"{strategy} {tolerance}: {quantity} over full rank's, geometric mean"]
            assert figure.value == pytest.approx(SHARES[float(tolerance)])
            assert figure.met is expected
    assert found["minimal-memory 1e-12: peak resident memory over full rank's, geometric mean"].most is None


def test_solves_are_judged_by_the_worst(fake):
    found = figures(specs=("lap3:4",), growth=())
    error = found["backward error of the solve alone over 1e-08, worst (lap3:4)"]
    assert (error.value, error.most) == (pytest.approx(5), 10)
    met = [found[f"Krylov iterations to 1e-12 with {t}, worst (lap3:4)"].met for t in ("1e-04", "1e-08", "1e-12")]
    assert met == [True, False, True]


def test_growth_is_fitted(fake):
    found = figures(specs=("lap3:4",), growth=("lap3:4", "lap3:6", "lap3:8"))
    exponent = {name.split()[5]: figure for name, figure in found.items() if "growth" in name}
    assert exponent["bytes"].value == pytest.approx(1.3) and not exponent["bytes"].met
    assert exponent["operations"].value == pytest.approx(1.7) and not exponent["operations"].met
    assert exponent["seconds"].value == pytest.approx(1.6) and exponent["seconds"].most is None


def test_the_peer_is_beside_where_it_is_installed(fake, monkeypatch):
    missing = [name for name in figures(specs=("lap3:4",), growth=()) if name.startswith("mumps")]
    assert len(missing) == 1 and "not installed" in missing[0] and "pip install" in missing[0]

    def one_run(run):
        tolerance = run.options.get("tolerance", 0)
        if tolerance == 1e-12:
            return {"status": "timeout", "reason": "took more than 600 s"}
        told = {"factorize_seconds": 5.0 if tolerance else 8.0, "backward_error": tolerance}
        return told | {"status": "ok", "details": {"factor_bytes": 3e9 if tolerance else 4e9}}

    monkeypatch.setattr(compress, "is_installed", lambda name: True)
    monkeypatch.setattr(compress, "one_run", one_run)
    found = figures(specs=("lap3:4",), growth=())
    assert found["lap3:4 mumps, full rank: 4 GB"].value == 8
    assert found["lap3:4 mumps 1e-04: bytes 0.75; error 1.0e-04; seconds over full rank's"].value == 0.625
    assert "lap3:4 mumps 1e-12: timeout, took more than 600 s" in found


def test_what_fails_misses_its_bar(fake):
    fake.add(("lap3:4", "minimal-memory"))
    found = figures(specs=("lap3:4", "lap3:5"), growth=())
    failed = found["minimal-memory 1e-04: peak resident memory over full rank's, geometric mean"]
    assert failed.value == math.inf and not failed.met
    assert found["just-in-time 1e-04: bytes of the factor over full rank's, geometric mean"].met
    assert not found["Krylov iterations to 1e-12 with 1e-04, worst (lap3:4)"].met


@pytest.mark.parametrize("spec", ["lap3:9", "convdiff3:7"])
def test_one_factorization_is_measured(spec, monkeypatch):
    monkeypatch.setattr(one_factor, "WARM", 4)
    options = {"threads": 1, "compress": "just-in-time", "tolerance": 1e-4, "panel_width": 64}
    found = one_factor.measured(one_factor.Task(spec, "nd", options, True))
    n = int(spec.split(":")[1]) ** 3
    assert found["n"] == n and found["seconds"] > 0 and n < found["operations"] < n**3 and found["peak"] > 0
    assert 4 * n < found["bytes"] < 4 * n**2
    assert 1e-9 < found["error"] < 1e-3
    assert 0 < found["iterations"] < 20 and found["reached"] < 1e-11


def test_a_failure_is_none_in_the_other_process():
    assert one_factor.run(one_factor.Task("lap3:0.5", "amd", {})) is None


@pytest.mark.jit
def test_another_process_answers():
    found = one_factor.run(one_factor.Task("lap3:6", "amd", {"threads": 1, "compress": "none"}))
    assert found["n"] == 216 and found["kind"] == "llt"
    assert "error" not in found
