"""Unknowns that receive numbers that follow each other, and share a supernode."""

import numpy as np

from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.hypergraph import Hypergraph
from pastix_py.ordering.structure import quotient


def labels_of(pairs, n):
    """Return the group of each of n unknowns, int64 (n,), for pairs int64 (k, 2); None where there is no pair."""
    groups = np.arange(n)
    groups[pairs[:, 1]] = pairs[:, 0]
    return groups if pairs.size else None


def alike(graph, groups):
    """Return the `Graph` in which the members of a group are neighbours and have the neighbours of all of them.

    Those that are eliminated one after the other have the same structure then, and one supernode holds them. `groups`
    int64 (n,) has the group of each vertex.
    """
    from scipy.sparse import csc_array, eye_array

    names, group = np.unique(groups, return_inverse=True)
    small = quotient(graph, group, names.size)
    pattern = csc_array((np.ones(small.ind.size, bool), small.ind, small.ptr), (small.n, small.n))
    member = csc_array((np.ones(graph.n, bool), group, np.arange(graph.n + 1)), (small.n, graph.n))
    whole = (member.T @ (pattern + eye_array(small.n, dtype=bool)) @ member).tocsc()
    whole.sort_indices()
    return graph_of(Hypergraph(graph.n, whole.indptr.astype(np.int64), whole.indices.astype(np.int64)))
