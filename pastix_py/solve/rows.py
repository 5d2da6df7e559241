"""Triangular solves with a panel on many vectors: the k entries of a row lie side by side and are computed as one.

Everywhere: entry (i, j) of A is at `at` + i · row + j · column, so a transpose is a swap of the two; row i of Y is
the k entries from y + i · k on, and likewise of X.
"""

from pastix_py.dense.stream import combine
from pastix_py.jit import inner
from pastix_py.solve.triangle import group_at


@inner
def subtract(A, at, column, w, X, x, Y, y, k):
    """Y[y : y + k] −= Σ A[at + j · column] times row j of X, j < w."""
    j = 0
    while j < w:
        g = group_at(j, w)
        combine(g, X, x + j * k, k, k, A, at + j * column, column, Y, y)
        j += g


@inner
def divide(pivot, Y, y, k):
    """Divide a row by a pivot."""
    entries = Y[y : y + k]
    for q in range(k):
        entries[q] /= pivot


@inner
def product(A, at, row, column, m, w, X, x, Y, y, k):
    """Y −= A X, A m × w."""
    for i in range(m):
        subtract(A, at + i * row, column, w, X, x, Y, y + i * k, k)


@inner
def forward(A, at, row, column, w, unit, Y, y, k):
    """Y := T⁻¹ Y, T the lower half of the w × w matrix A."""
    for p in range(w):
        subtract(A, at + p * row, column, p, Y, y, Y, y + p * k, k)
        if not unit:
            divide(A[at + p * (row + column)], Y, y + p * k, k)


@inner
def backward(A, at, row, column, w, unit, Y, y, k):
    """Y := T⁻¹ Y, T the upper half of the w × w matrix A."""
    for p in range(w - 1, -1, -1):
        after, target = p + 1, y + p * k
        subtract(A, at + p * row + after * column, column, w - after, Y, y + after * k, Y, target, k)
        if not unit:
            divide(A[at + p * (row + column)], Y, target, k)
