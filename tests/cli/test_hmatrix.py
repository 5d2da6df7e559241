"""`pastix hmatrix`: its table, its report, and what it refuses."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from pastix_py.cli.main import run
from pastix_py.hmatrix import measure as module
from pastix_py.hmatrix.measure import measure


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.jit
def test_table_and_report_agree(capsys):
    arguments = [
        "hmatrix",
        "plate:600",
        "--partitioner",
        "median",
        "--leaf",
        "32",
        "--factorize",
        "--tolerance",
        "1e-5",
    ]
    assert run([*arguments, "--report", "r.json"]) == 0
    shown, told = capsys.readouterr().out, json.loads(Path("r.json").read_text())
    blocks, stored = told["blocks"], told["assembly"]
    assert told["options"]["leaf"] == 32
    assert told["matrix"]["kernel"] == "laplace"
    assert re.search(rf"^blocks .* {blocks['low_rank']:,} of rank .*, {blocks['dense']:,} dense$", shown, re.M)
    assert re.search(rf"^assembly .* {stored['stored']:,} coefficients", shown, re.M)
    assert told["factorization"]["method"] == "h-ldlt"
    assert re.search(r"^factorization .* h-ldlt, ", shown, re.M)
    assert re.search(rf"^iteration .* gmres, {told['iteration']['iterations']} ", shown, re.M)
    assert re.search(r"^clustering .* median, ", shown, re.M)
    assert stored["bytes"] == 8 * stored["stored"] < 8 * told["matrix"]["n"] ** 2
    assert told["error"] < 3e-5
    assert told["iteration"]["converged"]
    assert told["iteration"]["iterations"] < 10
    for part in ("clustering", "blocks", "assembly", "product", "factorization", "iteration"):
        assert told[part]["seconds"] >= 0


@pytest.mark.jit
def test_report_on_standard_output_is_json_alone(capsys):
    np.save("p.npy", np.random.default_rng(0).random((200, 2)))
    given = ["hmatrix", "p.npy", "--kernel", "matern32", "--length", "0.3", "--nugget", "0.1", "--report", "-"]
    assert run(given) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["matrix"] == {"name": "p", "n": 200, "kernel": "matern32", "dtype": "float64"}
    assert "p: n = 200, matern32" in captured.err
    assert run([*given[:-2], "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.jit
def test_one_point_and_points_that_coincide(capsys):
    Path("one.csv").write_text("0.5,0.5\n")
    Path("twice.csv").write_text("0.5,0.5\n" * 300)
    for name in ("one", "twice"):
        assert run(["hmatrix", f"{name}.csv", "--nugget", "1", "--factorize"]) == 0
    assert run(["hmatrix", "twice.csv", "--factorize"]) == 5
    said = capsys.readouterr().err
    assert "singular" in said
    assert said.count("\n") == 1


@pytest.mark.jit
def test_what_is_measured():
    H, told = measure("plate:600", leaf=32, tolerance=1e-3)
    assert told["assembly"]["stored"] == H.stored
    assert told["clustering"]["method"] == "graph"
    assert told["blocks"]["largest_rank"] == H.leaves.rank.max()
    assert "factorization" not in told


def test_an_error_above_the_tolerance_is_told(capsys, monkeypatch):
    told = {"options": {"tolerance": 1e-6}, "error": 1e-3}
    monkeypatch.setattr(module, "measure", lambda source, **options: (None, told))
    assert run(["hmatrix", "plate:60", "--quiet"]) == 6
    assert "off by 1.0e-03" in capsys.readouterr().err
    told["options"]["tolerance"], told["error"] = 1e-300, 1e-16
    assert run(["hmatrix", "plate:60", "--quiet"]) == 0
    told |= {
        "error": 1e-7,
        "options": {"tolerance": 1e-6},
        "iteration": {"converged": False, "residual": 0.5, "reason": "it was stopped"},
    }
    assert run(["hmatrix", "plate:60", "--quiet"]) == 6
    assert "it was stopped" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["none.msh"], 3, "does not exist"),
        (["sphre:100"], 3, "'sphere'"),
        (["sphere"], 2, "size"),
        (["sphere:60", "--kernel", "laplac"], 2, "'laplace'"),
        (["sphere:60", "--kernel", "helmholtz"], 2, "wavenumber"),
        (["sphere:60", "--kernel", "laplace", "--wavenumber", "3"], 2, "helmholtz has one"),
        (["sphere:60", "--kernel", "matern32", "--wavenumber", "3"], 2, "helmholtz has one"),
        (["sphere:60", "--length", "0.3"], 2, "covariances have them"),
        (["sphere:60", "--wavenumber", "3", "--nugget", "1"], 2, "covariances have them"),
        (["sphere:60", "--partitioner", "hilbret"], 2, "'hilbert'"),
        (["sphere:60", "--admissibility", "strong"], 2, "standard"),
        (["sphere:60", "--tolerance", "0"], 2, "between 0 and 1"),
        (["sphere:60", "--eta", "0"], 2, "above 0"),
        (["sphere:60", "--leaf", "0"], 2, "leaf"),
        (["sphere:60", "--report", "none/r.json"], 9, "none"),
        (["nan.csv"], 3, "not finite"),
        (["nan.csv", "--report", "nan.csv"], 2, "is read"),
    ],
)
def test_failures(arguments, code, part, capsys):
    Path("nan.csv").write_text("1,2\nnan,3\n")
    assert run(["hmatrix", *arguments]) == code
    said = capsys.readouterr().err
    assert part in said
    assert said.startswith("pastix: ")
    assert said.count("\n") == 1
