"""Triangular solves with a panel on a few vectors: each column of the panel is read once, four at a time.

A group of columns stays in the cache while all vectors use it.
"""

from pastix_py.dense.stream import axpy, dot
from pastix_py.jit import inner


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
def few_columns(L, at, ld, w, P, below, ldp, rows, solves, fused, unit, backward, Y, ldy, k):
    """Solve with w columns of a panel on vectors [Y₁; Y₂], w and `rows` entries: forward, or backward.

    Forward, with T the lower triangle: Y₁ := T⁻¹ Y₁, then Y₂ −= P Y₁. Backward, with T the upper triangle:
    Y₁ −= Pᵀ Y₂, then Y₁ := T⁻¹ Y₁. Groups of columns are taken in the order in which their unknowns become known.

    Parameters
    ----------
    L, at, ld, w : the diagonal block, w × w at offset `at` of the flat L, leading dimension `ld`.
    P, below, ldp, rows : rows × w entries of the rows below it.
    solves : whether Y₁ is solved for; else only P is used.
    fused : T or its transpose is the lower half of the block, and P follows it in L; else the upper half, P elsewhere.
    unit : the diagonal of T is 1.
    Y, ldy, k : k vectors, `ldy` apart.

    """
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
