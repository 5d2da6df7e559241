"""`ranks`: the blocks of a compressed factor by their rank over the full one, the dense ones apart."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import PowerNorm
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from pastix_py.lowrank.product import DENSE
from pastix_py.numeric.compression import bytes_by_class, compressible, histogram, ranks_of
from pastix_py.plot.bars import bars, memory, span
from pastix_py.plot.picture import Picture, panel, square
from pastix_py.plot.style import facts, plan_facts, short
from pastix_py.plot.supernodes import rectangles

SIDE = 5.6  # inches of the panel
MOST_BLOKS = 4_000  # that are drawn one by one in a picture of lines, as dots beyond
LIFTED = 0.5  # power by which low ranks are set apart
CLASSES = {  # of bytes, told shortly
    "whole": "kept whole",
    "diagonal": "diagonal",
    "dense": "dense",
    "dense_single": "… in single",
    "low_rank": "low rank",
    "low_rank_single": "… in single",
}


def ranks(source):
    """Return the `Picture` of the ranks, with their histogram and the bytes by class."""
    factors = source.factors
    plan, panels = factors.plan, factors.panels
    told = factors.report.factorization["compression"]
    of = ranks_of(plan, panels)
    heading = facts(
        f"n = {plan.n:,}",
        plan_facts(plan, factors.dtype),
        f"{told['strategy']}, {told['tolerance']:.0e} in {panels.dtype.name}",
        f"{told['share']:.0%} of {short(told['bytes_without'])}B",
    )
    counts, classes = histogram(of[of != DENSE])["blocks"], bytes_by_class(plan, panels)
    names = ["0", *(span(k) for k in range(len(counts) - 1))][: len(counts)]
    left = 0.85 + SIDE + 2.0

    def paint(figure, theme):
        axes = square(panel(figure, 0.85, 0.15, SIDE, SIDE), plan.n)
        _bar(figure, _structure(axes, plan, of, theme))
        height = SIDE / 2 - 0.9
        upper, lower = panel(figure, left, 0.3, 3.6, height), panel(figure, left, SIDE / 2 + 0.1, 3.6, height)
        bars(upper, counts, names, "{:,}", "blocks by their rank", theme.accent)
        colours = [theme.line, theme.soft, theme.contrast, theme.accent, theme.accent]
        memory({CLASSES[name]: value for name, value in classes.items()}, colours, lower)
        _legend(panel(figure, left, SIDE - 0.5, 3.6, 0.7), theme)

    return Picture(source.name, "ranks", heading, left + 3.8, SIDE + 1.6, paint)


def _structure(axes, plan, of, theme):
    """Draw every blok: those of U, transposed, above the diagonal; returns what the colours of ranks belong to."""
    symbol, layout = plan.symbol, plan.layout
    number, height, width = compressible(plan)
    first, last = symbol.cblk_col[layout.blok_cblk], symbol.cblk_col[layout.blok_cblk + 1]
    sides = [(first, last, symbol.blok_begin, symbol.blok_end), (symbol.blok_begin, symbol.blok_end, first, last)]
    corners = np.stack([rectangles(*side) for side in sides[: of.shape[0]]])
    narrow, diagonal = layout.is_low[layout.blok_cblk] == 0, symbol.cblk_blok[:-1]
    many = symbol.n_blok > MOST_BLOKS

    def add(corners, **look):
        return axes.add_collection(PolyCollection(corners, rasterized=many, linewidths=0, **look))

    add(corners[:, narrow].reshape(-1, 4, 2), facecolors=theme.line)
    add(corners[0, diagonal[layout.is_low == 1]], facecolors=theme.soft)
    add(corners[:, number][of == DENSE], facecolors=theme.contrast)
    share = (of / np.maximum(np.minimum(height, width), 1))[of != DENSE]
    return add(corners[:, number][of != DENSE], array=share, cmap=theme.steps, norm=PowerNorm(LIFTED, 0, 1))


def _bar(figure, mappable):
    """Draw the colour bar of ranks."""
    beside = panel(figure, 0.85 + SIDE + 0.2, 0.15, 0.13, SIDE)
    bar = figure.colorbar(mappable, cax=beside, ticks=[0, 0.05, 0.2, 0.5, 1])
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1, 0))
    bar.set_label("rank over the full one")
    bar.outline.set_visible(False)


def _legend(axes, theme):
    """Tell what is drawn in a colour of its own."""
    colours = {
        "dense: compression does not pay": theme.contrast,
        "diagonal blocks": theme.soft,
        "column blocks kept whole: narrow, or the last": theme.line,
    }
    axes.axis("off")
    patches = [Patch(color=colour, label=label) for label, colour in colours.items()]
    axes.legend(handles=patches, loc="upper left", handlelength=1, handleheight=1, borderaxespad=0)
