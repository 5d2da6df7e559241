"""L D Lᵀ and L D Lᴴ of a diagonal block, in place, with rows and columns exchanged, and solves with it.

Columns are factored eight at a time with pivots of one row where they lie, as long as these are good enough; what is
left then is factored by `rook`.
"""

import numpy as np

from pastix_py.dense.block import eliminate_all, invert_pivots, places, quick_columns
from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.emit_tile import DIAGONAL
from pastix_py.dense.pivots import SAFE, exchange_columns
from pastix_py.dense.rook import divide_columns, factor_by_rook
from pastix_py.jit import borrowing, inner


@borrowing
def factor_symmetric(conj, w, rows, L, at, m, pivots, first, work):
    """Factor the first `rows` ≥ w rows of a panel of w columns; the parameters are as for `block.factor_roots`.

    Returns the number of pivots replaced, and up to which column the rows below the block are solved for.
    """
    _, v, ldv, _ = places(w)
    limits = pivots.threshold, type(pivots.threshold)(SAFE)
    for k in range(0, w, COLUMNS):
        n = min(COLUMNS, w - k)
        if not quick_columns(DIAGONAL, conj, n, k, w, rows, L, at, m, L, at + k, m, limits, work):
            replaced = factor_by_rook(conj, k, w, L, at, m, work, v, ldv, pivots, first)
            invert_pivots(w, L, at, m, work)
            return replaced, k
    return 0, w


@inner
def solve_symmetric(done, conj, w, A, at, lda, rows, B, bo, ldb, pivots, first, work):
    """B := B Πᵀ (D Lᵀ)⁻¹ for `rows` rows; their first `done` columns, a multiple of 8 or all, were done before.

    Before the first pivot that is 2 × 2, or exchanged, D is divided by on the way; from its tile on where all is 1 × 1.
    Else the columns become those of B Πᵀ L⁻ᵀ, and are divided by D in the end.
    """
    if done == w:
        return
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
    scaled, do, step = one, d, two
    if paired:
        scaled, do, step = zero, zero, zero
        for j in range(changed):
            pivot = A[at + j * (lda + 1)]
            for i in range(bo + j * ldb, bo + j * ldb + rows):
                B[i] *= pivot
    eliminate_all(changed, w, w, rows, conj, scaled, B, bo, ldb, A, at, lda, work, do, step)
    if paired:
        divide_columns(conj, w, A, at, lda, rows, B, bo, ldb, pivots.beside, first)
