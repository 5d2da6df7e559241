"""`order`: what an ordering does: A before and after, L, the separators or groups, and the unknowns where they are."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import ListedColormap, Normalize, to_rgba

from pastix_py.ordering import METHODS
from pastix_py.ordering.depth import groups
from pastix_py.ordering.graph import graph_of
from pastix_py.plot import raster, septree, tree
from pastix_py.plot.dissection import dissection_of
from pastix_py.plot.picture import Picture, panel, thousands
from pastix_py.plot.places import placed
from pastix_py.plot.spy import pattern
from pastix_py.plot.style import matrix_facts, plan_facts
from pastix_py.plot.supernodes import rectangles, structure

SIDE, GAP, LEFT, ROW = 3.5, 0.75, 0.8, 4.35  # inches
NARROW = 700  # a subtree with less than this part of the columns is not drawn
THIN = 500  # a box lower than this part of the tree has no edge
TURNS = 6  # colours of groups
MOST_BOXES = 4_000  # in an SVG; more become an image


def order(source):
    """Return the `Picture` of an ordering and of the factor that it leads to."""
    matrix, ordering, plan = source.matrix, source.numbering, source.plan
    where = placed(matrix, source.coordinates)
    block = raster.block_size(matrix.n)
    found = dissection_of(ordering, plan)
    by_groups = ordering.method in METHODS and METHODS[ordering.method].takes == "vertices"
    group = groups(graph_of(matrix), ordering.iperm) if by_groups else None
    before = raster.entry_counts(matrix, block)
    after = raster.entry_counts(matrix, block, found.iperm)
    painted, whole = structure(plan.symbol), tree.tree_of(plan)
    told = matrix_facts(matrix) + "\n" + plan_facts(plan, matrix.dtype)

    def paint(figure, theme):
        axes = [panel(figure, LEFT + k * (SIDE + GAP), 0.2, SIDE, SIDE) for k in range(3)]
        pattern(axes[0], before, block, matrix.n, theme, SIDE)
        pattern(axes[1], after, block, matrix.n, theme, SIDE)
        _shade(axes[1], found, theme)
        painted(axes[2], theme)
        titles = ("A", "P A Pᵀ" + ", domains shaded" * (found.roots.size > 1), "L, wide diagonal blocks marked")
        for each, title in zip(axes, titles, strict=True):
            each.set_title(title)
        free = [(LEFT + k * (SIDE + GAP), SIDE) for k in range(3)]
        if where:
            _unknowns(figure, found, group, where, theme, free.pop(1), free.pop(1))
        _trees(figure, found, whole, theme, free)

    width = LEFT + 3 * SIDE + 2 * GAP + 0.45
    return Picture(matrix.name, f"ordered by {ordering.method}", told, width, 2 * ROW + 0.85, paint)


def _shade(axes, found, theme):
    """Shade the domains on the diagonal of P A Pᵀ."""
    if found.roots.size > 1:
        last = found.begin[found.roots + 1]
        first = last - found.columns[found.roots]
        shades = theme.domains(found.roots.size)
        axes.add_collection(PolyCollection(rectangles(first, last, first, last), facecolors=shades, zorder=-1))


def _trees(figure, found, whole, theme, free):
    """Draw the separator tree where it is known, and the elimination tree where there is room, in free columns."""
    (left, _), room = free[0], free[-1][0] + SIDE - free[0][0]
    if found.is_known and found.roots.size > 1:
        wide = room - SIDE - GAP if len(free) > 1 else room
        axes = panel(figure, left, ROW + 0.2, wide, SIDE)
        septree.draw(axes, found, theme)
        axes.set_title("separator tree: unknowns of each part")
        left, room = left + wide + GAP, room - wide - GAP
    if room > 0:
        _icicle(panel(figure, left, ROW + 0.2, room, SIDE), whole, theme)


def _icicle(axes, whole, theme):
    """Draw each supernode as wide as its subtree and as high as its own columns, below its parent."""
    boxes, middle = icicle(whole)
    shades = theme.steps(middle)
    deepest = float(boxes[:, 2, 1].max(initial=1.0))
    # The edges of thin boxes would cover them.
    tall = (boxes[:, 2, 1] - boxes[:, 0, 1]) * THIN >= deepest
    edges = np.where(tall[:, None], to_rgba(theme.paper), shades)
    many = len(boxes) > MOST_BOXES
    axes.add_collection(PolyCollection(boxes, facecolors=shades, edgecolors=edges, linewidths=0.4, rasterized=many))
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


def _unknowns(figure, found, group, where, theme, *columns):
    """Draw the unknowns by their place in the elimination, and by the domain, separator or group they are part of."""
    first, second = (panel(figure, left, ROW + 0.2, wide, SIDE) for left, wide in columns)
    where(first, theme, found.iperm, np.max, theme.steps, Normalize(0, max(found.iperm.size - 1, 1)))
    first.set_title(f"when an unknown is eliminated: {theme.first} first")
    if group is not None:
        shades = ListedColormap(theme.domains(TURNS))
        where(second, theme, group % TURNS, np.min, shades, Normalize(-0.5, TURNS - 0.5))
        second.set_title(f"{group.max(initial=-1) + 1} groups of independent unknowns, by turns")
        return
    where(second, theme, found.codes(), np.min, *found.colours(theme))
    second.set_title(f"{found.roots.size} domains and what separates them" if found.roots.size > 1 else "no separators")
