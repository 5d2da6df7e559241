"""Triangular solves with a panel on a few vectors: each column of the panel is read once, four at a time.

A group of columns stays in the cache while all vectors use it.
"""

import numpy as np

from pastix_py.dense.stream import axpy, dot
from pastix_py.jit import inlined, inner


@inner
def corner(A, d, row, column, g, unit, Y, y, step):
    """Y[y], Y[y + step] … := T⁻¹ Y for g entries, T lower with entry (p, r) at A[d + p · row + r · column].

    Four go through registers, and their pivots are inverted at once: each entry waits for the one before.
    """
    if g < 4:
        for p in range(g):
            value = Y[y + p * step]
            for r in range(p):
                value -= A[d + p * row + r * column] * Y[y + r * step]
            Y[y + p * step] = value if unit else value / A[d + p * (row + column)]
        return
    one = A.dtype.type(1)
    e, f, g, h = one, one, one, one
    down = row + column
    if not unit:
        e, f, g, h = one / A[d], one / A[d + down], one / A[d + 2 * down], one / A[d + 3 * down]
    d, second, third = d + row, d + row + down, d + row + 2 * down
    p = Y[y] * e
    q = (Y[y + step] - A[d] * p) * f
    r = (Y[y + 2 * step] - A[d + row] * p - A[second] * q) * g
    s = (Y[y + 3 * step] - A[d + 2 * row] * p - A[second + row] * q - A[third] * r) * h
    Y[y], Y[y + step], Y[y + 2 * step], Y[y + 3 * step] = p, q, r, s


@inner
def by_columns(block, panel, divided, own, place, low, high, bloks, X, n_row, k, work):
    """Solve with one panel on k vectors [Y₁; Y₂], w and `rows` entries of each, forward or backward.

    Forward, with T the lower triangle: Y₁ := T⁻¹ Y₁, and P Y₁ is subtracted from Y₂. Backward, with T the upper
    triangle: Y₁ −= Pᵀ Y₂, then Y₁ := T⁻¹ Y₁.

    Parameters
    ----------
    block : (L, at, ld, w, solves, fused, unit, backward): the diagonal block, w × w at offset `at` of the flat L,
        leading dimension `ld`; whether Y₁ is solved for, else only P is used; whether T or its transpose is the lower
        half of the block and P follows it in L, else it is the upper half and P lies elsewhere; whether the diagonal
        of T is 1.
    panel : (P, below, ldp, rows): rows × w entries of the rows below it.
    divided : (L, pivot, step, scaled, conjugate): D begins at `pivot` and Y₁ is divided by it, if `scaled`, and
        conjugated first, if so; nothing of it where `pivot` is −1.
    own : row of X where Y₁ begins.
    place : row of X where the products of a forward sweep are put; −1 to add them where the bloks tell.
    low, high, bloks : the rows of Y₂: bloks low:high, as in `Sweeps`.
    X, n_row, k : unknowns, `n_row` from one vector to the next.
    work : entries for [Y₁; Y₂].

    """
    w, solves, backward, rows = block[3], block[4], block[7], panel[3]
    ldw = w + rows
    fetch(own, w, X, n_row, k, work, ldw, divided)
    if backward:
        fetch_below(low, high, bloks, X, n_row, k, work, w, ldw)
    else:
        for q in range(k):
            for i in range(q * ldw + w, (q + 1) * ldw):
                work[i] = 0
    few_columns(block, panel, work, ldw, k)
    if backward or solves:
        move(work, 0, ldw, X, own, n_row, w, k)
    if not backward and place < 0:
        send(low, high, bloks, work, w, ldw, X, n_row, k)
    elif not backward:
        move(work, w, ldw, X, place, n_row, rows, k)


@inlined
def move(X, low, ldx, Y, y, ldy, rows, k):
    """Copy `rows` rows of X from row `low` on to those of Y from row y on."""
    for q in range(k):
        source, target = q * ldx + low, q * ldy + y
        for i in range(rows):
            Y[target + i] = X[source + i]


@inlined
def fetch(own, w, X, n_row, k, work, ldw, divided):
    """Copy w unknowns to work, divided by D, conjugated."""
    L, pivot, step, scaled, conjugate = divided
    move(X, own, n_row, work, 0, ldw, w, k)
    for j in range(w if pivot >= 0 else 0):
        d = L[pivot + j * step]
        for q in range(k):
            value = work[q * ldw + j] / d if scaled else work[q * ldw + j]
            work[q * ldw + j] = np.conj(value) if conjugate else value


@inlined
def fetch_below(low, high, bloks, X, n_row, k, work, row, ldw):
    """Copy the unknowns of bloks low:high to work, from row `row` on."""
    for e in range(low, high):
        move(X, bloks[e, 0], n_row, work, row, ldw, bloks[e, 1], k)
        row += bloks[e, 1]


@inlined
def send(low, high, bloks, work, row, ldw, X, n_row, k):
    """Add what bloks low:high contribute, from row `row` of work on, to the rows that take it."""
    for e in range(low, high):
        size = bloks[e, 1]
        for q in range(k):
            source, target = q * ldw + row, q * n_row + bloks[e, 2]
            for i in range(size):
                X[target + i] += work[source + i]
        row += size


@inner
def few_columns(block, panel, Y, ldy, k):
    """Compute with a panel on [Y₁; Y₂] that follow each other; see `by_columns`.

    Groups of columns are taken in the order in which their unknowns become known.
    """
    L, at, ld, w, solves, fused, unit, backward = block
    P, below, ldp, rows = panel
    row, column = (1, ld) if fused != backward else (ld, 1)
    left = w
    while left > 0:
        if backward:
            g = 4 if left % 4 == 0 else 2 if left % 4 == 2 else 1
            j, ahead, step = left - g, -4, -1
        else:
            g = 4 if left >= 4 else 2 if left >= 2 else 1
            j, ahead, step = w - left, g, 1
        left -= g
        above = (L, at + j * ld, ld, j if solves and not fused else 0, 0)
        if fused and solves:
            beyond = (L, at + j * ld + j + g, ld, w - j - g + rows, j + g)
        else:
            beyond = (P, below + j * ldp, ldp, rows, w)
        A, a, lda, m, y = beyond if backward else above
        B, b, ldb, n, z = above if backward else beyond
        last = g - 1 if backward else 0
        d = at + (j + last) * (ld + 1)
        for q in range(k):
            v = q * ldy + j
            if m > 0:
                dot(g, A, a, lda, ahead * lda, m, Y, v, Y, q * ldy + y)
            if solves:
                corner(L, d, step * row, step * column, g, unit, Y, v + last, step)
            if n > 0:
                axpy(g, B, b, ldb, ahead * ldb, n, Y, v, Y, q * ldy + z)
