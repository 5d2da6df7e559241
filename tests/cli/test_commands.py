"""Every command does its work, and every failure is one sentence with its exit code."""

import io
import json
import subprocess
import sys

import numpy as np
import pytest
import scipy.io
import scipy.sparse as sp
from numpy.testing import assert_allclose

from pastix_py import Factors, Plan, read
from pastix_py.cli.main import COMMANDS, run
from pastix_py.matrix.read import read_dense
from pastix_py.ordering.ordering import Ordering


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def market(path, dense, **options):
    scipy.io.mmwrite(path, sp.coo_array(np.asarray(dense, float)), **options)


def test_stages_through_files_give_the_whole(here):
    assert run(["generate", "convdiff3:6", "-o", "A.mtx"]) == 0
    assert run(["order", "A.mtx", "-o", "A.ord", "--ordering", "amd"]) == 0
    assert run(["analyze", "A.mtx", "--ordering", "A.ord", "-o", "A.plan"]) == 0
    assert run(["factorize", "A.mtx", "--plan", "A.plan", "-o", "A.factors", "--report", "f.json"]) == 0
    assert run(["solve", "A.mtx", "--factors", "A.factors", "-o", "x.npy", "--quiet"]) == 0
    assert run(["solve", "A.mtx", "--ordering", "amd", "-o", "y.npy", "--quiet"]) == 0
    np.testing.assert_array_equal(np.load("x.npy"), np.load("y.npy"))
    assert Ordering.load("A.ord").method == "amd"
    assert Plan.load("A.plan").kind == "lu"
    assert Factors.load("A.factors").matrix.n == 216
    assert json.loads((here / "f.json").read_text())["factorization"]["kind"] == "lu"


def test_solve_with_a_right_hand_side(here):
    run(["generate", "lap2:9", "-o", "A.mtx"])
    b = np.random.default_rng(0).standard_normal((81, 3))
    np.save("b.npy", b)
    assert run(["solve", "A.mtx", "--rhs", "b.npy", "-o", "x.mtx", "--report", "r.json"]) == 0
    assert_allclose(read("A.mtx").matvec(read_dense("x.mtx")), b, atol=1e-12)
    report = json.loads((here / "r.json").read_text())
    assert report["solve"]["nrhs"] == 3
    assert report["forward_error"] is None


