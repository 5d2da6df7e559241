"""Updates by a compressed cblk: products of bloks U Vᵀ, gathered for all rows before the last factor is applied.

A product with what is kept in single precision is computed in it: that loses no more than keeping it so did (Amestoy,
Boiteau, Buttari, Gerest, Jézéquel, L'Excellent, Mary, IMA J. Numer. Anal. 43, 2023).
"""

import numpy as np
from numba.extending import overload

from pastix_py.dense.product import subtract_block, subtract_product
from pastix_py.jit import inner
from pastix_py.lowrank.product import negate
from pastix_py.lowrank.space import clear
from pastix_py.numeric.low_rank import copy
from pastix_py.numeric.panel import LDLT, LU
from pastix_py.numeric.product import list_runs, times_pivots


@inner
def update_low(c, first, last, start, stop, f, beyond, C, co, job, beside, work, low, own):
    """Do what `update.update` does for a cblk c that is compressed; `own` is the `LowWork`."""
    symbol, layout = job.symbol, job.layout
    w = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    square = job.kind == LU
    shift = symbol.cblk_col[f + 1] - symbol.cblk_col[f] if beyond else 0
    ldc, target = layout.cblk_rows[f] - shift, work.runs[2]
    conj = 0 if square or job.kind == LDLT or job.symmetric else 1
    side, facing = np.int64(beyond), np.int64(1 - beyond) if square else np.int64(0)
    pivots = (low.store, low.diagonal[c], w), conj, beside, symbol.cblk_col[c]
    for j in range(first, last):
        column, n = symbol.blok_begin[j], symbol.blok_end[j] - symbol.blok_begin[j]
        for q in range(n):
            target[q] = co + (column + q - symbol.cblk_col[f]) * ldc
        low_blok = start if square else max(start, j)
        if low_blok == stop or low.rank[facing, j] == 0:
            continue
        bloks = low_blok, stop, side, w, conj, shift, square
        if low.rank[facing, j] < 0:
            by_dense(facing, j, n, bloks, pivots, C, job, work, low, own)
        else:
            by_low_rank(facing, j, n, bloks, pivots, C, job, work, low, own)


@inner
def by_dense(facing, j, n, bloks, pivots, C, job, work, low, own):
    """Subtract A Wᵀ, W = blok j, n × w, times D, and A the bloks of the list, blok by blok."""
    w, zero = bloks[3], np.int64(0)
    if low.n_narrow[facing, j] > 0:
        at = low.at_narrow[facing, j]
        S, so, _ = times_pivots(w, n, low.narrow, at, n, *pivots, own.single.W)
        by_rows_of(j, n, bloks, S, so, S, so, C, job, work, low, own, own.single)
    else:
        W, wo, _ = times_pivots(w, n, low.store, low.at[facing, j], n, *pivots, own.full.W)
        copy(n * w, W, wo, own.single.W, zero)
        by_rows_of(j, n, bloks, W, wo, own.single.W, zero, C, job, work, low, own, own.full)


@inner
def by_rows_of(j, n, bloks, W, wo, S, so, C, job, work, low, own, rooms):
    """Do what `by_dense` does, for W and S, which is W in single precision."""
    start, stop, side, w, conj, shift, square = bloks
    symbol, run_row, run_to, target = job.symbol, work.runs[0], work.runs[1], work.runs[2]
    for i in range(start, stop):
        list_runs(i, i + 1, symbol, work.place, shift, run_row, run_to)
        to = -n if square or i > j else np.int64(0), C, target, run_row, run_to
        height = symbol.blok_end[i] - symbol.blok_begin[i]
        subtract_blok(side, i, height, w, n, conj, W, wo, S, so, to, low, own, rooms)


@inner
def by_low_rank(facing, j, n, bloks, pivots, C, job, work, low, own):
    """Subtract A Wᵀ Uᵀ, with U of blok j, W its Vᵀ times D, and A the bloks of the list: A Wᵀ first, for all rows."""
    start, stop, _, w, _, shift, square = bloks
    n_narrow, zero = low.n_narrow[facing, j], np.int64(0)
    wide = low.rank[facing, j] - n_narrow
    run_row = work.runs[0]
    n_row = run_row[list_runs(start, stop, job.symbol, work.place, shift, run_row, work.runs[1])]
    above, full, single = -n if square or start > j else zero, own.full, own.single
    if wide > 0:
        at = low.at[facing, j]
        W, wo, _ = times_pivots(w, wide, low.store, at + n * wide, wide, *pivots, full.W)
        copy(wide * w, W, wo, full.W, zero)
        negate(wide * w, full.W, zero)
        copy(wide * w, full.W, zero, single.W, zero)
        sizes = n_row, n, wide, above
        by_columns(sizes, bloks, low.store, at, single.W, C, job, work, low, own, full)
    if n_narrow > 0:
        at = low.at_narrow[facing, j]
        W, wo, _ = times_pivots(w, n_narrow, low.narrow, at + n * n_narrow, n_narrow, *pivots, single.W)
        copy(n_narrow * w, W, wo, single.W, zero)
        negate(n_narrow * w, single.W, zero)
        sizes = n_row, n, n_narrow, above
        by_columns(sizes, bloks, low.narrow, at, single.W, C, job, work, low, own, single)


