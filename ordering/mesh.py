"""Meshes: elements that share nodes, and the graphs of both."""

import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import numpy as np

from pastix_py.errors import InputError, MissingDependency, missing_file
from pastix_py.jit import kernel, wait_for
from pastix_py.ordering.graph import Graph, transpose

LINEAR = 8  # most nodes of a solid element whose edges have no nodes between their ends


@dataclass(frozen=True, eq=False)
class Mesh:
    """Elements of any number of nodes each, a mixture where need be.

    Element e has the nodes `node[ptr[e] : ptr[e + 1]]`, each once; `ptr` int64 (elements + 1,), `node` int64. There are
    `n` nodes; where they lie is in `coordinates` (n, d), None where that is not known, as is the `dimension` of the
    elements: 2 for triangles and quadrilaterals. Raises `InputError` for arrays that are no mesh.
    """

    n: int
    ptr: np.ndarray
    node: np.ndarray
    coordinates: np.ndarray | None = None
    dimension: int | None = None

    def __post_init__(self):
        ptr, node = _integers(self.ptr, "ptr"), _integers(self.node, "node")
        if self.n < 0:
            raise InputError(f"A mesh cannot have {self.n} nodes.")
        if ptr.size == 0 or ptr[0] != 0 or ptr[-1] != node.size or (np.diff(ptr) < 0).any():
            raise InputError(f"The pointers of a mesh must rise from 0 to its {node.size} entries of nodes.")
        wrong = np.flatnonzero((node < 0) | (node >= self.n))
        if wrong.size:
            element = int(np.searchsorted(ptr, wrong[0], side="right")) - 1
            raise InputError(
                f"Element {element + 1} has node {node[wrong[0]]}, but nodes are numbered from 0 to {self.n - 1}."
            )
        coordinates = self.coordinates
        if coordinates is not None:
            coordinates = np.asarray(coordinates, float)
            if coordinates.ndim != 2 or len(coordinates) != self.n:
                raise InputError("The coordinates of a mesh must have one row for each node.")
        ptr, node = distinct(ptr, node, self.n)
        for name, value in (("ptr", ptr), ("node", node), ("coordinates", coordinates)):
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, *blocks, coordinates=None, n=None, dimension=None):
        """Return the mesh of blocks of elements, such as triangles (m, 3) and quadrilaterals (k, 4), nodes from 0.

        Parameters
        ----------
        blocks : integer arrays (elements, nodes of each).
        coordinates : (n, d), None where they are not known.
        n : number of nodes; by default as many as there are coordinates, or else as the elements have.
        dimension : that of the elements, 1 to 3; None where it is not known, and guessed where it is needed.

        Raises `InputError` for arrays that are no mesh.

        """
        blocks = [_block(block) for block in blocks]
        size = np.concatenate([np.zeros(0, np.int64), *(np.full(len(block), block.shape[1]) for block in blocks)])
        node = np.concatenate([np.zeros(0, np.int64), *(block.ravel() for block in blocks)])
        return cls.of_lists(np.concatenate(([0], np.cumsum(size))), node, coordinates, n, dimension)

    @classmethod
    def of_lists(cls, ptr, node, coordinates=None, n=None, dimension=None):
        """Return the mesh whose element e has the nodes `node[ptr[e] : ptr[e + 1]]`; the rest as for `of`."""
        if n is None:
            n = int(_integers(node, "node").max(initial=-1)) + 1 if coordinates is None else len(coordinates)
        return cls(int(n), ptr, node, coordinates, dimension)

    @classmethod
    def from_meshio(cls, mesh):
        """Return the mesh of a `meshio.Mesh`: its elements of the highest dimension, without boundaries and points."""
        points = mesh.points if len(mesh.points) else None
        highest = max((block.dim for block in mesh.cells), default=0)
        blocks = [block.data for block in mesh.cells if block.dim == highest and len(block.data)]
        if any(isinstance(block, list) for block in blocks):
            faces = [sorted({int(v) for face in cell for v in face}) for block in blocks for cell in block]
            sizes = np.cumsum([0, *map(len, faces)])
            return cls.of_lists(
                sizes, np.array([v for face in faces for v in face], np.int64), mesh.points, None, highest
            )
        return cls.of(*blocks, coordinates=points, dimension=highest)

    @classmethod
    def read(cls, path):
        """Return the mesh in a file of any format that meshio reads (VTK, Gmsh, Abaqus, Exodus, ...).

        Raises `InputError` for a file that cannot be read, and `MissingDependency` without meshio.
        """
        try:
            import meshio
        except ImportError:
            raise MissingDependency("Reading a mesh needs meshio: pip install meshio") from None
        if not os.path.exists(path):
            raise InputError(missing_file(path))
        try:
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):  # meshio prints what it stumbles over
                found = meshio.read(path)
            return cls.from_meshio(found)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        except (SystemExit, Exception) as error:  # meshio ends the program, or raises whatever it stumbles over
            known = str(error) if str(error) not in ("", "1") else "meshio knows no format that it fits"
            raise InputError(f"{path} cannot be read as a mesh: {' '.join(known.split()).rstrip('.')}.") from None

    @property
    def n_element(self):
        """Number of elements."""
        return self.ptr.size - 1

    def common(self):
        """Return how many common nodes make two elements neighbours across a face by default: `dual` says why."""
        if self.n_element == 0:
            return 1
        smallest = int(np.diff(self.ptr).min())
        room = 3 if self.coordinates is None else np.count_nonzero(np.ptp(self.coordinates, axis=0)) if self.n else 0
        room = room if self.dimension is None else self.dimension
        dimension = max(1, min(room, 3, smallest - 1))
        return dimension + 1 if dimension == 3 and smallest > LINEAR else dimension

    def nodal(self):
        """Return the `Graph` of the nodes: neighbours share an element."""
        of_node, element = self.turned()
        return Graph(self.n, *wait_for(sharing, of_node, element, self.ptr, self.node, np.int64(1)))

    def dual(self, common=None):
        """Return the `Graph` of the elements: neighbours share at least `common` nodes.

        By default those that share a face are neighbours: `common` is the dimension of the mesh, 4 for solids with
        nodes on their edges. Where it is not known it is 2 where the coordinates lie in a plane or the elements are
        triangles, else 3. Elements of fewer nodes are neighbours where they share all but one, as in METIS.

        Raises `InputError` for a `common` below 1.
        """
        common = self.common() if common is None else int(common)
        if common < 1:
            raise InputError(f"Neighbours share at least 1 node, not {common}.")
        of_node, element = self.turned()
        return Graph(self.n_element, *wait_for(sharing, self.ptr, self.node, of_node, element, np.int64(common)))

    def turned(self):
        """Return (ptr, element): the elements of each node."""
        ptr, element = np.zeros(self.n + 2, np.int64), np.empty(self.node.size, np.int64)
        transpose(self.ptr, self.node, ptr, element)
        return ptr[: self.n + 1], element


