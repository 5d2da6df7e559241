"""`hmatrix`: the blocks of an H-matrix by their rank, the dense ones apart."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import PowerNorm
from matplotlib.patches import Patch

from pastix_py.numeric.compression import histogram
from pastix_py.plot.bars import bars, memory, span
from pastix_py.plot.picture import Picture, panel, square
from pastix_py.plot.style import facts, short
from pastix_py.plot.supernodes import rectangles

SIDE = 5.6  # inches of the panel
MOST_BLOCKS = 4_000  # that are drawn one by one in a picture of lines, as dots beyond
LIFTED = 0.6  # power by which low ranks are set apart
WRITTEN = 0.2  # inches of a block in which its rank is written
LEGIBLE = 0.45  # of the largest rank: text on a darker block is paper


def hmatrix(source):
    """Return the `Picture` of the blocks, with their histogram and the coefficients by class."""
    H, name = source.hmatrix
    rank = H.leaves.rank
    is_low, share = rank >= 0, H.stored / max(H.n, 1) ** 2
    item = H.dtype.itemsize
    heading = facts(
        f"n = {H.n:,}",
        f"{H.dtype.name}, tolerance {H.tolerance:g}",
        f"clusters by {H.tree.rows.method}",
        f"{share:.1%} of {short(H.n**2 * item)}B",
    )
    counts = histogram(rank[is_low])["blocks"]
    names = ["0", *(span(k) for k in range(len(counts) - 1))][: len(counts)]
    classes = {"dense": int(H.sizes[~is_low].sum()) * item, "low rank": int(H.sizes[is_low].sum()) * item}
    left = 0.85 + SIDE + 1.5

    def paint(figure, theme):
        axes = square(panel(figure, 0.85, 0.15, SIDE, SIDE), H.n)
        shown = _blocks(axes, H, is_low, theme)
        bar = figure.colorbar(shown, cax=panel(figure, 0.85 + SIDE + 0.2, 0.15, 0.13, SIDE))
        bar.set_label("rank")
        bar.outline.set_visible(False)
        height = SIDE / 2 - 0.9
        upper, lower = panel(figure, left, 0.3, 3.6, height), panel(figure, left, SIDE / 2 + 0.1, 3.6, height)
        bars(upper, counts, names, "{:,}", "blocks by their rank", theme.accent)
        memory(classes, [theme.contrast, theme.accent], lower)
        legend = panel(figure, left, SIDE - 0.3, 3.6, 0.4)
        legend.axis("off")
        patch = Patch(color=theme.contrast, label="dense")
        legend.legend(handles=[patch], loc="upper left", handlelength=1, handleheight=1, borderaxespad=0)

    return Picture(name, "hmatrix", heading, left + 3.8, SIDE + 1.6, paint)


def _blocks(axes, H, is_low, theme):
    """Draw every block, with its rank where there is room; returns what the colours of ranks belong to."""
    top, left, m, n = H.tree.places.T
    rank, is_mirrored = H.leaves.rank, (top != left) & H.tree.half
    if is_mirrored.any():  # half of a symmetric matrix stands for both
        order = np.concatenate([np.arange(rank.size), np.flatnonzero(is_mirrored)])
        flipped = np.stack([left, top, n, m])[:, is_mirrored]
        top, left, m, n = np.concatenate([np.stack([top, left, m, n]), flipped], axis=1)
        rank, is_low = rank[order], is_low[order]
    corners = rectangles(left, left + n, top, top + m)
    most, many = max(int(rank.max(initial=1)), 1), rank.size > MOST_BLOCKS
    look = {"rasterized": many, "linewidths": 0.25, "edgecolors": theme.paper}
    axes.add_collection(PolyCollection(corners[~is_low], facecolors=theme.contrast, **look))
    norm = PowerNorm(LIFTED, 0, most)
    low = PolyCollection(corners[is_low], array=rank[is_low], cmap=theme.steps, norm=norm, **look)
    for k in np.flatnonzero(is_low & (np.minimum(m, n) * SIDE >= WRITTEN * H.n)):
        colour = theme.paper if norm(rank[k]) > LEGIBLE else theme.ink
        axes.text(
            left[k] + n[k] / 2, top[k] + m[k] / 2, f"{rank[k]}", fontsize=6.5, ha="center", va="center", color=colour
        )
    return axes.add_collection(low)
