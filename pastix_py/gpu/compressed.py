"""The same for bloks of low rank: the device finds them when a window is done, and makes those that come dense again.

So what is computed there is dense, which it is made for; what lies on the host, and goes from and to it, is compressed.
"""

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.kept import Whole, starts_of
from pastix_py.gpu.kernels import launch
from pastix_py.gpu.pieces import ranges
from pastix_py.gpu.twins.low_rank import STRIPES, work_size
from pastix_py.gpu.windows import SLOTS, packed, runs_of
from pastix_py.layout.layout import lay_out
from pastix_py.layout.plan import NOT
from pastix_py.lowrank.product import DENSE
from pastix_py.numeric.low_rank import PAYS, STORED, make_low_rank, make_rule

METHOD = "pqrcp"  # of `lowrank.METHODS`, which the kernel is


def dense_plan(plan):
    """Return a plan with places for all panels, for what looks at its structure alone."""
    if plan.compress == NOT:
        return plan
    return replace(plan, layout=lay_out(plan.symbol, plan.kind, False, plan.n_schur), compress=NOT)


class Blocks(NamedTuple):
    """What a factor consists of on the host: bloks of compressed cblks, whole panels of the others; int64 (n_block)."""

    ptr: np.ndarray  # (n_cblk + 1) those of each cblk
    cblk: np.ndarray
    side: np.ndarray  # 0 of L, 1 of U
    blok: np.ndarray  # its number, that of the diagonal block for a panel
    row: np.ndarray  # in its panel
    height: np.ndarray
    width: np.ndarray
    lead: np.ndarray  # rows of its panel
    is_diagonal: np.ndarray  # bool, the diagonal block of a compressed cblk
    most: np.ndarray  # rank that pays, −1 for what is not tried

    @property
    def size(self):
        """Coefficients of each, dense."""
        return self.height * self.width


def list_blocks(plan, rule=None):
    """Return the `Blocks` of a plan, of which those are tried that a `Rule` says, without one all."""
    symbol, layout, square = plan.symbol, plan.layout, plan.kind == "lu"
    n_blok, n_cblk = symbol.n_blok, symbol.n_cblk
    low, is_first = layout.is_low[layout.blok_cblk] == 1, np.zeros(n_blok, bool)
    is_first[symbol.cblk_blok[:-1]] = True
    of_L = np.flatnonzero(low | is_first)
    of_U = np.flatnonzero(np.where(low, ~is_first, is_first)) if square else of_L[:0]
    blok, side = np.concatenate([of_L, of_U]), np.repeat([0, 1], [of_L.size, of_U.size])
    order = np.lexsort((blok, side, layout.blok_cblk[blok]))
    blok, side = blok[order], side[order]
    cblk = layout.blok_cblk[blok]
    w, m, own = np.diff(symbol.cblk_col)[cblk], layout.cblk_rows[cblk], low[blok]
    lead = m - side * w
    height = np.where(own, (symbol.blok_end - symbol.blok_begin)[blok], lead)
    row = np.where(own, layout.blok_row[blok] - side * w, 0)
    tried = own & ~is_first[blok]
    if rule is not None:
        tried &= (height >= rule.least_height) & rule.tried[blok]
    return Blocks(
        np.searchsorted(cblk, np.arange(n_cblk + 1)),
        *(
            cblk,
            side,
            blok,
            row,
            height,
            w,
            lead,
            own & is_first[blok],
            np.where(tried, _rank_that_pays(height, w), -1),
        ),
    )


def _rank_that_pays(height, width):
    return np.minimum(PAYS * height * width / np.maximum(height + width, 1), np.minimum(height, width)).astype(np.int64)


def least_work(plan):
    """Return the coefficients that the compression of any blok works in, 0 where nothing is compressed."""
    symbol, layout = plan.symbol, plan.layout
    low = layout.is_low[layout.blok_cblk] == 1
    height, width = (symbol.blok_end - symbol.blok_begin)[low], np.diff(symbol.cblk_col)[layout.blok_cblk[low]]
    return int((work_size(height, width, _rank_that_pays(height, width)) + height * width).max(initial=0))


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
        transfers.copies_wait(transfers.kernels_mark())
        with transfers.note("to_host", first):
            transfers.fetch(array, free, kept.store[top : kept.top[STORED]])
        transfers.kernels_wait(transfers.copies_mark())
        return count


def _within(ptr, runs):
    """Return (numbers, run of each) of what belongs to runs (·, 2) of cblks, whose own is ptr[c]:ptr[c + 1]."""
    first, stop = ptr[runs].T
    return ranges(first, stop - first), np.repeat(np.arange(len(runs)), stop - first)