def _block(block):
    block = np.asarray(block)
    if block.ndim != 2 or block.dtype.kind not in "iu":
        raise InputError("A block of elements must be an array of integers, one row for each element.")
    return block.astype(np.int64)


def _integers(values, name):
    values = np.asarray(values)
    if values.ndim != 1 or (values.size and values.dtype.kind not in "iu"):
        raise InputError(f"The array {name} of a mesh must be a one-dimensional list of integers.")
    return values.astype(np.int64)


@kernel
def distinct(ptr, node, n):
    """Return (ptr, node) of the elements with each node once, in the order given."""
    seen = np.full(n, -1, np.int64)
    own_ptr, own = np.zeros(ptr.size, np.int64), np.empty(node.size, np.int64)
    q = np.int64(0)
    for e in range(ptr.size - 1):
        for p in range(ptr[e], ptr[e + 1]):
            if seen[node[p]] != e:
                seen[node[p]] = e
                own[q] = node[p]
                q += 1
        own_ptr[e + 1] = q
    return own_ptr, own[:q].copy()


@kernel
def sharing(ptr, ind, t_ptr, t_ind, common):
    """Return (ptr, ind), sorted, of the items that share at least `common` things, or all but one of either's.

    Item i has the things `ind[ptr[i] : ptr[i + 1]]`, thing k the items `t_ind[t_ptr[k] : t_ptr[k + 1]]`.
    """
    n = ptr.size - 1
    own_ptr, shared = np.zeros(n + 1, np.int64), np.zeros(n, np.int64)
    near, own = np.empty(n + 1, np.int64), np.empty(0, np.int64)
    # First they are counted, then written.
    for is_written in range(2):
        q = np.int64(0)
        for i in range(n):
            count = 0
            for p in range(ptr[i], ptr[i + 1]):
                for r in range(t_ptr[ind[p]], t_ptr[ind[p] + 1]):
                    near[count] = t_ind[r]
                    count += np.int64(shared[t_ind[r]] == 0)
                    shared[t_ind[r]] += 1
            for k in range(count):
                j = near[k]
                least = min(common, ptr[i + 1] - ptr[i] - 1, ptr[j + 1] - ptr[j] - 1)
                if j != i and shared[j] >= least:
                    if is_written:
                        own[q] = j
                    q += 1
                shared[j] = 0
            own_ptr[i + 1] = q
        if not is_written:
            own = np.empty(q, np.int64)
    # What is symmetric is sorted by turning it over.
    sorted_ptr, sorted_own = np.zeros(n + 2, np.int64), np.empty(own.size, np.int64)
    transpose(own_ptr, own, sorted_ptr, sorted_own)
    return sorted_ptr[: n + 1].copy(), sorted_own
