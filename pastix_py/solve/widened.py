"""Bloks of a compressed panel in the precision of the factor: what is narrow of them is widened in a room."""

import numpy as np

from pastix_py.jit import inner
from pastix_py.numeric.low_rank import copy


@inner
def sides_of(side, b, h, w, factor):
    """Return ((array, offset) of U, the same of Vᵀ) of blok b; of a dense one, of itself and of nothing."""
    store, rooms = factor.store, factor.rooms
    if store.rank[side, b] < 0:
        return dense_of(side, b, h * w, store, rooms[0]), (store.store, np.int64(0))
    return left_of(side, b, h, store, rooms[0]), right_of(side, b, h, w, store, rooms[1])


@inner
def dense_of(side, b, count, low, room):
    """Return (array, offset) of a dense blok b of so many coefficients; one that is narrow is widened in the room."""
    if low.n_narrow[side, b] == 0:
        return low.store, low.at[side, b]
    copy(count, low.narrow, low.at_narrow[side, b], room, np.int64(0))
    return room, np.int64(0)


@inner
def left_of(side, b, h, low, room):
    """Return (array, offset) of U of blok b, h × rank; what is narrow of it is widened in the room."""
    n_narrow, at = low.n_narrow[side, b], low.at[side, b]
    if n_narrow == 0:
        return low.store, at
    wide, zero = low.rank[side, b] - n_narrow, np.int64(0)
    copy(wide * h, low.store, at, room, zero)
    copy(n_narrow * h, low.narrow, low.at_narrow[side, b], room, wide * h)
    return room, zero


@inner
def right_of(side, b, h, w, low, room):
    """Return (array, offset) of Vᵀ of blok b, rank × w, as `left_of`."""
    n_narrow, at, rank = low.n_narrow[side, b], low.at[side, b], low.rank[side, b]
    wide = rank - n_narrow
    if n_narrow == 0:
        return low.store, at + h * rank
    at_wide, at_narrow = at + h * wide, low.at_narrow[side, b] + h * n_narrow
    for j in range(w):
        copy(wide, low.store, at_wide + j * wide, room, j * rank)
        copy(n_narrow, low.narrow, at_narrow + j * n_narrow, room, j * rank + wide)
    return room, np.int64(0)
