"""How the host keeps a factor that goes through a device in parts, and brings parts of it there again: as it is."""

from typing import NamedTuple

import numpy as np

from pastix_py.gpu.transfers import Transfers, pinned
from pastix_py.numeric.low_rank import LowRank


class Arena(NamedTuple):
    """The one array of a device that a factor goes through: a window, then slots."""

    array: object
    room: int  # coefficients of a window
    slot: int  # of a slot
    transfers: Transfers

    def at(self, slot):
        """Return where a slot begins."""
        return self.room + slot * self.slot


def starts_of(chunk, ends, at):
    """Return, for each of some arrays of the host, where the runs of a chunk begin in the arena: one after the other
    from `at` on. `ends` (n_cblk + 1) of each array say where the cblks are in it.
    """
    first, stop = chunk.runs.T
    starts = []
    for end in ends:
        size = end[stop] - end[first]
        starts.append((at + np.cumsum(size) - size).tolist())
        at += int(size.sum())
    return starts


class Whole:
    """L and U of the host, pinned: a slot has the panels of a chunk as they are."""

    low_rank: LowRank | None = None

    def __init__(self, device, plan, matrix, dtype, old, options, arena):
        layout = plan.layout
        self.arena, self.ends = arena, (layout.cblk_coef, layout.cblk_coef_u)
        fits = old and old.suit(plan, dtype)
        self.host = (old.L, old.U) if fits else tuple(pinned(device, int(end[-1]), dtype) for end in self.ends)

    def bring(self, chunk, slot):
        """Let a chunk come, whose cblks are on the host."""
        transfers = self.arena.transfers
        with transfers.note("to_device", chunk.first):
            for ends, host, starts in zip(self.ends, self.host, self.starts(chunk, slot), strict=True):
                for (first, stop), start in zip(chunk.runs.tolist(), starts, strict=True):
                    transfers.bring(host[ends[first] : ends[stop]], self.arena.array, start)

    def starts(self, chunk, slot):
        """Return where the runs of a chunk begin in the arena when it has come, see `starts_of`."""
        return starts_of(chunk, self.ends, self.arena.at(slot))

    def panels(self, chunk, slot):
        """Return where the runs of L and U of a chunk that has come begin in the arena."""
        return self.starts(chunk, slot)

    def keep(self, window, at):
        """Let a window that has been made go back: its panels lie so much further in the arena, of L and of U."""
        self.fetch([(window.first, window.stop)], at, self.ends)

    def fetch(self, runs, at, ends):
        """Let runs of cblks go back that lie in the arena so much further than `ends` say, of L and of U."""
        transfers = self.arena.transfers
        if not runs:
            return
        with transfers.going_back(runs[0][0]):
            for own, there, host, low in zip(self.ends, ends, self.host, at, strict=False):
                for first, stop in runs:
                    transfers.fetch(self.arena.array, int(there[first]) + low, host[own[first] : own[stop]])
