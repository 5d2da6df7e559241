"""Work on one panel: factor its diagonal block and solve for the rows below it."""

import numpy as np

from pastix_py.dense.block import factor_roots, invert_pivots, solve_roots
from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.emit_tile import POSITIVE, ROOT
from pastix_py.dense.square import factor_square, prepare_square, solve_square
from pastix_py.dense.symmetric import factor_symmetric, solve_symmetric
from pastix_py.jit import borrowing, inner

LLT, LLH, LDLT, LDLH, LU = range(5)  # numbers of layout.kind.KINDS inside kernels
FUSED = 32768  # coefficients of panels that are factored in one pass, diagonal block and rows below together
CHUNK = 32768  # coefficients of the rows that are solved together: within a second-level cache beside the triangle


@inner
def factor(kind, symmetric, w, rows, L, at, m, pivots, exchange, beside, first, work):
    """Factor the first `rows` ≥ w rows of a panel, by the code for what `Pivots` has: no other is compiled.

    Returns (pivots replaced, or −1 − the failing column; how many columns of the rows below are done).
    """
    if exchange is None:
        form, conj = (ROOT, 0) if symmetric else (POSITIVE, 1)
        return factor_roots(form, conj, w, rows, L, at, m, pivots, first, work), w
    if beside is None:
        return factor_square(w, rows, L, at, m, pivots, exchange, first, work), w
    return factor_symmetric(np.int64(kind == LDLH), w, rows, L, at, m, pivots, first, work)


@inner
def prepare(w, L, at, m, exchange, beside, work):
    """Set in `work` what `solve` needs of a factored block, as `factor` left it."""
    if exchange is not None and beside is None:
        prepare_square(w, L, at, m, work)
    else:
        invert_pivots(w, L, at, m, work)


@inner
def solve(done, kind, symmetric, upper, w, L, at, m, rows, B, bo, ldb, pivots, exchange, beside, first, work):
    """Solve for rows of L, or of U, below a factored block; their first `done` columns were done before."""
    if exchange is None:
        solve_roots(np.int64(not symmetric), w, L, at, m, rows, B, bo, ldb, work)
    elif beside is None:
        solve_square(upper, w, L, at, m, rows, B, bo, ldb, exchange, first, work)
    else:
        solve_symmetric(done, np.int64(kind == LDLH), w, L, at, m, rows, B, bo, ldb, pivots, first, work)


@borrowing
def factor_panel(kind, symmetric, w, L, at, m, low, high, U, au, pivots, first, work, factored):
    """Factor the diagonal block of a panel, unless it is, and solve for rows low:high below; bitwise as if all at once.

    Parameters
    ----------
    kind, symmetric : number of the kind of factorization; whether it is LLᵀ of a complex matrix.
    w, L, at, m : the panel, m × w at offset `at` of L. The upper triangle of its diagonal block is read for LU only.
    low, high : rows, 0 for the first below the diagonal block; 0 and any number, or all, where that is to be factored.
    U, au : Uᵀ of the panel for LU, (m − w) × w at offset `au`.
    pivots, first : `Pivots`, set from column `first` on.
    work : `dense.block.work_size(w)` coefficients.
    factored : whether the diagonal block is factored already.

    Returns the number of pivots replaced, or −1 − the failing column.

    """
    exchange, beside = pivots.exchange, pivots.beside
    outcome, done = np.int64(0), np.int64(0)
    if factored:
        prepare(w, L, at, m, exchange, beside, work)
    else:
        together = high if m * w <= FUSED else 0
        outcome, done = factor(kind, symmetric, w, w + together, L, at, m, pivots, exchange, beside, first, work)
        if outcome < 0:
            return outcome
        done = done if together else np.int64(0)
    step = max(CHUNK // w, 4 * COLUMNS)
    for part in range(2 if kind == LU else 1):
        upper = kind == LU and part == 0
        B, bo, ldb = (U, au, m - w) if part else (L, at + w, m)
        for top in range(high if done == w and not part else low, high, step):
            rows = min(step, high - top)
            solve(
                done, kind, symmetric, upper, w, L, at, m, rows, B, bo + top, ldb, pivots, exchange, beside, first, work
            )
    return outcome
