"""The adjacency graph of a matrix: pattern of A + Aᵀ without diagonal."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel


class Graph(NamedTuple):
    """Undirected graph, each edge stored at both ends.

    Vertex v has the neighbours `ind[ptr[v]:ptr[v + 1]]`, ascending, without v itself; `ptr` int64 (n + 1,),
    `ind` int64 (2 edges,).
    """

    n: int
    ptr: np.ndarray
    ind: np.ndarray


def graph_of(matrix):
    """Return the `Graph` A + Aᵀ of a `Matrix`, half-stored or general, or of a `Hypergraph`, in O(n + nnz)."""
    if getattr(matrix, "is_half", False):
        return Graph(matrix.n, *mirrored(matrix.ptr, matrix.ind))
    t_ptr, t_ind = np.zeros(matrix.n + 2, np.int64), np.empty_like(matrix.ind)
    outside = transpose(matrix.ptr, matrix.ind, t_ptr, t_ind)
    ptr, ind = np.zeros(matrix.n + 1, np.int64), np.empty(2 * outside, np.int64)
    n_entry = union(matrix.ptr, matrix.ind, t_ptr, t_ind, ptr, ind)
    return Graph(matrix.n, ptr, ind if n_entry == ind.size else ind[:n_entry].copy())


def edges_of(graph):
    """Return the edges of a `Graph`, each once, int64 (edges, 2)."""
    tail = np.repeat(np.arange(graph.n), np.diff(graph.ptr))
    once = tail < graph.ind
    return np.stack([tail[once], graph.ind[once]], axis=1)


@kernel
def transpose(ptr, ind, t_ptr, t_ind):
    """Write Aᵀ with sorted columns, of the pattern (ptr, ind) of m rows, to `t_ptr[: m + 1]` and `t_ind`.

    Returns the number of entries that are not on the diagonal.

    `t_ptr` int64 (m + 2,) comes zeroed: one longer, it serves as the place of the next entry as well.
    """
    for p in range(ind.size):
        t_ptr[ind[p] + 2] += 1
    for i in range(t_ptr.size - 2):
        t_ptr[i + 2] += t_ptr[i + 1]
    outside = np.int64(0)
    for j in range(ptr.size - 1):
        for p in range(ptr[j], ptr[j + 1]):
            i = ind[p]
            t_ind[t_ptr[i + 1]] = j
            t_ptr[i + 1] += 1
            outside += i != j
    return outside


@kernel
def mirrored(ptr, ind):
    """Return (ptr, ind) of A + Aᵀ without diagonal, A a lower half with sorted columns.

    Columns are visited in increasing order: when column j has its turn, all its entries above the diagonal are there.
    """
    n = ptr.size - 1
    end = np.zeros(n + 1, np.int64)
    for j in range(n):
        for p in range(ptr[j], ptr[j + 1]):
            i = ind[p]
            if i != j:
                end[i + 1] += 1
                end[j + 1] += 1
    for j in range(n):
        end[j + 1] += end[j]
    whole_ptr = end.copy()
    whole = np.empty(end[n], np.int64)
    for j in range(n):
        own = end[j]
        for p in range(ptr[j], ptr[j + 1]):
            i = ind[p]
            if i != j:
                whole[own] = i
                own += 1
                whole[end[i]] = j
                end[i] += 1
    return whole_ptr, whole


@kernel
def union(a_ptr, a_ind, b_ptr, b_ind, ptr, ind):
    """Write A ∪ B without diagonal, of two patterns with sorted columns, to (ptr, ind); return its entries.

    `ptr` int64 (n + 1,) has ptr[0] = 0, and `ind` room for the entries of both.
    """
    n = a_ptr.size - 1
    q = 0
    for j in range(n):
        a, b = a_ptr[j], b_ptr[j]
        while a < a_ptr[j + 1] or b < b_ptr[j + 1]:
            i = a_ind[a] if a < a_ptr[j + 1] else n
            k = b_ind[b] if b < b_ptr[j + 1] else n
            if i <= k:
                a += 1
            if k <= i:
                b += 1
            if min(i, k) != j:
                ind[q] = min(i, k)
                q += 1
        ptr[j + 1] = q
    return q
