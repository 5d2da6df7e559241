"""Row exchanges of a dense factorization, batched: what many of them do together is done to each column once.

Rows that are exchanged lie far apart, and memory serves far places one by one: a column of which much is moved is read
from end to end first, as memory likes it, and what is moved then lies in the cache.
"""

import numpy as np

from pastix_py.jit import borrowing, inlined

TOGETHER = 8  # columns that are permuted together: their rows lie side by side while they are
LINE = 64  # bytes of a cache line


@borrowing
def list_moves(pivots, low, high, m, place, target, source):
    """List what exchanging row j with row pivots[j], for j = low to high − 1 in turn, does to rows low to m − 1.

    Row source[i] goes to row target[i] (uint32, room for m), in increasing order of targets; `place` (m) holds 0 to
    m − 1 before and after. Returns the number of moves.
    """
    last = high
    for j in range(low, high):
        p = pivots[j]
        place[j], place[p] = place[p], place[j]
        last = max(last, p + 1)
    n = 0
    for i in range(low, last):
        if place[i] != i:
            target[n], source[n] = i, place[i]
            place[i] = i
            n += 1
    return n


@borrowing
def move_rows(n, target, source, low, m, A, at, ld, columns, held):
    """Do n moves of `list_moves` to columns of A, the first at offset `at`; `held` is a work array of m entries."""
    step = LINE // A.itemsize
    dense = 2 * n * step > m - low
    for c in range(columns):
        column = A[at + c * ld : at + c * ld + m]
        if dense:
            total = A[at]
            for i in range(low, m, step):
                total += column[i]
            held[0] = total
        for i in range(n):
            held[i] = column[source[i]]
        for i in range(n):
            column[target[i]] = held[i]


@borrowing
def compose(pivots, low, m, order):
    """Set order[low:m] (uint32) to where rows come from when all exchanges from `low` on are done."""
    for i in range(low, m):
        order[i] = i
    for j in range(low, pivots.size):
        p = pivots[j]
        order[j], order[p] = order[p], order[j]


@inlined
def _permute_some(count, order, low, m, A, at, ld, held):
    for i in range(low, m):
        for q in range(count):
            held[i * TOGETHER + q] = A[at + q * ld + i]
    for i in range(low, m):
        row = np.int64(order[i]) * TOGETHER
        for q in range(count):
            A[at + q * ld + i] = held[row + q]


@borrowing
def permute(order, low, m, A, at, ld, columns, held):
    """Move row order[i] of each column to row i, low ≤ i < m; `held` is a work array of TOGETHER · m entries."""
    whole = columns - columns % TOGETHER
    for c in range(0, whole, TOGETHER):
        _permute_some(TOGETHER, order, low, m, A, at + c * ld, ld, held)
    _permute_some(columns - whole, order, low, m, A, at + whole * ld, ld, held)
