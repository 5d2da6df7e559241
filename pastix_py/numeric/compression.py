"""What came of the compression of a factor: ranks, and bytes by class, as plain values for reports."""

import numpy as np

from pastix_py.layout.plan import NOT
from pastix_py.lowrank.product import DENSE
from pastix_py.numeric.laps import CLASSES
from pastix_py.numeric.low_rank import MEANWHILE, NARROW, STORED
from pastix_py.numeric.operations import operations


def compressible(plan):
    """Return (number, height, width) of the bloks that compression tries: below the diagonal, in wide cblks; int64."""
    symbol, layout = plan.symbol, plan.layout
    tried = layout.is_low[layout.blok_cblk] == 1
    tried[symbol.cblk_blok[:-1]] = False
    number = np.flatnonzero(tried)
    width = np.diff(symbol.cblk_col)[layout.blok_cblk[number]]
    return number, symbol.blok_end[number] - symbol.blok_begin[number], width


def describe(plan, panels, options):
    """Return the part `compression` of a report, {} where none was asked for; `options` say how it was done."""
    if plan.compress == NOT:
        return {}
    full = plan.n_coefficients() * panels.dtype.itemsize
    ranks = ranks_of(plan, panels)
    compressed = ranks[ranks != DENSE]
    return {
        "strategy": plan.compress,
        "compressor": panels.compressor(options.compressor),
        "tolerance": options.tolerance,
        "blocks": compressed.size,
        "dense_blocks": ranks.size - compressed.size,
        "mean_rank": float(compressed.mean()) if compressed.size else 0.0,
        "largest_rank": int(compressed.max(initial=0)),
        "rank_histogram": histogram(compressed),
        "bytes_by_class": bytes_by_class(plan, panels),
        "bytes_without": full,
        "share": panels.nbytes / max(full, 1),
        "operations_by_class": operations(plan, panels),
        "seconds_by_class": seconds_by_class(panels),
        "bytes_meanwhile": int(panels.low_rank.top[MEANWHILE]) * panels.dtype.itemsize if panels.low_rank else 0,
    }


def ranks_of(plan, panels):
    """Return the ranks of the bloks that were tried, int64 (1, k), DENSE among them: of L, for LU also of U (2, k)."""
    number, _, _ = compressible(plan)
    sides = 1 + (plan.kind == "lu")
    return panels.low_rank.rank[:sides, number] if panels.low_rank else np.zeros((sides, 0), np.int64)


def histogram(ranks):
    """Return {"up_to": ranks, "blocks": how many have at most that, and more than the one before}: 0, 1, 2, 4, 8, …"""
    group = np.where(ranks > 0, np.ceil(np.log2(np.maximum(ranks, 1))).astype(np.int64) + 1, 0)
    blocks = np.bincount(group)
    return {"up_to": [0, *(1 << k for k in range(blocks.size - 1))][: blocks.size], "blocks": blocks.tolist()}


def seconds_by_class(panels):
    """Return what the workers spent on each class of `numeric.laps`, seconds of all together."""
    spent = panels.low_rank.spent if panels.low_rank else np.zeros(len(CLASSES))
    return dict(zip(CLASSES, (1e-9 * spent).tolist(), strict=True))


def bytes_by_class(plan, panels):
    """Return bytes: of cblks that are kept whole; of the others' diagonal blocks, dense bloks, and those of low rank.

    What is kept in single precision is counted by itself: small dense bloks, the part with small singular values.
    """
    low, layout = panels.low_rank, plan.layout
    sizes = {"whole": panels.L.nbytes + panels.U.nbytes}
    if low is None:
        return sizes | dict.fromkeys(("diagonal", "dense", "dense_single", "low_rank", "low_rank_single"), 0)
    full, half = low.store.itemsize, low.narrow.itemsize
    number, height, columns = compressible(plan)
    ranks, single = ranks_of(plan, panels), low.n_narrow[: 1 + (plan.kind == "lu"), number] > 0
    dense = (ranks == DENSE) * height * columns
    diagonal, wide = int((np.diff(plan.symbol.cblk_col)[layout.is_low == 1] ** 2).sum()), int(dense[~single].sum())
    narrow = int(dense[single].sum())
    return sizes | {
        "diagonal": diagonal * full,
        "dense": wide * full,
        "dense_single": narrow * half,
        "low_rank": (int(low.top[STORED]) - diagonal - wide) * full,
        "low_rank_single": (int(low.top[NARROW]) - narrow) * half,
    }
