"""Vertices that follow each other and have the same neighbours, merged while levels of fill are found.

No path of fill is longer than the one through the first of them alone, so that the levels are those of the groups.
"""

import numpy as np

from pastix_py.jit import kernel

WORTH = 0.8  # most groups for each vertex that are worth the quotient


def quotient(ptr, ind):
    """Return (begin, ptr, ind): the first vertex of each group, int64, closed by n, and the graph of the groups.

    `ptr`, `ind` is a symmetric pattern; None where there are hardly any two alike.
    """
    begin = groups(ptr, ind)
    if begin.size - 1 > WORTH * (ptr.size - 1):
        return None
    return begin, *merged(ptr, ind, begin)


@kernel
def groups(ptr, ind):
    """Return the first vertex of each group, closed by n."""
    n = ptr.size - 1
    mark, begin, count, held = np.full(n, -1, np.int32), np.empty(n + 1, np.int64), 0, -1
    for i in range(n):
        first = begin[count - 1] if count else -1
        shared, size = 0, 0
        for p in range(ptr[i], ptr[i + 1]):
            shared += ind[p] != i and mark[ind[p]] == first
            size += ind[p] != i
        if mark[i] == first and shared == size == held:  # a neighbour of the first, with all of its neighbours
            continue
        begin[count], held = i, size
        count += 1
        mark[i] = i
        for p in range(ptr[i], ptr[i + 1]):
            mark[ind[p]] = i
    begin[count] = n
    return begin[: count + 1].copy()


@kernel
def merged(ptr, ind, begin):
    """Return (ptr, ind) of the graph of the groups, without the diagonal."""
    n, count = ptr.size - 1, begin.size - 1
    owner, mark = np.empty(n, np.int32), np.full(count, -1, np.int32)
    for g in range(count):
        owner[begin[g] : begin[g + 1]] = g
    new_ptr, new_ind, q = np.zeros(count + 1, np.int64), np.empty(ind.size, np.int32), 0
    for g in range(count):
        mark[g] = g
        for p in range(ptr[begin[g]], ptr[begin[g] + 1]):
            h = owner[ind[p]]
            if mark[h] != g:
                mark[h] = g
                new_ind[q] = h
                q += 1
        new_ptr[g + 1] = q
    return new_ptr, new_ind[:q].copy()


@kernel
def expanded(begin, ptr, ind):
    """Return (ptr, ind) of the rows of U of every vertex, from those of the groups, sorted where these are."""
    n, count = begin[-1], begin.size - 1
    new_ptr = np.zeros(n + 1, np.int64)
    for g in range(count):
        beyond = 0
        for p in range(ptr[g], ptr[g + 1]):
            beyond += begin[ind[p] + 1] - begin[ind[p]]
        for i in range(begin[g], begin[g + 1]):
            new_ptr[i + 1] = new_ptr[i] + begin[g + 1] - i - 1 + beyond
    new_ind, q = np.empty(new_ptr[n], np.int32), 0
    for g in range(count):
        for i in range(begin[g], begin[g + 1]):
            for j in range(i + 1, begin[g + 1]):
                new_ind[q] = j
                q += 1
            for p in range(ptr[g], ptr[g + 1]):
                for j in range(begin[ind[p]], begin[ind[p] + 1]):
                    new_ind[q] = j
                    q += 1
    return new_ptr, new_ind
