"""Solves with a compressed panel: its bloks, dense or U Vᵀ, one after the other."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.many import gather, scatter
from pastix_py.dense.sweep import backward_product, forward_product
from pastix_py.jit import inner
from pastix_py.lowrank.product import negate
from pastix_py.numeric.low_rank import LowRank
from pastix_py.solve.columns import by_columns
from pastix_py.solve.pivots import divide
from pastix_py.solve.rows import by_rows
from pastix_py.solve.widened import sides_of


class LowFactor(NamedTuple):
    """The compressed cblks of a factor, and where a worker puts what is in between."""

    is_low: np.ndarray  # as in `Layout`
    store: LowRank
    own: int  # entries of X from here on belong to the worker: rows of the largest rank, and of the tallest blok
    table: np.ndarray  # int64 (1, 3): what tells of these rows as a blok
    rooms: tuple  # for U, or a dense blok, and Vᵀ in full precision


def room_of(plan, low_rank):
    """Return (largest rank, rows of the tallest blok, width of the widest) of the compressed cblks."""
    is_low = plan.layout.is_low[plan.layout.blok_cblk] == 1
    height = plan.symbol.blok_end - plan.symbol.blok_begin
    width = np.diff(plan.symbol.cblk_col)[plan.layout.is_low == 1]
    return max(int(low_rank.rank.max(initial=0)), 0), int(height[is_low].max(initial=0)), int(width.max(initial=0))


def low_factor(plan, low_rank, own, rank, height, width):
    """Return the `LowFactor` of a worker; sizes are as `room_of` has them."""
    rooms = tuple(np.empty(size, low_rank.store.dtype) for size in (height * max(rank, width), rank * width))
    return LowFactor(plan.layout.is_low, low_rank, own, np.zeros((1, 3), np.int64), rooms)


@inner
def clear(low, high, X, n_row, span, lanes):
    """Set rows low:high to zero."""
    for q in range(lanes):
        for i in range((q * n_row + low) * span, (q * n_row + high) * span):
            X[i] = 0


@inner
def solve_low(c, flags, told, pivots, bloks, unknowns, work, far, many, factor):
    """Solve with compressed cblk c, forward or backward, as `columns.by_columns` and `rows.by_rows` do with others.

    Parameters
    ----------
    flags : (fused, unit, backward, scaled, conjugate), as in `Factor`.
    told : (first column, width, rows, row of X where a buffer begins or −1, its bloks from one to the one after).
    pivots : (beside, exchange), as in `Factor`.
    bloks, unknowns, work, far, many, factor : as for `bodies.serve`; `unknowns` (X, n_row, k, span, lanes).

    """
    fused, unit, backward, scaled, conjugate = flags
    own, w, m, place, low, high = told
    beside, exchange = pivots
    X, n_row, k, span, lanes = unknowns
    D, at = factor.store.store, factor.store.diagonal[c]
    block, side, none = (D, at, w, w, True, fused, unit, backward), 1 - fused, (D, at, w, 0)
    divided = D, at if scaled or conjugate else -1, w + 1, scaled, conjugate
    rest = (D, -1, w + 1, 0, 0), beside, exchange
    if backward:
        for q in range(lanes):
            divide(own, w, X, (q * n_row + own) * span, span, divided, beside)
    if many is None:
        if backward:
            low_by_columns(side, True, w, own, low, high, bloks, X, n_row, k, work, factor)
        by_columns(block, none, rest, own, -1, high, high, bloks, X, n_row, k, work)
    else:
        if backward:
            low_by_rows(side, True, w, own, low, high, bloks, X, k, far, factor)
        by_rows(block, none, rest, own, -1, high, high, bloks, X, k, far)
    if backward:
        return
    if place >= 0:
        clear(place, place + m - w, X, n_row, span, lanes)
    if many is None:
        low_by_columns(side, False, w, own, low, high, bloks, X, n_row, k, work, factor)
    else:
        low_by_rows(side, False, w, own, low, high, bloks, X, k, far, factor)


@inner
def low_by_columns(side, backward, w, own, low, high, bloks, X, n_row, k, work, factor):
    """As `columns.by_columns`, of k vectors, but without the diagonal block: P Y₁, or Pᵀ Y₂, is subtracted."""
    store, table = factor.store, factor.table
    A, none = store.store, np.int64(0)
    for e in range(low, high):
        h, rank = bloks[e, 1], store.rank[side, e]
        if rank == 0:
            continue
        (U, uo), (V, vo) = sides_of(side, e, h, w, factor)
        for q in range(k):
            x = q * n_row
            S = factor.own - x
            Y = S + max(rank, 0)
            if backward and rank < 0:
                backward_product(w, h, 1, 1, -1, e, e + 1, own, A, none, w, U, uo, h, bloks, X, x, work)
            elif backward:
                table[0, 0], table[0, 1], table[0, 2] = S, rank, S
                X[x + S : x + S + rank] = 0
                backward_product(rank, h, 1, 1, -1, e, e + 1, S, A, none, w, U, uo, h, bloks, X, x, work)
                negate(rank, X, x + S)
                backward_product(w, rank, 1, 1, -1, 0, 1, own, A, none, w, V, vo, rank, table, X, x, work)
            elif rank < 0:
                forward_product(w, h, 1, 1, Y, e, e + 1, own, A, none, w, U, uo, h, bloks, X, x, work)
                add(h, X, x + Y, x + bloks[e, 2])
            else:
                forward_product(w, rank, 1, 1, S, e, e + 1, own, A, none, w, V, vo, rank, bloks, X, x, work)
                negate(rank, X, x + S)
                forward_product(rank, h, 1, 1, Y, e, e + 1, S, A, none, w, U, uo, h, bloks, X, x, work)
                add(h, X, x + Y, x + bloks[e, 2])


@inner
def low_by_rows(side, backward, w, own, low, high, bloks, X, k, far, factor):
    """As `low_by_columns`, of k vectors by rows as in `rows.by_rows`."""
    store = factor.store
    own, S = own * k, factor.own
    for e in range(low, high):
        h, rank = bloks[e, 1], store.rank[side, e]
        if rank == 0:
            continue
        (U, uo), (V, vo) = sides_of(side, e, h, w, factor)
        first = bloks[e, 0 if backward else 2]
        if rank < 0:
            consecutive(h, first * k, k, far)
            if backward:
                gather(w, h, k, U, uo, h, 1, X, own, far)
            else:
                scatter(h, w, k, U, uo, 1, h, X, own, far)
            continue
        X[S : S + rank * k] = 0
        if backward:
            consecutive(h, first * k, k, far)
            gather(rank, h, k, U, uo, h, 1, X, S, far)
            negate(rank * k, X, S)
            consecutive(rank, S, k, far)
            gather(w, rank, k, V, vo, rank, 1, X, own, far)
        else:
            consecutive(rank, S, k, far)
            scatter(rank, w, k, V, vo, 1, rank, X, own, far)
            negate(rank * k, X, S)
            consecutive(h, first * k, k, far)
            scatter(h, rank, k, U, uo, 1, h, X, S, far)


@inner
def add(count, X, start, to):
    """Add entries of X from `start` on to those from `to` on."""
    for i in range(count):
        X[to + i] += X[start + i]


@inner
def consecutive(count, first, k, far):
    """List where rows that follow each other begin."""
    for i in range(count):
        far[i] = first + i * k
