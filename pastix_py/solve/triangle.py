"""Triangular solves with the panel of a cblk on gathered vectors: each column is read once, four at a time.

Everywhere: w columns of the flat A at offset `at`, leading dimension `ld`; k vectors at offset `y` of Y, `ldy` apart. A
group of columns stays in the cache while all k vectors use it.
"""

from pastix_py.dense.stream import axpy, dot
from pastix_py.jit import inner


@inner
def group_at(j, w):
    """Return how many of w columns go together from column j on: 4, at the end 2 or 1."""
    left = w - j
    return 4 if left >= 4 else 2 if left >= 2 else 1


@inner
def group_before(end):
    """Return how many columns are in the group that ends before column `end`."""
    rest = end % 4
    return 4 if rest == 0 else 2 if rest == 2 else 1


@inner
def corner_forward(A, d, row, column, g, unit, Y, y):
    """Y[y : y + g] := T⁻¹ Y, T lower with entry (p, r) at A[d + p · row + r · column]."""
    for p in range(g):
        value = Y[y + p]
        for r in range(p):
            value -= A[d + p * row + r * column] * Y[y + r]
        Y[y + p] = value if unit else value / A[d + p * (row + column)]


@inner
def corner_backward(A, d, row, column, g, unit, Y, y):
    """Y[y : y + g] := T⁻¹ Y, T upper with entry (p, r) at A[d + p · row + r · column]."""
    for p in range(g - 1, -1, -1):
        value = Y[y + p]
        for r in range(p + 1, g):
            value -= A[d + p * row + r * column] * Y[y + r]
        Y[y + p] = value if unit else value / A[d + p * (row + column)]


@inner
def lower_forward(A, at, ld, m, w, unit, Y, y, ldy, k):
    """[Y₁; Y₂] := [L₁⁻¹ Y₁; Y₂ − L₂ L₁⁻¹ Y₁] for the m × w panel [L₁; L₂]."""
    j = 0
    while j < w:
        g = group_at(j, w)
        d, below = at + j * ld + j, m - j - g
        for q in range(k):
            v = y + q * ldy + j
            corner_forward(A, d, 1, ld, g, unit, Y, v)
            axpy(g, A, d + g, ld, g * ld, below, Y, v, Y, v + g)
        j += g


@inner
def lower_backward(A, at, ld, m, w, unit, Y, y, ldy, k):
    """Y₁ := L₁⁻ᵀ (Y₁ − L₂ᵀ Y₂) for the m × w panel [L₁; L₂]."""
    end = w
    while end > 0:
        g = group_before(end)
        j = end - g
        d, below = at + j * ld + j, m - end
        for q in range(k):
            v = y + q * ldy + j
            dot(g, A, d + g, ld, -4 * ld, below, Y, v, Y, v + g)
            corner_backward(A, d, ld, 1, g, unit, Y, v)
        end = j


@inner
def upper_forward(A, at, ld, w, Y, y, ldy, k):
    """Y := U⁻ᵀ Y for the upper half of a w × w block."""
    j = 0
    while j < w:
        g = group_at(j, w)
        top = at + j * ld
        for q in range(k):
            v = y + q * ldy
            dot(g, A, top, ld, g * ld, j, Y, v + j, Y, v)
            corner_forward(A, top + j, ld, 1, g, False, Y, v + j)
        j += g


@inner
def upper_backward(A, at, ld, w, Y, y, ldy, k):
    """Y := U⁻¹ Y for the upper half of a w × w block."""
    end = w
    while end > 0:
        g = group_before(end)
        j = end - g
        top = at + j * ld
        for q in range(k):
            v = y + q * ldy
            corner_backward(A, top + j, 1, ld, g, False, Y, v + j)
            axpy(g, A, top, ld, -4 * ld, j, Y, v + j, Y, v)
        end = j


@inner
def product(A, at, ld, m, w, X, x, ldx, Y, y, ldy, k):
    """Y −= A X for the m × w block A, X at offset x with its k vectors ldx apart."""
    j = 0
    while j < w:
        g = group_at(j, w)
        for q in range(k):
            axpy(g, A, at + j * ld, ld, g * ld, m, X, x + q * ldx + j, Y, y + q * ldy)
        j += g


@inner
def product_transposed(A, at, ld, m, w, X, x, ldx, Y, y, ldy, k):
    """X −= Aᵀ Y for the m × w block A, last columns first; as `product`."""
    end = w
    while end > 0:
        g = group_before(end)
        j = end - g
        for q in range(k):
            dot(g, A, at + j * ld, ld, -4 * ld, m, X, x + q * ldx + j, Y, y + q * ldy)
        end = j
