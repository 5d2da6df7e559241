"""What the numeric kernels on a device look at beside the coefficients, level by level; made once for a plan."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.levels import levels_of
from pastix_py.gpu.pieces import rest_pieces, row_pieces
from pastix_py.gpu.twins.gather import COLUMNS, ROWS
from pastix_py.gpu.twins.tiles import TILE
from pastix_py.jit import inner, kernel
from pastix_py.layout.sweeps import WIDTH, buffered
from pastix_py.layout.tasks import costs

LARGE = 1 << 27  # multiplications of an update that a call of a library is faster with, its launch included
SOURCE, TARGET, TOP, FACE, FACES = range(5)  # columns of `NumericTables.large`


class NumericTables(NamedTuple):
    """Flat tables for the kernels; the `ptr`s, `steps` and `large` are int64 and stay on the host.

    Level l has the cblks cblk[cblk_ptr[l]:cblk_ptr[l + 1]], widest first. Its steps are step_ptr[l]:step_ptr[l + 1]:
    at the s-th of them tile s of the first so many cblks is factored.
    """

    work: np.ndarray  # (n_level) float64, operations, on the host
    panels: np.ndarray  # (n_cblk + 1, 7) int64, as in `Sweeps.panels`
    bloks: np.ndarray  # (n_blok, 4) int64: first row, rows, row in the panel, cblk
    cblk_ptr: np.ndarray  # (n_level + 1)
    cblk: np.ndarray  # int32
    step_ptr: np.ndarray  # (n_level + 1)
    step_count: np.ndarray  # (n_step) cblks that have such a tile
    rows_ptr: np.ndarray  # (n_step + 1) pieces of `solve_rows`
    rows: tuple  # (cblk, row, side) of each, int32
    rest_ptr: np.ndarray  # (n_step + 1) pieces of `update_rest`
    rest: tuple  # (cblk, row, column, side) of each, int32
    gather_ptr: np.ndarray  # (2 n_level + 1) tiles of each level in L, then in U
    tiles: tuple  # (cblk, row, column) of each, int32
    source_ptr: np.ndarray  # int64, on the device
    source: np.ndarray  # int32, bloks
    large_ptr: np.ndarray  # (n_level + 1)
    large: np.ndarray  # (·, 5) cblk, its target, its first row that counts, that of its rows that are columns, of these

    @property
    def n_level(self):
        """Number of levels."""
        return self.cblk_ptr.size - 1

    def on(self, xp):
        """Return the tables with what kernels read as arrays of `xp`."""
        moved = {"panels", "bloks", "cblk", "source_ptr", "source"}
        arrays = {f: xp.asarray(getattr(self, f)) for f in moved}
        arrays |= {f: tuple(xp.asarray(a) for a in getattr(self, f)) for f in ("rows", "rest", "tiles")}
        return self._replace(**arrays)


def panel_tables(plan):
    """Return (panels, bloks) of the `NumericTables` of a plan, for panels that lie as `Plan.layout` says."""
    symbol, layout = plan.symbol, plan.layout
    size = symbol.blok_end - symbol.blok_begin
    bloks = np.column_stack((symbol.blok_begin, size, layout.blok_row, layout.blok_cblk))
    return buffered(symbol, layout, plan.n_factored)[1], bloks


def numeric_tables(plan, large=LARGE, window=None, known=None):
    """Return the `NumericTables` by which cblks are factored that nothing else contributes to any more.

    Parameters
    ----------
    plan : `Plan` without compressed cblks.
    large : see `LARGE`.
    window : (first, stop) of the cblks, by default all.
    known : (panels, bloks), for panels that lie elsewhere than `Plan.layout` says.

    """
    symbol = plan.symbol
    first, stop = window or (0, symbol.n_cblk)
    factored = min(stop, plan.n_factored)
    level_ptr, order = levels_of(symbol, factored, first)
    if stop > factored:  # a Schur complement is a last level, which is not factored
        level_ptr, order = np.append(level_ptr, order.size + 1), np.append(order, symbol.n_cblk - 1)
    return _tables(plan, level_ptr, order, factored, (first, stop), large, known or panel_tables(plan))


def update_tables(plan, sources, targets, known, large=LARGE):
    """Return the `NumericTables`, of one level without steps, by which cblks update later ones.

    Parameters
    ----------
    plan, known, large : as for `numeric_tables`.
    sources, targets : (first, stop) of the cblks that contribute, and of those that they contribute to.

    """
    order = np.arange(*targets)
    return _tables(plan, np.array([0, order.size]), order, 0, sources, large, known)


def _tables(plan, level_ptr, order, n_factored, sources, large, known):
    """Return the `NumericTables` of the cblks `order` by levels, of which those before `n_factored` are factored."""
    symbol, layout, square = plan.symbol, plan.layout, plan.kind == "lu"
    panels, bloks = known
    step_ptr, step_count, owner, step = _steps(panels, level_ptr, order, n_factored)
    rows_ptr, rows = row_pieces(panels, owner, step, step_count, square)
    rest_ptr, rest = rest_pieces(panels, owner, step, step_count, square)
    left_out, found = _large_updates(symbol, layout, order, sources, large)
    gather = _gather(symbol, layout, level_ptr, order, left_out, square)
    place = np.empty(symbol.n_cblk, np.int64)
    place[order] = np.arange(order.size)
    return NumericTables(
        _work(symbol, layout, level_ptr, order, n_factored, sources),
        panels,
        bloks,
        level_ptr,
        order.astype(np.int32),
        step_ptr,
        step_count,
        rows_ptr,
        rows,
        rest_ptr,
        rest,
        *gather,
        np.searchsorted(place[found[:, TARGET]], level_ptr),
        found,
    )


def _steps(panels, level_ptr, order, n_factored):
    """Return (step_ptr, step_count, owner, step): the cblks of each step, those of one after those of another."""
    count = np.where(order < n_factored, -(-panels[order, WIDTH] // TILE), 0)  # the widest of a level come first
    most = np.array([count[low] if low < high else 0 for low, high in pairwise(level_ptr)])
    step_ptr = np.concatenate(([0], np.cumsum(most.astype(np.int64))))
    owners, steps, counts = [], [], []
    for level, (low, high) in enumerate(pairwise(level_ptr)):
        for step in range(int(most[level])):
            taken = order[low:high][count[low:high] > step]
            owners.append(taken)
            steps.append(np.full(taken.size, step))
            counts.append(taken.size)
    joined = [np.concatenate([np.zeros(0, np.int64), *parts]) for parts in (owners, steps)]
    return step_ptr, np.array(counts, np.int64), *joined


def _work(symbol, layout, level_ptr, order, n_factored, sources):
    """Return `work` of the tables."""
    n_level, level = level_ptr.size - 1, np.full(symbol.n_cblk, -1)
    level[order] = np.repeat(np.arange(n_level), np.diff(level_ptr))
    part = slice(*symbol.brow_ptr[[order.min(initial=symbol.n_cblk), order.max(initial=-1) + 1]].tolist())
    update, panel = costs(symbol, layout, part)
    brow, factored = symbol.brow[part], order[order < n_factored]
    source, of_target = layout.blok_cblk[brow], level[symbol.blok_face[brow]]
    counts = (of_target >= 0) & (source >= sources[0]) & (source < sources[1])
    work = np.bincount(of_target[counts], update[counts], n_level)
    return work + np.bincount(level[factored], panel[factored], n_level)


def _large_updates(symbol, layout, order, sources, large):
    """Return (left_out (n_blok), `large` of the tables): each is all bloks of a cblk that face one target.

    What is left out of the other updates: the bloks of these, and those of cblks that are not among the sources.
    """
    left_out = np.zeros(symbol.n_blok, np.int8)
    left_out[: symbol.cblk_blok[sources[0]]] = left_out[symbol.cblk_blok[sources[1]] :] = 1
    count = _list_large(symbol, layout, order, large, left_out, np.empty((0, 5), np.int64))
    found = np.empty((count, 5), np.int64)
    _list_large(symbol, layout, order, large, left_out, found)
    return left_out, found


@kernel
def _list_large(symbol, layout, order, large, left_out, found):
    count = 0
    for f in order:
        k, high = symbol.brow_ptr[f], symbol.brow_ptr[f + 1]
        while k < high:
            first = symbol.brow[k]
            last, faces = first, 0
            while k < high and symbol.brow[k] == last:
                faces += symbol.blok_end[last] - symbol.blok_begin[last]
                last += 1
                k += 1
            c = layout.blok_cblk[first]
            rows = layout.cblk_rows[c] - layout.blok_row[first]
            width = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
            if left_out[first] or rows * faces * width < large:
                continue
            if found.shape[0] > 0:
                found[count, 0], found[count, 1], found[count, 2] = c, f, layout.blok_row[first]
                found[count, 3], found[count, 4] = layout.blok_row[first], faces
                for b in range(first, last):
                    left_out[b] = 1
            count += 1
    return count


def _gather(symbol, layout, level_ptr, order, left_out, square):
    """Return (gather_ptr, tiles, source_ptr, source) of what is not large."""
    parts, pointers, count, sources = [], [0], [np.zeros(1, np.int64)], []
    for low, high in pairwise(level_ptr):
        for beyond in range(2):
            cblks = order[low:high] if square or not beyond else order[:0]
            tiles, number, source = _tiles(symbol, layout, cblks, left_out, square, beyond)
            parts.append(tiles)
            count.append(number)
            sources.append(source)
            pointers.append(pointers[-1] + number.size)
    tiles = np.concatenate([np.empty((0, 3), np.int32), *parts])
    columns = tuple(np.ascontiguousarray(tiles[:, i]) for i in range(3))
    joined = np.concatenate([np.zeros(0, np.int32), *sources])
    return np.array(pointers), columns, np.cumsum(np.concatenate(count)), joined


def _tiles(symbol, layout, cblks, left_out, square, beyond):
    """Return (tiles with sources (·, 3), how many sources of each, sources) of the panels of some cblks."""
    width = np.diff(symbol.cblk_col)[cblks]
    across = -(-(layout.cblk_rows[cblks] - beyond * width) // ROWS)
    base = np.concatenate(([0], np.cumsum(across * -(-width // COLUMNS))))
    count = np.zeros(base[-1], np.int64)
    none = np.zeros(0, np.int32)
    _list_sources(symbol, layout, cblks, left_out, square, beyond, base, across, count, count, none)
    following = np.cumsum(count) - count
    source = np.empty(int(count.sum()), np.int32)
    if source.size:
        _list_sources(symbol, layout, cblks, left_out, square, beyond, base, across, following, count, source)
    held = np.flatnonzero(count)
    owner = np.searchsorted(base, held, side="right") - 1
    inside = held - base[owner]
    down = np.maximum(across[owner], 1)
    tiles = np.column_stack((cblks[owner], inside % down * ROWS, inside // down * COLUMNS))
    return tiles.astype(np.int32), count[held], source


@kernel
def _list_sources(symbol, layout, cblks, left_out, square, beyond, base, across, following, count, source):
    """Count the sources of each tile, where `source` is empty, else list them from `following` on, which goes ahead."""
    for p in range(cblks.size):
        f = cblks[p]
        first = symbol.cblk_col[f]
        shift = symbol.cblk_col[f + 1] - first if beyond else 0
        for k in range(symbol.brow_ptr[f], symbol.brow_ptr[f + 1]):
            b = symbol.brow[k]
            if left_out[b]:
                continue
            c = layout.blok_cblk[b]
            low = b
            if square:  # rows of other bloks that face f may lie above, in the diagonal block
                while low - 1 > symbol.cblk_blok[c] and symbol.blok_face[low - 1] == f:
                    low -= 1
            left = (symbol.blok_begin[b] - first) // COLUMNS
            right = (symbol.blok_end[b] - 1 - first) // COLUMNS
            seen = -1
            for s in range(low, symbol.cblk_blok[c + 1]):
                top = panel_row_of(symbol.blok_begin[s], f, symbol, layout) - shift
                stop = top + symbol.blok_end[s] - symbol.blok_begin[s]
                if top < 0:
                    continue
                for r in range(max(top // ROWS, seen + 1), (stop - 1) // ROWS + 1):
                    seen = r
                    for column in range(left, right + 1):
                        if not square and (r + 1) * ROWS <= column * COLUMNS:
                            continue
                        t = base[p] + column * across[p] + r
                        if source.size:
                            source[following[t]] = b
                            following[t] += 1
                        else:
                            count[t] += 1


@inner
def panel_row_of(row, f, symbol, layout):
    """Return where a row of the matrix that the panel of cblk f has lies in it."""
    low, high = symbol.cblk_blok[f], symbol.cblk_blok[f + 1] - 1
    while low < high:
        middle = (low + high) // 2
        if symbol.blok_end[middle] <= row:
            low = middle + 1
        else:
            high = middle
    return layout.blok_row[low] + row - symbol.blok_begin[low]
