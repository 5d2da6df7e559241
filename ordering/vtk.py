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


def writer(path, matrix, coordinates=None):
    """Return a function that writes the unknowns of a `Matrix` with values: what can be wrong is found before the work.

    The function takes a dictionary of arrays (n,), one value per unknown. What is taken and raised otherwise is told in
    `export.writer`.
    """
    try:
        import meshio
    except ImportError:
        raise MissingDependency("VTK files need meshio: pip install meshio") from None
    places = coordinates_of(matrix, coordinates) if matrix is not None else None
    if matrix is None:
        raise UsageError(f"{path} needs the matrix: take `pastix order MATRIX --ordering FILE -o {path}`.")
    if places is None:
        raise UsageError(f"{path} needs coordinates, which {matrix.name} has not: name them by --coordinates FILE.")

    def write(values):
        points = np.zeros((matrix.n, 3))
        points[:, : places.shape[1]] = places
        cells = [("vertex", np.arange(matrix.n)[:, None])]
        edges = edges_of(graph_of(matrix))
        if 0 < len(edges) <= MOST_EDGES:
            cells.append(("line", edges))
        mesh = meshio.Mesh(points, cells, point_data=values)
        with archive.replaced(path) as aside:
            meshio.write(aside, mesh, file_format=FORMATS[Path(path).suffix.lower()])

    return write


def values_of(ordering):
    """Return what is told of each unknown: `iperm`, its place of elimination, and `part` and `level` of a tree."""
    if ordering.part_parent.size == 0:
        return {"iperm": ordering.iperm}
    part = part_of_unknowns(ordering)
    return {"iperm": ordering.iperm, "part": part, "level": depths(ordering.part_parent)[part]}
