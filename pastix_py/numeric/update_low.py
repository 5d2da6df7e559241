"""Updates by a compressed cblk: products of bloks U Vᵀ, gathered for all rows before the last factor is applied."""

import numpy as np

from pastix_py.dense.product import subtract_product
from pastix_py.jit import inner
from pastix_py.lowrank.product import negate
from pastix_py.lowrank.space import clear, subtract
from pastix_py.numeric.low_rank import left_of, right_of
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
    for j in range(first, last):
        column, n = symbol.blok_begin[j], symbol.blok_end[j] - symbol.blok_begin[j]
        for q in range(n):
            target[q] = co + (column + q - symbol.cblk_col[f]) * ldc
        low_blok = start if square else max(start, j)
        rank = low.rank[facing, j]
        if low_blok == stop or rank == 0:
            continue
        block, own_column = (low.store, low.diagonal[c], w), symbol.cblk_col[c]
        if rank < 0:
            W, wo, _ = times_pivots(w, n, low.store, low.at[facing, j], n, block, conj, beside, own_column, own.W)
            by_dense(j, low_blok, stop, n, w, side, conj, square, shift, W, wo, C, job, work, low, own)
        else:
            V, vo = right_of(facing, j, n, w, low, own.rooms[1])
            W, wo, _ = times_pivots(w, rank, V, vo, rank, block, conj, beside, own_column, own.W)
            by_low_rank(j, low_blok, stop, n, w, rank, side, conj, square, shift, W, wo, C, job, work, low, own)


@inner
def by_low_rank(j, start, stop, n, w, r, side, conj, square, shift, W, wo, C, job, work, low, own):
    """Subtract A Wᵀ Uᵀ, with U of blok j, W its Vᵀ times D, and A the bloks start:stop: A Wᵀ first, for all rows."""
    symbol, store, index = job.symbol, low.store, own.space.index
    run_row, run_to, target = work.runs[0], work.runs[1], work.runs[2]
    n_row = run_row[list_runs(start, stop, symbol, work.place, shift, run_row, run_to)]
    X, zero = own.X, np.int64(0)
    clear(n_row, r, X, zero, n_row)
    row = np.int64(0)
    for i in range(start, stop):
        h, rank, at = symbol.blok_end[i] - symbol.blok_begin[i], low.rank[side, i], low.at[side, i]
        if rank < 0:
            subtract(h, r, w, conj, store, at, h, W, wo, r, X, row, n_row, index)
            for q in range(r):
                negate(h, X, q * n_row + row)
        elif rank > 0:
            clear(r, rank, own.T, zero, r)
            (U, uo), (V, vo) = left_of(side, i, h, low, own.rooms[2]), right_of(side, i, h, w, low, own.rooms[3])
            subtract(r, rank, w, conj, W, wo, r, V, vo, rank, own.T, zero, r, index)
            subtract(h, r, rank, conj, U, uo, h, own.T, zero, r, X, row, n_row, index)
        row += h
    above = -n if square or start > j else zero
    U, uo = left_of(1 - side if square else zero, j, n, low, own.rooms[0])
    subtract_product(zero, n_row, n, r, conj, above, X, zero, n_row, U, uo, n, C, target, run_row, run_to)


@inner
def by_dense(j, start, stop, n, w, side, conj, square, shift, W, wo, C, job, work, low, own):
    """Subtract A Wᵀ, W blok j times D, blok by blok of A."""
    symbol, store, index = job.symbol, low.store, own.space.index
    run_row, run_to, target = work.runs[0], work.runs[1], work.runs[2]
    T, zero = own.T, np.int64(0)
    for i in range(start, stop):
        h, rank, at = symbol.blok_end[i] - symbol.blok_begin[i], low.rank[side, i], low.at[side, i]
        list_runs(i, i + 1, symbol, work.place, shift, run_row, run_to)
        above = -n if square or i > j else zero
        if rank < 0:
            subtract_product(zero, h, n, w, conj, above, store, at, h, W, wo, n, C, target, run_row, run_to)
        elif rank > 0:
            clear(n, rank, T, zero, n)
            (U, uo), (V, vo) = left_of(side, i, h, low, own.rooms[2]), right_of(side, i, h, w, low, own.rooms[3])
            subtract(n, rank, w, conj, W, wo, n, V, vo, rank, T, zero, n, index)
            negate(n * rank, T, zero)
            subtract_product(zero, h, n, rank, conj, above, U, uo, h, T, zero, n, C, target, run_row, run_to)
