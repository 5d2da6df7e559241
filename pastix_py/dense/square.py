"""L U of a diagonal block, in place, with its rows exchanged, and solves with it.

Columns are factored eight at a time where the pivots lie. Where these are not good enough, the rows are exchanged as
partial pivoting does (Golub and Van Loan, Matrix Computations, section 3.4), but among the rows of the block alone.
"""

import numpy as np

from pastix_py.dense.block import UNIT, eliminate_all, invert_pivots, places, quick_columns, transpose_tile
from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.emit_tile import SQUARE
from pastix_py.dense.pivots import SAFE, exchange_columns, safe_pivot, size_of, swap
from pastix_py.dense.rows import eliminate
from pastix_py.jit import borrowing, inner


@borrowing
def transpose_above(w, A, at, lda, V, vo, ldv, back):
    """Copy what lies above the tiles on the diagonal of a w × w block, transposed, to V, or back."""
    for low in range(COLUMNS, w, COLUMNS):
        high = min(low + COLUMNS, w)
        for i in range(low):
            for j in range(low, high):
                if back:
                    A[at + j * lda + i] = V[vo + i * ldv + j]
                else:
                    V[vo + i * ldv + j] = A[at + j * lda + i]


@inner
def own_row(j, exchange, first):
    """Return where the row lies that column j of a block would have without exchanges, one that is no pivot yet.

    Where that one is the pivot of another column, it is the own row of that, and so on.
    """
    place, row = -1, j
    while place < j:
        place = row
        for q in range(j):
            other = q + np.int64(exchange[first + q])
            if place == q:
                place = other
            elif place == other:
                place = q
        row = place
    return place


@inner
def exchange_pivot(j, k, n, rows, L, top, m, threshold, exchange, first):
    """Exchange rows of columns k to k + n of a block, `rows` from L[top] on: the largest entry becomes pivot k + j."""
    if exchange is None:
        return
    cj = top + j * m
    best, largest = j, size_of(L[cj + j])
    for i in range(j + 1, rows):
        size = size_of(L[cj + i])
        if size > largest:
            best, largest = i, size
    if not largest > threshold:  # nothing is left of the column in the block: its own row is as good as any
        best = own_row(k + j, exchange, first) - k
    if best > j:
        exchange[first + k + j] = best - j
        swap(L, top + j, m, top + best, m, n)


@inner
def exchange_rows(n, k, w, L, at, m, V, vo, ldv, exchange, first):
    """Exchange rows as the pivots k to k + n were, in the columns before and after their tile."""
    if exchange is None:
        return
    for c in range(w):
        low = c - c % COLUMNS  # the first row of the tile of column c: what is above it lies in V
        for p in range(k, k + n if low != k else k):
            q = p + np.int64(exchange[first + p])
            a, b = at + c * m + p, at + c * m + q
            if q > p and low <= p:
                L[a], L[b] = L[b], L[a]
            elif q > p:
                a = vo + p * ldv + c
                if low <= q:
                    V[a], L[b] = L[b], V[a]
                else:
                    b = vo + q * ldv + c
                    V[a], V[b] = V[b], V[a]


@inner
def exchanging_tile(n, k, w, L, at, m, V, vo, ldv, D, do, pivots, exchange, first):
    """Update and factor columns k to k + n of a diagonal block, its rows exchanged in all of its columns.

    What is above the tiles on the diagonal lies in V, transposed; at the head of D are as many −1 as `rows.eliminate`
    wants. Returns how many pivots were replaced.
    """
    zero = np.int64(0)
    top, rows, replaced = at + k * (m + 1), w - k, 0
    for q in range(n):
        for j in range(n):
            V[vo + (k + q) * ldv + k + j] = 0  # so that the columns of the tile do not act on each other
    eliminate(n, rows, k, zero, zero, L, at + k, m, V, vo + k, ldv, D, zero)
    for j in range(n):
        cj = top + j * m
        exchange_pivot(j, k, n, rows, L, top, m, pivots.threshold, exchange, first)
        L[cj + j], poor = safe_pivot(L[cj + j], pivots.threshold, pivots.substitute)
        if poor:
            pivots.marks[first + k + j] = 1
            replaced += 1
        D[do + 2 * j + 1] = -L[cj + j]
        D[do + 2 * j] = -1
        D[do + 2 * j] /= L[cj + j]
        inverse = -D[do + 2 * j]
        for i in range(j + 1, rows):
            L[cj + i] *= inverse
        for c in range(j + 1, n):
            column = top + c * m
            factor = L[column + j]
            for i in range(j + 1, rows):
                L[column + i] -= L[cj + i] * factor
    exchange_rows(n, k, w, L, at, m, V, vo, ldv, exchange, first)
    return replaced


@borrowing
def factor_square(w, rows, L, at, m, pivots, exchange, first, work):
    """Factor the first `rows` ≥ w rows of a panel of w columns; returns the number of pivots replaced.

    Parameters
    ----------
    w, rows, L, at, m, pivots, first, work : as for `block.factor_roots`; `work` is as `prepare_square` leaves it after.
    exchange : that of `pivots`, None where rows stay where they are, whatever becomes of L.

    """
    d, v, ldv, _ = places(w)
    zero, replaced, below = np.int64(0), 0, rows - w
    limits = pivots.threshold, type(pivots.threshold)(np.inf if exchange is None else SAFE)
    for i in range(UNIT):
        work[i] = -1
    transpose_above(w, L, at, m, work, v, ldv, zero)
    for k in range(0, w, COLUMNS):
        n = min(COLUMNS, w - k)
        tile, po, do = at + k, v + k, d + 2 * k
        if not quick_columns(SQUARE, zero, n, k, w, rows, L, at, m, work, po, ldv, limits, work):
            replaced += exchanging_tile(n, k, w, L, at, m, work, v, ldv, work, do, pivots, exchange, first)
            transpose_tile(n, L, tile + k * m, m, work, po + k * ldv, ldv)
            eliminate(n, below, k, zero, zero, L, at + w, m, work, po, ldv, work, do)
        eliminate(n, w - k - n, k, zero, zero, work, po + n, ldv, L, tile, m, work, zero)
    transpose_above(w, L, at, m, work, v, ldv, np.int64(1))
    return replaced


@inner
def prepare_square(w, A, at, lda, work):
    """Set in `work` what `solve_square` needs of a factored block."""
    _, v, ldv, _ = places(w)
    invert_pivots(w, A, at, lda, work)
    transpose_above(w, A, at, lda, work, v, ldv, np.int64(0))
    for k in range(0, w, COLUMNS):
        transpose_tile(min(COLUMNS, w - k), A, at + k * (lda + 1), lda, work, v + k * (ldv + 1), ldv)


@inner
def solve_square(upper, w, A, at, lda, rows, B, bo, ldb, exchange, first, work):
    """B := B U⁻¹ for `rows` rows where `upper`, else B := B Πᵀ L⁻ᵀ, Π the exchanges."""
    d, v, ldv, _ = places(w)
    zero, P, po, ldp, do, step = np.int64(0), work, v, ldv, d, np.int64(2)
    if not upper:
        exchange_columns(w, rows, B, bo, ldb, exchange, first)
        P, po, ldp, do, step = A, at, lda, zero, zero
    eliminate_all(zero, w, w, rows, zero, zero, B, bo, ldb, P, po, ldp, work, do, step)
