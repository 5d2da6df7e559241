"""What can be ordered, seen as a graph or as a hypergraph: the one place where one becomes the other."""

import numpy as np

from pastix_py.ordering import METHODS
from pastix_py.ordering.graph import Graph, graph_of
from pastix_py.ordering.hypergraph import Hypergraph, closed, hypergraph_of
from pastix_py.ordering.mesh import Mesh

STRUCTURES = (Graph, Hypergraph, Mesh)


def nodes_of(structure):
    """Return the structure, or the graph of the nodes of a `Mesh`."""
    return structure.nodal() if isinstance(structure, Mesh) else structure


def as_graph(structure):
    """Return the `Graph` itself, or that of A + Aᵀ of a `Hypergraph`."""
    return graph_of(structure) if isinstance(structure, Hypergraph) else structure


def as_hypergraph(structure):
    """Return the `Hypergraph` itself, or the closed neighbourhoods of a `Graph`."""
    return structure if isinstance(structure, Hypergraph) else closed(structure)


def taken_by(method, structure, small, group):
    """Return what a method takes: the compressed graph `small`, or the hypergraph of the same groups of vertices."""
    if METHODS[method].takes in ("graph", "vertices"):
        return small
    structure = as_hypergraph(structure)
    return quotient(structure, group, small.n) if group.size else structure


def structure_of(matrix, method, graph=None):
    """Return what a method takes of a `Matrix`: its `Graph`, or its `Hypergraph` where the method takes one.

    `method` is a key of METHODS or the path of a saved ordering; `graph` is the graph of the matrix where it is known.
    """
    if method in METHODS and METHODS[method].takes == "hypergraph":
        return hypergraph_of(matrix)
    return graph or graph_of(matrix)


def quotient(structure, group, count):
    """Return the `Graph` or `Hypergraph` of groups of vertices, adjacent where two of their members are.

    `group` int64 (n,) has the group 0..count-1 of each vertex. The net of a group is the union of those of its members.
    """
    from scipy.sparse import csc_array

    n = structure.n
    pattern = csc_array((np.ones(structure.ind.size, bool), structure.ind, structure.ptr), (n, n))
    member = csc_array((np.ones(n, bool), group, np.arange(n + 1)), (count, n))
    merged = (member @ pattern @ member.T).tocsc()
    merged.sort_indices()
    found = Hypergraph(count, merged.indptr.astype(np.int64), merged.indices.astype(np.int64))
    return closed(found) if isinstance(structure, Hypergraph) else graph_of(found)
