"""Groups of rows that do not depend on each other, found in the pattern of a pair of triangular factors."""

import numpy as np

from pastix_py.jit import kernel

SHORTER = 2.0  # times as many groups as levels, up to which rows stay where they are


def groups_of(L, U):
    """Return (groups, rows): where each group begins, int64 (groups + 1,), and the rows in the order of the groups.

    `L` is strictly lower, `U` strictly upper, both `Rows` (n). `rows` int64 (n,) is empty where the rows are in order
    as they come, as those of an ordering by groups are; else they are by levels: the longest path of dependences that
    ends at a row has as many edges as the number of its level.
    """
    groups, (level, count) = runs(L.ptr, L.ind, U.ptr, U.ind), levels(L.ptr, L.ind, U.ptr, U.ind)
    if groups.size - 1 <= SHORTER * count:
        return groups, np.empty(0, np.int64)
    size = np.diff(L.ptr) + np.diff(U.ptr)
    rows = np.lexsort((size, level))
    return np.concatenate(([0], np.cumsum(np.bincount(level)))), rows


@kernel
def runs(l_ptr, l_ind, u_ptr, u_ind):
    """Return where groups of rows that follow each other begin, int64 (groups + 1,), as long as can be from the end."""
    n = l_ptr.size - 1
    begin = np.empty(n + 1, np.int64)
    begin[n], count, high, dependent = n, n, n, np.int64(-1)
    for i in range(n - 1, -1, -1):
        reached = i <= dependent
        for p in range(u_ptr[i], u_ptr[i + 1]):
            reached = reached or u_ind[p] < high
        if reached:
            count -= 1
            begin[count], high, dependent = i + 1, i + 1, np.int64(-1)
        for p in range(l_ptr[i], l_ptr[i + 1]):
            dependent = max(dependent, np.int64(l_ind[p]))
    if n:
        count -= 1
        begin[count] = 0
    return begin[count:].copy()


@kernel
def levels(l_ptr, l_ind, u_ptr, u_ind):
    """Return (level, levels): the level of each row, int64 (n,), and how many there are."""
    n = l_ptr.size - 1
    level, count = np.zeros(n, np.int64), np.int64(0)
    for i in range(n):
        for p in range(l_ptr[i], l_ptr[i + 1]):
            level[i] = max(level[i], level[l_ind[p]] + 1)
        for p in range(u_ptr[i], u_ptr[i + 1]):
            level[u_ind[p]] = max(level[u_ind[p]], level[i] + 1)
        count = max(count, level[i] + 1)
    return level, count
