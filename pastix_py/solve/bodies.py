"""What the workers do in the sweeps: each task writes its own unknowns, or its own buffer, alone.

The unknowns X lie by columns where there are few vectors: `lanes` = k of them, each entry of a vector `span` = 1 wide.
Where there are many they lie by rows: one lane, each entry k wide.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import borrowing, inner
from pastix_py.layout.sweeps import BLOK, BUFFER, COEF, COEF_U, COLUMN, HEIGHT, WIDTH, SweepKind
from pastix_py.runtime.desk import close_task, next_task
from pastix_py.solve.columns import by_columns
from pastix_py.solve.low_rank import clear, solve_low
from pastix_py.solve.pivots import is_pair
from pastix_py.solve.rows import by_rows

SUBTREE, PANEL, DIAGONAL, PRODUCT, GATHER = (int(kind) for kind in SweepKind)


class Factor(NamedTuple):
    """The coefficients, and how the sweeps read them: flags, 0 or 1, forward and backward."""

    L: np.ndarray
    P: np.ndarray  # the panels below the diagonal blocks of the sweep that is not fused
    fused: tuple  # the rows below the diagonal block follow it in L; else they are a panel of P
    unit: tuple  # the diagonal is 1
    scaled: int  # the backward sweep divides by the diagonal of L first
    conjugate: int  # the backward sweep takes the adjoint: it computes the conjugates of the unknowns
    exchange: np.ndarray  # as in `Panels`: what is solved with L is; None for a kind whose rows are never exchanged
    beside: np.ndarray  # as in `Panels`, None for a kind without 2 × 2 pivots


class Vectors(NamedTuple):
    """Right-hand sides, unknowns and solutions."""

    b: np.ndarray  # flat; entry (i, q) at i · b_row + q · b_column, numbering of the matrix
    b_row: int
    b_column: int
    X: np.ndarray  # flat, (n_row × k) by columns or by rows, new numbering, with the buffers
    x: np.ndarray  # flat, as b
    x_row: int
    x_column: int
    k: int
    span: int
    lanes: int
    conjugate: int  # b and x are the conjugates of what is solved for


@borrowing
def serve(me, jobs, tables, factor, vectors, work, far, desk, many, low_factor):
    """Run tasks until there are none; what each worker does.

    Parameters
    ----------
    me : number of the worker.
    jobs : the first fields of a `Sweep`, which say what each task is.
    tables : (n, n_row, perm, panels, bloks, gather_ptr, gather), as in `Sweeps`.
    factor, vectors : `Factor`, `Vectors`.
    work : as many entries as the tallest panel has rows, none where vectors are many.
    far : int64, as many as the tallest panel has rows.
    desk : `Desk` of the sweep.
    many : None where vectors are few: the code for many is then not compiled.
    low_factor : `LowFactor`, None where no cblk is compressed.

    """
    backwards, kinds, cblks, firsts, lows, highs = jobs
    n, n_row, perm, panels, bloks, gather_ptr, gather = tables
    L, P, fuses, units, scaled, conjugate, exchange, beside = factor
    b, b_row, b_column, X, x, x_row, x_column, k, span, lanes, conjugated = vectors
    t = next_task(me, desk)
    while t >= 0:
        backward, kind, c, first = backwards[t], kinds[t], cblks[t], firsts[t]
        own_low, own_high = panels[first, COLUMN], panels[c + 1, COLUMN]
        fused, unit = fuses[backward], units[backward]
        if not backward and kind != PRODUCT:
            carry(own_low, own_high, perm, b, b_row, b_column, X, n_row, k, span, conjugated, backward)
            if kind == SUBTREE:
                clear(n + panels[first, BUFFER], n + panels[c + 1, BUFFER], X, n_row, span, lanes)
            else:
                collect(gather_ptr[c], gather_ptr[c + 1], gather, bloks, X, n_row, span, lanes)
        for i in range(0 if kind == GATHER else c + 1 - first):
            d = c - i if backward else first + i
            column, w, m, at = panels[d, COLUMN], panels[d, WIDTH], panels[d, HEIGHT], panels[d, COEF]
            low, rows, place = 0, 0 if kind == DIAGONAL else m - w, n + panels[d, BUFFER]
            below, ldp = (at + w, m) if fused else (panels[d, COEF_U], m - w)
            if kind == PRODUCT and backward:
                low, high = after_pair(lows[t], beside, column), after_pair(highs[t], beside, column)
                w = high - low
                below += low * ldp
            elif kind == PRODUCT:
                rows = highs[t] - lows[t]
                below += lows[t]
                place += lows[t]
            place = -1 if kind == SUBTREE else place
            pivot = at + low * (m + 1) if backward and kind != DIAGONAL and (scaled or conjugate) else -1
            low_blok, high_blok = panels[d, BLOK] + 1, panels[d + 1, BLOK] if rows > 0 else 0
            if low_factor is not None and low_factor.is_low[d]:
                flags, told = (fused, unit, backward, scaled, conjugate), (column, w, m, place, low_blok, high_blok)
                unknowns = X, n_row, k, span, lanes
                solve_low(d, flags, told, (beside, exchange), bloks, unknowns, work, far, many, low_factor)
                continue
            block = L, at, m, w, kind != PRODUCT, fused, unit, backward
            panel = L if fused else P, below, ldp, rows
            divided = L, pivot, m + 1, scaled, conjugate
            pivots = divided, beside, exchange
            if many is None:
                by_columns(block, panel, pivots, column + low, place, low_blok, high_blok, bloks, X, n_row, k, work)
            else:
                by_rows(block, panel, pivots, column + low, place, low_blok, high_blok, bloks, X, k, far)
        if backward and kind != PRODUCT:
            carry(own_low, own_high, perm, x, x_row, x_column, X, n_row, k, span, conjugated ^ conjugate, backward)
        close_task(t, np.int64(0), n, me, desk)
        t = next_task(me, desk)


@inner
def carry(low, high, perm, v, v_row, v_column, X, n_row, k, span, conjugated, out):
    """Fetch the unknowns low:high from vectors v in the numbering of the matrix, or hand them `out` to v."""
    for q in range(k if span == 1 else 0):
        column, own = q * v_column, q * n_row
        for j in range(low, high):
            i = perm[j] * v_row + column
            value = X[own + j] if out else v[i]
            value = np.conj(value) if conjugated else value
            if out:
                v[i] = value
            else:
                X[own + j] = value
    for j in range(low, high if span > 1 else low):
        row, own = perm[j] * v_row, j * span
        for q in range(k):
            value = X[own + q] if out else v[row + q * v_column]
            value = np.conj(value) if conjugated else value
            if out:
                v[row + q * v_column] = value
            else:
                X[own + q] = value


@inner
def collect(low, high, gather, bloks, X, n_row, span, lanes):
    """Add what the buffers hold for the unknowns of a cblk: for bloks gather[low:high], in this order."""
    for g in range(low, high):
        begin, size, place = bloks[gather[g], 0] * span, bloks[gather[g], 1] * span, bloks[gather[g], 2] * span
        for q in range(lanes):
            lane = q * n_row
            for i in range(size):
                X[lane + begin + i] += X[lane + place + i]


@inner
def after_pair(column, beside, first):
    """Return where a range of the columns of a cblk begins, or ends: no pivot that is 2 × 2 is cut."""
    return column + 1 if column > 0 and is_pair(beside, first + column - 1) else column
