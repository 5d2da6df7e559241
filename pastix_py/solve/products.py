"""op(A) x and |op(A)| |x| in one reading of A, in pieces that are computed side by side and added up in their order."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel
from pastix_py.matrix.matrix import Symmetry

HALF, HERMITIAN_HALF, COLUMNS, ROWS = range(4)  # one half is stored; else columns of op(A) are, or its rows
MOST_PIECES = 8  # whatever the number of threads: the sums are the same on any
ROOM = 2  # the pieces together have rows for so many vectors at most
CHUNK = 2048  # rows that are added up at a time: they stay near


class Pieces(NamedTuple):
    """Ranges of stored columns, and the rows that the products with each have entries in. All int64."""

    begin: np.ndarray  # (pieces+1) columns of each
    low: np.ndarray  # (pieces) first row
    high: np.ndarray  # (pieces) row after the last
    at: np.ndarray  # (pieces+1) where the sums of each begin

    @property
    def count(self):
        """Number of pieces."""
        return self.low.size


def form_of(matrix, trans):
    """Return how op(A) is stored; `trans` 'H' counts as 'T'."""
    if matrix.is_half:
        return HERMITIAN_HALF if matrix.symmetry is Symmetry.HERMITIAN else HALF
    return COLUMNS if trans == "N" else ROWS


def cut(matrix, form):
    """Return the `Pieces` of a `Matrix`: as many as their rows have room for, of like numbers of entries."""
    count = MOST_PIECES
    while True:
        shares = np.arange(1, count) * matrix.ind.size // count
        begin = np.concatenate([[0], np.searchsorted(matrix.ptr, shares), [matrix.n]])
        low, high = reach(matrix.ptr, matrix.ind, begin, form)
        if count == 1 or (high - low).sum() <= ROOM * matrix.n:
            return Pieces(begin, low, high, np.concatenate([[0], np.cumsum(high - low)]))
        count //= 2


def sums_of(pieces, dtype):
    """Return room for the parts of A x and of |A| |x| of all pieces."""
    product = np.empty(pieces.at[-1], dtype)
    return product, np.empty(product.size, product.real.dtype)


@kernel
def reach(ptr, ind, begin, form):
    """Return the first row of the products with each piece, and the row after the last; columns are sorted."""
    low, high = begin[:-1].copy(), begin[1:].copy()
    for k in range(low.size):
        for j in range(begin[k], begin[k + 1]):
            if form != ROWS and ptr[j] < ptr[j + 1]:
                low[k] = min(low[k], ind[ptr[j]])
                high[k] = max(high[k], ind[ptr[j + 1] - 1] + 1)
    return low, high


@kernel
def multiply(k, pieces, form, ptr, ind, val, x, product, size):
    """Write the part of piece k of A x to `product`, that of |A| |x| to `size`."""
    at, first = pieces.at[k], pieces.low[k]
    product[at : pieces.at[k + 1]] = 0
    size[at : pieces.at[k + 1]] = 0
    at -= first
    for j in range(pieces.begin[k], pieces.begin[k + 1]):
        xj, total, total_size = x[j], x[j] * 0, abs(x[j]) * 0
        for p in range(ptr[j], ptr[j + 1]):
            i, a = ind[p], val[p]
            if form == ROWS or i == j:
                total += a * x[i]
                total_size += abs(a) * abs(x[i])
                continue
            product[at + i] += a * xj
            size[at + i] += abs(a) * abs(xj)
            if form != COLUMNS:
                total += (np.conj(a) if form == HERMITIAN_HALF else a) * x[i]
                total_size += abs(a) * abs(x[i])
        product[at + j] += total
        size[at + j] += total_size


@kernel
def errors(low, high, pieces, b, product, size, r):
    """Write b − A x to r[low:high]; return the largest |r| / (|A||x| + |b|) and the largest |r| there.

    0/0 counts as 0, and what is not a number or came out of an overflow as infinite.
    """
    worst, largest = 0.0, 0.0
    sizes = np.empty(CHUNK, size.dtype)
    for start in range(low, high, CHUNK):
        stop = min(start + CHUNK, high)
        for i in range(start, stop):
            r[i], sizes[i - start] = 0, abs(b[i])
        for k in range(pieces.low.size):
            at = pieces.at[k] - pieces.low[k]
            for i in range(max(start, pieces.low[k]), min(stop, pieces.high[k])):
                r[i] += product[at + i]
                sizes[i - start] += size[at + i]
        for i in range(start, stop):
            r[i] = b[i] - r[i]
            error, scale = abs(r[i]), sizes[i - start]
            if not error <= worst * scale or scale == np.inf:  # a division only where it may count
                ratio = error / scale if error > 0 or scale > 0 else 0.0
                worst = max(worst, ratio) if ratio < np.inf and scale < np.inf else np.inf
            if not error <= largest:
                largest = error if error < np.inf else np.inf
    return worst, largest
