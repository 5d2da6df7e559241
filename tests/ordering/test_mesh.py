"""Graphs of a mesh, against products of its incidence matrix; what is no mesh is one sentence."""

import numpy as np
import pytest
import scipy.sparse as sp

import pastix_py
from pastix_py.errors import InputError, MissingDependency
from pastix_py.ordering.mesh import Mesh

TRIANGLES = np.array([[0, 1, 2], [1, 3, 2], [3, 4, 5]])


def grid(k, dimension):
    """Return a mesh of k**dimension quadrilaterals or hexahedra."""
    corner = np.indices((k,) * dimension).reshape(dimension, -1)
    shifts = np.indices((2,) * dimension).reshape(dimension, -1)
    nodes = corner[:, :, None] + shifts[:, None, :]
    coordinates = np.indices((k + 1,) * dimension).reshape(dimension, -1).T
    return Mesh.of(np.ravel_multi_index(tuple(nodes), (k + 1,) * dimension), coordinates=coordinates)


def mixed():
    rng = np.random.default_rng(0)
    blocks = [np.array([rng.choice(40, k, replace=False) for _ in range(15)]) for k in (2, 3, 4, 8)]
    return Mesh.of(*blocks, n=45)


def incidence(mesh):
    """Return the matrix elements × nodes of ones."""
    return sp.csr_array((np.ones(mesh.node.size, int), mesh.node, mesh.ptr), (mesh.n_element, mesh.n))


def pattern(graph):
    assert all((np.diff(graph.ind[b:e]) > 0).all() for b, e in zip(graph.ptr[:-1], graph.ptr[1:], strict=True))
    return sp.csr_array((np.ones(graph.ind.size), graph.ind, graph.ptr), (graph.n, graph.n)).toarray() != 0


def off_diagonal(dense):
    np.fill_diagonal(dense, 0)
    return dense


MESHES = {
    "quadrilaterals": grid(4, 2),
    "hexahedra": grid(3, 3),
    "mixture": mixed(),
    "triangles": Mesh.of(TRIANGLES),
    "empty": Mesh.of(n=3),
    "nothing": Mesh.of(),
    "points": Mesh.of(np.arange(4)[:, None]),
}


@pytest.mark.parametrize("mesh", MESHES.values(), ids=list(MESHES))
def test_nodes_are_neighbours_in_an_element(mesh):
    shared = off_diagonal((incidence(mesh).T @ incidence(mesh)).toarray())
    assert np.array_equal(pattern(mesh.nodal()), shared > 0)


@pytest.mark.parametrize("common", [1, 2, 3, None])
@pytest.mark.parametrize("mesh", MESHES.values(), ids=list(MESHES))
def test_elements_are_neighbours_by_what_they_share(mesh, common):
    shared = off_diagonal((incidence(mesh) @ incidence(mesh).T).toarray())
    size = np.diff(mesh.ptr)
    least = np.minimum(mesh.common() if common is None else common, np.minimum(size[:, None], size) - 1)
    assert np.array_equal(pattern(mesh.dual(common)), shared >= np.maximum(least, 1))


def test_dual_is_across_faces_by_default():
    assert MESHES["quadrilaterals"].dual().ind.size == 2 * 2 * 4 * 3
    assert MESHES["hexahedra"].dual().ind.size == 2 * 3 * 9 * 2
    assert MESHES["triangles"].dual().ind.tolist() == [1, 0]
    flat = Mesh.of(
        np.array([[0, 1, 4, 3], [1, 2, 5, 4]]), coordinates=np.c_[np.indices((2, 3)).reshape(2, -1).T, [7] * 6]
    )
    assert flat.dual().ind.tolist() == [1, 0]
    edge_to_edge = np.array([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 1, 10, 11, 4, 12, 13, 14, 15, 16]])
    assert Mesh.of(edge_to_edge).dual().ind.size == 0


