"""What the solve on a device looks at beside the coefficients, level by level; made once for a plan."""

from typing import NamedTuple

import numpy as np

from pastix_py.gpu.pieces import pieces, ranges
from pastix_py.jit import kernel
from pastix_py.layout.sweeps import COLUMN, HEIGHT, WIDTH, buffered

ROWS = 32  # of a panel, that a block of the forward product takes
THREADS = 128  # of a block
COLUMNS = 4  # of a panel, that a thread of the backward product takes
LANES = (1, 4, 32)  # threads that may share a row of `collect`
TALL = 256  # rows from which the backward product has fewer columns for a block, so that more threads share each


class SolveTables(NamedTuple):
    """Flat tables, int32 unless said; the items of level l are `ptr[l]:ptr[l + 1]` of their arrays.

    Each cblk has a buffer of one entry for each row below its diagonal block: the forward sweep puts its products
    there, and each unknown collects what buffers hold for it. So no two blocks add to the same place, and the order of
    additions is that of the tables.
    """

    n_row: int  # unknowns and rows of buffers
    perm: np.ndarray  # (n) int64, perm[new] = old
    panels: np.ndarray  # (n_cblk + 1, 7) int64, columns as in `Sweeps.panels`
    row: np.ndarray  # (n_row − n) unknown that each row of the buffers belongs to
    source_ptr: np.ndarray  # (n + 1)
    source: np.ndarray  # (n_row − n) rows of buffers with something for each unknown, from n on, increasing
    cblk_ptr: np.ndarray  # (n_level + 1) int64, on the host as are the other `ptr`s
    cblk: np.ndarray  # cblks of each level
    collect_ptr: np.ndarray
    collect_row: np.ndarray  # unknowns of each level that something is collected for
    collect_lanes: np.ndarray  # (n_level + 1) int64, threads that share a row; the last for unknowns not eliminated
    forward_ptr: np.ndarray
    forward_cblk: np.ndarray  # pieces of panels: `ROWS` rows from `forward_low` on
    forward_low: np.ndarray
    backward_ptr: np.ndarray
    backward_cblk: np.ndarray  # pieces of panels: columns `backward_low` to `backward_high`
    backward_low: np.ndarray
    backward_high: np.ndarray

    @property
    def n_level(self):
        """Number of levels."""
        return self.cblk_ptr.size - 1

    def on(self, xp):
        """Return the tables with what kernels read as arrays of `xp`."""
        host = ("n_row", "cblk_ptr", "collect_ptr", "collect_lanes", "forward_ptr", "backward_ptr")
        return SolveTables(*(v if f in host else xp.asarray(v) for f, v in zip(self._fields, self, strict=True)))


def solve_tables(plan, level_ptr, level_cblk):
    """Return the `SolveTables` of a plan.

    Parameters
    ----------
    plan : `Plan` without compressed cblks.
    level_ptr, level_cblk : int64, the cblks that are factored, sorted so that none contributes to one of its level.

    """
    symbol, n, level_ptr = plan.symbol, plan.n, np.asarray(level_ptr, np.int64)
    buffers, panels = buffered(symbol, plan.layout, plan.n_factored)
    row = _rows_of_buffers(symbol, plan.layout, buffers.start, buffers.n_row - n)
    source_ptr, source = np.zeros(n + 1, np.int32), np.empty(row.size, np.int32)
    _sources(n, row, source_ptr, source)
    width, below = panels[level_cblk, WIDTH], panels[level_cblk, HEIGHT] - panels[level_cblk, WIDTH]
    last = np.arange(n - plan.n_schur, n)
    collected = _collected(np.concatenate((ranges(panels[level_cblk, COLUMN], width), last)), source_ptr)
    owner = np.concatenate((np.repeat(np.arange(level_cblk.size), width), np.full(last.size, level_cblk.size)))
    collect_ptr = _offsets(np.concatenate((level_ptr, [level_cblk.size + 1])), owner[collected[0]])
    step = np.where(below >= TALL, 1, THREADS // ROWS) * COLUMNS
    none = np.zeros_like(width)
    forward, backward = pieces(none, below, ROWS), pieces(none, np.where(below > 0, width, 0), step)
    stop = np.minimum(backward[1] + step[backward[0]], width[backward[0]])
    return SolveTables(
        buffers.n_row,
        plan.ordering.perm,
        panels,
        row,
        source_ptr,
        source,
        level_ptr,
        _short(level_cblk),
        collect_ptr,
        _short(collected[1]),
        _lanes(collect_ptr, np.diff(source_ptr)[collected[1]]),
        _offsets(level_ptr, forward[0]),
        _short(level_cblk[forward[0]]),
        _short(forward[1]),
        _offsets(level_ptr, backward[0]),
        _short(level_cblk[backward[0]]),
        _short(backward[1]),
        _short(stop),
    )


def _short(values):
    return np.ascontiguousarray(values, np.int32)


def _offsets(level_ptr, owner):
    """Return where the items of each level begin, whose owners are numbers of cblks in the order of levels."""
    return np.searchsorted(owner, level_ptr)


def _collected(unknowns, source_ptr):
    """Return (place in `unknowns`, unknown) of those with sources."""
    place = np.flatnonzero(source_ptr[unknowns + 1] > source_ptr[unknowns])
    return place, unknowns[place]


def _lanes(ptr, count):
    """Return how many threads share a row of each level, so that each has a few sources to add."""
    sums = np.concatenate(([0], np.cumsum(count, dtype=np.int64)))
    mean = (sums[ptr[1:]] - sums[ptr[:-1]]) / np.maximum(np.diff(ptr), 1)
    return np.array(LANES)[np.searchsorted(np.array(LANES[1:]) * 2, mean)]


def _rows_of_buffers(symbol, layout, start, size):
    """Return the unknown of each row of the buffers, int32 (size)."""
    bloks = np.arange(symbol.n_blok)
    owner = layout.blok_cblk
    held = (bloks != symbol.cblk_blok[owner]) & (start[owner + 1] > start[owner])
    row = ranges(symbol.blok_begin[held], (symbol.blok_end - symbol.blok_begin)[held])
    assert row.size == size
    return row.astype(np.int32)


@kernel
def _sources(n, row, source_ptr, source):
    """Set the rows of buffers of each unknown, increasing, counted from n."""
    for i in range(row.size):
        source_ptr[row[i] + 1] += 1
    for i in range(n):
        source_ptr[i + 1] += source_ptr[i]
    following = source_ptr[:-1].copy()
    for i in range(row.size):
        source[following[row[i]]] = n + i
        following[row[i]] += 1
