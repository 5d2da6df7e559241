"""Factorizations of the diagonal block of a panel, in place: Cholesky, LLᵀ, LDLᵀ, LDLᴴ and LU, and solves with them.

Left-looking by blocks of eight columns (Golub and Van Loan, Matrix Computations, section 4.2); nearly all operations
are in `rows`. Diagonal blocks are never inverted, only their diagonals are, as a backward stable solve allows.

A pivot of LU, LDLᵀ or LDLᴴ is taken where it is if no coefficient of L in the block becomes larger than `pivots.SAFE`
(threshold pivoting); else rows of the block are exchanged. One that is still below a threshold is replaced by one of
that size and its own sign (static pivoting; Li and Demmel, SuperLU_DIST, ACM TOMS 29, 2003, section 2) and marked.
"""

import numpy as np

from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.emit_tile import DIAGONAL, SQUARE
from pastix_py.dense.pivots import SAFE, exchange_columns
from pastix_py.dense.rows import bounded, copy, eliminate, quick_tile
from pastix_py.dense.symmetric import divide_columns, factor_symmetric
from pastix_py.dense.tiles import exchanging_tile, root_tile
from pastix_py.jit import borrowing, inlined, inner

UNIT = 2 * COLUMNS  # coefficients at the head of `work` that stand for a unit diagonal
AHEAD = 2 * COLUMNS  # rows below a block that are done with the last rows of it, at most: a group of `emit`
CHUNK = 32768  # coefficients of the rows that are solved together: within a second-level cache beside the triangle


def work_size(w):
    """Return how many coefficients `factor` and `solve` need beside a panel of w columns."""
    return UNIT + (w + 2) * (w + COLUMNS) + COLUMNS * (w + AHEAD)


@inlined
def places(w):
    """Return where things lie in `work`: D, the transposed upper triangle, its columns' distance, a copy of a tile."""
    ldv = w + COLUMNS
    return UNIT, UNIT + 2 * ldv, ldv, UNIT + (w + 2) * ldv


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


