"""A factor that is larger than the memory of a device, cut: what is there at a time, and what is brought to it.

The cblks, sources before targets, are cut into windows. A window lies on the device while it is made; of the panels
before it those that contribute to it come there in chunks, into two slots by turns. No cblk is cut.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.panels import inverse_offsets

SLOTS = 2  # for chunks: one is filled while the kernels read the other
SHARE = 8  # a slot is this part of the memory, about: fewer windows, not larger chunks, are what saves transfers
GAP = 1 << 14  # coefficients that a copy takes along rather than being two


class Chunk(NamedTuple):
    """Panels that come to the device together."""

    first: int
    stop: int  # the cblks among which they are, all that contribute
    runs: np.ndarray  # (·, 2) int64 first and stop of each run of cblks that is copied


class Window(NamedTuple):
    """The cblks first:stop, and the `Chunk`s that come while they are there."""

    first: int
    stop: int
    chunks: tuple


class Windows(NamedTuple):
    """A factor cut; sizes in coefficients, of the largest of each."""

    windows: tuple
    room: int  # of a window: L, U, and the inverses of its tiles
    slot: int  # of a chunk
    slots: int  # how many there are

    def key(self):
        """Return what is equal where all is."""
        parts = ((w.first, w.stop, tuple(chunk.runs.tobytes() for chunk in w.chunks)) for w in self.windows)
        return *self[1:], tuple(parts)

    @property
    def n_chunk(self):
        """Number of chunks of all windows."""
        return sum(len(window.chunks) for window in self.windows)


def least_bytes(plan, item, table, work=0):
    """Return the bytes without which there is no place: for all, or for the largest panels, one made, one in each slot.

    Parameters
    ----------
    plan : `Plan` without compressed cblks.
    item : bytes of a coefficient.
    table : bytes of tables for each coefficient of a window.
    work : least coefficients of a slot that kernels work in, beside those for chunks; 0 where there is none.

    """
    of_target, of_source = weights(plan, item, table)
    slot = max(int(of_source.max(initial=0)), work * item)
    whole = int(of_target.sum()) + (_slots(work) * work * item)
    return min(whole, int(of_target.max(initial=0)) + _slots(work) * slot)


def _slots(work):
    return SLOTS + (work > 0)


def cut(plan, item, table, room, work=0):
    """Return the `Windows` for `room` bytes, at least `least_bytes`; other arguments as there."""
    of_target, of_source = weights(plan, item, table)
    count, total = _slots(work), int(of_target.sum())
    fits = total + count * work * item <= room
    spare = (room - (total if fits else int(of_target.max(initial=0)))) // count
    slot = max(work * item, 0 if fits else int(of_source.max(initial=0)))
    if work or not fits:
        slot = max(slot, min(min(room, total) // SHARE, spare))
    cuts, ends = packed(of_target, room - count * slot), _ends(plan)
    windows = tuple(Window(*own, _chunks(plan, ends, *own, slot // item)) for own in pairwise(cuts))
    with_tiles = ends + inverse_offsets(plan)
    largest = max((int(np.diff(ends[chunk.runs]).sum()) for w in windows for chunk in w.chunks), default=0)
    return Windows(
        windows,
        max((int(with_tiles[w.stop] - with_tiles[w.first]) for w in windows), default=0),
        slot // item if work else largest,
        count,
    )


def _ends(plan):
    """Return the coefficients, in L and U, of the panels before each cblk, int64 (n_cblk + 1)."""
    return plan.layout.cblk_coef + plan.layout.cblk_coef_u


def weights(plan, item, table):
    """Return (bytes of each cblk in a window, bytes of it in a slot, 0 where it contributes to none); see above."""
    sizes = np.diff(_ends(plan))
    contributes = np.diff(plan.symbol.cblk_blok) > 1
    in_window = item * (sizes + np.diff(inverse_offsets(plan))) + np.ceil(table * sizes).astype(np.int64)
    return in_window, item * sizes * contributes


def packed(weights, most):
    """Return the places, the first and the end with them, at which a list is cut so that no part weighs more."""
    ends, cuts = np.concatenate(([0], np.cumsum(weights))), [0]
    while cuts[-1] < weights.size:
        cuts.append(max(int(np.searchsorted(ends, ends[cuts[-1]] + most, side="right")) - 1, cuts[-1] + 1))
    return cuts


def _chunks(plan, ends, first, stop, slot):
    """Return the `Chunk`s, of up to `slot` coefficients, of what contributes to the cblks first:stop from before.

    `ends` as `_ends` returns it.
    """
    symbol = plan.symbol
    owner = plan.layout.blok_cblk[symbol.brow[symbol.brow_ptr[first] : symbol.brow_ptr[stop]]]
    taken = np.zeros(first, bool)
    taken[owner[owner < first]] = True
    low, high = runs_of(np.flatnonzero(taken)).T
    short = ends[low[1:]] - ends[high[:-1]] <= min(GAP, slot // SHARE)
    for start, end in zip(high[:-1][short].tolist(), low[1:][short].tolist(), strict=True):
        taken[start:end] = True
    cblks = np.flatnonzero(taken)
    parts = [cblks[start:end] for start, end in pairwise(packed(np.diff(ends)[cblks], slot))]
    return tuple(Chunk(int(part[0]), int(part[-1]) + 1, runs_of(part)) for part in parts)


def runs_of(cblks):
    """Return the runs (·, 2) of increasing numbers, first and stop of each."""
    first, last = (np.diff(cblks, prepend=-2) > 1), (np.diff(cblks, append=cblks[-1:] + 2) > 1)
    return np.column_stack((cblks[first], cblks[last] + 1))
