"""What pivots do to the unknowns of a cblk: they are exchanged as its rows were, divided by D, and conjugated."""

import numpy as np

from pastix_py.dense.pivots import swap
from pastix_py.dense.rook import pair_inverse
from pastix_py.jit import inlined, inner


@inner
def exchange_rows(first, w, X, x, k, exchange, back):
    """Exchange w rows of k entries, from X[x] on, as rows `first` and on of the factor were, or back.

    `exchange` is as in `Panels`, None where nothing is exchanged.
    """
    if exchange is None:
        return
    for i in range(w):
        j = w - 1 - i if back else i
        other = np.int64(exchange[first + j])
        if other > 0:
            swap(X, x + j * k, np.int64(1), x + (j + other) * k, np.int64(1), k)


@inner
def divide(first, w, X, x, k, divided, beside):
    """Divide w rows of k entries, from X[x] on, by D from row `first` on, and conjugate them.

    `divided` is as for `columns.by_columns`, `beside` as in `Panels`, None where no pivot is 2 × 2.
    """
    L, pivot, step, scaled, conjugate = divided
    j = 0 if pivot >= 0 else w
    while j < w:
        row, d = x + j * k, pivot + j * step
        if scaled and is_pair(beside, first + j):
            divide_pair(X, row, k, L[d], L[d + step], beside, first + j, conjugate)
            j += 1
        else:
            for i in range(row, row + k):
                value = X[i] / L[d] if scaled else X[i]
                X[i] = np.conj(value) if conjugate else value
        j += 1


@inlined
def is_pair(beside, j):
    """Return whether pivots j and j + 1 are one that is 2 × 2."""
    return beside is not None and beside[j] != 0


@inlined
def divide_pair(X, x, k, a, b, beside, j, conjugate):
    """Divide two rows of k entries by the pivot with diagonal (a, b), and conjugate them; D is Hermitian then."""
    if beside is None:
        return
    s = np.conj(beside[j]) if conjugate else beside[j]
    e, f, g, h = pair_inverse(a, b, s, conjugate)
    for i in range(x, x + k):
        y, z = X[i], X[i + k]
        y, z = (y * e - z) * g, (z * f - y) * h
        X[i] = np.conj(y) if conjugate else y
        X[i + k] = np.conj(z) if conjugate else z
