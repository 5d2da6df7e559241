"""Triangular solves with a panel on many vectors: the k entries of a row lie side by side and are computed together.

Rows are read and written where they lie among the unknowns: nothing is copied.
"""

from pastix_py.dense.many import gather, scatter, substitute
from pastix_py.jit import inner
from pastix_py.solve.pivots import divide, exchange_rows


@inner
def by_rows(block, panel, pivots, own, place, low, high, bloks, X, k, far):
    """Solve with one panel, forward or backward, as `columns.by_columns`; X by rows, room for as many in `far`."""
    L, at, ld, w, solves, fused, unit, backward = block
    P, below, ldp, rows = panel
    row, column = (1, ld) if fused != backward else (ld, 1)
    divided, beside, exchange = pivots
    exchanged, first, own = solves and fused, own, own * k
    if backward:
        divide(first, w, X, own, k, divided, beside)
        rows_of(low, high, bloks, 0, k, far)
        gather(w, rows, k, P, below, ldp, 1, X, own, far)
        if solves:
            last = w - 1
            substitute(w, k, unit, L, at + last * (ld + 1), -row, -column, X, own + last * k, -k, far)
        if exchanged:
            exchange_rows(first, w, X, own, k, exchange, True)
        return
    if exchanged:
        exchange_rows(first, w, X, own, k, exchange, False)
    if place < 0:
        rows_of(low, high, bloks, 2, k, far)
    else:
        for i in range(rows):
            far[i] = (place + i) * k
        for i in range(place * k, (place + rows) * k):
            X[i] = 0
    if solves:
        substitute(w, k, unit, L, at, row, column, X, own, k, far)
    scatter(rows, w, k, P, below, 1, ldp, X, own, far)


@inner
def rows_of(low, high, bloks, which, k, far):
    """List where the rows of bloks low:high begin: column `which` of `bloks` has the first row of each."""
    i = 0
    for e in range(low, high):
        at = bloks[e, which] * k
        for _ in range(bloks[e, 1]):
            far[i] = at
            at += k
            i += 1
