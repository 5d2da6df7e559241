"""One half of a factor as a sweep reads it, and the products and solves with its panels on gathered vectors.

Vectors lie by columns, `ldy` apart, where there are few; by rows, the k entries of a row together, from `MANY` on.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.blas import LOWER, NO, NON_UNIT, RIGHT, TRANS, UNIT, UPPER, gemm, trsm
from pastix_py.jit import inner
from pastix_py.solve import rows, triangle

MANY = 8  # vectors from which they lie by rows
LARGE = 1 << 11  # entries of a panel that goes to BLAS where vectors are many


class Side(NamedTuple):
    """Panels and flags, 0 or 1."""

    backward: int
    fused: int  # the rows below the diagonal block follow it in L; else they are a panel of P
    unit: int  # the diagonal is 1
    conjugate: int  # the backward sweep takes the adjoint: it computes the conjugates of the unknowns
    scaled: int  # the backward sweep divides by the diagonal of L first
    L: np.ndarray
    P: np.ndarray
    start: np.ndarray  # (n_cblk+1) offset of each panel in P


def both_sides(kind, panels, layout, transposed):
    """Return (forward, backward) `Side` of a factor: L and Lᵀ, L and Lᴴ, L and U, or Uᵀ and Lᵀ where `transposed`."""
    in_L = (panels.L, panels.L, layout.cblk_coef)
    if kind == "lu":
        lower, upper = (1, 1, 0, 0, *in_L), (0, 0, 0, 0, panels.L, panels.U, layout.cblk_coef_u)
        return (Side(0, *upper), Side(1, *lower)) if transposed else (Side(0, *lower), Side(1, *upper))
    unit = int(kind in ("ldlt", "ldlh"))
    adjoint = int(kind in ("llh", "ldlh"))
    return Side(0, 1, unit, 0, 0, *in_L), Side(1, 1, unit, adjoint, unit, *in_L)


@inner
def forward_solve(side, at, ld, w, Y, y, ldy, k):
    """Solve forward with the diagonal block of w columns at offset `at` of L."""
    L, unit = side.L, side.unit
    if k < MANY:
        if side.fused:
            triangle.lower_forward(L, at, ld, w, w, unit, Y, y, ldy, k)
        else:
            triangle.upper_forward(L, at, ld, w, Y, y, ldy, k)
    elif w * w >= LARGE:
        uplo, op = (LOWER, TRANS) if side.fused else (UPPER, NO)
        trsm(RIGHT, uplo, op, UNIT if unit else NON_UNIT, k, w, L, at, ld, Y, y, k)
    else:
        row, column = (1, ld) if side.fused else (ld, 1)
        rows.forward(L, at, row, column, w, unit, Y, y, k)


@inner
def backward_solve(side, at, ld, w, Y, y, ldy, k):
    """Solve backward with the diagonal block of w columns at offset `at` of L."""
    L, unit = side.L, side.unit
    if k < MANY:
        if side.fused:
            triangle.lower_backward(L, at, ld, w, w, unit, Y, y, ldy, k)
        else:
            triangle.upper_backward(L, at, ld, w, Y, y, ldy, k)
    elif w * w >= LARGE:
        uplo, op = (LOWER, NO) if side.fused else (UPPER, TRANS)
        trsm(RIGHT, uplo, op, UNIT if unit else NON_UNIT, k, w, L, at, ld, Y, y, k)
    else:
        row, column = (ld, 1) if side.fused else (1, ld)
        rows.backward(L, at, row, column, w, unit, Y, y, k)


@inner
def multiply(side, at, ld, m, w, X, x, ldx, Y, y, ldy, k):
    """Y −= P X for m × w entries of P."""
    if k < MANY:
        triangle.product(side.P, at, ld, m, w, X, x, ldx, Y, y, ldy, k)
    elif m * w >= LARGE:
        gemm(NO, TRANS, k, m, w, -1.0, X, x, k, side.P, at, ld, 1.0, Y, y, k)
    else:
        rows.product(side.P, at, 1, ld, m, w, X, x, Y, y, k)


@inner
def multiply_transposed(side, at, ld, m, w, X, x, ldx, Y, y, ldy, k):
    """X −= Pᵀ Y for m × w entries of P."""
    if k < MANY:
        triangle.product_transposed(side.P, at, ld, m, w, X, x, ldx, Y, y, ldy, k)
    elif m * w >= LARGE:
        gemm(NO, NO, k, w, m, -1.0, Y, y, k, side.P, at, ld, 1.0, X, x, k)
    else:
        rows.product(side.P, at, ld, 1, w, m, Y, y, X, x, k)


@inner
def forward_panel(side, c, at, ld, w, Y, ldy, k):
    """Solve forward with the whole panel of cblk c on its ld rows of Y, from offset 0 on."""
    if k < MANY and side.fused:
        triangle.lower_forward(side.L, at, ld, ld, w, side.unit, Y, 0, ldy, k)
        return
    forward_solve(side, at, ld, w, Y, 0, ldy, k)
    below, ld_below = below_panel(side, c, ld, w)
    multiply(side, below, ld_below, ld - w, w, Y, 0, ldy, Y, w * (k if k >= MANY else 1), ldy, k)


@inner
def backward_panel(side, c, at, ld, w, Y, ldy, k):
    """Solve backward with the whole panel of cblk c on its ld rows of Y, from offset 0 on."""
    if k < MANY and side.fused:
        triangle.lower_backward(side.L, at, ld, ld, w, side.unit, Y, 0, ldy, k)
        return
    below, ld_below = below_panel(side, c, ld, w)
    multiply_transposed(side, below, ld_below, ld - w, w, Y, 0, ldy, Y, w * (k if k >= MANY else 1), ldy, k)
    backward_solve(side, at, ld, w, Y, 0, ldy, k)


@inner
def below_panel(side, c, m, w):
    """Return (offset in P of the rows below the diagonal block of cblk c, leading dimension)."""
    if side.fused:
        return side.start[c] + w, m
    return side.start[c], m - w
