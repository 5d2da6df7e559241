"""Sweeps: unfolded as written, refused with line and nearest name, resumed after a kill, failures recorded."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from importlib.resources import files

import numpy as np
import pytest

from pastix_py import InputError, OutputError, UsageError
from pastix_py.bench import runner, store
from pastix_py.bench.peers import SOLVERS, Peer
from pastix_py.bench.run import Run
from pastix_py.bench.runner import one_run, run_sweep
from pastix_py.bench.sweep import load, members
from pastix_py.cli.main import run as pastix
from pastix_py.cli.sweep_progress import duration
from pastix_py.collection.places import place
from pastix_py.matrix.generate import is_spec

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


def test_a_run_that_is_named_twice_is_done_once(tmp_path):
    text = 'matrices = ["lap2:5", "lap2:{4..5}"]\nsolvers = ["superlu", "superlu"]\nthreads = [1, 1]\n'
    (tmp_path / "s.toml").write_text(text)
    assert [run.matrix for run in load(tmp_path / "s.toml")] == ["lap2:5", "lap2:4"]


def test_results_need_a_file(sweep, capsys):
    assert pastix(["bench", "run", str(sweep), "-o", "-"]) == UsageError.exit_code
    assert "needs a file" in capsys.readouterr().err


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
        ('matrices = "lap33:5"\n', UsageError, "line 1.*'lap3:N'"),
        ('matrices = "lap3:x"\n', UsageError, "line 1.*needs a size"),
        ('matrices = "lap2:5"\nrepetitions = 0\n', UsageError, "line 2.*from 1 on"),
        ('matrices = "lap2:5"\nthreads = [1, "two"]\n', UsageError, "line 2: threads"),
        ('# solvers\nmatrices = ["set:smal"]\n', UsageError, "line 2.*'small'"),
        ('matrices = "lap2:5"\n[solver.mums]\nordering = "amd"\n', UsageError, "line 2.*'mumps'"),
        ('matrices = "lap2:5"\nsolvers = "mumps"\n[solver.mumps]\nordering = "amt"\n', UsageError, "line 4.*'am[df]'"),
        ('matrices = "lap2:5"\nsolvers = "mumps"\n[solver.mumps]\norder = "amd"\n', UsageError, "line 4.*'ordering'"),
        ('matrices = "lap2:5"\nsolvers = "mumps"\n[solver.mumps]\ntolerance = 0.001\n', UsageError, "line 4.*'0.0001'"),
        ('matrices = "lap2:5"\noptions = 3\n', UsageError, "options is a table"),
        ('matrices = "lap2:5"\n[options]\nordering = ["amd",\n"mettis"]\n', UsageError, "line 4.*'metis'"),
        ('matrices = "lap2:5"\n[options]\nprecision = 3\n', UsageError, "line 3.*precision"),
        ('matrices = "lap2:5"\nmemory_limit = "8Q"\n', UsageError, "line 2: '8Q'"),
        ('matrices = "lap2:5"\nsolvers = []\n', UsageError, "line 2: solvers is an empty list"),
        ('matrices = "lap2:5"\n[options]\nordering = []\n', UsageError, "line 3: ordering is an empty list"),
        ('matrices = "lap2:5"\ntime_limit = inf\n', UsageError, "line 2: time_limit is a number"),
        ('matrices = "lap2:5"\ntime_limit = nan\n', UsageError, "line 2: time_limit is a number"),
        ('matrices = "lap2:{1..9..0}"\n', UsageError, "line 1.*needs a size"),
        ('matrices = "lap2:5"\nsolvers = "qdldl"\n[solver.qdldl]\nordering = "amd"\n', UsageError, "line 4.*are none"),
    ],
)
def test_wrong_sweeps(tmp_path, text, error, part):
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(error, match=part):
        load(tmp_path / "s.toml")


def test_a_misspelt_file_is_answered_with_its_neighbour(tmp_path):
    pastix(["generate", "lap2:3", "-o", str(tmp_path / "bcsstk14.mtx")])
    (tmp_path / "s.toml").write_text('matrices = "bcstk14.mtx"\n')
    with pytest.raises(UsageError, match=r"line 1.*did you mean .*bcsstk14\.mtx\?$"):
        load(tmp_path / "s.toml")


def test_a_fetched_matrix_is_named_as_in_the_collection(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "s.toml").write_text('matrices = ["HB/bcsstk14", "ss:bcsstk14"]\nsolvers = "superlu"\n')
    with pytest.raises(UsageError, match=r"line 1: HB/bcsstk14 .*pastix fetch HB/bcsstk14$"):
        load(tmp_path / "s.toml")
    kept = place("HB/bcsstk14")
    kept.parent.mkdir(parents=True)
    pastix(["generate", "lap2:3", "-o", str(kept)])
    runs = load(tmp_path / "s.toml")
    assert [run.matrix for run in runs] == ["HB/bcsstk14", "ss:bcsstk14"]
    assert {one_run(run)["n"] for run in runs} == {9}


def test_every_named_set_holds_matrices_that_can_be_made():
    sets = tomllib.loads(files("pastix_py.matrices").joinpath("index.toml").read_text())["sets"]
    for name in sets:
        found = members(name, "here")
        assert found, name
        assert all(is_spec(matrix) or os.path.isfile(matrix) for matrix in found)
    assert set(members("scaling-3d", "here")) <= set(members("scaling", "here"))


def test_threads_and_tables_of_solvers_are_axes(tmp_path):
    text = 'matrices = "set:tiny"\nsolvers = ["superlu", "mumps"]\nthreads = [1, 2]\n'
    (tmp_path / "s.toml").write_text(text + '[solver.mumps]\nordering = ["amd", "metis", "scotch"]\n')
    runs = load(tmp_path / "s.toml")
    assert len(runs) == len(members("tiny", "")) * 2 * (1 + 3)
    mumps = {(run.options["ordering"], run.threads) for run in runs if run.solver == "mumps"}
    assert mumps == {(name, count) for name in ("amd", "metis", "scotch") for count in (1, 2)}


@pytest.mark.jit
def test_failures_are_results(monkeypatch):
    assert one_run(Run("convdiff3:4", "superlu", warmup=0))["status"] == "ok"
    missing = one_run(Run("none.mtx", "pastix"))
    assert (missing["status"], "does not exist" in missing["reason"]) == ("failed", True)
    slow = one_run(Run("lap3:6", "superlu", time_limit=-4.9))
    assert slow["status"] == "timeout"
    monkeypatch.setitem(SOLVERS, "absent", Peer("none:None", "no_such_module", "no-such-package", ""))
    absent = one_run(Run("lap3:6", "absent"))
    assert (absent["status"], "pip install no-such-package" in absent["reason"]) == ("missing", True)


@pytest.mark.jit
def test_too_large_for_the_limit_is_skipped_with_the_estimate():
    result = one_run(Run("lap3:16", "superlu", memory_limit=1_000_000))
    assert result["status"] == "skipped"
    assert "predicted" in result["reason"] and "1 MB" in result["reason"]
    assert result["predicted_bytes"] > 1_000_000


CRASHES = {
    "dies": ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "crashed", "SIGSEGV"),
    "leaves": (
        "import os, sys\nsys.stderr.write('no licence')\nsys.stderr.flush()\nos._exit(7)",
        "crashed",
        "no licence",
    ),
    "hangs": ("import subprocess\nsubprocess.run(['sleep', '600'])", "timeout", "0.1 s"),
    "breaks": ("raise RuntimeError('bad pivot')", "failed", "bad pivot"),
    "is wrong": ("return b * 0 + 1", "inaccurate", "backward error"),
    "does not load": ("raise ImportError('libblas.so.9')", "missing", "libblas.so.9"),
}


@pytest.mark.parametrize("kind", CRASHES)
def test_a_peer_that_misbehaves_is_recorded(kind, tmp_path, monkeypatch):
    """A stand-in for SuperLU, put before it by what Python runs at the start of a process."""
    body, status, reason = CRASHES[kind]
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    (tmp_path / "sitecustomize.py").write_text(
        "import pastix_py.bench.peers as peers\nfrom pastix_py.bench.peers.base import Solver\n"
        f"class Bad(Solver):\n    def solve(self, b):\n{lines}"
        "peers.solver = lambda name: Bad\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(runner, "GRACE", 0.0)
    result = one_run(Run("lap2:4", "superlu", time_limit=0.1 if kind == "hangs" else 60))
    assert (result["status"], reason in result["reason"]) == (status, True), result["reason"]
    assert kind != "hangs" or result["wall_seconds"] < 30


@pytest.mark.jit
def test_killed_sweep_resumes_where_it_stopped(sweep, tmp_path):
    output = tmp_path / "r.jsonl"
    line = [sys.executable, "-m", "pastix_py", "bench", "run", str(sweep), "-o", str(output), "--quiet"]
    child = subprocess.Popen(line)
    while not output.exists() or output.read_bytes().count(b"\n") < 4:
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
    assert len(store.environments(output)) == 1
    assert {result["environment"] for result in results} == set(store.environments(output))


def result(key, seconds, status="ok", name="pastix"):
    return {"key": str(key), "matrix": f"m{key}", "n": 4, "solver": name, "options": {}, "status": status,
            "all_seconds": seconds, "total_seconds": float(np.median(seconds)) if seconds else None}  # fmt: skip


def test_report_and_compare_from_the_shell(tmp_path, capsys):
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    whole = {"analyze_seconds": 0.1, "factorize_seconds": 0.2, "solve_seconds": 0.1, "peak_bytes": 5, "nnz": 9,
             "backward_error": 1e-16, "componentwise_backward_error": 1e-16, "disturbed": False}  # fmt: skip
    old.write_text(json.dumps(result(1, [1.0] * 5) | whole) + "\n")
    new.write_text(json.dumps(result(1, [2.0] * 5) | whole) + "\n" + json.dumps(result(2, [], "failed")) + "\n")
    assert pastix(["bench", "report", str(new)]) == 0
    assert "failed" in capsys.readouterr().out
    assert pastix(["bench", "report", str(new), "--csv", "-"]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("matrix,n,nnz,symmetry,dtype,solver")
    assert pastix(["bench", "compare", str(old), str(new)]) == 11
    assert "slower" in capsys.readouterr().out
    assert pastix(["bench", "compare", str(old), str(old)]) == 0


def test_a_device_that_is_full_is_told(sweep, capsys):
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full")
    assert pastix(["bench", "run", str(sweep), "-o", "/dev/full", "--quiet"]) == OutputError.exit_code
    assert "No space left" in capsys.readouterr().err


def test_a_missing_solver_is_done_once_it_is_there(tmp_path):
    run, path = Run("lap2:4", "superlu", warmup=0, repetitions=1), tmp_path / "r.jsonl"
    path.write_text(json.dumps(run.told() | {"status": "missing"}) + "\n")
    assert run_sweep([run], path) == 1
    assert [result["status"] for result in store.read(path)] == ["ok"]
    assert run_sweep([run], path) == 0


def test_several_workers_share_one_sweep(sweep, tmp_path):
    distributed = pytest.importorskip("distributed")
    text = sweep.read_text().replace('"pastix", ', "").split("[options]")[0]
    sweep.write_text(text)
    output = tmp_path / "r.jsonl"
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        line = ["bench", "run", str(sweep), "-o", str(output), "--dask", cluster.scheduler_address]
        assert pastix(line) == 0
        assert pastix(line) == 0
    results = store.read(output)
    assert sorted(result["key"] for result in results) == sorted(run.key for run in load(sweep))
    assert {result["status"] for result in results} == {"ok"}
    assert len(output.read_text().splitlines()) == len(results) + len(store.environments(output))


def test_no_scheduler_is_told(sweep, monkeypatch, capsys):
    pytest.importorskip("distributed")
    monkeypatch.setattr("pastix_py.bench.cluster.PATIENCE", 1)
    assert pastix(["bench", "run", str(sweep), "--dask", "127.0.0.1:9"]) == UsageError.exit_code
    assert "No Dask scheduler answers" in capsys.readouterr().err


def test_progress_tells_runs_and_the_time_that_is_left(sweep, capsys):
    sweep.write_text('matrices = ["lap2:4", "lap2:5"]\nsolvers = ["superlu"]\nrepetitions = 1\nwarmup = 0\n')
    assert pastix(["bench", "run", str(sweep)]) == 0
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in told] == ["[1/2] lap2", "[2/2] lap2"]
    assert "left" in told[0] and "left" not in told[1]
    assert [duration(seconds) for seconds in (7, 75, 3700)] == ["0:07", "1:15", "1:01:40"]


def test_how_to_install_a_missing_solver_is_told_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("pastix_py.bench.runner.is_installed", lambda name: False)
    (tmp_path / "s.toml").write_text('matrices = ["lap2:4", "lap2:5"]\nsolvers = ["qdldl"]\n')
    assert pastix(["bench", "run", str(tmp_path / "s.toml")]) == 0
    shown = capsys.readouterr()
    assert shown.err.count("missing") == 2 and shown.err.count("pip install") == 1
    assert "0 failures" in shown.out and "2 runs of solvers that are not installed" in shown.out
    assert pastix(["bench", "report", str(tmp_path / "s.jsonl")]) == 0
    assert capsys.readouterr().out.count("pip install") == 1