@borrowing
def quick_columns(form, conj, n, k, w, rows, L, at, m, P, po, ldp, threshold, work):
    """Factor columns k to k + n of a panel, pivots where they are; 0 where they were left alone.

    That is where `rows.quick_tile` says so, and where a coefficient of L inside the block would be above `SAFE`.
    """
    d, _, _, kept = places(w)
    tile, top, do, scaled = at + k, at + k * (m + 1), d + 2 * k, np.int64(form == DIAGONAL)
    inside, below = w - k - n, rows - k - n
    ahead = min(below, -(-inside // AHEAD) * AHEAD)
    if inside > 0:
        copy(n, n + ahead, L, top, m, work, kept, w + AHEAD)
    if not quick_tile(form, conj, n, k, L, tile, m, P, po, ldp, work, do, threshold, SAFE):
        return 0
    if form == SQUARE:
        transpose_tile(n, L, top, m, P, po + k * ldp, ldp)
    if inside > 0:
        eliminate(n, ahead, k, conj, scaled, L, tile + n, m, P, po, ldp, work, do)
        if not bounded(n, inside, L, top + n, m, SAFE):
            copy(n, n + ahead, work, kept, w + AHEAD, L, top, m)
            return 0
    eliminate(n, below - ahead, k, conj, scaled, L, tile + n + ahead, m, P, po, ldp, work, do)
    return 1


@borrowing
def factor_roots(form, conj, w, rows, L, at, m, pivots, first, work):
    """Factor the first `rows` ≥ w rows of a panel of w columns by `POSITIVE` or `ROOT`; the others are as in `factor`.

    Returns the number of pivots replaced, or −1 − the first column whose pivot is not positive (`POSITIVE`).
    """
    d, zero, replaced = places(w)[0], np.int64(0), 0
    for k in range(0, w, COLUMNS):
        n = min(COLUMNS, w - k)
        tile, do = at + k, d + 2 * k
        if not quick_tile(form, conj, n, k, L, tile, m, L, tile, m, work, do, pivots.threshold, SAFE):
            outcome = root_tile(form, conj, n, k, L, tile, m, L, tile, m, work, do, pivots, first)
            if outcome < 0:
                return outcome
            replaced += outcome
        eliminate(n, rows - k - n, k, conj, zero, L, tile + n, m, L, tile, m, work, do)
    return replaced


@inner
def eliminate_all(low, high, w, rows, conj, scaled, B, bo, ldb, P, po, ldp, D, do, step):
    """Solve for columns low:high of w in `rows` rows by `rows.eliminate`; D is `step` per column, 0 for ones."""
    for k in range(low, high, COLUMNS):
        n = min(COLUMNS, w - k)
        eliminate(n, rows, k, conj, scaled, B, bo, ldb, P, po + k, ldp, D, do + step * k)


@borrowing
def prepare(form, w, A, at, lda, work):
    """Set in `work` what `solve` needs of a factored block."""
    _, v, ldv, _ = places(w)
    invert_pivots(w, A, at, lda, work)
    if form == SQUARE:
        transpose_above(w, A, at, lda, work, v, ldv, np.int64(0))
        for k in range(0, w, COLUMNS):
            transpose_tile(min(COLUMNS, w - k), A, at + k * (lda + 1), lda, work, v + k * (ldv + 1), ldv)


@borrowing
def solve(form, conj, upper, w, A, at, lda, rows, B, bo, ldb, pivots, first, work):
    """B := B R⁻¹ for `rows` rows, R = Lᵀ (of unit L for `SQUARE`) or U, of the factored w × w block A.

    For L and the rows of U, columns are exchanged as pivots were; for `DIAGONAL` it is `solve_symmetric`.

    Parameters
    ----------
    form, conj, w, A, at, lda : as for `factor`; any form.
    upper : 1 where R = U, else 0.
    rows, B, bo, ldb : the rows, at offset bo, leading dimension ldb.
    pivots, first : as `factor` set them.
    work : what `prepare` set.

    """
    d, v, ldv, _ = places(w)
    zero, two = np.int64(0), np.int64(2)
    step = max(CHUNK // w, 4 * COLUMNS)
    for low in range(0, rows, step):
        height = min(step, rows - low)
        if form == DIAGONAL:
            solve_symmetric(zero, conj, w, A, at, lda, height, B, bo + low, ldb, pivots, first, work)
        elif upper:
            eliminate_all(zero, w, w, height, zero, zero, B, bo + low, ldb, work, v, ldv, work, d, two)
        elif form == SQUARE:
            exchange_columns(w, height, B, bo + low, ldb, pivots.exchange, first)
            eliminate_all(zero, w, w, height, zero, zero, B, bo + low, ldb, A, at, lda, work, zero, zero)
        else:
            eliminate_all(zero, w, w, height, conj, zero, B, bo + low, ldb, A, at, lda, work, d, two)


@borrowing
def solve_symmetric(done, conj, w, A, at, lda, rows, B, bo, ldb, pivots, first, work):
    """B := B Πᵀ (D Lᵀ)⁻¹ for L D Lᵀ or L D Lᴴ of a block; the first `done` columns, a multiple of 8, were done before.

    Before the first pivot that is 2 × 2, or exchanged, D is divided by on the way; from its tile on where all is 1 × 1.
    Else the columns become those of B Πᵀ L⁻ᵀ, and are divided by D in the end. The parameters are as for `solve`.
    """
    d, zero, two, one = places(w)[0], np.int64(0), np.int64(2), np.int64(1)
    changed, paired = w, False
    for j in range(w):
        paired = paired or pivots.beside[first + j] != 0
        if changed == w and (paired or pivots.exchange[first + j] != 0):
            changed = j
    changed -= changed % COLUMNS if changed < w else 0
    eliminate_all(done, changed, w, rows, conj, one, B, bo, ldb, A, at, lda, work, d, two)
    if changed < w:
        exchange_columns(w, rows, B, bo, ldb, pivots.exchange, first)
    if not paired:
        eliminate_all(changed, w, w, rows, conj, one, B, bo, ldb, A, at, lda, work, d, two)
        return
    for j in range(changed):
        pivot = A[at + j * (lda + 1)]
        for i in range(bo + j * ldb, bo + j * ldb + rows):
            B[i] *= pivot
    eliminate_all(changed, w, w, rows, conj, zero, B, bo, ldb, A, at, lda, work, zero, zero)
    divide_columns(conj, w, A, at, lda, rows, B, bo, ldb, pivots.beside, first)


@borrowing
def factor(form, conj, w, rows, L, at, m, beside, U, au, ldu, pivots, first, work):
    """Factor the first `rows` ≥ w rows of a panel of w columns by `DIAGONAL` or `SQUARE`, and of LU as many `beside`.

    Parameters
    ----------
    form : `DIAGONAL` or `SQUARE`.
    conj : 1 where the right factor is the left one conjugated, else 0.
    w, rows, L, at, m : the panel, rows × w at offset `at`, leading dimension m.
    beside, U, au, ldu : rows of Uᵀ below the diagonal block, beside × w.
    pivots, first : `Pivots` that are set, of the columns from `first` on; zero before.
    work : `work_size(w)` coefficients; as `prepare` leaves them after it.

    Returns the number of pivots replaced.

    """
    d, v, ldv, _ = places(w)
    zero, replaced, square, below = np.int64(0), 0, form == SQUARE, rows - w
    if square:
        for i in range(UNIT):
            work[i] = -1
        transpose_above(w, L, at, m, work, v, ldv, zero)
    for k in range(0, w, COLUMNS):
        n = min(COLUMNS, w - k)
        tile = at + k
        P, po, ldp = (work, v + k, ldv) if square else (L, tile, m)
        quick = quick_columns(form, conj, n, k, w, rows, L, at, m, P, po, ldp, pivots.threshold, work)
        if not quick and not square:
            replaced = factor_symmetric(conj, k, w, L, at, m, work, v, ldv, pivots, first)
            invert_pivots(w, L, at, m, work)
            solve_symmetric(k, conj, w, L, at, m, below, L, at + w, m, pivots, first, work)
            break
        if not quick:
            replaced += exchanging_tile(n, k, w, L, at, m, work, v, ldv, work, d + 2 * k, pivots, first)
            transpose_tile(n, L, tile + k * m, m, work, v + k * (ldv + 1), ldv)
            eliminate(n, below, k, zero, zero, L, at + w, m, P, po, ldp, work, d + 2 * k)
        if square:
            eliminate(n, w - k - n, k, zero, zero, work, v + k + n, ldv, L, tile, m, work, zero)
    if square:
        transpose_above(w, L, at, m, work, v, ldv, np.int64(1))
        if beside > 0:
            exchange_columns(w, beside, U, au, ldu, pivots.exchange, first)
            eliminate_all(zero, w, w, beside, zero, zero, U, au, ldu, L, at, m, work, zero, zero)
    return replaced
