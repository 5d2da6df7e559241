"""Factorizations of a panel without row exchanges, in place: Cholesky, LLᵀ, LDLᵀ, LDLᴴ and LU, and solves with them.

Left-looking by blocks of eight columns (Golub and Van Loan, Matrix Computations, section 4.2); nearly all operations
are in `rows`. Diagonal blocks are never inverted, only their diagonals are, as a backward stable solve allows.

A pivot below a threshold is replaced by one of that size and its own sign (static pivoting; Li and Demmel,
SuperLU_DIST, ACM TOMS 29, 2003, section 2) and marked.
"""

import numpy as np

from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.emit_tile import DIAGONAL, POSITIVE, ROOT, SQUARE
from pastix_py.dense.rows import eliminate, quick_tile
from pastix_py.jit import borrowing

UNIT = 2 * COLUMNS  # coefficients at the head of `work` that stand for a unit diagonal
CHUNK = 32768  # coefficients of the rows that are solved together: within a second-level cache beside the triangle


def work_size(w):
    """Return how many coefficients `factor` and `solve` need beside a panel of w columns."""
    return UNIT + (w + 2) * (w + COLUMNS)


@borrowing
def safe_pivot(pivot, threshold):
    """Return (pivot, 0), or (threshold with the pivot's sign, 1) where |pivot| is below it or not a number."""
    size = abs(pivot)
    if size > threshold or (size == threshold and size > 0):
        return pivot, 0
    if size > 0:
        return pivot / size * threshold, 1
    return pivot * 0 + threshold if size == 0 else pivot, 1


@borrowing
def careful_tile(form, conj, n, k, X, xo, ldx, P, po, ldp, D, do, threshold, marks, first):
    """Do what `quick_tile` does, whatever the pivots; returns the pivots replaced, or −1 − the failing column."""
    replaced = 0
    for j in range(k + n):
        cj = xo + j * ldx
        if j >= k:
            pivot = cj + j - k
            if conj:
                X[pivot] = X[pivot].real
            if form == POSITIVE:
                if not X[pivot].real > 0:
                    replaced = -1 - j
                    break
            else:
                X[pivot], poor = safe_pivot(X[pivot], threshold)
                if poor:
                    marks[first + j] = 1
                    replaced += 1
            D[do + 2 * (j - k) + 1] = -X[pivot]
            if form == POSITIVE or form == ROOT:
                X[pivot] = np.sqrt(X[pivot])
            D[do + 2 * (j - k)] = -1
            D[do + 2 * (j - k)] /= X[pivot]
            for i in range(j - k + 1, n):
                X[cj + i] *= -D[do + 2 * (j - k)]
        for c in range(max(j - k + 1, 0), n):
            column = xo + (k + c) * ldx
            factor = X[column + j - k] if form == SQUARE and j >= k else P[po + j * ldp + c]
            if conj:
                factor = np.conj(factor)
            if form == DIAGONAL:
                factor *= -D[do + 2 * (j - k) + 1]
            for i in range(max(j - k + 1, 0) if form == SQUARE else c, n):
                X[column + i] -= X[cj + i] * factor
    return replaced


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


@borrowing
def transpose_tile(n, A, a, lda, V, vo, ldv):
    """Copy the upper triangle of an n × n tile, transposed, to V."""
    for j in range(n):
        for i in range(j):
            V[vo + i * ldv + j] = A[a + j * lda + i]


@borrowing
def factor(form, conj, w, rows, L, at, m, beside, U, au, ldu, threshold, marks, first, work):
    """Factor the first `rows` ≥ w rows of a panel of w columns, and of LU as many rows `beside` it.

    Parameters
    ----------
    form : `POSITIVE`, `ROOT`, `DIAGONAL` or `SQUARE`.
    conj : 1 where the right factor is the left one conjugated, else 0.
    w, rows, L, at, m : the panel, rows × w at offset `at`, leading dimension m.
    beside, U, au, ldu : rows of Uᵀ below the diagonal block, beside × w.
    threshold, marks, first : marks[first + j] is set where pivot j is below the threshold, and replaced.
    work : `work_size(w)` coefficients.

    Returns the number of pivots replaced, or −1 − the first column whose pivot is not positive (`POSITIVE`).

    """
    ldv = w + COLUMNS
    d, v, zero = UNIT, UNIT + 2 * ldv, np.int64(0)
    square, scaled = form == SQUARE, 1 if form == DIAGONAL else 0
    if square:
        for i in range(UNIT):
            work[i] = -1
        transpose_above(w, L, at, m, work, v, ldv, zero)
    replaced = 0
    for k in range(0, w, COLUMNS):
        n = min(COLUMNS, w - k)
        tile, below, pivots = at + k, at + k + n, d + 2 * k
        if square:
            P, po, ldp = work, v + k, ldv
        else:
            P, po, ldp = L, tile, m
        outcome = zero
        if not quick_tile(form, conj, n, k, L, tile, m, P, po, ldp, work, pivots, threshold):
            outcome = careful_tile(form, conj, n, k, L, tile, m, P, po, ldp, work, pivots, threshold, marks, first)
        if outcome < 0:
            replaced = outcome
            break
        replaced += outcome
        if square:
            transpose_tile(n, L, tile + k * m, m, work, v + k * (ldv + 1), ldv)
            eliminate(n, beside, k, zero, zero, U, au, ldu, L, tile, m, work, zero)
            eliminate(n, w - k - n, k, zero, zero, work, v + k + n, ldv, L, tile, m, work, zero)
        eliminate(n, rows - k - n, k, conj, scaled, L, below, m, P, po, ldp, work, pivots)
    if square:
        transpose_above(w, L, at, m, work, v, ldv, np.int64(1))
    return replaced


@borrowing
def solve(form, conj, upper, w, A, at, lda, rows, B, bo, ldb, work):
    """B := B R⁻¹ for `rows` rows, R = D Lᵀ, Lᵀ (of unit L for `SQUARE`) or U, of the factored w × w block A.

    Parameters are as in `factor`; `upper` tells that R = U. Work: `work_size(w)` coefficients.
    """
    ldv = w + COLUMNS
    d, v, zero = UNIT, UNIT + 2 * ldv, np.int64(0)
    for j in range(w):
        pivot = A[at + j * (lda + 1)]
        work[d + 2 * j] = -1
        if form != SQUARE or upper:
            work[d + 2 * j] /= pivot
        work[d + 2 * j + 1] = -pivot
    if upper:
        transpose_above(w, A, at, lda, work, v, ldv, zero)
        for k in range(0, w, COLUMNS):
            transpose_tile(min(COLUMNS, w - k), A, at + k * (lda + 1), lda, work, v + k * (ldv + 1), ldv)
    scaled = 1 if form == DIAGONAL else 0
    step = max(CHUNK // w, 4 * COLUMNS)
    for low in range(0, rows, step):
        height = min(step, rows - low)
        for k in range(0, w, COLUMNS):
            n = min(COLUMNS, w - k)
            if upper:
                eliminate(n, height, k, zero, zero, B, bo + low, ldb, work, v + k, ldv, work, d + 2 * k)
            else:
                eliminate(n, height, k, conj, scaled, B, bo + low, ldb, A, at + k, lda, work, d + 2 * k)
