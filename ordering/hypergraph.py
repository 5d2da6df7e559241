"""The hypergraph of a matrix: its unknowns are the vertices, each column is a net that ties its rows together."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel
from pastix_py.ordering.graph import graph_of


class Hypergraph(NamedTuple):
    """Column-net model of a square matrix: Ü. V. Çatalyürek, C. Aykanat, IEEE Trans. Parallel Distrib. Syst. 10, 1999.

    Vertex i is unknown i. Net j has the pins `ind[ptr[j]:ptr[j + 1]]`, ascending: the rows of the entries of column j,
    and j itself; `ptr` int64 (n + 1,), `ind` int64 (pins,).
    """

    n: int
    ptr: np.ndarray
    ind: np.ndarray


def hypergraph_of(matrix):
    """Return the `Hypergraph` of a `Matrix`, half-stored or general, in O(n + nnz)."""
    return closed(graph_of(matrix) if matrix.is_half else matrix)


def closed(pattern):
    """Return the `Hypergraph` of a square pattern, such as the closed neighbourhoods of a `Graph`.

    `pattern` has n, ptr and ind, as a `Graph` or a `Matrix` that is stored whole; it may lack diagonal entries.
    """
    n = pattern.n
    ptr, ind = np.zeros(n + 1, np.int64), np.empty(pattern.ind.size + n, np.int64)
    entries = add_diagonal(pattern.ptr, pattern.ind, ptr, ind)
    return Hypergraph(n, ptr, ind[:entries].copy())


@kernel
def add_diagonal(ptr, ind, all_ptr, all_ind):
    """Write a square pattern of sorted columns with its whole diagonal; return how many entries that are."""
    q = np.int64(0)
    for j in range(ptr.size - 1):
        is_due = True
        for p in range(ptr[j], ptr[j + 1]):
            if is_due and ind[p] >= j:
                is_due = False
                if ind[p] > j:
                    all_ind[q] = j
                    q += 1
            all_ind[q] = ind[p]
            q += 1
        if is_due:
            all_ind[q] = j
            q += 1
        all_ptr[j + 1] = q
    return q


@kernel
def restricted(ptr, ind, ids, local):
    """Return (ptr int64, ind int32): the square pattern among the vertices `ids`, which are renumbered in this order.

    `local` int32 (n,) is -1 everywhere, before and after.
    """
    for k in range(ids.size):
        local[ids[k]] = k
    entries = np.int64(0)
    for v in ids:
        for p in range(ptr[v], ptr[v + 1]):
            entries += local[ind[p]] >= 0
    own_ptr, own_ind = np.empty(ids.size + 1, np.int64), np.empty(entries, np.int32)
    own_ptr[0] = 0
    q = np.int64(0)
    for k in range(ids.size):
        for p in range(ptr[ids[k]], ptr[ids[k] + 1]):
            if local[ind[p]] >= 0:
                own_ind[q] = local[ind[p]]
                q += 1
        own_ptr[k + 1] = q
    for v in ids:
        local[v] = -1
    return own_ptr, own_ind
