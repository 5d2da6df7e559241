"""`supernodes`: the column blocks (cblks) of L and their bloks, and how wide they are."""

import numpy as np
from matplotlib.collections import PolyCollection

from pastix_py.plot import raster
from pastix_py.plot.bars import bars, span
from pastix_py.plot.picture import Picture, colour_bar, panel, square
from pastix_py.plot.spy import density
from pastix_py.plot.style import facts, plan_facts
from pastix_py.symbolic.cost import cblk_flops

SIDE = 5.6  # inches of the panel
MOST_BLOKS = 4_000  # that are drawn as rectangles
OUTLINED = 150  # a diagonal block wider than this part of n has an outline


def supernodes(source):
    """Return the `Picture` of the block structure, with histograms of the widths."""
    plan = source.plan
    symbol = plan.symbol
    widths = np.diff(symbol.cblk_col)
    told = facts(
        f"n = {plan.n:,}",
        plan_facts(plan),
        f"{symbol.n_cblk:,} cblks up to {widths.max(initial=0)} wide",
        f"{symbol.n_blok:,} bloks",
    )
    painted = structure(symbol)
    work = cblk_flops(symbol, plan.kind)
    width = SIDE + (6.35 if symbol.n_blok > MOST_BLOKS else 5.6)

    def paint(figure, theme):
        image = painted(panel(figure, 0.85, 0.15, SIDE, SIDE), theme)
        if image is not None:
            colour_bar(figure, image, "entries of L in a block", 0.85 + SIDE + 0.2, 0.15, SIDE)
        left, height = width - 4.05, SIDE / 2 - 0.5
        upper, lower = panel(figure, left, 0.3, 3.6, height), panel(figure, left, SIDE / 2 + 0.5, 3.6, height)
        _histogram(upper, widths, np.ones(widths.size), "{:,.0f}", "cblks by their width, columns", theme.accent)
        shares = work / max(work.sum(), 1.0) * 100
        _histogram(lower, widths, shares, "{:.1f}", "operations by the width, %", theme.contrast)

    return Picture(source.name, "supernodes", told, width, SIDE + 1.6, paint)


def structure(symbol):
    """Return a function (axes, theme) that draws L: its bloks as rectangles where they are few, their density else.

    It returns the image where there is one to explain.
    """
    if symbol.n_blok <= MOST_BLOKS:
        return lambda axes, theme: _rectangles(square(axes, symbol.n), symbol, theme)
    block = raster.block_size(symbol.n)
    counts = raster.factor_counts(symbol, block)
    return lambda axes, theme: _density(square(axes, symbol.n), symbol, block, counts, theme)


def _rectangles(axes, symbol, theme):
    """Draw every blok, the diagonal ones in another colour."""
    owner = np.repeat(np.arange(symbol.n_cblk), np.diff(symbol.cblk_blok))
    diagonal = np.zeros(symbol.n_blok, bool)
    diagonal[symbol.cblk_blok[:-1]] = True
    left, right = symbol.cblk_col[owner], symbol.cblk_col[owner + 1]
    corners = rectangles(left, right, symbol.blok_begin, symbol.blok_end)
    # The edges of small rectangles would cover them.
    large = np.minimum(right - left, symbol.blok_end - symbol.blok_begin) * OUTLINED >= symbol.n
    for of, colour in ((~diagonal, theme.accent), (diagonal, theme.contrast)):
        edges = np.where(large[of], theme.paper, colour)
        axes.add_collection(PolyCollection(corners[of], facecolors=colour, edgecolors=edges, linewidths=0.35))


def rectangles(left, right, top, bottom):
    """Return the corners of rectangles, (k, 4, 2)."""
    x, y = np.stack([left, right, right, left], axis=-1), np.stack([top, top, bottom, bottom], axis=-1)
    return np.stack([x, y], axis=-1).astype(float)


def _density(axes, symbol, block, counts, theme):
    """Draw how much of each block is stored, and outlines of the wide diagonal blocks; returns the image."""
    image = density(axes, counts, block, theme)
    wide = np.flatnonzero(np.diff(symbol.cblk_col) * OUTLINED >= symbol.n)
    first, last = symbol.cblk_col[wide], symbol.cblk_col[wide + 1]
    axes.add_collection(
        PolyCollection(
            rectangles(first, last, first, last), facecolors="none", edgecolors=theme.contrast, linewidths=0.7
        )
    )
    return image


def _histogram(axes, widths, weights, form, title, colour):
    """Draw bars over widths 1, 2, 3–4, 5–8, …, each with its sum above, written in a form."""
    group = np.ceil(np.log2(np.maximum(widths, 1))).astype(np.int64)
    sums = np.bincount(group, weights, minlength=1)
    bars(axes, sums, [span(k) for k in range(sums.size)], form, title, colour)
