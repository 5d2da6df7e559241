"""`fill`: where the factor has entries that the matrix has not, column by column, and summed up."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.patches import Patch

from pastix_py.plot import raster
from pastix_py.plot.picture import Picture, counted, framed, panel, thousands
from pastix_py.plot.style import facts, mixed, plan_facts, short
from pastix_py.symbolic.cost import rows_below

SIDE = 5.4  # inches of the picture of L
SHARES = np.linspace(0, 1, 401)


def fill(source):
    """Return the `Picture` of the fill: L over A, their column counts, and their growth along the elimination."""
    matrix, plan = source.matrix, source.plan
    block = raster.block_size(plan.n)
    of_A = np.tril(raster.entry_counts(matrix, block, plan.ordering.iperm))
    of_L = raster.factor_counts(plan.symbol, block)
    lower, stored = lower_counts(matrix, plan.ordering.iperm), stored_counts(plan.symbol)
    ratio = stored.sum() / max(lower.sum(), 1)
    told = facts(plan_facts(plan, matrix.dtype), f"{short(stored.sum())} stored, {short(ratio)} times the half of A")

    def paint(figure, theme):
        _where(panel(figure, 0.85, 0.0, SIDE, SIDE), of_A, of_L, block, plan.n, theme)
        left, height = 0.85 + SIDE + 0.95, SIDE / 2 - 0.42
        _columns(panel(figure, left, 0.0, 3.9, height), lower, stored, block, theme)
        _growth(panel(figure, left, SIDE / 2 + 0.42, 3.9, height), lower, stored, theme)

    return Picture(matrix.name, "fill", told, 0.85 + SIDE + 5.3, SIDE + 1.5, paint)


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


def _where(axes, of_A, of_L, block, n, theme):
    """Draw the blocks of L by their fill, those that hold entries of A over them."""
    framed(axes).set_aspect("equal")
    axes.set_facecolor(theme.empty)
    axes.set_xlim(0, max(n, 1))
    axes.set_ylim(max(n, 1), 0)
    thousands(axes.xaxis)
    thousands(axes.yaxis)
    whole = of_L.shape[0] * block
    ends = (0, whole, whole, 0)
    colours = mixed(_faded(theme), theme.accent)
    norm = LogNorm(1, max(int(of_L.max(initial=1)), 2))
    axes.imshow(np.ma.masked_equal(of_L, 0), cmap=colours, norm=norm, extent=ends)
    axes.imshow(np.ma.masked_equal(of_A > 0, False), cmap=mixed(theme.contrast, theme.contrast), extent=ends)
    names = ("entries of A", "fill") if block == 1 else ("blocks with entries of A", "fill, by density")
    patches = [Patch(color=theme.contrast, label=names[0]), Patch(color=theme.accent, label=names[1])]
    axes.legend(handles=patches, loc="upper right", handlelength=1, handleheight=1)


def _faded(theme):
    """Return the accent, most of it paper."""
    from matplotlib.colors import to_rgb

    return tuple(0.72 * paper + 0.28 * ink for paper, ink in zip(to_rgb(theme.paper), to_rgb(theme.accent), strict=True))


def _columns(axes, lower, stored, block, theme):
    """Draw the column counts of both, means over blocks of columns."""
    edges = np.minimum(np.arange(-(-lower.size // block) + 1) * block, lower.size)
    a, b = (np.maximum(raster.block_means(values, block), 0.5) for values in (lower, stored))
    axes.stairs(b, edges, baseline=a, fill=True, color=theme.accent, alpha=0.25, linewidth=0)
    axes.stairs(b, edges, baseline=None, color=theme.accent, label="L")
    axes.stairs(a, edges, baseline=None, color=theme.contrast, label="A")
    axes.set_yscale("log")
    counted(axes.yaxis)
    axes.set_xlim(0, max(lower.size, 1))
    thousands(axes.xaxis)
    axes.set_title("entries of a column, in the order of elimination")
    axes.legend(loc="upper left", ncols=2)


def _growth(axes, lower, stored, theme):
    """Draw the entries up to each column, and the work, as shares of their totals."""
    work = stored.astype(float) ** 2
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
