"""Factorization of a tall panel with row exchanges, in place, and the solve with its unit triangle.

Left-looking by blocks of eight columns; the largest entry of a column is found while its rows are updated and still lie
in the first-level cache (LAPACK's choice: the first row of largest |re| + |im|).
"""

import numpy as np

from pastix_py.dense.blas import LEFT, LOWER, NO, UNIT, gemm, trsm
from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.exchange import list_moves, move_rows
from pastix_py.dense.rows import eliminate
from pastix_py.jit import inlined, inner

ROWS = 256  # rows that are updated and searched at a time
TRIANGLE = 64  # rows of a triangle that is left to the library: it is slow at these, fast at products
INFINITE = np.int64(np.array(np.inf).view(np.int64))  # `magnitude` of infinity
SMALL = np.int64(np.array(float(np.finfo(np.float32).tiny)).view(np.int64))  # of what is divided by, not multiplied


def work_size(w):
    """Return how many coefficients `factor` needs beside a panel of w columns, the entries of a column not counted."""
    return COLUMNS * (w + COLUMNS + 2)


@inlined
def magnitude(x):
    """Return |re x| + |im x| as an integer that is the larger the larger it is; what is not a number is largest."""
    return np.float64(np.float64(abs(x.real)) + np.float64(abs(x.imag))).view(np.int64)


@inner
def largest(x):
    """Return the largest `magnitude` in an array, −1 where it is empty."""
    most = np.int64(-1)
    for i in range(x.size):
        most = max(most, magnitude(x[i]))
    return most


@inner
def _subtract(x, y, factor):
    """X −= y · factor."""
    for i in range(x.size):
        x[i] -= y[i] * factor


@inner
def _update_and_search(j, A, at, ld, row, m):
    """Subtract the columns before column j of a block from it, in rows `row` to m; returns (largest, where it is)."""
    column, top = at + j * ld, row - j
    for q in range(j):
        before, head = at + q * ld, top + q + 1
        _subtract(A[column + head : column + row], A[before + head : before + row], A[column + head - 1])
    best, where = np.int64(-1), row
    for low in range(row, m, ROWS):
        high = min(low + ROWS, m)
        for q in range(j):
            before = at + q * ld
            _subtract(A[column + low : column + high], A[before + low : before + high], A[column + top + q])
        most = largest(A[column + low : column + high])
        if most > best:
            best, where = most, low
            while magnitude(A[column + where]) != most:
                where += 1
    return best, where


@inner
def _divide(x, pivot, magnitude_of_pivot, held):
    """X /= pivot, by its inverse where that is safe, as LAPACK does."""
    if magnitude_of_pivot < SMALL:
        for i in range(x.size):
            x[i] /= pivot
        return
    held[0] = 1
    held[0] /= pivot
    inverse = held[0]
    for i in range(x.size):
        x[i] *= inverse


@inner
def _factor_block(w, A, at, ld, row, m, pivots, held):
    """Factor w ≤ COLUMNS columns in rows `row` to m; returns −1 − the row of the first poor pivot, or 0."""
    outcome = 0
    for j in range(w):
        best, where = _update_and_search(j, A, at, ld, row + j, m)
        pivots[row + j] = where
        if best == 0 or best >= INFINITE:
            outcome = outcome if outcome < 0 else -1 - row - j
            continue
        for q in range(w):
            one, other = at + q * ld + row + j, at + q * ld + where
            A[one], A[other] = A[other], A[one]
        diagonal = at + j * ld + row + j
        _divide(A[diagonal + 1 : at + j * ld + m], A[diagonal], best, held)
    return outcome


@inner
def factor(w, A, at, ld, row, m, pivots, place, moves, work, held):
    """Factor w columns in rows `row` to m, exchanging rows of these columns only.

    Parameters
    ----------
    w, A, at, ld : the columns, the first at offset `at`, its row 0 there; leading dimension.
    row, m : the diagonal of the first column is in this row; rows.
    pivots : pivots[row + j] is set to the row that is exchanged with row + j.
    place, moves : as `place` and (target, source) of `list_moves`.
    work : `work_size(w)` coefficients; held : m.

    Returns 0, or −1 − the row of the first pivot that is zero or not finite; a zero pivot is left, and stays in U.

    """
    target, source = moves
    zero = np.int64(0)
    d = COLUMNS * (w + COLUMNS)
    for i in range(2 * COLUMNS):
        work[d + i] = -1
    outcome = zero
    for k in range(0, w, COLUMNS):
        n, block = min(COLUMNS, w - k), at + k * ld
        if k > 0:
            count = list_moves(pivots, row, row + k, m, place, target, source)
            move_rows(count, target, source, row, m, A, block, ld, n, held)
            trsm(LEFT, LOWER, NO, UNIT, k, n, A, at + row, ld, A, block + row, ld)
            for q in range(k + COLUMNS):
                for j in range(n):
                    work[q * COLUMNS + j] = A[block + j * ld + row + q] if q < k else 0
            below = row + k
            eliminate(n, m - below, k, zero, zero, A, at + below, ld, work, zero, np.int64(COLUMNS), work, d)
        found = _factor_block(n, A, block, ld, row + k, m, pivots, held)
        outcome = outcome if outcome < 0 else found
        count = list_moves(pivots, row + k, row + k + n, m, place, target, source)
        move_rows(count, target, source, row + k, m, A, at, ld, k, held)
    return outcome


@inner
def solve_lower(k, columns, A, at, lda, B, bo, ldb):
    """B := L⁻¹ B, L the unit lower triangle of order k at offset `at`, B k × columns."""
    for low in range(0, k, TRIANGLE):
        n = min(TRIANGLE, k - low)
        corner, below = at + low * (lda + 1), k - low - n
        trsm(LEFT, LOWER, NO, UNIT, n, columns, A, corner, lda, B, bo + low, ldb)
        gemm(NO, NO, below, columns, n, -1.0, A, corner + n, lda, B, bo + low, ldb, 1.0, B, bo + low + n, ldb)
