"""Products and triangular solves with a block of a tree: loops over the leaves in it, which follow each other."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.blas import LEFT, LOWER, NO, NON_UNIT, TRANS, UNIT, UPPER, gemm, trsm
from pastix_py.hmatrix.assemble import IS_DENSE
from pastix_py.jit import borrowing, inner

L, U, LT, UT, ONE, ONE_T = range(6)  # which triangle is solved with; ONE: lower, identities on its diagonal


class Leaves(NamedTuple):
    """Leaves of a tree and where their coefficients are: dense ones by columns, or U and Vᵀ behind it."""

    places: np.ndarray  # (leaves, 4) int64, first row and column, how many rows and columns
    rank: np.ndarray  # (leaves,) int64, IS_DENSE for what is not compressed
    at: np.ndarray  # (leaves,) int64
    values: np.ndarray


@borrowing
def apply(leaves, first, last, trans, alpha, k, row, X, xo, ldx, column, Y, yo, ldy, T):
    """Y += α op(B) X, B the block of the leaves first:last, op(B) = B or Bᵀ where `trans`.

    Parameters
    ----------
    k : columns of X and Y.
    row, column : first row of op(B) and first column, which are those of Y and of X.
    X, xo, ldx, Y, yo, ldy : column-major at their offsets.
    T : room for k times the largest rank.

    """
    for q in range(first, last):
        top, left, m, n = leaves.places[q]
        if trans:
            to, start = left - row, top - column
        else:
            to, start = top - row, left - column
        leaf(leaves, q, trans, alpha, k, m, n, X, xo + start, ldx, Y, yo + to, ldy, T)


@borrowing
def apply_half(leaves, first, last, k, X, xo, Y, yo, n, T):
    """Y += A X for leaves of a symmetric matrix of which half is stored: each, and what mirrors it; n rows each."""
    for q in range(first, last):
        top, left, rows, columns = leaves.places[q]
        leaf(leaves, q, False, 1.0, k, rows, columns, X, xo + left, n, Y, yo + top, n, T)
        if top != left:
            leaf(leaves, q, True, 1.0, k, rows, columns, X, xo + top, n, Y, yo + left, n, T)


@inner
def leaf(leaves, q, trans, alpha, k, m, n, X, xo, ldx, Y, yo, ldy, T):
    """Y += α op(B) X for one leaf, m × n."""
    r, at, values, zero = leaves.rank[q], leaves.at[q], leaves.values, np.int64(0)
    if r == IS_DENSE:
        if trans:
            gemm(TRANS, NO, n, k, m, alpha, values, at, m, X, xo, ldx, 1.0, Y, yo, ldy)
        else:
            gemm(NO, NO, m, k, n, alpha, values, at, m, X, xo, ldx, 1.0, Y, yo, ldy)
    elif r > 0:
        v = at + m * r
        if trans:
            gemm(TRANS, NO, r, k, m, alpha, values, at, m, X, xo, ldx, 0.0, T, zero, r)
            gemm(TRANS, NO, n, k, r, 1.0, values, v, r, T, zero, r, 1.0, Y, yo, ldy)
        else:
            gemm(NO, NO, r, k, n, alpha, values, v, r, X, xo, ldx, 0.0, T, zero, r)
            gemm(NO, NO, m, k, r, 1.0, values, at, m, T, zero, r, 1.0, Y, yo, ldy)


@borrowing
def solve(leaves, pivots, first, last, triangle, k, row, X, xo, ldx, T):
    """X := op(D)⁻¹ X, D the lower or upper triangle of a factored diagonal block, or its transpose.

    Leaves are met in the order in which a block elimination meets them, or against it: what a leaf multiplies is solved
    for by then.

    Parameters
    ----------
    leaves, first, last : those of the diagonal block.
    pivots : int64, row that each row of a dense diagonal leaf was exchanged with, from the first row of the leaf.
    triangle : L, U, LT, UT, ONE or ONE_T.
    k, row, X, xo, ldx : columns of X, the row of the matrix that its first row is, and X by columns.
    T : as for `apply`.

    """
    forward = triangle == L or triangle == UT or triangle == ONE
    lower, trans = triangle != U and triangle != UT, triangle == LT or triangle == UT or triangle == ONE_T
    for step in range(last - first):
        q = first + step if forward else last - 1 - step
        top, left, m, n = leaves.places[q]
        if top == left:
            if triangle < ONE:
                diagonal(leaves, pivots, q, triangle, k, top, m, X, xo + top - row, ldx)
        elif (top > left) == lower:
            source, target = (top, left) if trans else (left, top)
            leaf(leaves, q, trans, -1.0, k, m, n, X, xo + source - row, ldx, X, xo + target - row, ldx, T)


@inner
def diagonal(leaves, pivots, q, triangle, k, top, m, X, xo, ldx):
    """X := op(D)⁻¹ X for a dense diagonal leaf, rows exchanged where L was."""
    at, values = leaves.at[q], leaves.values
    if triangle == L:
        for i in range(m):
            exchange(k, X, xo + i, xo + pivots[top + i], ldx)
        trsm(LEFT, LOWER, NO, UNIT, m, k, values, at, m, X, xo, ldx)
    elif triangle == U:
        trsm(LEFT, UPPER, NO, NON_UNIT, m, k, values, at, m, X, xo, ldx)
    elif triangle == UT:
        trsm(LEFT, UPPER, TRANS, NON_UNIT, m, k, values, at, m, X, xo, ldx)
    else:
        trsm(LEFT, LOWER, TRANS, UNIT, m, k, values, at, m, X, xo, ldx)
        for i in range(m - 1, -1, -1):
            exchange(k, X, xo + i, xo + pivots[top + i], ldx)


@inner
def multiply_diagonals(leaves, own, first, last, k, row, X, xo, ldx, T):
    """X := D X, D the dense diagonal leaves own[first:last], each kept behind its factors; T has room for X's rows."""
    values, zero = leaves.values, np.int64(0)
    for p in range(first, last):
        top, m = leaves.places[own[p], 0], leaves.places[own[p], 2]
        x = xo + top - row
        for c in range(k):
            for i in range(m):
                T[c * m + i] = X[x + c * ldx + i]
        gemm(NO, NO, m, k, m, 1.0, values, leaves.at[own[p]] + m * m, m, T, zero, m, 0.0, X, x, ldx)


@borrowing
def divide_diagonals(leaves, pivots, own, first, last, k, row, X, xo, ldx):
    """X := D⁻¹ X, D the dense diagonal leaves own[first:last], by their factors."""
    for p in range(first, last):
        q = own[p]
        top, m = leaves.places[q, 0], leaves.places[q, 2]
        diagonal(leaves, pivots, q, L, k, top, m, X, xo + top - row, ldx)
        diagonal(leaves, pivots, q, U, k, top, m, X, xo + top - row, ldx)


@inner
def exchange(k, X, i, j, ldx):
    """Exchange two rows of k columns."""
    if i != j:
        for c in range(k):
            held = X[i + c * ldx]
            X[i + c * ldx] = X[j + c * ldx]
            X[j + c * ldx] = held