@pytest.mark.parametrize("trans", "NTH")
def test_solve_makes_up_a_known_solution(here, trans, capsys):
    assert run(["solve", "helm3:5", "--trans", trans, "--nrhs", "2", "--report", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["forward_error"] < 1e-12
    assert report["solve"]["nrhs"] == 2
    assert report["matrix"]["dtype"] == "complex128"


def test_refine_improves_a_guess(here, capsys):
    run(["generate", "lap3:5", "-o", "A.mtx"])
    run(["factorize", "A.mtx", "-o", "A.factors", "--quiet"])
    x = np.arange(125.0)
    np.save("b.npy", read("A.mtx").matvec(x))
    np.save("guess.npy", x + 0.01)
    inputs = ["A.mtx", "--factors", "A.factors", "--rhs", "b.npy", "--guess", "guess.npy"]
    assert run(["refine", *inputs, "-o", "x.npy", "--refine", "classic"]) == 0
    assert_allclose(np.load("x.npy").ravel(), x, atol=1e-11)


def test_schur(here, capsys):
    (here / "last.txt").write_text("3 1 7\n")
    assert run(["solve", "lap2:5", "--schur", "last.txt", "--report", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["forward_error"] < 1e-13
    assert run(["solve", "lap2:5", "--schur", "last.txt", "--schur-output", "S.npy", "--quiet"]) == 0
    assert np.load("S.npy").shape == (3, 3)
    (here / "last.txt").write_text("2 2\n")
    assert run(["solve", "lap2:5", "--schur", "last.txt"]) == 3
    (here / "last.txt").write_text("0\n")
    assert run(["solve", "lap2:5", "--schur", "last.txt"]) == 3


@pytest.mark.parametrize("suffix", [".mtx", ".npz", ".mat", ".rb", ".mtx.gz"])
def test_convert(here, suffix):
    assert run(["convert", "lap2:6", f"A{suffix}"]) == 0
    np.testing.assert_array_equal(read(f"A{suffix}").full().toarray(), read("lap2:6").full().toarray())


def test_info(capsys):
    assert run(["info", "kkt2:6"]) == 0
    text = capsys.readouterr().out
    assert "120" in text
    assert "symmetric" in text


def test_report_on_standard_output_is_json_alone(capsys):
    assert run(["solve", "lap2:5", "--report", "-"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["schema"] == 1
    assert "backward error" in captured.err


def test_solution_on_standard_output_is_a_market_file(capsysbinary):
    assert run(["solve", "lap2:5", "-o", "-"]) == 0
    captured = capsysbinary.readouterr()
    assert scipy.io.mmread(io.BytesIO(captured.out)).shape == (25, 1)
    assert b"backward error" in captured.err


def test_pipe():
    line = f"{sys.executable} -m pastix_py generate lap2:20 | {sys.executable} -m pastix_py solve - --report -"
    done = subprocess.run(line, shell=True, capture_output=True, check=True)
    assert json.loads(done.stdout)["matrix"]["n"] == 400


def test_help_and_version(capsys):
    for command in COMMANDS:
        assert run([command, "-h"]) == 0
    assert run(["--version"]) == 0
    assert "0.1.0" in capsys.readouterr().out


def test_help_imports_nothing_heavy():
    code = "import sys; from pastix_py.cli.main import run; run(['--help']); import pastix_py; pastix_py.__all__; "
    code += "sys.exit(any(name in sys.modules for name in ('numba', 'scipy', 'numpy', 'rich')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def failing(here):
    """Return {name: (arguments, exit code, part of the sentence)}; makes the files they need."""
    market("rectangular.mtx", np.ones((2, 3)))
    market("nan.mtx", [[1, 0], [0, np.nan]])
    market("singular.mtx", [[1, 2, 0], [2, 4, 0], [0, 0, 1]])
    market("hole.mtx", [[1, 1, 1], [1, 0, 0], [1, 0, 0]])
    market("indefinite.mtx", [[1, 2], [2, 1]])
    market("A.mtx", np.diag([1.0, 2, 3]))
    market("B.mtx", np.diag([3.0, 2, 1]) + np.eye(3, k=1))
    np.save("short.npy", np.ones(2))
    np.save("guess.npy", np.ones((3, 2)))
    np.save("b.npy", np.ones(3))
    (here / "folder").mkdir()
    (here / "text.mtx").write_text("hello\n")
    (here / "empty.txt").write_text("")
    run(["analyze", "A.mtx", "-o", "A.plan", "--quiet"])
    run(["factorize", "A.mtx", "-o", "A.factors", "--quiet"])
    refine = ["refine", "A.mtx", "--factors", "A.factors", "-o", "x.npy"]
    return {
        "no command": (["nonsense"], 2, "There is no command 'nonsense'"),
        "unknown option": (["solve", "A.mtx", "--speed"], 2, "no option '--speed'"),
        "wrong choice": (["solve", "A.mtx", "--factorization", "qr"], 2, "llt"),
        "kind that does not fit": (["solve", "B.mtx", "--factorization", "llt"], 2, "symmetric"),
        "rhs and nrhs": (["solve", "A.mtx", "--rhs", "b.npy", "--nrhs", "2"], 2, "--nrhs"),
        "two on standard output": (["solve", "A.mtx", "-o", "-", "--report", "-"], 2, "standard output"),
        "two on standard input": (["solve", "-", "--rhs", "-"], 2, "standard input"),
        "unknown ordering": (["order", "A.mtx", "--ordering", "magic", "-o", "o"], 2, "magic"),
        "wrong size": (["solve", "A.mtx", "--max-memory", "much"], 2, "size"),
        "output is empty": (["solve", "A.mtx", "-o", ""], 2, "empty"),
        "noun on standard output": (["factorize", "A.mtx", "-o", "-"], 2, "file"),
        "two results in one file": (["solve", "A.mtx", "-o", "x.mtx", "--report", "./x.mtx"], 2, "one file"),
        "input as output": (["factorize", "A.mtx", "-o", "A.mtx"], 2, "is read"),
        "option that the plan settles": (["solve", "A.mtx", "--plan", "A.plan", "--ordering", "amd"], 2, "the plan"),
        "schur with a plan": (["solve", "A.mtx", "--plan", "A.plan", "--schur", "s.txt"], 2, "the plan"),
        "option that the factors settle": (
            ["solve", "A.mtx", "--factors", "A.factors", "--precision", "s"],
            2,
            "factors",
        ),
        "huge integer": (["solve", "A.mtx", "--panel-width", "9" * 30], 2, "panel_width"),
        "schur output without schur": (["solve", "A.mtx", "--schur-output", "S.npy"], 2, "--schur"),
        "empty ordering": (["solve", "A.mtx", "--ordering", "empty.txt"], 3, "unknowns"),
        "suffix": (["convert", "A.mtx", "A.xyz"], 2, "suffix"),
        "missing": (["solve", "none.mtx"], 3, "does not exist"),
        "folder as matrix": (["solve", "folder"], 3, "folder"),
        "text": (["solve", "text.mtx"], 3, "text"),
        "wrong spec": (["solve", "lap2:-3"], 3, "lap2"),
        "rectangular": (["solve", "rectangular.mtx"], 3, "square"),
        "nan": (["solve", "nan.mtx"], 3, "(2, 2)"),
        "short rhs": (["solve", "A.mtx", "--rhs", "short.npy"], 3, "shape"),
        "guess of another shape": ([*refine, "--rhs", "b.npy", "--guess", "guess.npy"], 3, "shape"),
        "plan of another matrix": (["solve", "B.mtx", "--plan", "A.plan"], 3, "another matrix"),
        "factors of another matrix": (["solve", "B.mtx", "--factors", "A.factors"], 3, "another matrix"),
        "plan in place of factors": (["solve", "A.mtx", "--factors", "A.plan"], 3, "saved plan"),
        "structurally singular": (["solve", "hole.mtx"], 4, "rank is 2 of 3"),
        "numerically singular": (["solve", "singular.mtx", "--rhs", "b.npy"], 5, "row"),
        "null pivot": (["solve", "singular.mtx", "--null-pivots", "error"], 5, "row"),
        "not positive definite": (["solve", "indefinite.mtx", "--factorization", "llt"], 5, "row 2"),
        "accuracy": (["solve", "lap2:9", "--accuracy", "1e-40"], 6, "1e-40"),
        "memory": (["solve", "lap3:9", "--max-memory", "1k"], 7, "--max-memory"),
        "output folder missing": (["solve", "A.mtx", "-o", "none/x.mtx"], 9, "none"),
        "output is a folder": (["solve", "A.mtx", "-o", "folder"], 9, "folder"),
        "report cannot be written": (["solve", "A.mtx", "--report", "none/r.json"], 9, "none"),
    }


def test_failures(here, capsys):
    cases = failing(here)
    before = sorted(path.name for path in here.iterdir())
    for name, (arguments, code, part) in cases.items():
        capsys.readouterr()
        assert run(arguments) == code, name
        sentence = capsys.readouterr().err.strip().splitlines()[-1]
        assert part in sentence, (name, sentence)
        assert sentence.startswith("pastix: "), name
        assert sentence.endswith((".", "?")), name
    assert sorted(path.name for path in here.iterdir()) == before


def test_failed_solve_still_reports(here):
    market("singular.mtx", [[1, 2, 0], [2, 4, 0], [0, 0, 1]])
    np.save("b.npy", np.ones(3))
    assert run(["solve", "singular.mtx", "--rhs", "b.npy", "--report", "r.json", "-o", "x.npy"]) == 5
    assert json.loads((here / "r.json").read_text())["factorization"]["perturbed_pivots"] == 1
    assert (here / "x.npy").exists()


@pytest.mark.parametrize("demand", [["--null-pivots", "error"], ["--factorization", "llt"]])
def test_failed_factorization_still_reports(here, demand):
    market("singular.mtx", [[1, 2, 0], [2, 4, 0], [0, 0, 1]])
    where = ["--report", "r.json", "-o"]
    for command, output in (("solve", "x.npy"), ("factorize", "A.factors")):
        assert run([command, "singular.mtx", *demand, *where, output]) == 5
        assert json.loads((here / "r.json").read_text())["analysis"]["nnz_factor"] == 4
        assert not (here / output).exists()
        (here / "r.json").unlink()


def test_failed_refinement_still_writes(here):
    run(["generate", "convdiff3:4", "-o", "A.mtx"])
    b = np.random.default_rng(0).standard_normal(64)
    np.save("b.npy", b)
    np.save("guess.npy", np.zeros(64))
    assert run(["factorize", "A.mtx", "-o", "A.factors"]) == 0
    given = ["--factors", "A.factors", "--rhs", "b.npy", "--guess", "guess.npy", "--accuracy", "1e-30"]
    assert run(["refine", "A.mtx", *given, "-o", "x.npy", "--report", "r.json"]) == 6
    assert_allclose(read("A.mtx") @ np.load("x.npy").ravel(), b, atol=1e-12)
    assert json.loads((here / "r.json").read_text())["backward_error"] < 1e-14


def test_consistent_singular_system_is_solved_with_a_warning(here, capsys):
    market("singular.mtx", [[1, 2, 0], [2, 4, 0], [0, 0, 1]])
    assert run(["solve", "singular.mtx", "--report", "-"]) == 0
    captured = capsys.readouterr()
    assert "row" in json.loads(captured.out)["warnings"][0]
    assert "warning" in captured.err


def test_quiet_run_still_warns(here, capsys):
    market("singular.mtx", [[1, 2, 0], [2, 4, 0], [0, 0, 1]])
    assert run(["solve", "singular.mtx", "--quiet"]) == 0
    assert "warning" in capsys.readouterr().err


def test_right_hand_side_is_checked_before_the_work(here, capsys):
    np.save("short.npy", np.ones(3))
    assert run(["solve", "lap3:9", "--rhs", "short.npy"]) == 3
    assert capsys.readouterr().out == ""


def test_link_is_followed_and_a_named_pipe_written_to(here):
    import os
    import threading

    (here / "real.npy").write_text("old")
    (here / "link.npy").symlink_to("real.npy")
    assert run(["solve", "lap2:4", "-o", "link.npy", "--quiet"]) == 0
    assert (here / "link.npy").is_symlink()
    assert np.load("real.npy").shape == (16,)
    os.mkfifo("pipe.mtx")
    read_back = []
    reader = threading.Thread(target=lambda: read_back.append((here / "pipe.mtx").read_bytes()))
    reader.start()
    assert run(["generate", "lap2:4", "-o", "pipe.mtx"]) == 0
    reader.join()
    assert read_back[0].startswith(b"%%MatrixMarket")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{pastix} info lap2:4 > /dev/full", 9),
        ("{pastix} solve lap2:4 -o - --quiet > /dev/full", 9),
        ("{pastix} --help > /dev/full", 9),
        ("{pastix} info none.mtx 2> /dev/full", 3),
        ("{pastix} info lap2:4 >&-", 0),
        ("{pastix} solve lap2:4 2>&-", 0),
        ("{pastix} info - <&-", 3),
    ],
)
def test_streams_that_are_full_or_closed(line, code):
    line = line.format(pastix=f"{sys.executable} -m pastix_py")
    done = subprocess.run(line, shell=True, capture_output=True, check=False)
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") <= 1


def test_pipe_that_is_closed_early():
    line = f"{sys.executable} -m pastix_py generate lap2:60 | head -1"
    done = subprocess.run(line, shell=True, capture_output=True, check=True)
    assert done.stdout.startswith(b"%%MatrixMarket")
    assert done.stderr == b""


def test_internal_error_is_one_sentence(monkeypatch, capsys):
    def broken(_):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("pastix_py.matrix.read.read", broken)
    assert run(["info", "lap2:3"]) == 1
    assert capsys.readouterr().err.strip().count("\n") == 0
