"""`pastix partition`: its table, its file, and what it refuses."""

import re

import numpy as np
import pytest

import pastix_py
from pastix_py.cli.main import run
from pastix_py.ordering.partition import Partition


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_table_and_file_agree_with_the_function(capsys):
    assert run(["partition", "lap2:12", "5", "--seed", "3", "-o", "lap2.part"]) == 0
    shown = capsys.readouterr().out
    found = pastix_py.partition(pastix_py.generate("lap2:12"), 5, seed=3)
    assert isinstance(found, Partition)
    assert np.loadtxt("lap2.part", dtype=int).tolist() == found.part.tolist()
    assert re.search(rf"^edge cut +{found.edge_cut} of 264 edges$", shown, re.M)
    assert re.search(rf"^balance +{found.balance:.3f} ", shown, re.M)
    assert re.search(
        rf"^halo +{found.halo.min()} least, {found.halo.mean():.1f} mean, {found.halo.max()} ", shown, re.M
    )
    assert re.search(rf"^separator +{found.separator().size} ", shown, re.M)
    assert re.search(r"^seconds +\d", shown, re.M)


def test_parts_on_standard_output(capsys):
    assert run(["partition", "lap2:6", "2", "-o", "-"]) == 0
    captured = capsys.readouterr()
    assert sorted(set(captured.out.split())) == ["0", "1"]
    assert len(captured.out.split()) == 36
    assert "edge cut" in captured.err
    assert run(["partition", "lap2:6", "2", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("partitioner", ["nd", "metis"])
def test_partitioner_is_named(partitioner, capsys):
    assert run(["partition", "lap2:6", "3", "--partitioner", partitioner]) == 0
    assert f"by {partitioner}," in capsys.readouterr().out
    A = pastix_py.generate("lap2:6")
    assert pastix_py.partition(A, 3, method=partitioner).method == partitioner


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["lap2:3", "0"], 2, "1 or more"),
        (["lap2:3", "10"], 2, "at most 9"),
        (["lap2:3", "two"], 2, "integer"),
        (["lap2:3", "2", "--partitioner", "mettis"], 2, "'metis'"),
        (["lap2:3", "2", "--partitioner", "amd"], 2, "partitioner"),
        (["lap2:3", "2", "-o", "none/lap2.part"], 9, "none"),
        (["none.mtx", "2"], 3, "does not exist"),
    ],
)
def test_failures(arguments, code, part, capsys):
    assert run(["partition", *arguments]) == code
    said = capsys.readouterr().err
    assert part in said
    assert said.startswith("pastix: ")
    assert said.count("\n") == 1
