"""One vector through one panel, forward or backward: all that a triangular solve with few vectors does.

Each is a Python function that specifies it, and an overload that calls the machine code of `native`.

Everywhere, y is the vector's w entries for the columns of the panel, from X[own] on; T is the triangle of its diagonal
block, w × w at L[at] with leading dimension ld, and P its rows below the block, rows × w at P[below] with leading
dimension ldp. T or its transpose is the lower half of the block where `fused`, and the rows below follow it in L;
else it is the upper half. `unit` tells that the diagonal of T is 1. Bloks low:high tell where the rows below belong, by
three numbers each: first row of X to read, rows, first row of X to add to. `work` has room for w + rows entries.
"""

import numpy as np
from numba.extending import overload

from pastix_py.dense.blas import block, library_call


def _triangle(w, L, at, ld, lower, transposed, unit):
    """Return the lower or upper triangle of the block, or its transpose (Python only)."""
    T = (np.tril if lower else np.triu)(block(L, at, w, w, ld))
    if unit:
        np.fill_diagonal(T, 1)
    return T.T if transposed else T


def _rows_of(low, high, bloks, which):
    """Return the rows of X that bloks read or add to (Python only)."""
    ranges = [np.arange(bloks[e, which], bloks[e, which] + bloks[e, 1]) for e in range(low, high)]
    return np.concatenate([np.zeros(0, np.int64), *ranges])


def forward(w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, x, work):
    """Solve y := T⁻¹ y; −P y goes to X[x + place] and on, or is added where the bloks tell, for place < 0."""
    y = X[x + own : x + own + w]
    y[:] = np.linalg.solve(_triangle(w, L, at, ld, fused, not fused, unit), y)
    product = block(P, below, rows, w, ldp) @ y
    if place >= 0:
        X[x + place : x + place + rows] = -product
    else:
        np.subtract.at(X, x + _rows_of(low, high, bloks, 2), product)


def backward(w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, x, work):
    """Solve y := T⁻¹ (y − Pᵀ z), z the rows of X that the bloks tell."""
    backward_product(w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, x, work)
    y = X[x + own : x + own + w]
    y[:] = np.linalg.solve(_triangle(w, L, at, ld, fused, fused, unit), y)


def forward_product(w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, x, work):
    """Write −P y to X[x + place] and on."""
    X[x + place : x + place + rows] = -(block(P, below, rows, w, ldp) @ X[x + own : x + own + w])


def backward_product(w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, x, work):
    """Subtract Pᵀ z from y, z the rows of X that the bloks tell."""
    X[x + own : x + own + w] -= block(P, below, rows, w, ldp).T @ X[x + _rows_of(low, high, bloks, 0)]


def _call_native(function):
    """Have kernels call the machine code for one of the functions above, under its name."""
    native_call = library_call(function.__name__, "nnnnnnnnnnaaaaa")

    @overload(function)
    def choose(w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, x, work):
        def call(w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, x, work):
            numbers = w, rows, fused, unit, place, low, high, own, ld, ldp
            native_call(*numbers, L, at, P, below, bloks, 0, X, x, work, 0)

        return call


for each in (forward, backward, forward_product, backward_product):
    _call_native(each)
