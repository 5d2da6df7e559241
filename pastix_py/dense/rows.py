"""The operations that hold nearly all the work on a panel: rows are solved for, and a tile is factored.

Each is a Python function that specifies it, and an overload that calls the machine code of `native`.
"""

import numpy as np
from numba.extending import overload

from pastix_py.dense.blas import block, library_call

_eliminate = library_call("eliminate", "nnnnnanana")
_bounded = library_call("bounded", "nnanso")
_copy = library_call("copy", "nnanan")
_tile = library_call("tile", "nnnnananasso")


def eliminate(width, rows, k, conj, scaled, X, xo, ldx, P, po, ldp, D, do):
    """Solve X op(P)⁻¹ from left to right: columns k to k + width of X, given the solved columns before them.

    Parameters
    ----------
    width, rows, k : columns to solve for, ≤ 8; rows of X; columns before them.
    conj : 1 to conjugate P, else 0.
    scaled : 1 where X is L of L D Lᵀ, else 0.
    X, xo, ldx : rows × (k + width), column-major at offset xo.
    P, po, ldp : coefficient of column q of X for column k + j at po + q · ldp + j, q < k + j.
    D, do : what column k + j is multiplied by, negated, at do + 2 j: −1 over its diagonal. If `scaled`, minus the pivot
        of column q at do + 2 (q − k) + 1.

    """
    x = block(X, xo, rows, k + width, ldx)
    for j in range(k, k + width):
        before = x[:, :j] * np.array([-D[do + 2 * (q - k) + 1] for q in range(j)], X.dtype) if scaled else x[:, :j]
        factors = np.array([P[po + q * ldp + j - k] for q in range(j)], X.dtype)
        x[:, j] = (x[:, j] - before @ (factors.conj() if conj else factors)) * -D[do + 2 * (j - k)]


@overload(eliminate)
def _eliminate_overload(width, rows, k, conj, scaled, X, xo, ldx, P, po, ldp, D, do):
    def call(width, rows, k, conj, scaled, X, xo, ldx, P, po, ldp, D, do):
        _eliminate(width, rows, k, conj, scaled, X, xo, ldx, P, po, ldp, D, do)

    return call


def bounded(width, rows, X, xo, ldx, bound):
    """Return 1 where the coefficients of X, rows × width, width ≤ 8, are numbers of size `bound` or less, else 0."""
    x = block(X, xo, rows, width, ldx)
    return int((abs(x.real) <= bound).all() and (abs(x.imag) <= bound).all())


@overload(bounded)
def _bounded_overload(width, rows, X, xo, ldx, bound):
    def call(width, rows, X, xo, ldx, bound):
        return _bounded(width, rows, X, xo, ldx, bound)

    return call


def copy(width, rows, X, xo, ldx, Y, yo, ldy):
    """Y := X, rows × width, width ≤ 8."""
    block(Y, yo, rows, width, ldy)[:] = block(X, xo, rows, width, ldx)


@overload(copy)
def _copy_overload(width, rows, X, xo, ldx, Y, yo, ldy):
    def call(width, rows, X, xo, ldx, Y, yo, ldy):
        _copy(width, rows, X, xo, ldx, Y, yo, ldy)

    return call


def quick_tile(form, conj, n, k, X, xo, ldx, P, po, ldp, D, do, threshold, bound):
    """Update and factor the n × n tile in columns k to k + n of X, and set its part of D; 0 where it was left alone.

    It is left alone where a pivot is not clearly above the threshold, where a coefficient of L but for `POSITIVE` would
    be above the bound, for `ROOT`, and where the compiler is off. Parameters are as for `eliminate`, `form` as in
    `block`; the upper triangle is read and written for `SQUARE` only.
    """
    return 0


@overload(quick_tile)
def _quick_tile_overload(form, conj, n, k, X, xo, ldx, P, po, ldp, D, do, threshold, bound):
    def call(form, conj, n, k, X, xo, ldx, P, po, ldp, D, do, threshold, bound):
        return _tile(form, conj, n, k, X, xo, ldx, P, po, ldp, D, do, threshold, bound)

    return call
