"""Diagonal blocks factored in place, and solves with them: what all kinds share, and Cholesky and LLᵀ.

Left-looking by blocks of eight columns (Golub and Van Loan, Matrix Computations, section 4.2); nearly all operations
are in `rows`. Diagonal blocks are never inverted, only their diagonals are, as a backward stable solve allows.

`square` has LU, `symmetric` LDLᵀ and LDLᴴ. A pivot of theirs is taken where it is if no coefficient of L in the block
becomes larger than `pivots.SAFE` (threshold pivoting); else rows of the block are exchanged. One that is still below a
threshold is replaced by a larger one of its own sign (static pivoting; Li and Demmel, SuperLU_DIST, ACM TOMS 29, 2003,
section 2) and marked.
"""

import numpy as np

from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.emit_tile import DIAGONAL, POSITIVE, SQUARE
from pastix_py.dense.pivots import safe_pivot
from pastix_py.dense.product import subtract_block
from pastix_py.dense.rows import bounded, copy, eliminate, quick_tile
from pastix_py.jit import borrowing, inlined, inner

UNIT = 2 * COLUMNS  # coefficients at the head of `work` that stand for a unit diagonal
BLOCK = 64  # columns of a panel that are solved for together
AHEAD = 2 * COLUMNS  # rows below a block that are done with the last rows of it, at most: a group of `emit`


def work_size(w):
    """Return how many coefficients a factorization or a solve needs beside a panel of w columns."""
    return UNIT + (w + 2) * (w + COLUMNS) + COLUMNS * (w + AHEAD)


@inlined
def places(w):
    """Return where things lie in `work`: D, the transposed upper triangle, its columns' distance, a copy of a tile."""
    ldv = w + COLUMNS
    return UNIT, UNIT + 2 * ldv, ldv, UNIT + (w + 2) * ldv


@borrowing
def transpose_tile(n, A, a, lda, V, vo, ldv):
    """Copy the upper triangle of an n × n tile, transposed, to V."""
    for j in range(n):
        for i in range(j):
            V[vo + i * ldv + j] = A[a + j * lda + i]


@inner
def invert_pivots(w, A, at, lda, work):
    """Set what `rows.eliminate` takes for D of a factored block, and the head of `work`."""
    d = places(w)[0]
    for i in range(UNIT):
        work[i] = -1
    for j in range(w):
        pivot = A[at + j * (lda + 1)]
        work[d + 2 * j] = -1
        work[d + 2 * j + 1] = -pivot
        if pivot != 0:  # as it may be in one that is 2 × 2
            work[d + 2 * j] /= pivot


@inner
def eliminate_all(low, high, w, rows, conj, scaled, B, bo, ldb, P, po, ldp, D, do, step):
    """Solve for columns low:high of w in `rows` rows by `rows.eliminate`; D is `step` per column, 0 for ones.

    What the columns before a block of them contribute is one product. If `scaled`, D is `work`, and its upper triangle
    is overwritten.
    """
    for before in range(low - low % BLOCK, high, BLOCK):
        begin, stop = max(before, low), min(before + BLOCK, high)
        if before > 0:
            S, so, lds = P, po + begin, ldp
            if scaled:
                S, so, lds = D, places(w)[1], stop - begin
                for q in range(before):
                    pivot = -D[do + 2 * q + 1]
                    for i in range(lds):
                        S[so + q * lds + i] = P[po + begin + q * ldp + i] * pivot
            subtract_block(rows, stop - begin, before, conj, B, bo, ldb, S, so, lds, B, bo + begin * ldb, ldb)
        for k in range(begin, stop, COLUMNS):
            n, p = min(COLUMNS, w - k), po + k + before * ldp
            eliminate(n, rows, k - before, conj, scaled, B, bo + before * ldb, ldb, P, p, ldp, D, do + step * k)


