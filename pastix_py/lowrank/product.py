"""Products of two blocks, dense or of low rank, as products of two factors with the least columns."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.product import subtract_block
from pastix_py.jit import inner
from pastix_py.lowrank.space import clear

DENSE = -1  # in place of a rank


class Block(NamedTuple):
    """A block of a panel in flat arrays: dense, or U Vᵀ."""

    rank: int  # DENSE, or that of U Vᵀ
    rows: int
    X: np.ndarray
    at: int  # of the block itself or of U, which are column-major
    ld: int  # its leading dimension
    Vt: np.ndarray  # V transposed; anything for a dense block
    vt: int  # its offset; the leading dimension is the rank


def product_size(rows, rank):
    """Return how many coefficients `multiply` needs for blocks of at most so many rows and such ranks."""
    return (rows + rank) * rank


@inner
def negate(count, A, ao):
    """A := −A, `count` coefficients from ao on."""
    a = A[ao : ao + count]
    for i in range(count):
        a[i] = -a[i]


@inner
def multiply(conj, w, left, right, room):
    """Return (X, xo, ldx, Y, yo, ldy, r) with X op(Y)ᵀ = A op(B)ᵀ, r columns, for blocks A and B of w columns.

    `dense.product.subtract_product`, with the same `conj`, subtracts it from where it belongs. Of two blocks of low
    rank r is the smaller rank, of one its rank, else w. What need not be computed is read from the blocks themselves.

    Parameters
    ----------
    conj : 1 where op conjugates, else 0.
    w : columns of A and B.
    left, right : the `Block` A, and B; for L D Lᵀ one of the two is times D (of U Vᵀ, that is V).
    room : `product_size` coefficients for what is computed, of the type of the blocks.

    """
    if left.rank < 0 and right.rank < 0:
        return left.X, left.at, left.ld, right.X, right.at, right.ld, w
    thin_left = right.rank < 0 or 0 <= left.rank <= right.rank
    thin, wide = (left, right) if thin_left else (right, left)
    zero, r, rows = np.int64(0), thin.rank, wide.rows
    clear(rows, r, room, zero, rows)
    if wide.rank < 0:
        given = wide.X, wide.at, wide.ld, thin.Vt, thin.vt, r
        subtract_block(rows, r, w, conj, *given, room, zero, rows)
        negate(rows * r, room, zero)
    else:
        core = rows * r  # the product of what was subtracted from nothing twice has its sign
        clear(r, wide.rank, room, core, r)
        subtract_block(r, wide.rank, w, conj, thin.Vt, thin.vt, r, wide.Vt, wide.vt, wide.rank, room, core, r)
        subtract_block(rows, r, wide.rank, conj, wide.X, wide.at, wide.ld, room, core, r, room, zero, rows)
    if thin_left:
        return thin.X, thin.at, thin.ld, room, zero, rows, r
    return room, zero, rows, thin.X, thin.at, thin.ld, r