@inner
def by_columns(sizes, bloks, U, uo, S, C, job, work, low, own, rooms):
    """Subtract A Wᵀ Uᵀ for r columns of U; `rooms.W` is −W, r × w, and S is that in single precision."""
    start, stop, side, w, conj, _, _ = bloks
    n_row, n, r, above = sizes
    symbol, X, zero = job.symbol, rooms.X, np.int64(0)
    run_row, run_to, target = own.runs[0], own.runs[1], own.runs[2]
    clear(n_row, r, X, zero, n_row)
    row = np.int64(0)
    for i in range(start, stop):
        height = symbol.blok_end[i] - symbol.blok_begin[i]
        run_row[0], run_row[1], run_to[0] = 0, height, 0
        for q in range(r):
            target[q] = row + q * n_row
        to = -r, X, target, run_row, run_to
        subtract_blok(side, i, height, w, r, conj, rooms.W, zero, S, zero, to, low, own, rooms)
        row += height
    run_row, run_to, target = work.runs[0], work.runs[1], work.runs[2]
    subtract_product(zero, n_row, n, r, conj, above, X, zero, n_row, U, uo, n, C, target, run_row, run_to)


@inner
def subtract_blok(side, i, h, w, n, conj, W, wo, S, so, to, low, own, rooms):
    """Subtract A op(W)ᵀ from where it belongs; A is blok i, h × w, W n × w, and S is W in single precision.

    `to` is what `subtract_product` is told of that; `rooms` are in the precision of W.
    """
    rank, n_narrow, at_narrow = low.rank[side, i], low.n_narrow[side, i], low.at_narrow[side, i]
    above, C, target, run_row, run_to = to
    zero, wide = np.int64(0), rank - n_narrow
    if rank < 0 and n_narrow > 0:
        places = C, target, run_row, run_to
        subtract_product(zero, h, n, w, conj, above, low.narrow, at_narrow, h, S, so, n, *places)
    elif rank < 0:
        A, ao = as_wanted(h * w, low.store, low.at[side, i], rooms.B)
        subtract_product(zero, h, n, w, conj, above, A, ao, h, W, wo, n, C, target, run_row, run_to)
    else:
        if wide > 0:
            A, ao = as_wanted((h + w) * wide, low.store, low.at[side, i], rooms.B)
            through(h, w, n, wide, conj, A, ao, W, wo, rooms.T, to)
        if n_narrow > 0:
            through(h, w, n, n_narrow, conj, low.narrow, at_narrow, S, so, own.single.T, to)


@inner
def through(h, w, n, rank, conj, U, uo, W, wo, T, to):
    """Subtract U Vᵀ op(W)ᵀ, Vᵀ behind U, from where it belongs: Vᵀ op(W)ᵀ first."""
    above, C, target, run_row, run_to = to
    zero = np.int64(0)
    clear(n, rank, T, zero, n)
    subtract_block(n, rank, w, conj, W, wo, n, U, uo + h * rank, rank, T, zero, n)
    negate(n * rank, T, zero)
    subtract_product(zero, h, n, rank, conj, above, U, uo, h, T, zero, n, C, target, run_row, run_to)


def as_wanted(count, A, ao, room):
    """Return (array, offset) of coefficients of A in the precision of a room: as they are, or copied there."""
    return (A, ao) if A.dtype == room.dtype else (A[ao : ao + count].astype(room.dtype), 0)


@overload(as_wanted)
def _as_wanted_overload(count, A, ao, room):
    def as_it_is(count, A, ao, room):
        return A, ao

    def copied(count, A, ao, room):
        copy(count, A, ao, room, np.int64(0))
        return room, np.int64(0)

    return as_it_is if A.dtype == room.dtype else copied
