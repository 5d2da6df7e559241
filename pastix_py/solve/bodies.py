"""What the tasks of the sweeps do: `solve_task` runs one; each writes its own unknowns, or its own buffer, alone."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inner
from pastix_py.layout.sweeps import SweepKind
from pastix_py.solve.sides import (
    backward_panel,
    backward_solve,
    below_panel,
    forward_panel,
    forward_solve,
    multiply,
    multiply_transposed,
)
from pastix_py.solve.triangle import lower_backward, lower_forward

SUBTREE, PANEL, DIAGONAL, PRODUCT, GATHER = (int(kind) for kind in SweepKind)


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
    span: int  # 1 where X lies by columns, k where by rows
    lanes: int  # k where X lies by columns, 1 where by rows
    conjugate: int  # b and x are the conjugates of what is solved for


@inner
def solve_task(t, sweep, buffers, perm, symbol, layout, side, vectors, work):
    """Run task t of a sweep. Work: the rows of the tallest panel × k coefficients."""
    kind, c = sweep.kind[t], sweep.cblk[t]
    if side.backward:
        if kind == PRODUCT:
            backward_product(c, sweep.low[t], sweep.high[t], buffers, symbol, layout, side, vectors, work)
        elif kind == DIAGONAL:
            backward_diagonal(c, buffers, symbol, layout, side, vectors)
        else:
            backward_cblks(sweep.first[t], c, buffers, symbol, layout, side, vectors, work)
        if kind != PRODUCT:
            store(symbol.cblk_col[sweep.first[t]], symbol.cblk_col[c + 1], buffers.n_row, perm, side.conjugate, vectors)
        return
    if kind == PRODUCT:
        forward_product(c, sweep.low[t], sweep.high[t], buffers, symbol, layout, side, vectors)
        return
    load(symbol.cblk_col[sweep.first[t]], symbol.cblk_col[c + 1], buffers.n_row, perm, vectors)
    if kind != SUBTREE:
        gather(c, buffers, symbol, vectors)
    if kind == DIAGONAL:
        forward_diagonal(c, buffers, symbol, layout, side, vectors)
    elif kind != GATHER:
        clear(buffers.start[sweep.first[t]], buffers.start[c + 1], symbol, buffers, vectors)
        forward_cblks(sweep.first[t], c, buffers, symbol, layout, side, vectors, work)


@inner
def load(low, high, n_row, perm, vectors):
    """Fetch the unknowns low:high from the right-hand sides."""
    span, apart = vectors.span, n_row if vectors.span == 1 else 1
    for j in range(low, high):
        source, target = perm[j] * vectors.b_row, j * span
        for q in range(vectors.k):
            value = vectors.b[source + q * vectors.b_column]
            vectors.X[target + q * apart] = np.conj(value) if vectors.conjugate else value


@inner
def store(low, high, n_row, perm, conjugate, vectors):
    """Hand the unknowns low:high, or their conjugates, to the solutions."""
    span, apart = vectors.span, n_row if vectors.span == 1 else 1
    for j in range(low, high):
        source, target = j * span, perm[j] * vectors.x_row
        for q in range(vectors.k):
            value = vectors.X[source + q * apart]
            vectors.x[target + q * vectors.x_column] = np.conj(value) if conjugate != vectors.conjugate else value


@inner
def copy(X, low, high, Y, y):
    """Copy X[low:high] to offset y of Y."""
    source, target = X[low:high], Y[y : y + high - low]
    for i in range(source.size):
        target[i] = source[i]


@inner
def add(X, low, high, Y, y):
    """Add X[low:high] to what is at offset y of Y."""
    source, target = X[low:high], Y[y : y + high - low]
    for i in range(source.size):
        target[i] += source[i]


@inner
def clear(low, high, symbol, buffers, vectors):
    """Set rows low:high of the buffers to zero."""
    for q in range(vectors.lanes):
        row = q * buffers.n_row + symbol.n * vectors.span
        vectors.X[row + low * vectors.span : row + high * vectors.span] = 0


@inner
def gather(c, buffers, symbol, vectors):
    """Add what the buffers hold for the unknowns of cblk c, in the order of their bloks."""
    X, span = vectors.X, vectors.span
    for g in range(buffers.gather_ptr[c], buffers.gather_ptr[c + 1]):
        b = buffers.gather[g]
        begin, size = symbol.blok_begin[b] * span, (symbol.blok_end[b] - symbol.blok_begin[b]) * span
        for q in range(vectors.lanes):
            lane = q * buffers.n_row
            source = lane + buffers.destination[b] * span
            add(X, source, source + size, X, lane + begin)


@inner
def forward_cblks(low, high, buffers, symbol, layout, side, vectors, work):
    """Solve for the unknowns of cblks low to high in turn, and send what they contribute to the rows below.

    The arrays are taken out of their structures once: each time counts its users, which costs more than a small cblk.
    """
    X, span, lanes, k, n_row = vectors.X, vectors.span, vectors.lanes, vectors.k, buffers.n_row
    cblk_col, cblk_blok, begin, end = symbol.cblk_col, symbol.cblk_blok, symbol.blok_begin, symbol.blok_end
    destination, cblk_rows, coef = buffers.destination, layout.cblk_rows, layout.cblk_coef
    L, few, unit = side.L, side.fused and vectors.lanes == k, side.unit
    for c in range(low, high + 1):
        w, m = cblk_col[c + 1] - cblk_col[c], cblk_rows[c]
        first, own, all_rows = cblk_col[c] * span, w * span, m * span
        for q in range(lanes):
            for i in range(own):
                work[q * m + i] = X[q * n_row + first + i]
            for i in range(own, all_rows):
                work[q * m + i] = 0
        if few:
            lower_forward(L, coef[c], m, m, w, unit, work, 0, m, k)
        else:
            forward_panel(side, c, coef[c], m, w, work, m, k)
        row = own
        for q in range(lanes):
            for i in range(own):
                X[q * n_row + first + i] = work[q * m + i]
        for b in range(cblk_blok[c] + 1, cblk_blok[c + 1]):
            size, target = (end[b] - begin[b]) * span, destination[b] * span
            for q in range(lanes):
                for i in range(size):
                    X[q * n_row + target + i] += work[q * m + row + i]
            row += size


@inner
def forward_diagonal(c, buffers, symbol, layout, side, vectors):
    """Solve with the diagonal block of cblk c, on its unknowns in place."""
    first, w = symbol.cblk_col[c], symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    at, ld = layout.cblk_coef[c], layout.cblk_rows[c]
    forward_solve(side, at, ld, w, vectors.X, first * vectors.span, buffers.n_row, vectors.k)


@inner
def forward_product(c, low, high, buffers, symbol, layout, side, vectors):
    """Put what the unknowns of cblk c contribute to its rows low:high below the diagonal block into its buffer."""
    w = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    clear(buffers.start[c] + low, buffers.start[c] + high, symbol, buffers, vectors)
    at, ld = below_panel(side, c, layout.cblk_rows[c], w)
    X, span, n_row = vectors.X, vectors.span, buffers.n_row
    x, y = symbol.cblk_col[c] * span, (symbol.n + buffers.start[c] + low) * span
    multiply(side, at + low, ld, high - low, w, X, x, n_row, X, y, n_row, vectors.k)


@inner
def fetch_below(c, n_row, symbol, vectors, Y, y, ldy):
    """Copy the unknowns of the rows below the diagonal block of cblk c to offset y of Y."""
    span = vectors.span
    for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
        begin, end = symbol.blok_begin[b] * span, symbol.blok_end[b] * span
        for q in range(vectors.lanes):
            copy(vectors.X, q * n_row + begin, q * n_row + end, Y, q * ldy + y)
        y += end - begin


@inner
def begin_backward(c, low, high, n_row, symbol, layout, side, vectors):
    """Divide the unknowns of columns low:high of cblk c by D, and conjugate them, where the factor asks for it."""
    X, span = vectors.X, vectors.span
    for j in range(low, high if side.scaled or side.conjugate else low):
        pivot = side.L[layout.cblk_coef[c] + j * (layout.cblk_rows[c] + 1)]
        at = (symbol.cblk_col[c] + j) * span
        for q in range(vectors.lanes):
            for i in range(q * n_row + at, q * n_row + at + span):
                value = X[i] / pivot if side.scaled else X[i]
                X[i] = np.conj(value) if side.conjugate else value


@inner
def backward_cblks(low, high, buffers, symbol, layout, side, vectors, work):
    """Solve for the unknowns of cblks high to low in turn, those of all rows below being known."""
    X, span, lanes, k, n_row = vectors.X, vectors.span, vectors.lanes, vectors.k, buffers.n_row
    cblk_col, cblk_blok, begin, end = symbol.cblk_col, symbol.cblk_blok, symbol.blok_begin, symbol.blok_end
    cblk_rows, coef, changed = layout.cblk_rows, layout.cblk_coef, side.scaled or side.conjugate
    L, few, unit = side.L, side.fused and vectors.lanes == k, side.unit
    for c in range(high, low - 1, -1):
        w, m = cblk_col[c + 1] - cblk_col[c], cblk_rows[c]
        first, own = cblk_col[c] * span, w * span
        if changed:
            begin_backward(c, 0, w, n_row, symbol, layout, side, vectors)
        for q in range(lanes):
            for i in range(own):
                work[q * m + i] = X[q * n_row + first + i]
        row = own
        for b in range(cblk_blok[c] + 1, cblk_blok[c + 1]):
            size, source = (end[b] - begin[b]) * span, begin[b] * span
            for q in range(lanes):
                for i in range(size):
                    work[q * m + row + i] = X[q * n_row + source + i]
            row += size
        if few:
            lower_backward(L, coef[c], m, m, w, unit, work, 0, m, k)
        else:
            backward_panel(side, c, coef[c], m, w, work, m, k)
        for q in range(lanes):
            for i in range(own):
                X[q * n_row + first + i] = work[q * m + i]


@inner
def backward_product(c, low, high, buffers, symbol, layout, side, vectors, work):
    """Take what the rows below contribute off the unknowns of columns low:high of cblk c."""
    w, m = symbol.cblk_col[c + 1] - symbol.cblk_col[c], layout.cblk_rows[c]
    X, n_row = vectors.X, buffers.n_row
    begin_backward(c, low, high, n_row, symbol, layout, side, vectors)
    fetch_below(c, n_row, symbol, vectors, work, 0, m - w)
    at, ld = below_panel(side, c, m, w)
    first = (symbol.cblk_col[c] + low) * vectors.span
    multiply_transposed(side, at + low * ld, ld, m - w, high - low, X, first, n_row, work, 0, m - w, vectors.k)


@inner
def backward_diagonal(c, buffers, symbol, layout, side, vectors):
    """Solve with the diagonal block of cblk c, on its unknowns in place."""
    first, w = symbol.cblk_col[c], symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    at, ld = layout.cblk_coef[c], layout.cblk_rows[c]
    backward_solve(side, at, ld, w, vectors.X, first * vectors.span, buffers.n_row, vectors.k)
