"""`fill`: where the factor has entries that the matrix has not, column by column, and summed up."""

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch

from pastix_py.plot import raster
from pastix_py.plot.picture import Picture, colour_bar, counted, panel, square, thousands
from pastix_py.plot.spy import density
from pastix_py.plot.style import facts, plan_facts, short
from pastix_py.symbolic.cost import column_flops, rows_below

SIDE = 5.4  # inches of the picture of L
SHARES = np.linspace(0, 1, 401)
LEAST = 0.5  # what a column without entries counts on a logarithmic axis


def fill(source):
    """Return the `Picture` of the fill: L over A, their column counts, and their growth along the elimination."""
    matrix, plan = source.matrix, source.plan
    block = raster.block_size(plan.n)
    of_A = raster.entry_counts(matrix, block, plan.ordering.iperm)
    of_L = raster.factor_counts(plan.symbol, block)
    lower, stored = lower_counts(matrix, plan.ordering.iperm), stored_counts(plan.symbol)
    ratio = stored.sum() / max(lower.sum(), 1)
    told = facts(
        f"n = {plan.n:,}",
        plan_facts(plan, matrix.dtype),
        f"L stores {short(stored.sum())}, {short(ratio)} for each of A",
    )
    width = SIDE + (6.75 if block > 1 else 6.1)

    def paint(figure, theme):
        axes = square(panel(figure, 0.85, 0.15, SIDE, SIDE), plan.n)
        if block == 1:
            _exact(axes, of_A, of_L, theme)
        else:
            image = _density(axes, of_A, of_L, block, theme)
            colour_bar(figure, image, "entries in a block", 0.85 + SIDE + 0.2, 0.15, SIDE)
        left, height = width - 4.35, SIDE / 2 - 0.45
        _columns(panel(figure, left, 0.3, 3.9, height), lower, stored, block, theme)
        _growth(panel(figure, left, SIDE / 2 + 0.6, 3.9, height), lower, stored, column_flops(stored, plan.kind), theme)

    return Picture(matrix.name, "fill", told, width, SIDE + 1.6, paint)


def stored_counts(symbol):
    """Return the entries that each column of L stores, diagonal included, int64 (n,)."""
    widths = np.diff(symbol.cblk_col)
    return np.repeat(symbol.cblk_col[1:] + rows_below(symbol), widths) - np.arange(symbol.n)


def lower_counts(matrix, iperm):
    """Return the entries on and below the diagonal of each column of P A Pᵀ, symmetrized by count, float64 (n,).

    Of an unsymmetric matrix, both halves count one half: what is compared with them is L of an LU as well.
    """
    column = np.repeat(iperm, np.diff(matrix.ptr))
    row = iperm[matrix.ind]
    counts = np.bincount(np.minimum(row, column), minlength=matrix.n).astype(float)
    if matrix.is_half:
        return counts
    diagonal = np.bincount(row[row == column], minlength=matrix.n)
    return (counts + diagonal) / 2


def _exact(axes, of_A, of_L, theme):
    """Draw every entry of L, those of A + Aᵀ in another colour."""
    filled = np.where(np.tril(of_A + of_A.T) > 0, 1, np.where(of_L > 0, 0, -1))
    colours = ListedColormap([theme.accent, theme.contrast])
    axes.imshow(np.ma.masked_equal(filled, -1), cmap=colours, vmin=0, vmax=1, extent=(0, *filled.shape, 0))
    patches = [Patch(color=theme.contrast, label="entries of A"), Patch(color=theme.accent, label="fill, as stored")]
    axes.legend(handles=patches, loc="upper right", handlelength=1, handleheight=1)


def _density(axes, of_A, of_L, block, theme):
    """Draw A in the upper triangle and L in the lower one, by the same scale; returns the image of both."""
    axes.text(0.97, 0.97, "A", transform=axes.transAxes, ha="right", va="top", fontsize=15, color=theme.soft)
    axes.text(0.03, 0.03, "L", transform=axes.transAxes, fontsize=15, color=theme.soft)
    return density(axes, np.where(np.tri(*of_L.shape, dtype=bool), of_L, of_A), block, theme)


def _columns(axes, lower, stored, block, theme):
    """Draw the column counts of both, means over blocks of columns."""
    axes.set_title("entries of a column, in the order of elimination")
    thousands(axes.xaxis)
    if not lower.size:
        return
    edges = np.minimum(np.arange(-(-lower.size // block) + 1) * block, lower.size)
    a, b = (np.maximum(raster.block_means(values, block), LEAST) for values in (lower, stored))
    axes.stairs(b, edges, baseline=a, fill=True, color=theme.accent, alpha=0.25, linewidth=0)
    axes.stairs(b, edges, baseline=None, color=theme.accent, label="L")
    axes.stairs(a, edges, baseline=None, color=theme.contrast, label="A")
    axes.set_yscale("log")
    axes.set_ylim(0.8, 4 * max(b.max(), 2.5))
    counted(axes.yaxis)
    axes.set_xlim(0, lower.size)
    axes.legend(loc="upper left", ncols=2)


def _growth(axes, lower, stored, work, theme):
    """Draw the entries up to each column, and the work, as shares of their totals."""
    n = max(lower.size, 1)
    curves = (("entries of A", lower, theme.contrast), ("entries of L", stored, theme.accent),
              ("operations", work, theme.series[2]))  # fmt: skip
    for name, values, colour in curves:
        sums = np.concatenate([[0.0], np.cumsum(values, dtype=float)])
        at = np.round(SHARES * lower.size).astype(np.int64)
        axes.plot(SHARES * n, sums[at] / max(sums[-1], 1.0) * 100, color=colour, label=name)
    axes.set_xlim(0, n)
    axes.set_ylim(0, 102)
    axes.grid(True, axis="y")
    thousands(axes.xaxis)
    axes.set_title("up to a column, % of the total")
    axes.legend(loc="upper left")
