"""The report: the keys that others read, plain values, a table that reads well."""

import json

import numpy as np
import pytest
from problems import system

from pastix_py import Report, factorize
from pastix_py.clock import Clock
from pastix_py.jit import compile_clock
from pastix_py.memory import size
from pastix_py.report.text import rate, seconds, table

KEYS = {
    "": "schema matrix options scaling ordering analysis factorization solve refinement escalation backward_error "
    "componentwise_backward_error forward_error peak_rss_bytes total_seconds compile_seconds warnings",
    "matrix": "name n nnz symmetry dtype",
    "scaling": "method seconds",
    "ordering": "method seconds",
    "analysis": "seconds n_cblk n_blok nnz_factor flops predicted_bytes row_order",
    "factorization": "kind dtype threads device blas seconds gflops bytes perturbed_pivots inertia compression",
    "solve": "seconds nrhs",
    "refinement": "method iterations seconds target history",
}


@pytest.fixture(scope="module")
def report():
    A = system(90, "llt", "d", 0.1, 1)
    F = factorize(A)
    F.solve(np.ones((90, 2)))
    return F.report


@pytest.mark.parametrize("part", KEYS)
def test_keys(report, part):
    told = json.loads(report.to_json())
    assert set(KEYS[part].split()) <= set(told[part] if part else told)


def test_values(report):
    told = json.loads(report.to_json())
    assert told["matrix"] == {"name": "matrix", "n": 90, "nnz": told["matrix"]["nnz"], "symmetry": "symmetric",
                              "dtype": "float64"}  # fmt: skip
    assert told["factorization"]["kind"] == "llt"
    assert told["factorization"]["inertia"] == [90, 0, 0]
    assert told["factorization"]["bytes"] == told["analysis"]["predicted_bytes"]
    assert told["solve"]["nrhs"] == 2
    parts = ("scaling", "ordering", "analysis", "factorization", "solve", "refinement")
    assert told["total_seconds"] == pytest.approx(sum(told[part]["seconds"] for part in parts))
    assert told["peak_rss_bytes"] > 10_000_000
    assert told["options"]["panel_width"] == 0


def test_what_is_not_finite_is_null():
    report = Report(forward_error=float("inf"), backward_error=np.float64("nan"), solve={"seconds": np.float32(1)})
    told = json.loads(report.to_json())
    assert told["forward_error"] is None
    assert told["backward_error"] is None
    assert told["solve"] == {"seconds": 1.0}


def test_table_has_a_line_for_every_stage(report):
    lines = table(report).splitlines()
    for name in ("matrix", "ordering", "analysis", "factorization", "solve", "refinement", "backward error", "total"):
        assert any(line.startswith(name) for line in lines)


def test_units():
    assert [seconds(0.0123), seconds(12.345)] == ["12.3 ms", "12.35 s"]
    assert [size(999), size(1500), size(2.5e9), size(3.2e12)] == ["999 B", "1.5 kB", "2.5 GB", "3.2 TB"]
    assert [rate(12.0), rate(999.7e6), rate(5.25e9)] == ["12 flop/s", "1 Gflop/s", "5.25 Gflop/s"]


@pytest.mark.jit
def test_clock_takes_compilation_out():
    import time

    import numba

    with Clock() as clock:
        numba.njit(lambda x: x + 1)(1)
        time.sleep(0.05)
    assert clock.compile_seconds > 0.005
    assert 0.045 < clock.seconds < 0.05 + clock.compile_seconds


@pytest.mark.parametrize(
    ("compiled", "lost", "told"),
    [
        (0, "", "(and 2.00 s to load compiled kernels)"),
        (3, "", "(and 2.00 s of compilation, once)"),
        (3, "No space left on device", "whose result cannot be kept: No space left on device)"),
    ],
)
def test_the_table_tells_loading_from_compiling(monkeypatch, compiled, lost, told):
    monkeypatch.setattr(compile_clock, "compiled", compiled)
    monkeypatch.setattr(compile_clock, "lost", lost)
    assert table(Report(compile_seconds=2.0)).endswith(told)
