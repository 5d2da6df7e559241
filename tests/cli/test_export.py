"""Orderings for other programs, in the shell: `pastix order -o`, `pastix convert` and `--ordering`."""

import numpy as np
import pytest

from pastix_py.cli.main import run
from pastix_py.ordering.ordering import Ordering


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in a folder with a matrix and its ordering."""
    monkeypatch.chdir(tmp_path)
    assert run(["generate", "lap2:7", "-o", "A.mtx"]) == 0
    assert run(["order", "A.mtx", "--ordering", "amd", "-o", "A.ord"]) == 0
    return tmp_path


def test_round_trips(here):
    perm = Ordering.load("A.ord").perm
    for suffix in ("iperm", "scotch", "txt", "npy"):
        assert run(["order", "A.mtx", "--ordering", "amd", "-o", f"direct.{suffix}"]) == 0
        assert run(["convert", "A.ord", f"converted.{suffix}"]) == 0
        assert (here / f"direct.{suffix}").read_bytes() == (here / f"converted.{suffix}").read_bytes()
        assert run(["convert", f"direct.{suffix}", f"{suffix}.iperm"]) == 0
        assert np.array_equal(np.loadtxt(f"{suffix}.iperm", dtype=int), np.argsort(perm))
        assert run(["order", "A.mtx", "--ordering", f"direct.{suffix}", "-o", "again.ord"]) == 0
        assert np.array_equal(Ordering.load("again.ord").perm, perm)


def test_vtk(here):
    meshio = pytest.importorskip("meshio")
    np.savetxt("A.xyz", np.random.default_rng(0).random((49, 3)))
    for given in ("A.xyz", "lap2:7"):
        assert run(["order", "A.mtx", "--coordinates", given, "--ordering", "amd", "-o", "A.vtu"]) == 0
        assert np.array_equal(meshio.read("A.vtu").point_data["iperm"], Ordering.load("A.ord").iperm)


def test_failures(here, capsys):
    pytest.importorskip("meshio")
    cases = (
        (["convert", "A.ord", "A.rb"], 2, ".iperm"),
        (["convert", "A.ord", "-"], 2, "suffix"),
        (["convert", "A.ord", "A.vtu"], 2, "pastix order MATRIX"),
        (["convert", "A.ord", "A.ord"], 2, "is read"),
        (["convert", "lap2:7", "B.iperm"], 2, "no ordering 'lap2:7'"),
        (["convert", "A.mtx", "B.iperm"], 3, "cannot be read"),
        (["order", "A.mtx", "-o", "A.vtk"], 2, "--coordinates"),
        (["order", "A.mtx", "-o", "B.ord", "--coordinates", "lap2:7"], 2, "no effect"),
        (["order", "A.mtx", "-o", "A.vtk", "--coordinates", "lap2:8"], 3, "64 × 2"),
        (["order", "A.mtx", "-o", "A.vtk", "--coordinates", "none"], 3, "does not exist"),
        (["order", "A.mtx", "-o", "-"], 2, "needs a file"),
    )
    before = sorted(here.iterdir())
    for arguments, code, part in cases:
        capsys.readouterr()
        assert run(arguments) == code, arguments
        told = capsys.readouterr().err.strip()
        assert part in told, told
        assert told.count("\n") == 0
    assert sorted(here.iterdir()) == before
