"""What the workers do in the sweeps: each task writes its own unknowns, or its own buffer, alone.

The unknowns X, and the work of a worker, lie by columns where there are few vectors: `lanes` = k of them, each entry of
a vector `span` = 1 wide. Where there are many they lie by rows: one lane, each entry k wide.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.pivots import swap
from pastix_py.dense.symmetric import pair_inverse
from pastix_py.jit import borrowing, inlined, inner
from pastix_py.layout.sweeps import BLOK, BUFFER, COEF, COEF_U, COLUMN, HEIGHT, WIDTH, SweepKind
from pastix_py.runtime.desk import close_task, next_task
from pastix_py.solve.columns import few_columns
from pastix_py.solve.rows import many_columns

SUBTREE, PANEL, DIAGONAL, PRODUCT, GATHER = (int(kind) for kind in SweepKind)


class Factor(NamedTuple):
    """The coefficients, and how the sweeps read them: flags, 0 or 1, forward and backward."""

    L: np.ndarray
    P: np.ndarray  # the panels below the diagonal blocks of the sweep that is not fused
    fused: tuple  # the rows below the diagonal block follow it in L; else they are a panel of P
    unit: tuple  # the diagonal is 1
    scaled: int  # the backward sweep divides by the diagonal of L first
    conjugate: int  # the backward sweep takes the adjoint: it computes the conjugates of the unknowns
    exchanges: tuple  # the unknowns of a cblk are exchanged as its rows were: forward before, backward after the solve
    exchange: np.ndarray  # as in `Panels`
    beside: np.ndarray


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
def serve(me, jobs, tables, factor, vectors, work, desk, many):
    """Run tasks until there are none; what each worker does.

    Parameters
    ----------
    me : number of the worker.
    jobs : the first fields of a `Sweep`, which say what each task is.
    tables : (n, n_row, perm, panels, bloks, gather_ptr, gather), as in `Sweeps`.
    factor, vectors : `Factor`, `Vectors`.
    work : as many entries as the tallest panel has rows, times k.
    desk : `Desk` of the sweep.
    many : None where vectors are few: the code for many is then not compiled.

    """
    backwards, kinds, cblks, firsts, lows, highs = jobs
    n, n_row, perm, panels, bloks, gather_ptr, gather = tables
    L, P, fuses, units, scaled, conjugate, exchanges, exchange, beside = factor
    b, b_row, b_column, X, x, x_row, x_column, k, span, lanes, conjugated = vectors
    top = np.int64(0)  # a literal would be compiled for anew
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
                low, high = after_pair(lows[t], column, beside), after_pair(highs[t], column, beside)
                w = high - low
                below += low * ldp
            elif kind == PRODUCT:
                rows = highs[t] - lows[t]
                below += lows[t]
                place += lows[t]
            ldw = w + rows
            pivot = at + low * (m + 1) if backward and kind != DIAGONAL and (scaled or conjugate) else -1
            move(X, column + low, n_row, work, top, ldw, w, span, lanes)
            if pivot >= 0:
                divide(column + low, w, L, pivot, m + 1, beside, work, ldw, span, lanes, scaled, conjugate)
            low_blok, high_blok = panels[d, BLOK] + 1, panels[d + 1, BLOK]
            if not backward:
                clear(w, ldw, work, ldw, span, lanes)
            elif rows > 0:
                fetch_below(low_blok, high_blok, bloks, X, n_row, span, lanes, work, w, ldw)
            solves, T = kind != PRODUCT, L if fused else P
            exchanged = solves and exchanges[backward]
            if exchanged and not backward:
                exchange_rows(column, w, exchange, work, ldw, span, lanes, backward)
            if many is None:
                few_columns(L, at, m, w, T, below, ldp, rows, solves, fused, unit, backward, work, ldw, k)
            else:
                many_columns(L, at, m, w, T, below, ldp, rows, solves, fused, unit, backward, work, k)
            if exchanged and backward:
                exchange_rows(column, w, exchange, work, ldw, span, lanes, backward)
            if backward or kind != PRODUCT:
                move(work, top, ldw, X, column + low, n_row, w, span, lanes)
            if not backward and kind == SUBTREE:
                send(low_blok, high_blok, bloks, work, w, ldw, X, n_row, span, lanes)
            elif not backward:
                move(work, w, ldw, X, place, n_row, rows, span, lanes)
        if backward and kind != PRODUCT:
            carry(own_low, own_high, perm, x, x_row, x_column, X, n_row, k, span, conjugated ^ conjugate, backward)
        close_task(t, np.int64(0), n, me, desk)
        t = next_task(me, desk)


@inner
def carry(low, high, perm, v, v_row, v_column, X, n_row, k, span, conjugated, out):
    """Fetch the unknowns low:high from vectors v in the numbering of the matrix, or hand them `out` to v."""
    apart = n_row if span == 1 else 1
    for j in range(low, high):
        outer, own = perm[j] * v_row, j * span
        for q in range(k):
            value = X[own + q * apart] if out else v[outer + q * v_column]
            value = np.conj(value) if conjugated else value
            if out:
                v[outer + q * v_column] = value
            else:
                X[own + q * apart] = value


@inner
def clear(low, high, X, n_row, span, lanes):
    """Set rows low:high to zero."""
    for q in range(lanes):
        for i in range((q * n_row + low) * span, (q * n_row + high) * span):
            X[i] = 0


@inlined
def move(X, low, ldx, Y, y, ldy, rows, span, lanes):
    """Copy `rows` rows of X from row `low` on to those of Y from row y on."""
    for q in range(lanes):
        source, target = (q * ldx + low) * span, (q * ldy + y) * span
        for i in range(rows * span):
            Y[target + i] = X[source + i]


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
def after_pair(column, first, beside):
    """Return where a range of the columns of a cblk begins, or ends: no pivot that is 2 × 2 is cut."""
    return column + 1 if column > 0 and beside[first + column - 1] != 0 else column


@inner
def exchange_rows(first, w, exchange, work, ldw, span, lanes, backward):
    """Exchange the unknowns of a cblk as its rows were, or back."""
    for i in range(w):
        j = w - 1 - i if backward else i
        other = np.int64(exchange[first + j])
        if other > 0:
            for q in range(lanes):
                row = q * ldw + j
                swap(work, row * span, np.int64(1), (row + other) * span, np.int64(1), span)


@inner
def divide(column, w, L, pivot, step, beside, work, ldw, span, lanes, scaled, conjugate):
    """Divide the unknowns of w columns by D, which begins at `pivot` of L, and conjugate them, where that is wanted."""
    j = 0
    while j < w:
        d, s = L[pivot + j * step], beside[column + j]
        pair = scaled and s != 0
        if pair:
            e, f, g, h = pair_inverse(d, L[pivot + (j + 1) * step], np.conj(s) if conjugate else s, conjugate)
        for q in range(lanes):
            for i in range((q * ldw + j) * span, (q * ldw + j + 1) * span):
                value = work[i] / d if scaled and not pair else work[i]
                if pair:
                    other = work[i + span]
                    value, other = (value * e - other) * g, (other * f - value) * h
                    work[i + span] = np.conj(other) if conjugate else other
                work[i] = np.conj(value) if conjugate else value
        j += 2 if pair else 1


@inlined
def fetch_below(low, high, bloks, X, n_row, span, lanes, work, row, ldw):
    """Copy the unknowns of bloks low:high to work, from row `row` on."""
    for e in range(low, high):
        move(X, bloks[e, 0], n_row, work, row, ldw, bloks[e, 1], span, lanes)
        row += bloks[e, 1]


@inlined
def send(low, high, bloks, work, row, ldw, X, n_row, span, lanes):
    """Add what bloks low:high contribute, from row `row` of work on, to the rows that take it."""
    for e in range(low, high):
        size = bloks[e, 1]
        for q in range(lanes):
            source, target = (q * ldw + row) * span, (q * n_row + bloks[e, 2]) * span
            for i in range(size * span):
                X[target + i] += work[source + i]
        row += size
