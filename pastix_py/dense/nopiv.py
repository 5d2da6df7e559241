"""Factorizations of a panel without row exchanges, in place: Cholesky, LLᵀ, LDLᵀ, LDLᴴ and LU, and solves with them.

Left-looking by blocks of eight columns (Golub and Van Loan, Matrix Computations, section 4.2): nearly all operations
are in `rows.eliminate`. Diagonal blocks are never inverted, only their diagonals are, as a backward stable solve allows.

A pivot below a threshold is replaced by one of that size and its own sign (static pivoting; Li and Demmel,
SuperLU_DIST, ACM TOMS 29, 2003, section 2) and marked.
"""

import numpy as np

from pastix_py.dense.rows import COLUMNS, eliminate
from pastix_py.jit import kernel

POSITIVE, ROOT, DIAGONAL, SQUARE = range(4)  # Cholesky; LLᵀ with complex roots; L D Lᵀ or L D Lᴴ; L U
TILE = COLUMNS * COLUMNS  # coefficients of a diagonal tile
CHUNK = 32768  # coefficients of the rows that are solved together: within a second-level cache beside the triangle


@kernel
def safe_pivot(pivot, threshold):
    """Return (pivot, 0), or (threshold with the pivot's sign, 1) where |pivot| is below it or not a number."""
    size = abs(pivot)
    if size > threshold or (size == threshold and size > 0):
        return pivot, 0
    if size > 0:
        return pivot / size * threshold, 1
    return pivot * 0 + threshold if size == 0 else pivot, 1


@kernel
def factor_tile(form, conj, n, S, threshold, marks, first):
    """Factor the n × n tile at S[8 column + row]; returns the pivots replaced, or −1 − the failing column."""
    replaced = 0
    for j in range(n):
        cj = j * COLUMNS
        if conj:
            S[cj + j] = S[cj + j].real
        if form == POSITIVE:
            if not S[cj + j].real > 0:
                return -1 - j
        else:
            S[cj + j], poor = safe_pivot(S[cj + j], threshold)
            if poor:
                marks[first + j] = 1
                replaced += 1
        if form == POSITIVE or form == ROOT:
            S[cj + j] = np.sqrt(S[cj + j])
        pivot = S[cj + j]
        inverse = 1 / pivot
        for i in range(j + 1, n):
            S[cj + i] *= inverse
        for k in range(j + 1, n):
            ck = k * COLUMNS
            if form == SQUARE:
                factor = S[ck + j]
            else:
                factor = np.conj(S[cj + k]) if conj else S[cj + k]
                if form == DIAGONAL:
                    factor *= pivot
            for i in range(j + 1 if form == SQUARE else k, n):
                S[ck + i] -= S[cj + i] * factor
    return replaced


@kernel
def triangle(conj, unit, upper, n, A, a, lda, T, t):
    """Set T[t:] to the n × n triangle that rows are solved with, as `eliminate` takes it: L, or Uᵀ for `upper`."""
    by_column, by_row = (1, lda) if upper else (lda, 1)
    for q in range(n):
        T[t + q * COLUMNS + q] = -1.0 if unit else -1 / A[a + q * (lda + 1)]
        for j in range(q + 1, n):
            factor = A[a + q * by_column + j * by_row]
            T[t + q * COLUMNS + j] = np.conj(factor) if conj else factor


@kernel
def move_tile(square, n, A, a, lda, S, back):
    """Copy an n × n tile of A, its lower half only unless `square`, to S; or back."""
    for j in range(n):
        for i in range(0 if square else j, n):
            if back:
                A[a + j * lda + i] = S[j * COLUMNS + i]
            else:
                S[j * COLUMNS + i] = A[a + j * lda + i]


@kernel
def transpose_upper(w, A, at, lda, V, v, back):
    """Copy what lies above the tiles on the diagonal of a w × w block, transposed, to V[v:], w × w; or back."""
    for j in range(w):
        for i in range(j - j % COLUMNS):
            if back:
                A[at + j * lda + i] = V[v + i * w + j]
            else:
                V[v + i * w + j] = A[at + j * lda + i]


