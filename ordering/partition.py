"""A graph in k parts: what it cuts, how even it is, what a part must know of the others."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pastix_py.errors import UsageError, instead
from pastix_py.ordering import PARTITIONERS, load
from pastix_py.ordering.cover import KEPT, separators
from pastix_py.ordering.export import partition_writer
from pastix_py.ordering.graph import Graph
from pastix_py.ordering.mesh import Mesh
from pastix_py.ordering.ordering import NONE
from pastix_py.ordering.structure import as_graph, taken_by


@dataclass(frozen=True, eq=False)
class Partition:
    """The vertices of a graph in the parts 0..k-1.

    `part` int32 (n,) is that of each vertex, `weight` int64 (n,) what a vertex counts; `method` made it.
    """

    graph: Graph
    k: int
    part: np.ndarray
    weight: np.ndarray
    method: str

    def __repr__(self):
        return f"<Partition of {self.graph.n:,} vertices into {self.k:,} parts by {self.method}>"

    @cached_property
    def cut(self):
        """(vertex, neighbour), int64 (2, cut edges): the edges between different parts, both ways."""
        owner = np.repeat(np.arange(self.graph.n), np.diff(self.graph.ptr))
        is_cut = self.part[owner] != self.part[self.graph.ind]
        return np.stack((owner[is_cut], self.graph.ind[is_cut]))

    @property
    def edge_cut(self):
        """Edges between different parts, each counted once."""
        return self.cut.shape[1] // 2

    @property
    def part_weights(self):
        """Weight of each part, int64 (k,)."""
        return np.bincount(self.part, self.weight, self.k).astype(np.int64)

    @property
    def balance(self):
        """Weight of the heaviest part over the mean, 1 for an empty graph."""
        total = self.weight.sum()
        return float(self.part_weights.max() * self.k / total) if total else 1.0

    @cached_property
    def halo(self):
        """Vertices of other parts that are neighbours of each part, int64 (k,)."""
        pairs = np.unique(self.part[self.cut[0]].astype(np.int64) * self.graph.n + self.cut[1])
        return np.bincount(pairs // max(self.graph.n, 1), minlength=self.k)

    @property
    def volume(self):
        """Values that the parts send to each other when each vertex has one: the sum of the halos."""
        return int(self.halo.sum())

    def separator(self):
        """Return vertices whose removal leaves no edge between parts, int64, ascending; the fewest for two parts."""
        return np.flatnonzero(separators(self.graph, self.part) != KEPT)

    def save(self, path):
        """Write the part of each vertex as the suffix of `path` asks for (`export`); raises `OutputError`."""
        partition_writer(path)(self.part)


def partition(structure, k, method="auto", options=None, weight=None):
    """Return the `Partition` of a graph, hypergraph or mesh into k parts that cuts few edges.

    Parameters
    ----------
    structure : `Graph`, `Hypergraph` (the partition is that of A + Aᵀ), or `Mesh`, whose elements are the vertices.
    k : int, 1 to n; no part is empty. An empty graph has one part.
    method : one of PARTITIONERS; 'auto' is 'nd', our own. 'hypergraph' cuts few nets, so that the volume is small.
    options : `OrderingOptions`, the defaults where None.
    weight : int64 (n,), what each vertex counts; 1 where None.

    Raises `UsageError` for a wrong method or k, `MissingDependency` where a package is not installed.

    """
    from pastix_py.options import OrderingOptions

    if method not in PARTITIONERS:
        raise UsageError(f"There is no partitioner {method!r}; {instead(str(method), PARTITIONERS)}")
    structure = structure.dual() if isinstance(structure, Mesh) else structure
    graph = as_graph(structure)
    k, weight = checked(k, graph.n), np.ones(graph.n, np.int64) if weight is None else weight
    part = np.zeros(graph.n, np.int32)
    if k > 1:
        given = taken_by(method, structure, graph, NONE)
        part = fill_empty(load(method, "partition")(given, weight, k, options or OrderingOptions()), k, weight)
    return Partition(graph, k, part, weight, "nd" if method == "auto" else method)


def checked(k, n):
    """Return the number of parts as an int; raises `UsageError` where n vertices cannot be cut into so many."""
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise UsageError(f"A graph is cut into 1 or more parts, not {k!r}.")
    if k > max(n, 1):
        raise UsageError(f"{n:,} vertices cannot be cut into {k:,} parts: take at most {max(n, 1):,}.")
    return int(k)


def fill_empty(part, k, weight):
    """Return the parts as int32 (n,), each empty one given a vertex of the heaviest part that has several."""
    part = part.astype(np.int32)
    size, heavy = np.bincount(part, minlength=k), np.bincount(part, weight, k)
    for empty in np.flatnonzero(size == 0):
        giver = np.where(size > 1, heavy, -1.0).argmax()
        v = np.flatnonzero(part == giver)[-1]
        part[v] = empty
        size[giver] -= 1
        heavy[giver] -= weight[v]
        heavy[empty] = weight[v]
        size[empty] = 1
    return part
