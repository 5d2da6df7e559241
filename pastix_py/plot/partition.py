"""`partition`: a mesh or points coloured by the clusters of a level, and how even and how small these are."""

import numpy as np

from pastix_py.errors import UsageError
from pastix_py.options import ClusterOptions
from pastix_py.plot import surface
from pastix_py.plot.picture import Picture, panel
from pastix_py.plot.style import facts, short

SIDE = 5.6  # inches of the panel
MOST = 32  # clusters that are drawn by default


def partition(source):
    """Return the `Picture` of the clusters, with their sizes and diameters."""
    placed, options = source.geometry, source.options
    tree = placed.cluster(ClusterOptions(partitioner=options.partitioner or "auto"))
    level = options.level or usual(tree)
    if level > tree.depth:
        raise UsageError(f"The tree of clusters has {tree.depth} levels: take --level {tree.depth} or less.")
    part = tree.at(level)
    count = np.bincount(part, minlength=1)
    heading = facts(
        f"n = {tree.n:,}",
        f"{tree.method}: {tree.leaves.size:,} leaves, depth {tree.depth}, balance {tree.balance:.3f}",
        f"level {level}: {count.size:,} clusters",
    )
    left = 0.55 + SIDE + 0.6
    sizes, extents = np.sort(count), np.sort(diameters(placed.points, part, count.size))

    def paint(figure, theme):
        colours = np.array(theme.clusters(count.size))
        axes = panel(figure, 0.55, 0.15, SIDE, SIDE)
        surface.draw(axes, placed, colours[part])
        height = SIDE / 2 - 0.9
        _steps(panel(figure, left, 0.3, 3.4, height), sizes, "unknowns of the clusters", theme)
        _steps(panel(figure, left, SIDE / 2 + 0.1, 3.4, height), extents, "diameters of their bounding boxes", theme)

    return Picture(placed.name, "partition", heading, left + 3.8, SIDE + 1.6, paint)


def usual(tree):
    """Return the deepest level of no more than MOST clusters."""
    level = 0
    while level < tree.depth and np.unique(tree.at(level + 1)).size <= MOST:
        level += 1
    return level


def diameters(points, part, count):
    """Return the diameter of the bounding box of each part, (count,)."""
    order = np.argsort(part, kind="stable")
    first = np.searchsorted(part[order], np.arange(count))
    own = points[order]
    return np.linalg.norm(np.maximum.reduceat(own, first) - np.minimum.reduceat(own, first), axis=1)


def _steps(axes, values, title, theme):
    """Draw values, the smallest first, and their mean."""
    axes.stairs(values, fill=True, color=theme.accent, alpha=0.85)
    mean = values.mean()
    axes.axhline(mean, color=theme.contrast, linewidth=0.9)
    axes.set_xlim(0, values.size)
    axes.set_ylim(0, 1.15 * max(values.max(), 1e-300))
    axes.set_xticks([])
    axes.set_title(title)
    axes.annotate(f"mean {short(mean)}", (0, mean), (3, 3), textcoords="offset points", fontsize=7.5, color=theme.ink)
