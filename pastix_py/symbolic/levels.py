"""Levels of fill of bloks: 0 where A has entries, else by how many eliminations these reach it."""

import numpy as np

from pastix_py.jit import inner, kernel

FAR = 1 << 30  # level of what nothing reaches


def fill_levels(matrix, iperm, symbol, col_cblk, most):
    """Return the level of fill of each blok, int64 (n_blok), at most `most`.

    It is 0 where A has an entry in it, else the least of level(i) + level(j) + 1 over the pairs of bloks i and j of one
    cblk that it is updated by: P. Hénon, P. Ramet, J. Roman, "On finding approximate supernodes for an efficient
    block-ILU(k) factorization", Parallel Computing 34, 2008.

    Parameters
    ----------
    matrix : `Matrix` that is factored.
    iperm : int64 (n,), the column of the factor that is each unknown's.
    symbol, col_cblk : `Symbol`, and int64 (n,) the cblk of each column.
    most : int; no more is told of higher levels, which costs less where it is 1.

    """
    level = np.full(symbol.n_blok, FAR)
    mark_entries(matrix.ptr, matrix.ind, iperm, symbol, col_cblk, level)
    if most > 1:
        spread(symbol, level)
    return np.minimum(level, most)


@kernel
def mark_entries(ptr, ind, iperm, symbol, col_cblk, level):
    """Set the level of bloks that have an entry of A, or are diagonal, to 0."""
    for c in range(symbol.cblk_blok.size - 1):
        level[symbol.cblk_blok[c]] = 0
    for j in range(ptr.size - 1):
        for p in range(ptr[j], ptr[j + 1]):
            row, column = max(iperm[ind[p]], iperm[j]), min(iperm[ind[p]], iperm[j])
            level[blok_at(row, col_cblk[column], symbol)] = 0


@inner
def blok_at(row, c, symbol):
    """Return the blok of cblk c that has a row."""
    low, high = symbol.cblk_blok[c], symbol.cblk_blok[c + 1]
    while high - low > 1:
        middle = (low + high) // 2
        if symbol.blok_begin[middle] <= row:
            low = middle
        else:
            high = middle
    return low


@kernel
def spread(symbol, level):
    """Lower the level of every blok to what its updates bring: those of a cblk are final when its turn comes."""
    begin, end = symbol.blok_begin, symbol.blok_end
    for c in range(symbol.cblk_col.size - 1):
        for j in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            b, stop = symbol.cblk_blok[symbol.blok_face[j]], symbol.cblk_blok[symbol.blok_face[j] + 1]
            for i in range(j, symbol.cblk_blok[c + 1]):
                while end[b] <= begin[i]:
                    b += 1
                reached = b
                while reached < stop and begin[reached] < end[i]:
                    level[reached] = min(level[reached], level[i] + level[j] + 1)
                    reached += 1
