"""Cluster trees: unknowns put into clusters of clusters, from where they lie or from the graph that joins them."""

import importlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pastix_py import archive
from pastix_py.errors import InputError, UsageError, instead
from pastix_py.ordering import CLUSTERINGS, POINTS

KIND = "clusters"  # of the saved noun
LEAF = 64  # unknowns of a leaf, at most
FARTHEST = 1e150  # of a coordinate: squares of distances are to be numbers
FULL = 0.625  # of them are in a leaf on average, at most: leaves are halves of halves, and blocks of full ones large


@dataclass(frozen=True, eq=False)
class ClusterTree:
    """Clusters of n unknowns: node i has the unknowns `perm[begin[i] : end[i]]`, node 0 has all of them.

    Nodes are numbered level by level; the children of node i are the nodes `child[i] : child[i + 1]`, none for a leaf,
    and part its unknowns in their order. All arrays are int64: `perm` (n,) with perm[new] = old, `begin`, `end`,
    `level` (nodes,), `child` (nodes + 1,). `method` made it.
    """

    perm: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    level: np.ndarray
    child: np.ndarray
    method: str

    def __repr__(self):
        return f"<ClusterTree of {self.n:,} unknowns, {self.leaves.size:,} leaves, depth {self.depth}, {self.method}>"

    @property
    def n(self):
        """Number of unknowns."""
        return self.perm.size

    @property
    def n_node(self):
        """Number of clusters."""
        return self.begin.size

    @property
    def size(self):
        """Unknowns of each cluster, int64 (nodes,)."""
        return self.end - self.begin

    @property
    def depth(self):
        """Levels below the root."""
        return int(self.level[-1])

    @cached_property
    def leaves(self):
        """Nodes without children, int64, in the order of their unknowns."""
        leaves = np.flatnonzero(np.diff(self.child) == 0)
        return leaves[np.argsort(self.begin[leaves], kind="stable")]

    @property
    def balance(self):
        """Unknowns of the largest leaf over the mean."""
        sizes = self.size[self.leaves]
        return float(sizes.max() / max(sizes.mean(), 1))

    def save(self, path):
        """Write the tree to a file, an `.npz` of its arrays; raises `OutputError`."""
        names = ("perm", "begin", "end", "level", "child")
        archive.write(path, KIND, {"method": self.method}, {name: getattr(self, name) for name in names})

    @classmethod
    def load(cls, path):
        """Read the tree that `save` wrote; raises `InputError` for any other file."""
        header, arrays = archive.read(path, KIND)
        return cls(**arrays, method=header["method"])

    def at(self, level):
        """Return the cluster at a level that each unknown is in, int64 (n,), counted in their order: leaves go on."""
        nodes = np.flatnonzero((self.level == level) | ((self.level < level) & (np.diff(self.child) == 0)))
        nodes = nodes[np.argsort(self.begin[nodes], kind="stable")]
        part = np.empty(self.n, np.int64)
        part[self.perm] = np.repeat(np.arange(nodes.size), self.size[nodes])
        return part


def cluster(points=None, graph=None, method="auto", leaf=LEAF, options=None):
    """Return the `ClusterTree` of unknowns that lie at points, or are the vertices of a graph.

    Parameters
    ----------
    points : (n, d) finite coordinates, None where they are not known.
    graph : `Graph`, None where there is none.
    method : a key of CLUSTERINGS; 'auto' is 'graph' where there is a graph, else 'principal'.
    leaf : the most unknowns of a leaf.
    options : `OrderingOptions`, the defaults where None; `seed`, `effort` and `threads` count.

    Raises `UsageError` for a wrong method or leaf, or where a method lacks what it looks at, `InputError` for points
    that are not finite.

    """
    from pastix_py.options import OrderingOptions

    if method == "auto":
        method = "graph" if graph is not None else "principal"
    if method not in CLUSTERINGS:
        raise UsageError(f"There is no clustering {method!r}; {instead(str(method), CLUSTERINGS)}")
    if leaf < 1:
        raise UsageError(f"A leaf has 1 unknown or more, not {leaf}.")
    how, points = CLUSTERINGS[method], checked(points)
    if (points if how.needs == POINTS else graph) is None:
        raise UsageError(f"Clustering by {method} needs {'coordinates' if how.needs == POINTS else 'a graph'}.")
    n = len(points) if points is not None else graph.n
    if graph is not None and graph.n != n:
        raise UsageError(f"The graph has {graph.n:,} vertices, but there are {n:,} points.")
    depth = levels(n, FULL * leaf) if how.is_even else None
    module, function = how.function.split(":")
    split = getattr(importlib.import_module(module), function)(points, graph, depth, options or OrderingOptions())
    return grow(n, split, leaf, depth, method)


def checked(points):
    """Return points as float64 (n, d), None for None; raises `InputError` for what is no finite numbers."""
    if points is None:
        return None
    try:
        points = np.asarray(points)
    except ValueError:
        raise InputError("Points have one row each, (n, d): these rows are not of one length.") from None
    if points.dtype.kind not in "biuf":
        raise InputError(f"The coordinates of points are {points.dtype}, not real numbers.")
    points = points.astype(float, copy=False)
    if points.ndim != 2 or points.shape[1] == 0:
        raise InputError(f"Points have one row each, (n, d), not the shape {points.shape}.")
    wrong = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if wrong.size:
        raise InputError(f"Point {wrong[0] + 1} of {len(points)} is not finite.")
    wrong = np.flatnonzero((np.abs(points) > FARTHEST).any(axis=1))
    if wrong.size:
        raise InputError(
            f"Point {wrong[0] + 1} of {len(points)} has a coordinate above {FARTHEST:g}, whose square is no number:"
            " take a larger unit."
        )
    return points


def levels(n, leaf):
    """Return how often n unknowns are halved until a part has `leaf` of them on average, at most, or only one."""
    count = 0
    while n > max(leaf, 1) * 2**count:
        count += 1
    return count


def by_part(part, depth):
    """Return the split of clusters by the bits of the part of each unknown, int64 (n,), of 2^depth parts."""

    def split(ids, level):
        right = part[ids] >> depth - 1 - level & 1 == 1
        return [ids[~right], ids[right]]

    return split


def grow(n, split, leaf, depth, method):
    """Return the `ClusterTree` of splits; where `depth` is None clusters of up to `leaf` unknowns are not split."""
    members, begin, level, child = [np.arange(n)], [0], [0], []
    k = 0
    while k < len(members):
        child.append(len(members))
        ids = members[k]
        if ids.size > 1 and (ids.size > leaf if depth is None else level[k] < depth):
            parts = [part for part in split(ids, level[k]) if part.size]
            parts = parts if len(parts) > 1 else [ids[: ids.size // 2], ids[ids.size // 2 :]]
            first = begin[k]
            for part in parts:
                members.append(part)
                begin.append(first)
                level.append(level[k] + 1)
                first += part.size
        k += 1
    child.append(len(members))
    perm = np.empty(n, np.int64)
    child = np.array(child)
    for k in np.flatnonzero(np.diff(child) == 0):
        perm[begin[k] : begin[k] + members[k].size] = members[k]
    begin = np.array(begin, np.int64)
    return ClusterTree(perm, begin, begin + [ids.size for ids in members], np.array(level), child, method)
