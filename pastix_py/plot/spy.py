"""`spy`: where the entries of a matrix are; every one of them while they can be told apart, counts of blocks beyond."""

import numpy as np
from matplotlib.colors import LogNorm

from pastix_py.plot import raster
from pastix_py.plot.picture import Picture, colour_bar, panel, square
from pastix_py.plot.style import facts, matrix_facts, plain

SIDE = 5.6  # inches of the panel
MOST_DOTS = 20_000
DOT = 0.86  # of the distance of two rows


def spy(source):
    """Return the `Picture` of A, or of P A Pᵀ where there is an ordering."""
    matrix, ordering = source.matrix, source.ordering
    iperm = ordering.iperm if ordering else None
    block = raster.block_size(matrix.n)
    counts = raster.entry_counts(matrix, block, iperm)
    subject = f"ordered by {ordering.method}" if ordering else "as given"
    told = facts(matrix_facts(matrix), f"{matrix.nnz / max(matrix.n, 1):.3g} a row")

    def paint(figure, theme):
        axes = panel(figure, 0.95, 0.0, SIDE, SIDE)
        image = pattern(axes, counts, block, matrix.n, theme, SIDE)
        if image is not None:
            size = f"{block:,} × {block:,}"
            colour_bar(figure, image, plain(f"entries in a block of {size}"), 0.95 + SIDE + 0.2, 0.0, SIDE)

    return Picture(matrix.name, subject, told, 7.75 if block > 1 else 7.1, SIDE + 1.5, paint)


def pattern(axes, counts, block, n, theme, side):
    """Draw blocks by their counts, or entries as dots; returns the image where there is one to explain."""
    square(axes, n)
    if block == 1 and np.count_nonzero(counts) <= MOST_DOTS:
        row, column = np.nonzero(counts)
        size = max(side * 72 / max(n, 1) * DOT, 0.8)
        axes.plot(column + 0.5, row + 0.5, "s", markersize=min(size, 60), color=theme.accent, mew=0, snap=False)
        return None
    return density(axes, counts, block, theme)


def density(axes, counts, block, theme):
    """Draw the counts of blocks, on a logarithmic scale; returns the image."""
    axes.set_facecolor(theme.empty)
    whole = counts.shape[0] * block
    norm = LogNorm(1, max(int(counts.max(initial=1)), 2))
    return axes.imshow(np.ma.masked_equal(counts, 0), cmap=theme.steps, norm=norm, extent=(0, whole, whole, 0))
