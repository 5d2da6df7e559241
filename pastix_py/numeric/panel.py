"""Work on one panel: factor its diagonal block and solve for the rows below it."""

import numpy as np

from pastix_py.dense.block import factor, factor_roots, prepare, solve
from pastix_py.dense.emit_tile import DIAGONAL, POSITIVE, ROOT, SQUARE
from pastix_py.jit import borrowing

LLT, LLH, LDLT, LDLH, LU = range(5)  # numbers of layout.kind.KINDS inside kernels
FUSED = 32768  # coefficients of panels that are factored in one pass, diagonal block and rows below together


@borrowing
def form_of(kind, symmetric):
    """Return (form, conj) of `dense.block` for a kind; `symmetric` tells LLᵀ without conjugation."""
    if kind == LU:
        return SQUARE, 0
    if kind == LDLT or kind == LDLH:
        return DIAGONAL, 1 if kind == LDLH else 0
    return (ROOT, 0) if symmetric else (POSITIVE, 1)


@borrowing
def factor_diagonal(kind, symmetric, w, L, at, m, pivots, first, work):
    """Factor the diagonal block of a panel; returns pivots replaced, or −1 − the failing column.

    Parameters
    ----------
    kind, symmetric : number of the kind of factorization; whether it is LLᵀ of a complex matrix.
    w, L, at, m : the block, w × w at offset `at` of L, leading dimension m. Its upper triangle is read for LU only.
    pivots, first : `Pivots`, set from column `first` on.
    work : `dense.block.work_size(w)` coefficients.

    """
    form, conj = form_of(kind, symmetric)
    if form == SQUARE or form == DIAGONAL:
        zero = np.int64(0)
        return factor(form, conj, w, w, L, at, m, zero, L, zero, zero, pivots, first, work)
    return factor_roots(form, conj, w, w, L, at, m, pivots, first, work)


@borrowing
def solve_rows(kind, symmetric, w, L, at, m, low, high, U, au, pivots, first, work, prepared):
    """Solve for rows low:high below a factored diagonal block, in L and, for LU, in U.

    Parameters
    ----------
    kind, symmetric, w, L, at, m, pivots, first, work : as for `factor_diagonal`.
    low, high : rows, 0 for the first below the diagonal block.
    U, au : Uᵀ of the panel, (m − w) × w at offset `au`.
    prepared : whether `work` is what `factor_diagonal` left.

    """
    form, conj = form_of(kind, symmetric)
    if not prepared:
        prepare(form, w, L, at, m, work)
    upper = np.int64(kind == LU)
    solve(form, conj, upper, w, L, at, m, high - low, L, at + w + low, m, pivots, first, work)
    if upper:
        solve(form, conj, np.int64(0), w, L, at, m, high - low, U, au + low, m - w, pivots, first, work)


@borrowing
def factor_panel(kind, symmetric, w, L, at, m, U, au, pivots, first, work):
    """Factor a panel whole: `factor_diagonal`, and `solve_rows` for all rows; bitwise the same as the two."""
    if m * w <= FUSED:
        form, conj = form_of(kind, symmetric)
        if form == POSITIVE or form == ROOT:
            return factor_roots(form, conj, w, m, L, at, m, pivots, first, work)
        beside = m - w if form == SQUARE else 0
        return factor(form, conj, w, m, L, at, m, beside, U, au, m - w, pivots, first, work)
    outcome = factor_diagonal(kind, symmetric, w, L, at, m, pivots, first, work)
    if outcome >= 0:
        solve_rows(kind, symmetric, w, L, at, m, np.int64(0), m - w, U, au, pivots, first, work, True)
    return outcome
