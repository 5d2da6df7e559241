"""Orderings in the files of other programs, parsed here without the package, and read back by it."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from pastix_py import generate
from pastix_py.errors import InputError, MissingDependency, OutputError, UsageError
from pastix_py.ordering import export, saved
from pastix_py.ordering.graph import Graph
from pastix_py.ordering.ordering import Numbering, Ordering
from pastix_py.ordering.stage import order

N = 30
PERM = np.random.default_rng(4).permutation(N)
READABLE = [suffix for suffix, form in export.FORMS.items() if not form.needs_matrix]


def path_graph(n):
    """Return the graph of a path."""
    ind = [u for v in range(n) for u in (v - 1, v + 1) if 0 <= u < n]
    return Graph(n, np.append(0, np.cumsum([(v > 0) + (v < n - 1) for v in range(n)])), np.array(ind, np.int64))


@pytest.fixture
def ordering():
    # Two leaves below a separator, and what comes last.
    return Ordering.of(Numbering(PERM, np.array([0, 12, 22, 26, N]), np.array([2, 2, 3, -1])), "mine")


def parsed(path):
    """Return the permutation in a file, by NumPy alone."""
    if path.suffix == ".npy":
        return np.load(path)
    if path.suffix == ".txt":
        return np.loadtxt(path, dtype=int)
    if path.suffix == ".iperm":
        return np.argsort(np.loadtxt(path, dtype=int))
    pairs = np.loadtxt(path, dtype=int, skiprows=1)
    assert path.read_text().split("\n")[0] == str(N)
    perm = np.zeros(N, int)
    perm[pairs[:, 1]] = pairs[:, 0]
    return perm


@pytest.mark.parametrize("suffix", READABLE)
def test_files_are_what_others_read_and_are_read_back(suffix, ordering, tmp_path):
    path = tmp_path / f"x{suffix}"
    ordering.export(path)
    if suffix != ".ord":
        assert np.array_equal(parsed(path), PERM)
    again = order(path_graph(N), path)
    assert np.array_equal(again.perm, PERM)
    assert np.array_equal(again.perm[again.iperm], np.arange(N))
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", READABLE)
@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_small_ones(suffix, n, tmp_path):
    export.writer(tmp_path / f"x{suffix}")(Ordering.from_perm(np.arange(n)[::-1].copy(), "mine"))
    assert order(path_graph(n), tmp_path / f"x{suffix}").perm.tolist() == list(range(n))[::-1]


def test_parts_come_back_and_are_forgotten_where_some_are_kept_last(ordering, tmp_path):
    ordering.save(tmp_path / "x.ord")
    again = order(path_graph(N), tmp_path / "x.ord")
    assert again.part_ptr.tolist() == [0, 12, 22, 26, N]
    assert again.part_parent.tolist() == [2, 2, 3, -1]
    constrained = order(path_graph(N), tmp_path / "x.ord", [4])
    assert constrained.part_ptr.size == 0
    assert constrained.perm[-1] == 4


@pytest.mark.parametrize("base", [0, 1])
def test_scotch_in_any_order_from_0_or_1(base, tmp_path):
    lines = [f"{old + base} {new + base}" for new, old in enumerate(PERM)]
    (tmp_path / "x").write_text("\n".join([f" {N}", *lines, ""]))
    assert np.array_equal(order(path_graph(N), tmp_path / "x").perm, PERM)


def scotch(*pairs, n=3):
    return f"{n}\n" + "".join(f"{a}\t{b}\n" for a, b in pairs)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.iperm", "0\n1\n", "2 unknowns, but the matrix has 3"),
        ("a.iperm", "0\n\n2\n2\n", r"0\.\.2 once: line 4 has 2 again, after line 3"),
        ("a.iperm", "1\n2\n3\n", "line 3 has 3; numbers start at 0"),
        ("a.txt", "0 1\n-1\n", "line 2 has -1"),
        ("a.txt", "0\n1\ntwo\n", "line 3 has 'two'"),
        ("a.txt", "0\n1\n--2\n", "line 3 has '--2'"),
        ("a.txt", "0\n1.0\n2\n", r"line 2 has '1\.0'"),
        ("a.txt", f"0\n{10**30}\n2\n", "line 2 has '1000"),
        ("a.txt", "", "0 unknowns, but the matrix has 3"),
        ("a.scotch", scotch((0, 0), (1, 1)), "4 numbers behind its first line, which tells of 3 unknowns"),
        ("a.scotch", scotch((0, 0), (1, 1), (2, 2), (3, 3)), "8 numbers"),
        ("a.scotch", scotch((0, 0), (1, 1), n=2), "2 unknowns, but the matrix has 3"),
        ("a.scotch", scotch((0, 0), (1, 1), (1, 2)), "line 4 has 1 again, after line 3"),
        ("a.scotch", scotch((0, 0), (1, 2), (2, 2)), "line 4 has 2 again, after line 3"),
        ("a.scotch", scotch((0, 0), (1, 7), (2, 2)), "line 3 has 7; numbers start at 0"),
        ("a.scotch", scotch((1, 1), (2, 2), (3, 4)), r"1\.\.3 once: line 4 has 4\."),
        ("a.scotch", "3\n0 0\n1 1\n2\n", "5 numbers"),
        ("a.txt", "é\n", "cannot be read"),
    ],
)
def test_wrong_files_are_one_sentence(name, text, sentence, tmp_path):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=sentence) as found:
        order(path_graph(3), tmp_path / name)
    assert "\n" not in str(found.value)


def test_wrong_arrays(tmp_path):
    for values, sentence in (([0, 1, 1], "entry 2 has 1 again, after entry 1"), ([0.0, 1, 2], "no integers")):
        np.save(tmp_path / "a.npy", np.array(values))
        with pytest.raises(InputError, match=sentence) as found:
            saved.read(tmp_path / "a.npy", 3)
        assert "cannot be read" not in str(found.value)


@pytest.mark.parametrize(
    ("ptr", "parent"),
    [
        ([0, 3], [0]),
        ([0, 2], [-1]),
        ([1, 3], [-1]),
        ([0, 2, 3], [-1]),
        ([0, 2, 1, 3], [2, 2, -1]),
        ([0, 1, 3], [7, -1]),
    ],
)
def test_saved_parts_that_are_no_tree_are_refused(ptr, parent, tmp_path):
    Ordering.of(Numbering(np.arange(3), np.array(ptr), np.array(parent)), "mine").save(tmp_path / "x.ord")
    with pytest.raises(InputError, match="no tree"):
        Ordering.load(tmp_path / "x.ord")


@pytest.mark.parametrize("suffix", [".vtk", ".vtu"])
def test_vtk_is_read_by_meshio(suffix, tmp_path):
    meshio = pytest.importorskip("meshio")
    matrix, perm = generate("lap2:5"), np.random.default_rng(1).permutation(25)
    ordering = Ordering.of(Numbering(perm, np.array([0, 10, 20, 25]), np.array([2, 2, -1])), "mine")
    export.writer(tmp_path / f"x{suffix}", matrix)(ordering)
    mesh = meshio.read(tmp_path / f"x{suffix}")
    assert np.array_equal(mesh.points, [(k % 5, -(k // 5), 0) for k in range(25)])
    place = np.argsort(perm)
    assert np.array_equal(mesh.point_data["iperm"].ravel(), place)
    assert np.array_equal(mesh.point_data["part"].ravel(), np.searchsorted([10, 20], place, side="right"))
    assert np.array_equal(mesh.point_data["level"].ravel(), place < 20)
    cells = mesh.cells_dict
    assert sorted(cells["vertex"].ravel()) == list(range(25))
    A = matrix.full().toarray()
    assert {tuple(sorted(edge)) for edge in cells["line"].tolist()} == set(zip(*np.nonzero(np.triu(A, 1)), strict=True))
    assert [p.name for p in tmp_path.iterdir()] == [f"x{suffix}"]


def test_vtk_without_a_tree_and_with_coordinates_of_a_user(tmp_path):
    meshio = pytest.importorskip("meshio")
    points = np.random.default_rng(0).random((25, 3))
    export.writer(tmp_path / "x.vtu", generate("lap2:5"), points)(Ordering.from_perm(np.arange(25), "natural"))
    mesh = meshio.read(tmp_path / "x.vtu")
    np.testing.assert_allclose(mesh.points, points)
    assert set(mesh.point_data) == {"iperm"}


def test_partitions(tmp_path):
    part = np.random.default_rng(2).integers(0, 4, 25)
    for suffix in (".part.4", ".map", ".npy"):
        export.partition_writer(tmp_path / f"x{suffix}")(part)
    assert np.array_equal(np.loadtxt(tmp_path / "x.part.4", dtype=int), part)
    assert np.array_equal(np.load(tmp_path / "x.npy"), part)
    assert (tmp_path / "x.map").read_text().split("\n")[0] == "25"
    assert np.array_equal(np.loadtxt(tmp_path / "x.map", dtype=int, skiprows=1), np.stack([np.arange(25), part], 1))
    with pytest.raises(UsageError, match="no effect"):
        export.partition_writer(tmp_path / "x.part", generate("lap2:5"), "lap2:5")
    meshio = pytest.importorskip("meshio")
    export.partition_writer(tmp_path / "x.vtu", generate("lap2:5"))(part)
    assert np.array_equal(meshio.read(tmp_path / "x.vtu").point_data["part"], part)


def test_what_vtk_needs_is_told_before_the_work(tmp_path, monkeypatch):
    pytest.importorskip("meshio")
    for matrix, sentence in (
        (None, "pastix order MATRIX"),
        (replace(generate("lap2:3"), name="A"), "--coordinates FILE"),
    ):
        with pytest.raises(UsageError, match=sentence):
            export.writer(tmp_path / "x.vtu", matrix)
    with pytest.raises(UsageError, match="no effect"):
        export.writer(tmp_path / "x.ord", generate("lap2:3"), "lap2:3")
    with pytest.raises(OutputError):
        export.writer(tmp_path / "none" / "x.vtu", generate("lap2:3"))(Ordering.from_perm(np.arange(9), "natural"))
    monkeypatch.setitem(sys.modules, "meshio", None)
    with pytest.raises(MissingDependency, match="pip install meshio"):
        export.writer(tmp_path / "x.vtu", generate("lap2:3"))
