"""VTK files: unknowns at their coordinates, with a value each, such as their part, and the edges between them."""

from pathlib import Path

import numpy as np

from pastix_py import archive
from pastix_py.errors import MissingDependency, UsageError
from pastix_py.matrix.coordinates import coordinates_of
from pastix_py.ordering.graph import edges_of, graph_of
from pastix_py.ordering.parts import depths, part_of_unknowns

FORMATS = {".vtu": "vtu", ".vtk": "vtk42"}  # suffix: what meshio calls it; every ParaView and VisIt reads 4.2
MOST_EDGES = 5_000_000  # that are written
CELLS = {  # (dimension, nodes) of an element: its kind
    (1, 2): "line",
    (2, 3): "triangle",
    (2, 4): "quad",
    (2, 6): "triangle6",
    (2, 8): "quad8",
    (2, 9): "quad9",
    (3, 4): "tetra",
    (3, 5): "pyramid",
    (3, 6): "wedge",
    (3, 8): "hexahedron",
    (3, 10): "tetra10",
    (3, 20): "hexahedron20",
    (3, 27): "hexahedron27",
}


def writer(path, matrix, coordinates=None):
    """Return a function that writes the unknowns of a `Matrix` with values: what can be wrong is found before the work.

    The function takes a dictionary of arrays (n,), one value per unknown. What is taken and raised otherwise is told in
    `export.writer`.
    """
    require_meshio()
    places = coordinates_of(matrix, coordinates) if matrix is not None else None
    if matrix is None:
        raise UsageError(f"{path} needs the matrix: take `pastix order MATRIX --ordering FILE -o {path}`.")
    if places is None:
        raise UsageError(f"{path} needs coordinates, which {matrix.name} has not: name them by --coordinates FILE.")

    def write(values):
        cells = [("vertex", np.arange(matrix.n)[:, None])]
        edges = edges_of(graph_of(matrix))
        if 0 < len(edges) <= MOST_EDGES:
            cells.append(("line", edges))
        save(path, places, cells, point_data=values)

    return write


def require_meshio():
    """Raise `MissingDependency` where meshio is not installed."""
    try:
        import meshio  # noqa: F401
    except ImportError:
        raise MissingDependency("VTK files need meshio: pip install meshio") from None


def save(path, places, cells, **data):
    """Write points (n, d), cells as meshio takes them, and values of either; raises `OutputError`."""
    import meshio

    points = np.zeros((len(places), 3))
    points[:, : places.shape[1]] = places
    mesh = meshio.Mesh(points, cells, **data)
    with archive.replaced(path) as aside:
        meshio.write(aside, mesh, file_format=FORMATS[Path(path).suffix.lower()])


def points_writer(path, points):
    """Return a function that writes points (n, d), of which three coordinates are kept, with values (n,) by name."""
    require_meshio()
    cells = [("vertex", np.arange(len(points))[:, None])]
    return lambda values: save(path, points[:, :3], cells, point_data=values)


def mesh_writer(path, mesh):
    """Return a function that writes the elements of a `Mesh` with values (elements,) by name.

    Elements of which VTK has no kind are written as their centroids.
    """
    require_meshio()
    size = np.diff(mesh.ptr)
    dimension = mesh.common() if mesh.dimension is None else mesh.dimension
    sizes = [int(nodes) for nodes in np.unique(size)]
    if any((dimension, nodes) not in CELLS for nodes in sizes):
        return points_writer(path, centroids(mesh))
    members = [np.flatnonzero(size == nodes) for nodes in sizes]
    cells = [
        (CELLS[dimension, nodes], mesh.node[mesh.ptr[which][:, None] + np.arange(nodes)])
        for nodes, which in zip(sizes, members, strict=True)
    ]

    def write(values):
        by_cells = {name: [value[which] for which in members] for name, value in values.items()}
        save(path, mesh.coordinates, cells, cell_data=by_cells)

    return write


def centroids(mesh):
    """Return the centroids of the elements of a `Mesh`, (elements, d)."""
    return np.add.reduceat(mesh.coordinates[mesh.node], mesh.ptr[:-1]) / np.diff(mesh.ptr)[:, None]


def values_of(ordering):
    """Return what is told of each unknown: `iperm`, its place of elimination, and `part` and `level` of a tree."""
    if ordering.part_parent.size == 0:
        return {"iperm": ordering.iperm}
    part = part_of_unknowns(ordering)
    return {"iperm": ordering.iperm, "part": part, "level": depths(ordering.part_parent)[part]}
