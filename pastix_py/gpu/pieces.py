"""Panels cut into pieces of rows and columns, for the blocks of threads that work beside a factored tile."""

import numpy as np

from pastix_py.gpu.twins.tiles import BELOW, BEYOND, RIGHT, ROWS, TARGET_COLUMNS, TARGET_ROWS, TILE
from pastix_py.layout.sweeps import HEIGHT, WIDTH


def ranges(first, count):
    """Return first[i], first[i] + 1, … of `count[i]` numbers for each i, one after the other."""
    ends = np.cumsum(count)
    return np.arange(int(count.sum())) + np.repeat(first - ends + count, count)


def pieces(first, stop, step):
    """Return (owner, low) of each piece of up to `step` numbers that the ranges first:stop are cut into."""
    count = np.maximum(-(-(stop - first) // step), 0)
    owner = np.repeat(np.arange(count.size), count)
    wide = step if np.ndim(step) == 0 else step[owner]
    return owner, first[owner] + ranges(np.zeros_like(count), count) * wide


def _by_step(parts, step_count):
    """Return (ptr, columns): pieces of some sides, each (owner, …), by the step of the owner."""
    joined = np.concatenate([np.column_stack(part) for part in parts])
    number = np.repeat(np.arange(step_count.size), step_count)[joined[:, 0]]
    order = np.argsort(number, kind="stable")
    ptr = np.searchsorted(number[order], np.arange(step_count.size + 1))
    return ptr, tuple(np.ascontiguousarray(joined[order, i], np.int32) for i in range(1, joined.shape[1]))


def row_pieces(panels, owner, step, step_count, square):
    """Return (ptr, (cblk, row, side)): the rows beside tile step[i] of cblk owner[i], as `solve_rows` takes them.

    `step_count` of the owners belong to each step, one after the other; `square`: as for LU.
    """
    w, m = panels[owner, WIDTH], panels[owner, HEIGHT]
    after, parts = np.minimum((step + 1) * TILE, w), []
    sides = [(BELOW, after, m), (BEYOND, np.zeros_like(w), m - w), (RIGHT, after, w)]
    for side, first, stop in sides if square else sides[:1]:
        number, low = pieces(first, stop, ROWS)
        parts.append((number, owner[number], low, np.full(low.size, side)))
    return _by_step(parts, step_count)


def rest_pieces(panels, owner, step, step_count, square):
    """Return (ptr, (cblk, row, column, side)): what is right of tiles, as `update_rest` takes it; see `row_pieces`."""
    w, m = panels[owner, WIDTH], panels[owner, HEIGHT]
    after, parts = np.minimum((step + 1) * TILE, w), []
    strip, column = pieces(after, w, TARGET_COLUMNS)
    zero = np.zeros_like(column)
    sides = [(BELOW, after[strip] if square else column, m[strip]), (BEYOND, zero, (m - w)[strip])]
    for side, first, stop in sides if square else sides[:1]:
        number, low = pieces(first, stop, TARGET_ROWS)
        parts.append((strip[number], owner[strip[number]], low, column[number], np.full(low.size, side)))
    return _by_step(parts, step_count)
