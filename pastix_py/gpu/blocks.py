"""What a factor that a device compresses consists of: its bloks and panels, each with its place in a dense panel."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.twins.low_rank import work_size
from pastix_py.layout.layout import lay_out
from pastix_py.layout.plan import NOT
from pastix_py.numeric.low_rank import PAYS


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


def list_blocks(plan, rule):
    """Return the `Blocks` of a plan, of which a `Rule` says which are tried."""
    symbol, layout, n_cblk = plan.symbol, plan.layout, plan.symbol.n_cblk
    low, is_first = layout.is_low[layout.blok_cblk] == 1, np.zeros(symbol.n_blok, bool)
    is_first[symbol.cblk_blok[:-1]] = True
    of_L, of_U = np.flatnonzero(low | is_first), np.flatnonzero(np.where(low, ~is_first, is_first))
    of_U = of_U if plan.kind == "lu" else of_U[:0]
    blok, side = np.concatenate([of_L, of_U]), np.repeat([0, 1], [of_L.size, of_U.size])
    order = np.lexsort((blok, side, layout.blok_cblk[blok]))
    blok, side = blok[order], side[order]
    cblk, low, is_first = layout.blok_cblk[blok], low[blok], is_first[blok]
    width = np.diff(symbol.cblk_col)[cblk]
    lead = layout.cblk_rows[cblk] - side * width
    height = np.where(low, (symbol.blok_end - symbol.blok_begin)[blok], lead)
    row = np.where(low, layout.blok_row[blok] - side * width, 0)
    tried = low & ~is_first & (height >= rule.least_height) & rule.tried[blok]
    most = np.where(tried, _rank_that_pays(height, width), -1)
    ptr = np.searchsorted(cblk, np.arange(n_cblk + 1))
    return Blocks(ptr, cblk, side, blok, row, height, width, lead, low & is_first, most)


def _rank_that_pays(height, width):
    return np.minimum(PAYS * height * width / np.maximum(height + width, 1), np.minimum(height, width)).astype(np.int64)


def least_work(plan):
    """Return the coefficients that the compression of any blok works in, 0 where nothing is compressed."""
    symbol, layout = plan.symbol, plan.layout
    low = layout.is_low[layout.blok_cblk] == 1
    height, width = (symbol.blok_end - symbol.blok_begin)[low], np.diff(symbol.cblk_col)[layout.blok_cblk[low]]
    return int((work_size(height, width, _rank_that_pays(height, width)) + height * width).max(initial=0))
