"""`pastix partition`: its table, its file, and what it refuses."""

import re
from pathlib import Path

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


def test_clusters_without_k(capsys):
    assert run(["partition", "plate:500", "--partitioner", "hilbert", "--leaf", "40", "-o", "plate.npz"]) == 0
    shown = capsys.readouterr().out
    tree = pastix_py.ClusterTree.load("plate.npz")
    with np.load("plate.npz") as arrays:
        assert np.array_equal(arrays["perm"], tree.perm)
    assert (tree.method, tree.size[tree.leaves].max() <= 40) == ("hilbert", True)
    assert re.search(rf"^leaves +{tree.leaves.size}: ", shown, re.M)
    assert re.search(rf"^depth +{tree.depth} ", shown, re.M)
    assert re.search(rf"^balance +{tree.balance:.3f} ", shown, re.M)


def test_leaves_of_points_and_of_a_matrix(capsys):
    np.savetxt("p.csv", np.random.default_rng(0).random((90, 2)), delimiter=",")
    assert run(["partition", "p.csv", "--leaf", "10", "-o", "p.part"]) == 0
    leaf = np.loadtxt("p.part", dtype=int)
    assert np.array_equal(np.unique(leaf), np.arange(16))
    capsys.readouterr()
    assert run(["partition", "lap2:10", "--partitioner", "median", "--leaf", "25", "-o", "-"]) == 0
    captured = capsys.readouterr()
    leaf = np.array(captured.out.split(), int).reshape(10, 10)
    assert sorted(np.bincount(leaf.ravel())) == [12, 12, 12, 12, 13, 13, 13, 13]
    assert "leaves" in captured.err


def test_clusters_at_every_level_for_paraview():
    meshio = pytest.importorskip("meshio")
    assert run(["partition", "sphere:300", "--partitioner", "octree", "-o", "sphere.vtu", "--quiet"]) == 0
    found = meshio.read("sphere.vtu")
    mesh = pastix_py.shape("sphere:300")
    tree = pastix_py.cluster(np.asarray(mesh.coordinates)[mesh.node.reshape(-1, 3)].mean(axis=1), method="octree")
    assert np.array_equal(found.cells_dict["triangle"].ravel(), mesh.node)
    for level in range(1, tree.depth + 1):
        assert np.array_equal(found.cell_data[f"level_{level}"][0], tree.at(level))
    assert run(["partition", "lap2:6", "--leaf", "9", "-o", "lap2.vtk", "--quiet"]) == 0
    assert "level_1" in meshio.read("lap2.vtk").point_data


def test_elements_of_a_mesh_in_k_parts():
    meshio = pytest.importorskip("meshio")
    assert run(["partition", "sphere:300", "4", "-o", "sphere.vtu", "--quiet"]) == 0
    part = meshio.read("sphere.vtu").cell_data["part"][0]
    assert set(part) == {0, 1, 2, 3}


def test_kinds_of_elements_are_kept():
    meshio = pytest.importorskip("meshio")
    corners = np.indices((2, 2, 3)).reshape(3, -1).T.astype(float)
    brick = [[0, 6, 9, 3, 1, 7, 10, 4]]
    cells = [("hexahedron", brick), ("tetra", [[1, 2, 4, 7], [2, 4, 7, 8]])]
    meshio.write_points_cells("mixed.vtu", corners, [(kind, np.array(nodes)) for kind, nodes in cells])
    assert run(["partition", "mixed.vtu", "--leaf", "1", "-o", "out.vtk", "--quiet"]) == 0
    found = meshio.read("out.vtk")
    assert {kind: nodes.tolist() for kind, nodes in found.cells_dict.items()} == dict(cells)
    assert sorted(np.concatenate(found.cell_data["level_2"])) == [0, 1, 2]


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
        (["none.mtx"], 3, "does not exist"),
        (["lap2:3", "--partitioner", "hilbret"], 2, "'hilbert'"),
        (["lap2:3", "--effort", "high"], 2, "no effect"),
        (["lap2:3", "2", "--leaf", "9"], 2, "no effect"),
        (["lap2:3", "--partitioner", "metis"], 2, "metis makes parts: name their number"),
        (["lap2:3", "2", "--partitioner", "hilbert"], 2, "hilbert makes a tree of clusters: leave K away"),
        (["lap2:3", "--leaf", "0"], 2, "leaf"),
        (["sphere:60", "--coordinates", "lap2:3"], 2, "no effect"),
        (["sphere:60", "-o", "none/x.npz"], 9, "none"),
        (["sphere:7"], 2, "size"),
        (["p.csv", "2"], 3, "points only"),
        (["p.csv", "--partitioner", "graph"], 2, "a graph"),
        (["kkt.mtx", "--partitioner", "median"], 2, "coordinates"),
        (["kkt.mtx", "-o", "x.vtu"], 2, "coordinates"),
    ],
)
def test_failures(arguments, code, part, capsys):
    Path("p.csv").write_text("1,2\n3,4\n5,6\n")
    pastix_py.write("kkt.mtx", pastix_py.generate("lap2:3"))
    assert run(["partition", *arguments]) == code
    said = capsys.readouterr().err
    assert part in said
    assert said.startswith("pastix: ")
    assert said.count("\n") == 1