def test_a_node_given_twice_counts_once():
    mesh = Mesh.of(np.array([[0, 1, 1, 2], [2, 2, 2, 3]]))
    assert [mesh.node[b:e].tolist() for b, e in zip(mesh.ptr[:-1], mesh.ptr[1:], strict=True)] == [[0, 1, 2], [2, 3]]
    assert mesh.dual(1).ind.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Mesh.of(TRIANGLES, n=5), "Element 3 has node 5, but nodes are numbered from 0 to 4"),
        (lambda: Mesh.of(TRIANGLES, [[0, -1]]), "Element 4 has node -1"),
        (lambda: Mesh.of([[0.5, 1]]), "array of integers"),
        (lambda: Mesh.of([0, 1, 2]), "one row for each element"),
        (lambda: Mesh.of_lists([0, 2, 1, 3], [0, 1, 2]), "must rise from 0 to its 3"),
        (lambda: Mesh.of_lists([], []), "must rise"),
        (lambda: Mesh.of_lists([0, 1], [[0]]), "array node"),
        (lambda: Mesh.of(TRIANGLES, coordinates=np.zeros(6)), "one row for each node"),
        (lambda: Mesh.of(TRIANGLES, coordinates=np.zeros((6, 2)), n=7), "one row for each node"),
        (lambda: Mesh.of(TRIANGLES).dual(0), "at least 1 node, not 0"),
    ],
)
def test_what_is_no_mesh_is_refused(make, sentence):
    with pytest.raises(InputError, match=sentence):
        make()


def test_nodes_of_a_mesh_are_ordered():
    mesh = grid(12, 2)
    ordering = pastix_py.order(mesh)
    assert np.array_equal(np.sort(ordering.perm), np.arange(169))
    shared = incidence(mesh).T @ incidence(mesh)
    assert np.array_equal(ordering.perm, pastix_py.order(shared.astype(float)).perm)
    assert pastix_py.order(Mesh.of()).n == 0
    assert pastix_py.order(mesh, ordering="hypergraph", schur=[5]).perm[-1] == 5


def test_files_are_read_by_meshio(tmp_path):
    meshio = pytest.importorskip("meshio")
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1.0]])
    cells = [("line", [[0, 1]]), ("tetra", [[0, 1, 2, 3], [1, 2, 3, 4]]), ("triangle", [[0, 1, 2]])]
    meshio.write_points_cells(tmp_path / "two.vtu", points, cells)
    mesh = pastix_py.Mesh.read(tmp_path / "two.vtu")
    assert mesh.n == 5
    assert mesh.node.tolist() == [0, 1, 2, 3, 1, 2, 3, 4]
    assert np.array_equal(mesh.coordinates, points)
    assert mesh.dual().ind.tolist() == [1, 0]


def test_files_that_are_no_mesh_are_refused(tmp_path):
    pytest.importorskip("meshio")
    with pytest.raises(InputError, match=r"none\.vtu does not exist"):
        Mesh.read(tmp_path / "none.vtu")
    for name in ("a.vtu", "a.msh", "a.txt", "a"):
        (tmp_path / name).write_text("no mesh")
        with pytest.raises(InputError, match="cannot be read as a mesh"):
            Mesh.read(tmp_path / name)


def test_meshio_is_asked_for(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "meshio", None)
    with pytest.raises(MissingDependency, match="pip install meshio"):
        Mesh.read("a.vtu")


@pytest.mark.parametrize(
    ("n", "ptr", "node"),
    [(2, [0, 3], [0, 1, 9]), (3, [0, 5], [0, 1, 2]), (3, [1, 3], [0, 1, 2]), (3, [0, 2], [0, -9]), (-1, [0], [])],
)
def test_arrays_that_are_no_mesh_are_refused(n, ptr, node):
    with pytest.raises(InputError):
        Mesh(n, np.array(ptr, np.int64), np.array(node, np.int64))
