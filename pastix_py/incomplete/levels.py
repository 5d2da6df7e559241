"""The pattern of ILU(k), by the paths that fill runs along.

An entry (i, j) has level of fill ℓ where the shortest path from i to j in the graph of A, through vertices numbered
below both, has ℓ + 1 edges: that is the sum rule lev(i, j) = min over k of lev(i, k) + lev(k, j) + 1. So each row is
found by a search of its own, on any thread.

D. Hysom, A. Pothen, "Level-based incomplete LU factorization: graph model and algorithms", Lawrence Livermore National
Laboratory UCRL-JC-150789, 2002.
"""

import numpy as np

from pastix_py.incomplete.alike import expanded, quotient
from pastix_py.incomplete.pattern import Pattern, mirrored_pattern, turned
from pastix_py.jit import for_each, kernel, shares
from pastix_py.ordering.graph import mirrored


def level_pattern(matrix, ordering, level, threads=1):
    """Return the `Pattern` of ILU(level) of P A Pᵀ.

    Parameters
    ----------
    matrix : `Matrix`; the explicit zeros of its pattern count.
    ordering : `Ordering`.
    level : int, 0 for the pattern of A; n gives that of the complete factor.
    threads : int; the result is the same for any number.

    """
    columns, rows = _graphs(matrix, ordering)
    if rows is not columns:
        u_ptr, u_ind, _ = turned(*turned(*_reached(*rows, level, threads))[:2])
        l_ptr, l_ind, _ = turned(*_reached(*columns, level, threads))
        return Pattern(l_ptr, l_ind, u_ptr, u_ind, None)
    begin, *upper = _grouped(*rows, level, threads)
    return mirrored_pattern(*(upper if begin is None else expanded(begin, *upper)))


def grouped_rows(graph, ordering, level, threads=1):
    """Return (begin, ptr, ind): the rows of U of ILU(level) of a `Graph`, renumbered, by groups of rows that are alike.

    Group g is the rows begin[g]:begin[g + 1], and has entries in the columns of groups `ind[ptr[g]:ptr[g + 1]]`, g < h,
    in any order, and in its own.
    """
    begin, ptr, ind = _grouped(*renumbered(graph.ptr, graph.ind, ordering.perm, ordering.iperm), level, threads)
    return (np.arange(graph.n + 1) if begin is None else begin), ptr, ind


def _grouped(ptr, ind, level, threads):
    """Return (begin, ptr, ind) of rows that are alike; `begin` is None where each is a group."""
    groups = quotient(ptr, ind) if level else None
    begin, *graph = groups or (None, ptr, ind)
    return begin, *_reached(*graph, level, threads)


def _graphs(matrix, ordering):
    """Return ((ptr, ind) of the columns of P A Pᵀ, the same of its rows): one object where the pattern is symmetric."""
    ptr, ind = mirrored(matrix.ptr, matrix.ind) if matrix.is_half else (matrix.ptr, matrix.ind)
    columns = renumbered(ptr, ind, ordering.perm, ordering.iperm)
    if matrix.is_half:
        return columns, columns
    rows = turned(*columns)[:2]
    back = turned(*rows)
    symmetric = np.array_equal(rows[0], back[0]) and np.array_equal(rows[1], back[1])
    return (rows, rows) if symmetric else (columns, rows)


@kernel
def renumbered(ptr, ind, perm, iperm):
    """Return (ptr, ind) of P A Pᵀ, int64 and int32, of a pattern by columns, which are not sorted."""
    n = ptr.size - 1
    new_ptr, new_ind = np.zeros(n + 1, np.int64), np.empty(ind.size, np.int32)
    q = np.int64(0)
    for j in range(n):
        for p in range(ptr[perm[j]], ptr[perm[j] + 1]):
            new_ind[q] = iperm[ind[p]]
            q += 1
        new_ptr[j + 1] = q
    return new_ptr, new_ind


def _reached(ptr, ind, level, threads):
    """Return (ptr, ind) of what `reach` finds from every vertex."""
    n = ptr.size - 1
    cuts = shares(ptr, threads)
    parts = for_each(threads, lambda k: reach(cuts[k], cuts[k + 1], level, ptr, ind), range(cuts.size - 1))
    found_ptr = np.zeros(n + 1, np.int64)
    np.cumsum(np.concatenate([count for count, _ in parts]), out=found_ptr[1:])
    return found_ptr, parts[0][1] if len(parts) == 1 else np.concatenate([found for _, found in parts])


@kernel
def reach(first, last, level, ptr, ind):
    """Return (how many, which): vertices above each of first..last-1 that paths of level + 1 edges below it lead to.

    Every vertex on a path but its ends is below the first.
    """
    n = ptr.size - 1
    seen, queue = np.full(n, -1, np.int32), np.empty(n, np.int32)
    count, found, total = np.zeros(last - first, np.int64), np.empty(2 * (ptr[last] - ptr[first]) + 64, np.int32), 0
    for i in range(first, last):
        seen[i], queue[0] = i, i
        low, held, before = 0, 1, total
        for _ in range(level + 1):
            high = held
            for k in range(low, high):
                v = queue[k]
                for p in range(ptr[v], ptr[v + 1]):
                    u = ind[p]
                    if seen[u] == i:
                        continue
                    seen[u] = i
                    if u < i:
                        queue[held] = u
                        held += 1
                        continue
                    if total == found.size:
                        longer = np.empty(2 * total, np.int32)
                        longer[:total] = found
                        found = longer
                    found[total] = u
                    total += 1
            low = high
            if low == held:
                break
        count[i - first] = total - before
    return count, found[:total].copy()
