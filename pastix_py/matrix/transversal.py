"""A maximum set of non-zeros no two of which share a row or column: as many as the structural rank."""

import numpy as np

from pastix_py.jit import inner, kernel


@kernel
def maximum_transversal(ptr, ind):
    """Return the row given to each column, int64 (n,), −1 where there is none left.

    Given: a square CSC pattern. In each phase, depth-first searches that share no column look for augmenting paths,
    with a look ahead for free rows, from the two ends of the columns in turn; after a phase that finds none there is
    none. A. Pothen, C.-J. Fan, "Computing the block triangular form of a sparse matrix", ACM TOMS 16, 1990; I. S. Duff,
    K. Kaya, B. Uçar, "Design, implementation, and analysis of maximum transversal algorithms", ACM TOMS 38, 2011.
    """
    n = ptr.size - 1
    column_of, row_of = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    ahead, position, seen = ptr[:-1].copy(), np.empty(n, np.int64), np.zeros(n, np.int64)
    path = np.empty(n, np.int64)
    phase, found = 0, True
    while found:
        phase, found = phase + 1, False
        for start in range(n):
            if row_of[start] < 0 and augment(start, ptr, ind, phase, column_of, row_of, ahead, position, seen, path):
                found = True
    return row_of


@inner
def augment(start, ptr, ind, phase, column_of, row_of, ahead, position, seen, path):
    """Give a row to a column that has none, by columns that this phase has not `seen`; whether there is one."""
    path[0], depth = start, 0
    seen[start], position[start] = phase, 0
    while depth >= 0:
        j = path[depth]
        while ahead[j] < ptr[j + 1] and column_of[ind[ahead[j]]] >= 0:
            ahead[j] += 1
        if ahead[j] < ptr[j + 1]:
            free = ind[ahead[j]]
            for level in range(depth, -1, -1):
                j = path[level]
                free, row_of[j] = row_of[j], free
                column_of[row_of[j]] = j
            return True
        depth -= 1
        while position[j] < ptr[j + 1] - ptr[j]:
            p = ptr[j] + position[j] if phase % 2 else ptr[j + 1] - 1 - position[j]
            position[j] += 1
            other = column_of[ind[p]]
            if seen[other] != phase:
                depth += 2
                path[depth] = other
                seen[other], position[other] = phase, 0
                break
    return False
