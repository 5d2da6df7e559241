"""Sweeps: unfolded as written, refused with line and nearest name, resumed after a kill, failures recorded."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from pastix_py import InputError, MissingDependency, OutputError, UsageError
from pastix_py.bench import store, tables
from pastix_py.bench.compare import compare
from pastix_py.bench.peers import SOLVERS, solver
from pastix_py.bench.run import Run
from pastix_py.bench.runner import one_run, run_sweep
from pastix_py.bench.sweep import load
from pastix_py.cli.main import run as pastix
from pastix_py.matrix.generate import generate

SWEEP = """
matrices = ["lap2:{8..10}", "convdiff3:4"]
solvers = ["pastix", "superlu"]
repetitions = 2
warmup = 0
[options]
ordering = ["amd", "natural"]
"""


@pytest.fixture
def sweep(tmp_path):
    (tmp_path / "s.toml").write_text(SWEEP)
    return tmp_path / "s.toml"


def test_product(sweep):
    runs = load(sweep)
    assert len(runs) == 4 * (2 + 1)
    assert {run.matrix for run in runs} == {"lap2:8", "lap2:9", "lap2:10", "convdiff3:4"}
    assert [run.options for run in runs if run.solver == "superlu"] == [{}] * 4
    assert len({run.key for run in runs}) == len(runs)


def test_files_and_globs_are_taken_beside_the_sweep(tmp_path):
    for name in ("b.mtx", "a.mtx"):
        pastix(["generate", "lap2:3", "-o", str(tmp_path / name)])
    (tmp_path / "s.toml").write_text('matrices = "*.mtx"\n')
    assert [os.path.basename(run.matrix) for run in load(tmp_path / "s.toml")] == ["a.mtx", "b.mtx"]


@pytest.mark.parametrize(
    ("text", "error", "part"),
    [
        ('matrices = "lap2:5"\nsolver = "pastix"\n', UsageError, "line 2.*'solvers'"),
        ('matrices = "lap2:5"\nsolvers = ["pastix",\n"pardisso"]\n', UsageError, "line 3.*'pardiso'"),
        ('matrices = "lap2:5"\n[options]\norderring = "amd"\n', UsageError, "line 3.*'ordering'"),
        ('matrices = "none.mtx"\n', UsageError, "line 1.*none.mtx"),
        ('matrices = "lap2:5"\n[options]\nrefine = "magic"\n', UsageError, "refine"),
        ("matrices = \n", InputError, "TOML"),
        ("repetitions = 3\n", UsageError, "names no matrix"),
    ],
)
def test_wrong_sweeps(tmp_path, text, error, part):
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(error, match=part):
        load(tmp_path / "s.toml")


def test_every_solver_solves_or_names_its_pip_line():
    A = generate("lap3:6")
    b = np.ones(A.n)
    for name in SOLVERS:
        try:
            made = solver(name)(A)
        except MissingDependency as error:
            assert "pip install" in str(error)
            continue
        made.analyze()
        made.factorize()
        np.testing.assert_allclose(A.matvec(made.solve(b)), b, atol=1e-10)
        made.close()


@pytest.mark.jit
def test_failures_are_results():
    assert one_run(Run("convdiff3:4", "qdldl"))["status"] in ("unsuited", "failed")
    missing = one_run(Run("none.mtx", "pastix"))
    assert (missing["status"], "does not exist" in missing["reason"]) == ("failed", True)
    slow = one_run(Run("lap3:40", "pastix", time_limit=-4.9))
    assert slow["status"] == "timeout"
    large = one_run(Run("lap3:50", "pastix", memory_limit=300_000_000))
    assert large["status"] == "memory"


@pytest.mark.jit
def test_killed_sweep_resumes_where_it_stopped(sweep, tmp_path):
    output = tmp_path / "r.jsonl"
    line = [sys.executable, "-m", "pastix_py", "bench", "run", str(sweep), "-o", str(output), "--quiet"]
    child = subprocess.Popen(line)
    while not output.exists() or output.read_bytes().count(b"\n") < 3:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    with open(output, "ab") as stream:
        stream.write(b'{"cut in mid-li')
    held = len(store.read(output))
    assert 3 <= held < 12
    assert subprocess.run(line, check=False, capture_output=True).returncode == 0
    results = store.read(output)
    assert sorted(result["key"] for result in results) == sorted(run.key for run in load(sweep))
    assert {result["status"] for result in results} == {"ok"}
    assert all(result["componentwise_backward_error"] < 1e-12 for result in results)
    assert run_sweep(load(sweep), output) == 0


def test_file_is_locked_while_a_sweep_writes(tmp_path):
    with store.appending(tmp_path / "r.jsonl") as append:
        append({"key": 1})
        with pytest.raises(UsageError, match="another sweep"), store.appending(tmp_path / "r.jsonl"):
            pass
    assert store.read(tmp_path / "r.jsonl") == [{"key": 1}]


def test_wrong_results_files(tmp_path):
    with pytest.raises(InputError):
        store.read(tmp_path / "none.jsonl")
    (tmp_path / "r.jsonl").write_text("{}\nno json\n{}\n")
    with pytest.raises(InputError, match="line 2"):
        store.read(tmp_path / "r.jsonl")
    with pytest.raises(OutputError), store.appending(tmp_path / "none" / "r.jsonl"):
        pass


def result(key, seconds, status="ok", name="pastix"):
    return {"key": key, "matrix": f"m{key}", "n": 4, "solver": name, "options": {}, "status": status,
            "all_seconds": seconds, "total_seconds": float(np.median(seconds)) if seconds else None}  # fmt: skip


def test_compare_sees_what_is_slower_and_not_what_is_noise():
    random = np.random.default_rng(0)
    old = [result(k, list(1 + 0.05 * random.random(9))) for k in range(4)]
    new = [
        result(0, list(1 + 0.05 * random.random(9))),
        result(1, list(1.5 + 0.05 * random.random(9))),
        result(2, list(0.5 + 0.05 * random.random(9))),
        result(3, [], "failed"),
    ]
    verdicts = [line["verdict"] for line in compare(old, new)]
    assert verdicts == ["same", "slower", "faster", "failed"]


def test_ratios_are_geometric_means_over_common_matrices():
    results = [result(1, [1.0]), result(2, [2.0]), result(1, [4.0], name="superlu"), result(3, [9.0], name="superlu")]
    assert tables.ratios(results, "pastix") == {"pastix": 1.0, "superlu": 4.0}


def test_report_and_compare_from_the_shell(tmp_path, capsys):
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    whole = {"analyze_seconds": 0.1, "factorize_seconds": 0.2, "solve_seconds": 0.1, "peak_bytes": 5, "nnz": 9,
             "backward_error": 1e-16, "componentwise_backward_error": 1e-16, "disturbed": False}  # fmt: skip
    old.write_text(json.dumps(result(1, [1.0] * 5) | whole) + "\n")
    new.write_text(json.dumps(result(1, [2.0] * 5) | whole) + "\n" + json.dumps(result(2, [], "failed")) + "\n")
    assert pastix(["bench", "report", str(new)]) == 0
    assert "failed" in capsys.readouterr().out
    assert pastix(["bench", "report", str(new), "--csv", "-"]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("matrix,n,nnz,solver")
    assert pastix(["bench", "compare", str(old), str(new)]) == 11
    assert "slower" in capsys.readouterr().out
    assert pastix(["bench", "compare", str(old), str(old)]) == 0
