"""`geometry`: what clusters and entries are made of, by name: a surface, a file of a mesh, a file of points."""

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from pastix_py.errors import InputError, instead, missing_file
from pastix_py.hmatrix import SHAPES
from pastix_py.hmatrix.shapes import shape
from pastix_py.matrix.coordinates import coordinates_of
from pastix_py.matrix.matrix import Matrix
from pastix_py.matrix.read import contents, dense_of, label
from pastix_py.options import OrderingOptions
from pastix_py.ordering import vtk
from pastix_py.ordering.cluster import checked, cluster
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.mesh import Mesh

MESHES = (".msh", ".vtk", ".vtu", ".stl", ".obj")
POINTS = (".npy", ".csv", ".txt", ".xyz")
MOST = 64  # coordinates of a point: a line of more is something else
NUMPY = b"\x93NUMPY"


@dataclass(frozen=True, eq=False)
class Geometry:
    """Unknowns: the elements of a `mesh`, those of a `matrix`, or the points `given`, (n, d).

    Of a matrix `given` is what `coordinates_of` takes, None for its own.
    """

    name: str
    mesh: Mesh | None = None
    matrix: Matrix | None = None
    given: object = None

    @cached_property
    def points(self):
        """Where the unknowns are, (n, d): the points, or the centroids of the elements; None where it is not known."""
        if self.mesh is not None:
            return vtk.centroids(self.mesh) if self.mesh.coordinates is not None else None
        return coordinates_of(self.matrix, self.given) if self.matrix is not None else self.given

    @cached_property
    def graph(self):
        """The `Graph` of elements that share a face, or of a matrix, None for points."""
        if self.mesh is not None:
            return self.mesh.dual()
        return graph_of(self.matrix) if self.matrix is not None else None

    def cluster(self, options):
        """Return the `ClusterTree` that `ClusterOptions` ask for; raises what `cluster` does."""
        how = OrderingOptions(threads=options.threads, seed=options.seed)
        return cluster(self.points, self.graph, options.partitioner, options.leaf, how)

    def writer(self, path):
        """Return a function that writes a VTK file of the unknowns with values by name: see `vtk.writer`."""
        if self.mesh is not None:
            return vtk.mesh_writer(path, self.mesh)
        if self.matrix is not None:
            return vtk.writer(path, self.matrix, self.given)
        return vtk.points_writer(path, self.points)


def is_geometry(source):
    """Return whether a name is one of a shape, a mesh or points, and not of a matrix."""
    source = str(source)
    suffix = Path(source).suffix.lower()
    if suffix == ".npy" and Path(source).is_file():
        return _holds_points(source)
    return _is_shape(source) or suffix in (*MESHES, *POINTS)


def _is_shape(source):
    return source.partition(":")[0] in SHAPES and not Path(source).exists()


def _holds_points(path):
    """Return whether a `.npy` file has points: what is square, and wider than space, is a matrix."""
    try:
        rows, *columns = np.load(path, mmap_mode="r", allow_pickle=False).shape
    except (ValueError, OSError, EOFError, AttributeError):
        return True
    return columns != [rows] or rows <= 3


def geometry(source):
    """Return the `Geometry` of a name.

    Parameters
    ----------
    source : 'sphere:1000' or another of SHAPES; a mesh in a file that meshio reads; points in a file, a line each: a
        `.npy` array (n, d), or text with blanks, commas or semicolons, and a line of names on top where there is one.

    Raises `InputError` for what is missing, damaged, empty or not finite, `UsageError` for a shape that cannot be,
    `MissingDependency` without meshio.

    """
    source = str(source)
    suffix = Path(source).suffix.lower()
    if suffix in POINTS:
        return Geometry(label(source), given=_some(points_of(source), source, "points"))
    if suffix not in MESHES and not Path(source).exists():
        name, has_size, _ = source.partition(":")
        if not has_size and name not in SHAPES:
            raise InputError(missing_file(source))
        if name not in SHAPES:
            raise InputError(f"There is no shape {name!r}; {instead(name, SHAPES)}")
        return Geometry(source, shape(source))
    mesh = Mesh.read(source)
    _some(np.diff(mesh.ptr), source, "elements")
    wrong = mesh.node[~np.isfinite(mesh.coordinates[mesh.node]).all(axis=1)]
    if wrong.size:
        raise InputError(f"Node {wrong[0] + 1} of {source} is not finite.")
    return Geometry(label(source), mesh)


def _some(items, source, what):
    """Return items, of which there has to be one."""
    if len(items) == 0:
        raise InputError(f"{source} has no {what}.")
    return items


def points_of(path):
    """Return the points in a file, float64 (n, d)."""
    text = contents(path)
    values = dense_of(text, path) if text.startswith(NUMPY) else _lines(text, path)
    if values.dtype.kind not in "iuf" or not 0 < values.shape[1] <= MOST:
        raise InputError(f"{path} holds no points: a row of up to {MOST} real numbers for each is needed.")
    try:
        return checked(values)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _lines(text, path):
    """Return the numbers in the lines of a text."""
    text = text.replace(b",", b" ").replace(b";", b" ")
    first, _, rest = text.partition(b"\n")
    try:
        [float(word) for word in first.split(b"#")[0].split()]
    except ValueError:
        text = rest  # the names of the columns were above
    try:
        return np.loadtxt(io.BytesIO(text), ndmin=2) if text.strip() else np.empty((0, 1))
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as lines of numbers: {str(error).split(';')[0]}.") from None
