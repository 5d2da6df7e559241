"""Orderings compared: the figures against elimination by definition, and what is said where one cannot run."""

import json
import sys

import numpy as np
import pytest

import pastix_py
from pastix_py import compare_orderings, generate
from pastix_py.cli.main import run
from pastix_py.compare_orderings import fewest_flops
from pastix_py.errors import InputError, MissingDependency, UsageError

SPECS = ("circuit:200", "lap2:12")
NAMES = ["amd", "natural", "rcm", "auto", "nd"]


def eliminated(A, perm):
    """Return (entries of each column of L, parent of each column) of P A Pᵀ, by elimination of a dense pattern."""
    dense = np.eye(A.n, dtype=bool)
    dense[A.ind, np.repeat(np.arange(A.n), np.diff(A.ptr))] = True
    L = np.tril((dense | dense.T)[np.ix_(perm, perm)])
    for j in range(A.n):
        below = j + 1 + np.flatnonzero(L[j + 1 :, j])
        L[np.ix_(below, below)] |= np.tril(np.ones((below.size, below.size), bool))
    parent = [j + 1 + int(np.argmax(L[j + 1 :, j])) if L[j + 1 :, j].any() else -1 for j in range(A.n)]
    return L.sum(axis=0), parent


def height(parent):
    """Return the most columns on a path to a root."""
    longest = 0
    for column in range(len(parent)):
        steps = 0
        while column != -1:
            steps, column = steps + 1, parent[column]
        longest = max(longest, steps)
    return longest


@pytest.fixture(scope="module", params=SPECS)
def compared(request):
    """Return (matrix, what its orderings make of it)."""
    A = generate(request.param)
    return A, compare_orderings(A, NAMES)


@pytest.mark.parametrize("k", range(len(NAMES)), ids=NAMES)
def test_figures(compared, k):
    A, one = compared[0], compared[1][k]
    count, parent = eliminated(A, one.ordering.perm)
    is_lu = A.name.startswith("circuit")
    assert one.asked == NAMES[k]
    assert one.nnz_l == count.sum()
    assert one.flops == sum((c - 1) * (2 * c - 1) if is_lu else c * c for c in count.tolist())
    assert one.largest_front == count.max()
    assert one.tree_height == height(parent)
    plan = pastix_py.analyze(A, ordering=one.ordering)
    assert (one.n_cblk, one.n_blok) == (plan.symbol.n_cblk, plan.symbol.n_blok)
    assert one.predicted_bytes == plan.predicted_bytes(A.dtype) >= 8 * ((1 + is_lu) * one.nnz_l - A.n)
    assert one.seconds > 0
    assert one.predicted_seconds > 0


def test_auto_is_told_and_the_best_is_found(compared):
    found = compared[1]
    auto = found[NAMES.index("auto")]
    assert auto.method == "amd"
    assert "unknowns" in auto.reason
    assert fewest_flops(found).flops == min(one.flops for one in found)
    assert not fewest_flops(found).missing


def test_empty_matrix():
    (one,) = compare_orderings(np.zeros((0, 0)), ["amd"])
    assert (one.nnz_l, one.tree_height, one.largest_front, one.n_blok) == (0, 0, 0, 0)


def test_options_reach_every_stage():
    merged, apart = (compare_orderings(generate("lap2:12"), ["amd"], amalgamation=a)[0] for a in (1.0, 0.0))
    assert apart.n_cblk > merged.n_cblk
    with pytest.raises(UsageError, match="panel_width"):
        compare_orderings(generate("lap2:3"), ["amd"], panel_widht=3)


def test_wrong_names_stop_before_the_work(monkeypatch):
    monkeypatch.setattr("pastix_py.pipeline.order", lambda *_, **__: pytest.fail("it was ordered"))
    with pytest.raises(UsageError, match="did you mean 'metis'"):
        compare_orderings(generate("lap2:3"), ["amd", "mettis"])
    with pytest.raises(UsageError, match="no ordering to compare"):
        compare_orderings(generate("lap2:3"), [])


def test_a_missing_package_is_a_row(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pymetis", None)
    absent, amd = compare_orderings(generate("lap2:4"), ["metis", "amd"])
    assert "pip install pymetis" in absent.missing
    assert absent.nnz_l is None
    assert amd.nnz_l > 16
    with pytest.raises(MissingDependency, match="pip install pymetis"):
        compare_orderings(generate("lap2:4"), ["metis"])
    assert run(["order", "lap2:4", "--compare", "metis,amd"]) == 0
    assert "pip install pymetis" in capsys.readouterr().out
    assert run(["order", "lap2:4", "--compare", "metis"]) == 10


def test_command(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["order", "lap2:15", "-o", "rcm.ord", "--ordering", "rcm"]) == 0
    assert capsys.readouterr().out == "225 unknowns ordered by rcm\n"
    assert run(["order", "lap2:15", "-o", "auto.ord"]) == 0
    assert capsys.readouterr().out == "225 unknowns ordered by amd, since it has at most 10,000 unknowns\n"
    command = ["order", "lap2:15", "--compare", "natural, rcm.ord,auto", "-o", "best.ord", "--report", "-"]
    assert run(command) == 0
    captured = capsys.readouterr()
    told = json.loads(captured.out)["orderings"]
    assert [one["asked"] for one in told] == ["natural", "rcm.ord", "auto"]
    assert [one["method"] for one in told] == ["natural", "rcm", "amd"]
    rows = [line.split() for line in captured.err.splitlines()]
    assert [row[0] for row in rows] == ["ordering", "natural", "rcm.ord", "auto", "auto", "best.ord"]
    for row, one in zip(rows[1:4], told, strict=True):
        assert {f"{one[key]:,}" for key in ("nnz_l", "tree_height", "largest_front", "n_blok")} <= set(row)
    best = pastix_py.Ordering.load("best.ord")
    assert best.method == "amd"
    assert (best.perm == pastix_py.Ordering.load("auto.ord").perm).all()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "-o"),
        (["--compare", ","], 2, "metis,amd,nd"),
        (["--compare", "ndd"], 2, "'nd'"),
        (["--compare", "amd", "--ordering", "nd"], 2, "--compare names"),
        (["-o", "x.ord", "--report", "r.json"], 2, "--report"),
        (["--compare", "amd", "-o", "-"], 2, "file"),
        (["--compare", "amd,list.txt", "-o", "list.txt"], 2, "list.txt"),
        (["--compare", "amd,list.txt"], 3, "3 unknowns"),
    ],
)
def test_wrong_use(arguments, code, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.txt").write_text("0 1 2")
    assert run(["order", "lap2:3", *arguments]) == code
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_file_of_another_matrix(tmp_path):
    pastix_py.order(generate("lap2:3")).save(tmp_path / "A.ord")
    with pytest.raises(InputError, match="another pattern"):
        compare_orderings(generate("circuit:200"), ["amd", str(tmp_path / "A.ord")])
