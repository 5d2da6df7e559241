"""A maximum set of non-zeros no two of which share a row or column: as many as the structural rank."""

import numpy as np

from pastix_py.jit import kernel


@kernel
def maximum_transversal(ptr, ind):
    """Return the row given to each column, int64 (n,), −1 where there is none left.

    Given: a square CSC pattern. Depth-first search for augmenting paths with a look ahead for free rows (Duff, "On
    algorithms for obtaining a maximum transversal", ACM TOMS 7, 1981). Columns met by a search that failed are met by
    no later one: no augmenting path leads through them any more.
    """
    n = ptr.size - 1
    column_of = np.full(n, -1, np.int64)
    row_of = np.full(n, -1, np.int64)
    ahead, position = ptr[:-1].copy(), ptr[:-1].copy()
    seen = np.zeros(n, np.bool_)
    path = np.empty(n, np.int64)
    met = np.empty(n, np.int64)
    for start in range(n):
        path[0], met[0], depth, n_met = start, start, 0, 1
        seen[start] = True
        free = -1
        while depth >= 0:
            j = path[depth]
            while ahead[j] < ptr[j + 1] and free < 0:
                if column_of[ind[ahead[j]]] < 0:
                    free = ind[ahead[j]]
                ahead[j] += 1
            if free >= 0:
                break
            while position[j] < ptr[j + 1] and seen[column_of[ind[position[j]]]]:
                position[j] += 1
            if position[j] == ptr[j + 1]:
                depth -= 1
                continue
            depth += 1
            path[depth] = column_of[ind[position[j]]]
            seen[path[depth]] = True
            met[n_met] = path[depth]
            n_met += 1
        if free < 0:
            continue
        for level in range(depth, -1, -1):
            j = path[level]
            free, row_of[j] = row_of[j], free
            column_of[row_of[j]] = j
        for k in range(n_met):
            seen[met[k]] = False
            position[met[k]] = ptr[met[k]]
    return row_of
