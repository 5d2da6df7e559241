"""`pastix plot` in the shell: outputs, defaults, refusals, and what is not imported."""

import json
import subprocess
import sys

import pytest
from graphs import random_trace

from pastix_py.cli.main import run
from pastix_py.plot import KINDS
from pastix_py.runtime import trace_file


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_kind_writes_its_picture(here, capsys):
    result = {"key": "1", "matrix": "a", "solver": "pastix", "options": {}, "status": "ok", "total_seconds": 1.0}
    (here / "results.jsonl").write_text(json.dumps(result) + "\n")
    trace_file.write(here / "run.json", random_trace())
    for kind in KINDS:
        given = {"profile": "results.jsonl", "gantt": "run.json", "partition": "plate:60", "hmatrix": "plate:60"}
        source = given.get(kind, "lap2:6")
        assert run(["plot", kind, source]) == 0
        name = f"{source.split('.')[0].replace(':', '_')}-{kind}.png"
        assert name in capsys.readouterr().out
        assert (here / name).read_bytes().startswith(b"\x89PNG")


def test_report_of_a_solve_is_drawn(here):
    assert run(["solve", "lap2:20", "--precision", "mixed", "--report", "r.json", "--quiet"]) == 0
    assert run(["plot", "residual", "r.json", "-o", "r.svg"]) == 0
    assert "<svg" in (here / "r.svg").read_text()


def test_coordinates_of_a_file(here):
    assert run(["generate", "lap2:6", "-o", "A.mtx"]) == 0
    (here / "A.xyz").write_text("".join(f"{k % 6} {k // 6} 0.5\n" for k in range(36)))
    for given in ("A.xyz", "lap2:6"):
        assert run(["plot", "order", "A.mtx", "--coordinates", given, "-o", "x.svg"]) == 0
        assert "eliminated" in (here / "x.svg").read_text()
    assert run(["plot", "order", "A.mtx", "-o", "x.svg"]) == 0
    assert "eliminated" not in (here / "x.svg").read_text()


def test_pipes(here):
    pastix = f"{sys.executable} -m pastix_py"
    for line in (
        f"{pastix} generate lap2:5 | {pastix} plot spy - -o -",
        f"{pastix} solve lap2:5 --report - 2>/dev/null | {pastix} plot residual - -o -",
    ):
        done = subprocess.run(line, shell=True, capture_output=True, check=True)
        assert done.stdout.startswith(b"\x89PNG")
        assert done.stderr == b""


def test_help_lists_the_kinds_without_importing_them():
    code = "import sys; from pastix_py.cli.main import run; run(['plot', '--help']); "
    code += "sys.exit(any(name in sys.modules for name in ('matplotlib', 'numba', 'scipy', 'numpy')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode == 0
    for name, kind in KINDS.items():
        assert f"  {name} " in done.stdout
        assert kind.draws in done.stdout


def test_no_display_is_asked_for(here):
    code = "import sys; from pastix_py.cli.main import run; run(['plot', 'spy', 'lap2:5', '-o', 'x.svg']); "
    code += "sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


def test_failures(here, capsys):
    (here / "failed.jsonl").write_text(json.dumps({"matrix": "a", "solver": "x", "status": "failed"}) + "\n")
    (here / "folder.png").mkdir()
    cases = (
        (["spu", "lap2:5"], 2, "'spy'"),
        (["spy", "lap2:5", "-o", "x.pgn"], 2, ".png"),
        (["spy", "lap2:5", "-o", ""], 2, "empty"),
        (["spy", "lap2:5", "--theme", "grey"], 2, "light"),
        (["spy", "lap2:5", "--dpi", "0"], 2, "dpi"),
        (["spy", "lap2:5", "--dpi", "9999999"], 2, "dots"),
        (["spy", "lap2:5", "--width", "inf", "-o", "x.svg"], 2, "dots"),
        (["spy", "lap2:5", "--width", "1e-9"], 2, "dots"),
        (["spy", "lap2:5", "--ordering", "magic"], 2, "magic"),
        (["spy", "lap2:5", "--coordinates", "lap2:5"], 2, "no effect"),
        (["order", "lap2:5", "--coordinates", "none"], 3, "does not exist"),
        (["order", "lap2:5", "--coordinates", "lap2:6"], 3, "36 × 2"),
        (["spy", "none.mtx"], 3, "does not exist"),
        (["spy", "lap2:5", "--level", "2"], 2, "no effect"),
        (["partition", "lap2:5", "--kernel", "laplace"], 2, "no effect"),
        (["partition", "plate:60", "--coordinates", "lap2:5"], 2, "no effect"),
        (["partition", "plate:60", "--ordering", "amd"], 2, "no effect"),
        (["partition", "plate:60", "--partitioner", "hilbret"], 2, "'hilbert'"),
        (["partition", "plate:60", "--level", "99"], 2, "levels"),
        (["hmatrix", "none.msh"], 3, "does not exist"),
        (["hmatrix", "lap2:5"], 3, "shape"),
        (["profile", "failed.jsonl"], 3, "succeeded"),
        (["profile", "lap2:5"], 3, "takes results"),
        (["gantt", "lap2:5"], 3, "takes a trace"),
        (["gantt", "failed.jsonl"], 3, "no trace"),
        (["profile", "fialed.jsonl"], 3, "did you mean failed.jsonl?"),
        (["spy", "lap2:5", "-o", "none/x.png"], 9, "none"),
        (["spy", "lap2:5", "-o", "folder.png"], 9, "folder"),
    )
    before = sorted(here.iterdir())
    for arguments, code, part in cases:
        capsys.readouterr()
        assert run(["plot", *arguments]) == code, arguments
        told = capsys.readouterr().err.strip()
        assert part in told, told
        assert told.count("\n") == 0
    assert sorted(here.iterdir()) == before


def test_without_matplotlib_the_pip_line_is_told(here, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert run(["plot", "spy", "lap2:5"]) == 10
    assert "pip install" in capsys.readouterr().err
    assert not list(here.iterdir())
