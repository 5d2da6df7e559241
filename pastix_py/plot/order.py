"""`order`: what an ordering does: A before and after, L, the elimination tree, and the unknowns of a grid."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import ListedColormap, Normalize, to_rgba

from pastix_py.plot import grid, raster, tree
from pastix_py.plot.picture import Picture, panel, thousands
from pastix_py.plot.spy import pattern
from pastix_py.plot.style import matrix_facts, plan_facts
from pastix_py.plot.supernodes import rectangles, structure

SIDE, GAP, LEFT, ROW = 3.5, 0.75, 0.8, 4.35  # inches
NARROW = 700  # a subtree with less than this part of the columns is not drawn
THIN = 500  # a box lower than this part of the tree has no edge
MOST_BOXES = 4_000  # in an SVG; more become an image


def order(source):
    """Return the `Picture` of an ordering and of the factor that it leads to."""
    matrix, plan = source.matrix, source.plan
    block = raster.block_size(matrix.n)
    before = raster.entry_counts(matrix, block)
    after = raster.entry_counts(matrix, block, plan.ordering.iperm)
    painted, whole = structure(plan.symbol), tree.tree_of(plan)
    shape = grid.shape_of(matrix)
    told = matrix_facts(matrix) + "\n" + plan_facts(plan, matrix.dtype)

    def paint(figure, theme):
        axes = [panel(figure, LEFT + k * (SIDE + GAP), 0.2, SIDE, SIDE) for k in range(3)]
        pattern(axes[0], before, block, matrix.n, theme, SIDE)
        pattern(axes[1], after, block, matrix.n, theme, SIDE)
        painted(axes[2], theme)
        for each, title in zip(axes, ("A", "P A Pᵀ", "L, wide diagonal blocks marked"), strict=True):
            each.set_title(title)
        wide = SIDE if shape else 3 * SIDE + 2 * GAP
        _tree(panel(figure, LEFT, ROW + 0.2, wide, SIDE), whole, theme)
        if shape:
            _grids(figure, plan.ordering.iperm, whole, shape, theme)

    width = LEFT + 3 * SIDE + 2 * GAP + 0.45
    return Picture(matrix.name, f"ordered by {plan.ordering.method}", told, width, 2 * ROW + 0.85, paint)


def _tree(axes, whole, theme):
    """Draw each supernode as wide as its subtree and as high as its own columns, below its parent."""
    boxes, middle = icicle(whole)
    colours = theme.steps(middle)
    deepest = float(boxes[:, 2, 1].max(initial=1.0))
    # The edges of thin boxes would cover them.
    tall = (boxes[:, 2, 1] - boxes[:, 0, 1]) * THIN >= deepest
    edges = np.where(tall[:, None], to_rgba(theme.paper), colours)
    many = len(boxes) > MOST_BOXES
    axes.add_collection(PolyCollection(boxes, facecolors=colours, edgecolors=edges, linewidths=0.4, rasterized=many))
    axes.set_xlim(0, max(whole.begin[-1], 1))
    axes.set_ylim(deepest * 1.02, 0)
    axes.spines["bottom"].set_visible(False)
    axes.spines["top"].set_visible(True)
    axes.tick_params(bottom=False, labelbottom=True)
    thousands(axes.xaxis)
    thousands(axes.yaxis)
    axes.set_title("elimination tree: columns below their separators")
    axes.set_ylabel("columns from the root")


def icicle(whole):
    """Return (boxes, place): corners (k, 4, 2) of nodes with large subtrees, and where in 0..1 they are eliminated.

    A box spans the columns of the subtree, and downwards its own columns below those of its ancestors.
    """
    first, last = whole.begin[:-1], whole.begin[1:]
    columns, above = (f(whole.parent, whole.width) for f in (tree.subtree_sums, tree.sums_above))
    shown = columns * NARROW >= whole.begin[-1]
    boxes = rectangles(last - columns, last, above, above + whole.width)
    return boxes[shown], ((first + last) / 2 / max(whole.begin[-1], 1))[shown]


def _grids(figure, iperm, whole, shape, theme):
    """Draw the unknowns of a grid by their place in the elimination, and by the domain that they are part of."""
    place = panel(figure, LEFT + SIDE + GAP, ROW + 0.2, SIDE, SIDE)
    grid.draw(place, shape, np.max, iperm, theme.steps, Normalize(0, max(iperm.size - 1, 1)))
    place.set_title(f"when an unknown is eliminated: {theme.first} first")
    parts, count = domain_of(whole)
    colours = ListedColormap([theme.ink, *(theme.series[k % len(theme.series)] for k in range(count)), theme.line])
    domains = panel(figure, LEFT + 2 * (SIDE + GAP), ROW + 0.2, SIDE, SIDE)
    grid.draw(domains, shape, np.min, parts[iperm], colours, Normalize(-0.5, count + 1.5))
    domains.set_title(f"{count} domains and what separates them")


def domain_of(whole):
    """Return (part, count): 1..count for the columns of each large domain, 0 for those that separate them, (n,).

    The columns of small subtrees beside the domains are part count + 1.
    """
    columns = tree.subtree_sums(whole.parent, whole.width)
    roots, opened = tree.domains(whole.parent, columns)
    part = np.full(whole.begin[-1], len(roots) + 1, np.int64)
    for k, root in enumerate(roots, 1):
        last = whole.begin[root + 1]
        part[last - int(columns[root]) : last] = k
    for node in opened:
        part[whole.begin[node] : whole.begin[node + 1]] = 0
    return part, len(roots)
