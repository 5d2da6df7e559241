"""Surfaces and points by name, and what entries are made of them: right, or one sentence."""

from pathlib import Path

import numpy as np
import pytest

from pastix_py.errors import InputError, UsageError
from pastix_py.hmatrix import ADMISSIBILITIES, KERNELS, SHAPES
from pastix_py.hmatrix.covariance import COVARIANCES
from pastix_py.hmatrix.geometry import Geometry, geometry, is_geometry
from pastix_py.hmatrix.problem import problem
from pastix_py.options import BlockOptions, ClusterOptions
from pastix_py.ordering.mesh import Mesh

POINTS = np.random.default_rng(0).random((30, 3))
CORNERS = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]])


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(name, cells, points=CORNERS):
    meshio = pytest.importorskip("meshio")
    meshio.write_points_cells(name, points, [(kind, np.array(nodes)) for kind, nodes in cells])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "\n".join(",".join(map(repr, row)) for row in POINTS.tolist())),
        ("b.csv", "x;y;z\n" + "\n".join(";".join(map(repr, row)) for row in POINTS.tolist())),
        ("c.txt", "# three numbers\n" + "\n".join(" ".join(map(repr, row)) for row in POINTS.tolist())),
    ],
)
def test_points_of_a_text(name, text):
    Path(name).write_text(text)
    placed = geometry(name)
    assert np.array_equal(placed.points, POINTS)
    assert (placed.name, placed.graph, placed.mesh) == (name[0], None, None)


def test_points_of_an_array():
    np.save("p.npy", POINTS[:, :2])
    assert np.array_equal(geometry("p.npy").points, POINTS[:, :2])


def test_unknowns_of_a_mesh_are_its_elements():
    write("a.vtu", [("triangle", [[0, 1, 2], [1, 3, 2]]), ("line", [[0, 1]])])
    placed = geometry("a.vtu")
    assert placed.points == pytest.approx(np.array([[1, 1, 0], [2, 2, 0]]) / 3)
    assert placed.graph.ind.tolist() == [1, 0]
    entries, points, graph, name = problem("a.vtu")
    assert (entries.n, entries.dtype, graph.n, name) == (2, np.float64, 2, "a")
    assert points is placed.points or np.array_equal(points, placed.points)


def test_quadrilaterals_are_neighbours_across_edges():
    write("q.vtu", [("quad", [[0, 1, 3, 2], [0, 1, 5, 4]])], np.r_[CORNERS, [[1, 0, 1]]])
    assert geometry("q.vtu").graph.ind.tolist() == [1, 0]


def test_what_is_a_geometry():
    np.save("matrix.npy", np.eye(8))
    np.save("points.npy", POINTS)
    for name in ("points.npy", "sphere:100", "a.msh", "b.STL", "c.csv"):
        assert is_geometry(name)
    for name in ("matrix.npy", "lap3:10", "A.mtx", "-", "HB/bcsstk14", "sphere"):
        assert is_geometry(name) is (name == "sphere")


@pytest.mark.parametrize(
    ("kernel", "wavenumber", "settled"),
    [("auto", 0.0, np.float64), ("auto", 3.0, np.complex128), ("exponential", 0.0, np.float64)],
)
def test_kernels_of_a_surface(kernel, wavenumber, settled):
    entries, points, graph, _ = problem("sphere:50", kernel, wavenumber)
    assert entries.dtype == settled
    assert entries.n == len(points) == graph.n


def test_names_of_registries():
    assert set(COVARIANCES) == {name for name, entry in KERNELS.items() if not entry.is_surface}
    assert BlockOptions.__dataclass_fields__["admissibility"].metadata["choices"] == tuple(ADMISSIBILITIES)
    for name in SHAPES:
        assert geometry(f"{name}:60").mesh.n_element > 0


def test_a_mesh_without_coordinates_is_clustered_by_its_graph():
    placed = Geometry("plain", Mesh.of(np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4]])))
    assert placed.points is None
    assert placed.cluster(ClusterOptions(leaf=1)).leaves.size == 3


