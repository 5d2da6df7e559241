"""A factor `kept` with bloks of low rank: the device finds them in a window that is done, and makes what comes dense.

So what is computed there is dense, which it is made for; what lies on the host, and goes from and to it, is compressed.
"""

from itertools import pairwise

import numpy as np

from pastix_py.gpu.blocks import dense_plan, list_blocks
from pastix_py.gpu.kept import Whole, starts_of
from pastix_py.gpu.kernels import launch
from pastix_py.gpu.pieces import ranges
from pastix_py.gpu.twins.low_rank import STRIPES, work_size
from pastix_py.gpu.windows import SLOTS, packed, runs_of
from pastix_py.lowrank.product import DENSE
from pastix_py.numeric.low_rank import STORED, make_low_rank, make_rule

METHOD = "pqrcp"  # of `lowrank.METHODS`, which the kernel is


class Compressed(Whole):
    """Cblks that are not compressed as they are, and a `LowRank` of the others, whose bloks follow each other in order.

    The last slot is where kernels work: where a chunk becomes dense, and where bloks are compressed.
    """

    def __init__(self, device, plan, matrix, dtype, old, options, arena):
        super().__init__(device, plan, matrix, dtype, old, options, arena)
        rule, layout = make_rule(options, plan, matrix, dtype), dense_plan(plan).layout
        self.device, self.work = device, arena.at(SLOTS)
        self.whole, self.dense = np.array(self.ends), np.array([layout.cblk_coef, layout.cblk_coef_u])
        self.low_rank, self.blocks = make_low_rank(plan, dtype), list_blocks(plan, rule)
        self.is_low, self.stored = plan.layout.is_low == 1, np.zeros(plan.symbol.n_cblk + 1, np.int64)
        self.ends, self.host = (*self.ends, self.stored), (*self.host, self.low_rank.store)
        limits = np.array(rule.tolerance, np.dtype(dtype).type(0).real.dtype)
        self.rule = device.xp.asarray(limits), int(rule.of_block)

    def panels(self, chunk, slot):
        """Make a chunk that has come dense; returns where the runs of L and U begin in the arena."""
        blocks, kept, first = self.blocks, self.low_rank, chunk.runs[:, 0]
        own, run = _within(blocks.ptr, chunk.runs)
        cblk, side, blok = blocks.cblk[own], blocks.side[own], blocks.blok[own]
        low, diagonal = self.is_low[cblk], blocks.is_diagonal[own]
        home = np.where(low, np.where(diagonal, kept.diagonal[cblk], kept.at[side, blok]), self.whole[side, cblk])
        came = np.array(self.starts(chunk, slot)) - [end[first] for end in self.ends]
        starts = starts_of(chunk, self.dense, self.work)
        moved = np.array(starts) - self.dense[:, first]
        table = np.column_stack((
            home + came[np.where(low, 2, side), run],
            np.where(low, kept.rank[side, blok], DENSE),
            blocks.height[own],
            blocks.width[own],
            self.dense[side, cblk] + moved[side, run] + blocks.row[own],
            blocks.lead[own],
        ))  # fmt: skip
        table = self.device.xp.asarray(table)
        with self.arena.transfers.trail.task("expand", cblk=chunk.first):
            launch(self.device, "expand_bloks", (len(table), STRIPES), (self.arena.array, table))
        return starts

    def keep(self, window, at):
        """Compress what can be of a window that has been made, and let all go back; see `Whole`."""
        first, stop, blocks = window.first, window.stop, self.blocks
        self.fetch(runs_of(first + np.flatnonzero(~self.is_low[first:stop])).tolist(), at, self.dense)
        own = np.arange(blocks.ptr[first], blocks.ptr[stop])
        own = own[self.is_low[blocks.cblk[own]]]
        work = work_size(blocks.height[own], blocks.width[own], blocks.most[own])
        cuts = packed(work + blocks.size[own], self.arena.slot)
        counts = [np.zeros(0), *(self._compress(own[i:j], work[i:j], at) for i, j in pairwise(cuts))]
        of_cblk = np.bincount(blocks.cblk[own] - first, np.concatenate(counts), stop - first)
        self.stored[first + 1 : stop + 1] = self.stored[first] + np.cumsum(of_cblk.astype(np.int64))

    def _compress(self, own, work, at):
        """Compress some blocks and let them go back; returns how many coefficients each has."""
        blocks, xp, array, kept = self.blocks, self.device.xp, self.arena.array, self.low_rank
        side, cblk, blok, diagonal = blocks.side[own], blocks.cblk[own], blocks.blok[own], blocks.is_diagonal[own]
        height, width = blocks.height[own], blocks.width[own]
        place = self.dense[side, cblk] + np.array(at)[side] + blocks.row[own]
        begin, free = self.work + np.cumsum(work) - work, self.work + int(work.sum())
        table = xp.asarray(np.column_stack((place, blocks.lead[own], height, width, begin, blocks.most[own], side)))
        rank = xp.empty(own.size, np.int64)
        transfers, first = self.arena.transfers, int(cblk[0])
        with transfers.trail.task("compress", cblk=first):
            launch(self.device, "compress_bloks", own.size, (array, table, *self.rule, rank))
        ranks = self.device.to_host(rank)
        count = np.where(ranks < 0, height * width, ranks * (height + width))
        before, top = np.cumsum(count) - count, int(kept.top[STORED])
        to = xp.asarray(free + before)
        with transfers.trail.task("pack", cblk=first):
            launch(self.device, "pack_bloks", (own.size, STRIPES), (array, table, rank, to))
        kept.diagonal[cblk[diagonal]] = top + before[diagonal]
        kept.rank[side[~diagonal], blok[~diagonal]] = ranks[~diagonal]
        kept.at[side[~diagonal], blok[~diagonal]] = top + before[~diagonal]
        kept.top[STORED] = top + int(count.sum())
        with transfers.going_back(first):
            transfers.fetch(array, free, kept.store[top : kept.top[STORED]])
        return count


def _within(ptr, runs):
    """Return (numbers, run of each) of what belongs to runs (·, 2) of cblks, whose own is ptr[c]:ptr[c + 1]."""
    first, stop = ptr[runs].T
    return ranges(first, stop - first), np.repeat(np.arange(len(runs)), stop - first)
