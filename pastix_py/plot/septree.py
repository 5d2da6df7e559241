"""The panel of a separator tree: the root on the left, domains on the right, area by the unknowns."""

import numpy as np
from matplotlib.collections import LineCollection

from pastix_py.plot import tree
from pastix_py.plot.dissection import LEVELS
from pastix_py.plot.style import short

LARGEST = 15.0  # points across the largest domain
LONGEST = 52.0  # points along the longest separator
SMALLEST = 2.5
FREE = 0.8  # of the rows that a separator divides is its bar at most
THICK = 3.5  # points
TEXT = 7.5


def draw(axes, found, theme):
    """Draw a `Dissection` from its first domain at the top to the last: discs are domains, bars separators."""
    places = _places(found)
    deepest, rows = max(x for x, _ in places.values()), found.roots.size
    axes.set_axis_off()
    axes.set_xlim(-0.45, deepest + 0.6)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.add_collection(LineCollection(_elbows(found, places), colors=theme.line, linewidths=1.0, zorder=1))
    box, dot = axes.get_window_extent(), 72 / axes.figure.dpi
    row, step = box.height * dot / rows, box.width * dot / (deepest + 1.05)
    text = min(TEXT, 0.75 * row, 0.3 * step)
    _domains(axes, found, places, theme, min(LARGEST, row), text)
    _separators(axes, found, places, theme, LONGEST / row, text)


def _domains(axes, found, places, theme, largest, text):
    """Draw discs of at most `largest` points across, their unknowns to the right."""
    spots = [places[root] for root in found.roots.tolist()]
    unknowns = found.columns[found.roots]
    across = np.maximum(largest * np.sqrt(unknowns / unknowns.max()), SMALLEST)
    axes.scatter(*np.array(spots).T, across**2, theme.domains(len(spots)), linewidths=0, zorder=2)
    for spot, count in zip(spots, unknowns, strict=True):
        axes.annotate(short(count), spot, (largest / 2 + 3, 0), textcoords="offset points", va="center", ha="left",
                      fontsize=text, color=theme.soft)  # fmt: skip


def _separators(axes, found, places, theme, longest, text):
    """Draw bars of at most `longest` rows, their unknowns to the left; none is longer than the rows that it divides."""
    shown = [node for node in found.opened.tolist() if node in places and found.width[node]]
    rows = np.bincount(found.roots, minlength=found.parent.size)
    rows = FREE * tree.subtree_sums(found.parent, rows)
    unit = min([longest / found.width[shown].max(initial=1), *(rows[shown] / found.width[shown])])
    shades = theme.separators(LEVELS)
    for node in shown:
        (x, y), half = places[node], max(unit * found.width[node], longest * SMALLEST / LONGEST) / 2
        shade = shades[min(found.level[node], LEVELS - 1)]
        axes.plot([x, x], [y - half, y + half], color=shade, linewidth=THICK, solid_capstyle="butt", zorder=2)
        axes.annotate(short(found.width[node]), (x, y), (-THICK / 2 - 1.5, 1.5), textcoords="offset points",
                      va="bottom", ha="right", fontsize=text, color=theme.ink)  # fmt: skip


def _places(found):
    """Return the place (level, row) of each node that is drawn: a domain in a row of its own, others amid theirs."""
    places = {int(root): (int(found.level[root]), row) for row, root in enumerate(found.roots)}
    below = {}
    for node in sorted([*found.roots.tolist(), *found.opened.tolist()]):
        if node in below:
            places[node] = (int(found.level[node]), (below[node][0] + below[node][-1]) / 2)
        above = int(found.parent[node])
        if node in places and above >= 0:
            below.setdefault(above, []).append(places[node][1])
    return places


def _elbows(found, places):
    """Return the lines from each node to its parent, out of the parent and across."""
    lines = []
    for node, (x, y) in places.items():
        above = places.get(int(found.parent[node]))
        if above:
            lines.append([above, (above[0], y), (x, y)])
    return lines
