"""Unknowns that are numbered last, in a given order."""

import numpy as np

from pastix_py.errors import UsageError
from pastix_py.ordering.graph import Graph


def checked(last, n):
    """Return `last` as int64 (k,); raises `UsageError` unless its entries are distinct unknowns of 0..n-1."""
    last = np.asarray(last)
    if last.size == 0:
        return np.zeros(0, np.int64)
    if last.ndim != 1 or last.dtype.kind not in "iu":
        raise UsageError("The unknowns to keep last must be a one-dimensional list of integers.")
    wrong = last[(last < 0) | (last >= n)]
    if wrong.size:
        raise UsageError(f"Unknown {wrong[0]} to keep last is outside 0..{n - 1}.")
    value, count = np.unique(last, return_counts=True)
    if value.size < last.size:
        raise UsageError(f"Unknown {value[count > 1][0]} to keep last is given twice.")
    return last.astype(np.int64)


def without(graph, last):
    """Return (free, rest): the other vertices int64 (n - k,), ascending, and the graph among them."""
    if last.size == 0:
        return np.arange(graph.n), graph
    is_free = np.ones(graph.n, bool)
    is_free[last] = False
    return np.flatnonzero(is_free), subgraph(graph, is_free)


def subgraph(graph, is_kept):
    """Return the graph among the vertices where `is_kept` bool (n,) holds, renumbered in ascending order."""
    kept = is_kept[graph.ind] & np.repeat(is_kept, np.diff(graph.ptr))
    number = np.cumsum(is_kept) - 1
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(kept)))
    ptr = np.append(before[graph.ptr[:-1][is_kept]], before[-1])
    return Graph(int(is_kept.sum()), ptr, number[graph.ind[kept]])


def drop(perm, last):
    """Return `perm` without the unknowns `last`, the order of the others unchanged."""
    is_free = np.ones(perm.size, bool)
    is_free[last] = False
    return perm[is_free[perm]]


def append(perm, last):
    """Return `perm` followed by `last`."""
    return np.concatenate((perm, last)) if last.size else perm
