"""Work on one panel: factor its diagonal block and solve for the rows below it."""

import numpy as np

from pastix_py.dense.nopiv import DIAGONAL, POSITIVE, ROOT, SQUARE, factor, solve
from pastix_py.jit import borrowing

LLT, LLH, LDLT, LDLH, LU = range(5)  # numbers of layout.kind.KINDS inside kernels
FUSED = 32768  # coefficients of panels that are factored in one pass, diagonal block and rows below together


@borrowing
def form_of(kind, symmetric):
    """Return (form, conj) of `dense.nopiv` for a kind; `symmetric` tells LLᵀ without conjugation."""
    if kind == LU:
        return SQUARE, 0
    if kind == LDLT or kind == LDLH:
        return DIAGONAL, 1 if kind == LDLH else 0
    return (ROOT, 0) if symmetric else (POSITIVE, 1)


@borrowing
def factor_diagonal(kind, symmetric, w, L, at, m, threshold, marks, first, work):
    """Factor the diagonal block of a panel; returns pivots replaced, or −1 − the failing column.

    Parameters
    ----------
    kind, symmetric : number of the kind of factorization; whether it is LLᵀ of a complex matrix.
    w, L, at, m : the block, w × w at offset `at` of L, leading dimension m. Its upper triangle is read for LU only.
    threshold, marks, first : marks[first + j] is set where pivot j is below the threshold, and replaced.
    work : `dense.nopiv.work_size(w)` coefficients.

    """
    form, conj = form_of(kind, symmetric)
    return factor(form, conj, w, w, L, at, m, np.int64(0), L, np.int64(0), np.int64(0), threshold, marks, first, work)


@borrowing
def solve_rows(kind, symmetric, w, L, at, m, low, high, U, au, work):
    """Solve for rows low:high below a factored diagonal block, in L and, for LU, in U.

    Parameters
    ----------
    kind, symmetric, w, L, at, m, work : as for `factor_diagonal`.
    low, high : rows, 0 for the first below the diagonal block.
    U, au : Uᵀ of the panel, (m − w) × w at offset `au`.

    """
    form, conj = form_of(kind, symmetric)
    solve(form, conj, np.int64(kind == LU), w, L, at, m, high - low, L, at + w + low, m, work)
    if kind == LU:
        solve(form, conj, np.int64(0), w, L, at, m, high - low, U, au + low, m - w, work)


@borrowing
def factor_panel(kind, symmetric, w, L, at, m, U, au, threshold, marks, first, work):
    """Factor a panel whole: `factor_diagonal`, and `solve_rows` for all rows; bitwise the same as the two."""
    fused = m * w <= FUSED
    form, conj = form_of(kind, symmetric)
    rows = m if fused else w
    beside = m - w if fused and kind == LU else 0
    outcome = factor(form, conj, w, rows, L, at, m, beside, U, au, m - w, threshold, marks, first, work)
    if outcome >= 0 and not fused:
        solve_rows(kind, symmetric, w, L, at, m, np.int64(0), m - w, U, au, work)
    return outcome