@kernel
def scale_columns(w, low, high, A, at, lda, corner):
    """Divide rows low:high of the columns of L·D by D, which lies on the diagonal of the block at `corner`."""
    for j in range(w):
        inverse = 1 / A[corner + j * (lda + 1)]
        for i in range(at + j * lda + low, at + j * lda + high):
            A[i] *= inverse


def work_size(w):
    """Return how many coefficients `factor` and `solve` need beside a panel of w columns."""
    return 2 * TILE + (w * max(w, COLUMNS + 1) if w > COLUMNS else 0)


@kernel
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
    square, scaled = form == SQUARE, form == DIAGONAL
    t, extra, inverse = TILE, 2 * TILE, 2 * TILE + COLUMNS * w
    right, ro, ldr = (work, extra, w) if square else (work, extra, COLUMNS) if scaled else (L, at, m)
    if square:
        transpose_upper(w, L, at, m, work, extra, False)
    replaced = 0
    for k in range(0, w, COLUMNS):
        n = min(COLUMNS, w - k)
        below = k + n
        corner, column = at + k * m + k, at + k * m
        rk = ro if scaled else ro + k
        move_tile(square, n, L, corner, m, work, False)
        if k:
            if scaled:
                for q in range(k):
                    for j in range(n):
                        work[rk + q * COLUMNS + j] = L[at + q * m + k + j] * work[inverse + q]
            eliminate(n, n, k, conj, L, at + k, m, right, rk, ldr, work, -1, work, 0, COLUMNS)
        outcome = factor_tile(form, conj, n, work, threshold, marks, first + k)
        if outcome < 0:
            return outcome - k
        replaced += outcome
        move_tile(square, n, L, corner, m, work, True)
        triangle(conj, scaled, square, n, L, corner, m, work, t)
        eliminate(n, rows - below, k, conj, L, at + below, m, right, rk, ldr, work, t, L, column + below, m)
        if scaled and w > COLUMNS:
            for j in range(n):
                work[inverse + k + j] = 1 / work[j * (COLUMNS + 1)]
        if square:
            triangle(conj, True, False, n, L, corner, m, work, t)
            eliminate(n, beside, k, 0, U, au, ldu, L, at + k, m, work, t, U, au + k * ldu, ldu)
            over, to = extra + below, extra + k * w + below
            eliminate(n, w - below, k, 0, work, over, w, L, at + k, m, work, t, work, to, w)
    if square:
        transpose_upper(w, L, at, m, work, extra, True)
    if scaled:
        for k in range(0, w, COLUMNS):
            n = min(COLUMNS, w - k)
            scale_columns(n, k + n, rows, L, at + k * m, m, at + k * m + k)
    return replaced


@kernel
def solve(form, conj, upper, w, A, at, lda, rows, B, bo, ldb, work):
    """B := B R⁻¹ for `rows` rows, R = D Lᵀ, Lᵀ (of unit L for `SQUARE`) or U, of the factored w × w block A.

    Parameters are as in `factor`; `upper` tells that R = U. Work: `work_size(w)` coefficients.
    """
    factors, fo, ldf = (work, 2 * TILE, w) if upper else (A, at, lda)
    if upper:
        transpose_upper(w, A, at, lda, work, 2 * TILE, False)
    unit = form == DIAGONAL or (form == SQUARE and not upper)
    step = max(CHUNK // w, 4 * COLUMNS)
    for low in range(0, rows, step):
        height = min(step, rows - low)
        for k in range(0, w, COLUMNS):
            n = min(COLUMNS, w - k)
            triangle(conj, unit, upper, n, A, at + k * (lda + 1), lda, work, 0)
            to = bo + low + k * ldb
            eliminate(n, height, k, conj, B, bo + low, ldb, factors, fo + k, ldf, work, 0, B, to, ldb)
        if form == DIAGONAL:
            scale_columns(w, low, low + height, B, bo, ldb, at)
    return
