"""Large patterns as small images: entries counted in square blocks."""

import numpy as np

MOST = 400  # blocks along a side


def block_size(n):
    """Return the rows of the smallest blocks of which at most MOST make up n rows."""
    return max(1, -(-n // MOST))


def entry_counts(matrix, block, iperm=None):
    """Return the entries of each block of P A Pᵀ, int64 (m, m): `block` rows by `block` columns, the last ones fewer.

    `iperm` int64 (n,) is the new number of each unknown, None where they keep theirs.
    """
    m = -(-matrix.n // block)
    of = (np.arange(matrix.n) if iperm is None else iperm) // block
    column = np.repeat(of, np.diff(matrix.ptr))
    counts = np.bincount(of[matrix.ind] * m + column, minlength=m * m).reshape(m, m)
    if matrix.is_half:
        # The diagonal comes first in each column of a lower half.
        held = np.flatnonzero(np.diff(matrix.ptr))
        counts = counts + counts.T
        counts[np.diag_indices(m)] -= np.bincount(of[held[matrix.ind[matrix.ptr[held]] == held]], minlength=m)
    return counts


def factor_counts(symbol, block):
    """Return the entries that L stores in each block, int64 (m, m), lower triangle; `symbol` is a `Symbol`."""
    m = -(-symbol.n // block)
    first, last = symbol.cblk_col[:-1], symbol.cblk_col[1:]
    widths = last - first
    below = np.ones(symbol.n_blok, bool)
    below[symbol.cblk_blok[:-1]] = False
    owner = np.repeat(np.arange(symbol.n_cblk), np.diff(symbol.cblk_blok))[below]
    b, row, rows = _cut(symbol.blok_begin[below], symbol.blok_end[below], block)
    c, column, columns = _cut(first[owner[b]], last[owner[b]], block)
    counts = np.bincount(row[c] * m + column, rows[c] * columns, m * m)
    # Column j of a diagonal block holds the rows from j on.
    j, row, rows = _cut(np.arange(symbol.n), np.repeat(last, widths), block)
    counts = counts + np.bincount(row * m + j // block, rows, m * m)
    return counts.reshape(m, m).astype(np.int64)


def _cut(begin, end, block):
    """Cut intervals at the multiples of `block`; return (interval, block, length) of every piece."""
    pieces = (end - 1) // block - begin // block + 1
    of = np.repeat(np.arange(begin.size), pieces)
    place = begin[of] // block + np.arange(of.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    length = np.minimum(end[of], (place + 1) * block) - np.maximum(begin[of], place * block)
    return of, place, length


def block_means(values, block):
    """Return the mean of `values` (n,) over each run of `block` of them, float64."""
    begin = np.arange(0, values.size, block)
    sums = np.add.reduceat(values.astype(float), begin) if values.size else np.zeros(0)
    return sums / np.diff(np.append(begin, values.size))