def files():
    """Write files that are wrong each in a way of its own."""
    np.save("complex.npy", POINTS * 1j)
    np.save("none.npy", np.empty((0, 3)))
    np.save("wide.npy", np.ones((3, 200)))
    np.save("solid.npy", np.ones((3, 3, 3)))
    Path("node.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n")
    np.save("nan.npy", np.where(POINTS == POINTS[4, 1], np.nan, POINTS))
    for name, text in {"torn.csv": "1,2\n3\n", "words.txt": "a b\nc d\n", "empty.txt": "", "head.csv": "x,y\n"}.items():
        Path(name).write_text(text)
    Path("torn.npy").write_bytes(b"\x93NUMPY\x01\x00")
    for name in ("torn.msh", "torn.vtk", "torn.stl", "torn.obj"):
        Path(name).write_text("no mesh")


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("complex.npy", "no points"),
        ("none.npy", "no points"),
        ("wide.npy", "no points"),
        ("solid.npy", "3 dimensions"),
        ("node.obj", "node.obj: Element 1 has node 8"),
        ("nan.npy", "Point 5 of 30 is not finite"),
        ("torn.npy", "damaged"),
        ("torn.csv", "lines of numbers"),
        ("words.txt", "lines of numbers"),
        ("empty.txt", "empty"),
        ("head.csv", "no points"),
        ("absent.csv", "does not exist"),
        ("absent.msh", "does not exist"),
        ("absent", "does not exist"),
        ("sphre:100", "'sphere'"),
    ],
)
def test_what_is_no_geometry(source, part):
    files()
    with pytest.raises(InputError, match=part):
        geometry(source)


@pytest.mark.parametrize("name", ["torn.msh", "torn.vtk", "torn.stl", "torn.obj"])
def test_what_is_no_mesh(name, capfd):
    pytest.importorskip("meshio")
    files()
    with pytest.raises(InputError, match=r"cannot be read as a mesh|has no elements"):
        geometry(name)
    assert capfd.readouterr() == ("", "")


NOT_FINITE = np.where(CORNERS == 1, np.nan, CORNERS)
MESHES = {
    "quads": ([("quad", [[0, 1, 3, 2]])], CORNERS, "Element 1 has 4 nodes"),
    "flat": ([("triangle", [[0, 1, 2], [0, 1, 1]])], CORNERS, "Element 2 has 2 nodes"),
    "line": ([("triangle", [[0, 1, 2]])], CORNERS * [1, 0, 0], "Triangle 1 of the mesh has no area"),
    "twice": ([("triangle", [[0, 1, 2], [1, 3, 2], [2, 0, 1]])], CORNERS, "Triangles 1 and 3"),
    "vertices": ([("vertex", [[0], [1]])], CORNERS, "Element 1 has 1 nodes"),
    "nan": ([("triangle", [[0, 1, 2]])], NOT_FINITE, "Node 2 of nan.vtu is not finite"),
}


@pytest.mark.parametrize("name", MESHES)
def test_meshes_of_no_potential(name):
    cells, points, part = MESHES[name]
    write(f"{name}.vtu", cells, points)
    with pytest.raises(InputError, match=part):
        problem(f"{name}.vtu")


@pytest.mark.parametrize(
    ("given", "error", "part"),
    [
        (("sphere:50", "laplac"), UsageError, "'laplace'"),
        (("sphere:50", "helmholtz"), UsageError, "wavenumber"),
        (("sphere:50", "laplace", 2.0), UsageError, "no effect on laplace"),
        (("sphere:50", "helmholtz", -2.0), UsageError, "not negative"),
        (("sphere:50", "helmholtz", float("nan")), UsageError, "not negative"),
        (("sphere:7",), UsageError, "names no size"),
        (("sphere:²",), UsageError, "names no size"),
        (("p.csv", "laplace"), InputError, "points only"),
        (("p.csv", "matern32", 0.0, 0.0), UsageError, "length"),
    ],
)
def test_what_is_refused(given, error, part):
    np.savetxt("p.csv", POINTS, delimiter=",")
    with pytest.raises(error, match=part):
        problem(*given)