@borrowing
def quick_columns(form, conj, n, k, w, rows, L, at, m, P, po, ldp, limits, work):
    """Factor columns k to k + n of a panel, pivots where they are; 0 where they were left alone.

    That is where `rows.quick_tile` says so, and where a coefficient of L inside the block would be above a bound;
    `limits` is (threshold, bound).
    """
    threshold, bound = limits
    d, _, _, kept = places(w)
    tile, top, do, scaled = at + k, at + k * (m + 1), d + 2 * k, np.int64(form == DIAGONAL)
    inside, below = w - k - n, rows - k - n
    ahead = min(below, -(-inside // AHEAD) * AHEAD)
    if inside > 0:
        copy(n, n + ahead, L, top, m, work, kept, w + AHEAD)
    if not quick_tile(form, conj, n, k, L, tile, m, P, po, ldp, work, do, threshold, bound):
        return 0
    if form == SQUARE:
        transpose_tile(n, L, top, m, P, po + k * ldp, ldp)
    if inside > 0:
        eliminate(n, ahead, k, conj, scaled, L, tile + n, m, P, po, ldp, work, do)
        if not bounded(n, inside, L, top + n, m, bound):
            copy(n, n + ahead, work, kept, w + AHEAD, L, top, m)
            return 0
    eliminate(n, below - ahead, k, conj, scaled, L, tile + n + ahead, m, P, po, ldp, work, do)
    return 1


@borrowing
def root_tile(form, conj, n, k, X, xo, ldx, D, do, pivots, first):
    """Do what `rows.quick_tile` does for `POSITIVE` and `ROOT`, whatever the pivots, with P = X.

    Returns how many were replaced, or −1 − the first column whose pivot is not positive.
    """
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
                X[pivot], poor = safe_pivot(X[pivot], pivots.threshold, pivots.substitute)
                if poor:
                    pivots.marks[first + j] = 1
                    replaced += 1
            D[do + 2 * (j - k) + 1] = -X[pivot]
            X[pivot] = np.sqrt(X[pivot])
            D[do + 2 * (j - k)] = -1
            D[do + 2 * (j - k)] /= X[pivot]
            for i in range(j - k + 1, n):
                X[cj + i] *= -D[do + 2 * (j - k)]
        for c in range(max(j - k + 1, 0), n):
            column = xo + (k + c) * ldx
            factor = X[cj + c]
            if conj:
                factor = np.conj(factor)
            for i in range(c, n):
                X[column + i] -= X[cj + i] * factor
    return replaced


@borrowing
def factor_roots(form, conj, w, rows, L, at, m, pivots, first, work):
    """Factor the first `rows` ≥ w rows of a panel of w columns by `POSITIVE` or `ROOT`.

    Parameters
    ----------
    form, conj : `POSITIVE` or `ROOT`; 1 where the right factor is the left one conjugated, else 0.
    w, rows, L, at, m : the panel, rows × w at offset `at`, leading dimension m.
    pivots, first : `Pivots` that are set, of the columns from `first` on; zero before.
    work : `work_size(w)` coefficients.

    Returns the number of pivots replaced, or −1 − the first column whose pivot is not positive (`POSITIVE`).

    """
    d, zero, replaced, bound = places(w)[0], np.int64(0), 0, pivots.threshold  # the bound is not looked at
    for k in range(0, w, COLUMNS):
        n = min(COLUMNS, w - k)
        tile, do = at + k, d + 2 * k
        if not quick_tile(form, conj, n, k, L, tile, m, L, tile, m, work, do, pivots.threshold, bound):
            outcome = root_tile(form, conj, n, k, L, tile, m, work, do, pivots, first)
            if outcome < 0:
                return outcome
            replaced += outcome
        eliminate(n, rows - k - n, k, conj, zero, L, tile + n, m, L, tile, m, work, do)
    return replaced


@inner
def solve_roots(conj, w, A, at, lda, rows, B, bo, ldb, work):
    """B := B L⁻ᵀ, or L⁻ᴴ, for `rows` rows; `work` as `factor_roots` or `invert_pivots` left it."""
    zero, d = np.int64(0), places(w)[0]
    eliminate_all(zero, w, w, rows, conj, zero, B, bo, ldb, A, at, lda, work, d, np.int64(2))
