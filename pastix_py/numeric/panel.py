"""Work on one panel: factor its diagonal block and solve for the rows below it."""

import numpy as np

from pastix_py.dense.block import BLOCK, factor_roots, invert_pivots, solve_roots
from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.emit_tile import POSITIVE, ROOT
from pastix_py.dense.square import factor_square, prepare_square, solve_square
from pastix_py.dense.symmetric import factor_symmetric, solve_symmetric
from pastix_py.jit import borrowing, inner

LLT, LLH, LDLT, LDLH, LU = range(5)  # numbers of layout.kind.KINDS inside kernels
FUSED = 32768  # coefficients of panels that are factored in one pass, diagonal block and rows below together
CHUNK = 32768  # coefficients of the rows that are solved together: within a second-level cache beside the triangle


def codes_of(kind):
    """Return (roots, square, paired) for the number of a kind: 1 for its code, None for the others.

    Code behind `if x is not None` is not compiled for an argument x that is None.
    """
    return tuple(1 if kind in kinds else None for kinds in ((LLT, LLH), (LU,), (LDLT, LDLH)))


@inner
def factor(kind, symmetric, w, rows, L, at, m, pivots, first, work, roots, square, paired):
    """Factor the first `rows` ≥ w rows of a panel by one of the `codes_of` its kind.

    Returns (pivots replaced, or −1 − the failing column; how many columns of the rows below are done).
    """
    if roots is not None:
        form, conj = (ROOT, 0) if symmetric else (POSITIVE, 1)
        return factor_roots(form, conj, w, rows, L, at, m, pivots, first, work), w
    if square is not None:
        return factor_square(w, rows, L, at, m, pivots, pivots.exchange, first, work), w
    if paired is not None:
        return factor_symmetric(np.int64(kind == LDLH), w, rows, L, at, m, pivots, first, work)
    return 0, w


@inner
def prepare(w, L, at, m, work, roots, square, paired):
    """Set in `work` what `solve` needs of a factored block, as `factor` left it."""
    if square is not None:
        prepare_square(w, L, at, m, work)
    if roots is not None or paired is not None:
        invert_pivots(w, L, at, m, work)


@inner
def solve(done, kind, symmetric, upper, w, L, at, m, rows, B, bo, ldb, pivots, first, work, roots, square, paired):
    """Solve for rows of L, or of U, below a factored block; their first `done` columns were done before."""
    if roots is not None:
        solve_roots(np.int64(not symmetric), w, L, at, m, rows, B, bo, ldb, work)
    if square is not None:
        solve_square(upper, w, L, at, m, rows, B, bo, ldb, pivots.exchange, first, work)
    if paired is not None:
        solve_symmetric(done, np.int64(kind == LDLH), w, L, at, m, rows, B, bo, ldb, pivots, first, work)


@borrowing
def factor_panel(kind, symmetric, w, L, at, m, low, high, U, au, pivots, first, work, factored, codes):
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
    codes : `codes_of` the kind.

    Returns the number of pivots replaced, or −1 − the failing column.

    """
    outcome, done = np.int64(0), np.int64(0)
    if factored:
        prepare(w, L, at, m, work, *codes)
    else:
        together = high if m * w <= FUSED and w <= BLOCK else 0
        outcome, done = factor(kind, symmetric, w, w + together, L, at, m, pivots, first, work, *codes)
        if outcome < 0:
            return outcome
        done = done if together else np.int64(0)
    step = max(CHUNK // w, 4 * COLUMNS)
    for part in range(2 if kind == LU else 1):
        upper = kind == LU and part == 0
        B, bo, ldb = (U, au, m - w) if part else (L, at + w, m)
        for top in range(high if done == w and not part else low, high, step):
            rows, told = min(step, high - top), (pivots, first, work, *codes)
            solve(done, kind, symmetric, upper, w, L, at, m, rows, B, bo + top, ldb, *told)
    return outcome
