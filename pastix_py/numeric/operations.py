"""The operations of a factorization that compresses, added up from the ranks that it ended with."""

import numpy as np

from pastix_py.lowrank.product import DENSE
from pastix_py.numeric.low_rank import LEAST_HEIGHT, PAYS

COMPLEX = 4  # real operations for each, about, as `ordering.cost.Cost` counts


def operations(plan, panels):
    """Return the operations of a compressed factorization by the classes of `numeric.laps`, float.

    Products are those that `update` and `update_low` do, the multiplications by a D left out; that A is assembled takes
    none. Panels are factored dense. Compression is an estimate: of what a block of low rank takes to leading order, and
    for one that stays dense what it takes to find as many columns as could pay.
    """
    rank = panels.low_rank.rank if panels.low_rank else np.full((2, plan.symbol.n_blok), DENSE)
    whole, low = 0.0, 0.0
    is_low = plan.layout.is_low[plan.layout.blok_cblk] == 1
    for counts in _products(plan, rank):
        whole, low = whole + counts[~is_low].sum(), low + counts[is_low].sum()
    times = COMPLEX if panels.dtype.kind == "c" else 1
    counts = {"dense_products": whole, "low_rank_products": low, "panels": _panels(plan)}
    counts["compression"] = _compression(plan, rank)
    return {name: float(times * count) for name, count in counts.items()}


def _products(plan, rank):
    """Yield the operations of the updates of L, and for LU of U, that each blok brings about by facing a cblk."""
    symbol, layout = plan.symbol, plan.layout
    blok, c = np.arange(symbol.n_blok), layout.blok_cblk
    stop, below = symbol.cblk_blok[c + 1], blok > symbol.cblk_blok[c]
    if plan.kind != "lu":
        yield np.where(below, _of_side(plan, rank[0], rank[0], blok, stop, True), 0)
        return
    new = np.concatenate([[True], (np.diff(symbol.blok_face) != 0) | (np.diff(c) != 0)])  # where a group begins
    group, first = np.cumsum(new) - 1, np.flatnonzero(new)
    after = np.append(first[1:], symbol.n_blok)
    yield np.where(below, _of_side(plan, rank[1], rank[0], first[group], stop, False), 0)
    yield np.where(below, _of_side(plan, rank[0], rank[1], after[group], stop, False), 0)


def _of_side(plan, facing, rank, start, stop, half):
    """Return the operations of the products of bloks start:stop, of a `rank`, with each blok, of rank `facing`.

    Where `half`, a blok has to do with itself by a triangle alone.
    """
    symbol, dense = plan.symbol, rank < 0
    n = (symbol.blok_end - symbol.blok_begin).astype(float)
    w = np.diff(symbol.cblk_col)[plan.layout.blok_cblk]

    def total(values):
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return sums[stop] - sums[start]

    kept = np.where(dense, 0, rank)
    reduced = w * total(kept) + total(n * kept) + w * total(n * dense)  # for each column of W in A Wᵀ
    columns, own = np.where(facing < 0, n, facing), n * n * half
    last = np.where(facing < 0, -own * w, facing * (2 * n * total(n) - own))
    return 2 * columns * reduced + last


def _panels(plan):
    """Return the operations by which all panels are factored."""
    w, m = np.diff(plan.symbol.cblk_col)[: plan.n_factored].astype(float), plan.layout.cblk_rows[: plan.n_factored]
    return (w**3 / 3 + w * w * (m - w)).sum() * (2 if plan.kind == "lu" else 1)


def _compression(plan, rank):
    """Return about the operations that compression takes."""
    symbol, layout = plan.symbol, plan.layout
    h, w = symbol.blok_end - symbol.blok_begin, np.diff(symbol.cblk_col)[layout.blok_cblk]
    tried = (layout.is_low[layout.blok_cblk] == 1) & (h >= LEAST_HEIGHT)
    tried[symbol.cblk_blok[:-1]] = False
    h, w, found = h[tried], w[tried], rank[: 2 if plan.kind == "lu" else 1, tried]
    k = np.where(found < 0, np.minimum(PAYS * h * w / (h + w), np.minimum(h, w)), found).astype(float)
    return (4 * h * w * (k + 1) + 6 * (h + w) * k * k).sum()
