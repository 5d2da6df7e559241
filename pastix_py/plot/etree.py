"""`etree`: the elimination tree of the supernodes, the area of a node in proportion to its work."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.ticker import MaxNLocator

from pastix_py.plot import tree
from pastix_py.plot.picture import Picture, colour_bar, panel
from pastix_py.plot.style import facts, plan_facts, short

WIDTH, HEIGHT, BAR = 9.4, 5.4, 2.6  # inches of the panel, and of the colour bar
LARGEST, SMALLEST = 900.0, 3.0  # area of a node, square points
FEWEST_LEVELS = 3  # that there is room for
SHARES = (0.3, 0.1, 0.03, 0.01)


def etree(source):
    """Return the `Picture` of the tree: chains drawn as one node, small subtrees as one triangle for each parent."""
    plan = source.plan
    whole = tree.tree_of(plan)
    drawn = tree.condensed(whole.parent, whole.work, whole.width)
    total = max(whole.work.sum(), 1.0)
    folded = int(drawn.count[drawn.collapsed].sum())
    told = facts(
        f"n = {plan.n:,}", plan_facts(plan), f"{whole.parent.size:,} supernodes, {folded:,} of them in triangles"
    )
    unit = LARGEST / max(drawn.work.max(initial=0.0) / total, 1e-300)

    def paint(figure, theme):
        axes = panel(figure, 0.75, 0.1, WIDTH, HEIGHT)
        dots = _tree(axes, drawn, unit / total, theme)
        if dots is not None:
            _sizes(axes, unit, drawn.work.max() / total, theme)
            colour_bar(figure, dots, "columns of the supernode", 0.75 + WIDTH + 0.35, HEIGHT - BAR, BAR)

    return Picture(source.name, "elimination tree", told, WIDTH + 2.6, HEIGHT + 1.3, paint)


def _tree(axes, drawn, unit, theme):
    """Draw edges and nodes; returns what the colours belong to, None for a tree without nodes."""
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_xticks([])
    axes.tick_params(left=False)
    axes.set_ylabel("level")
    axes.set_xlim(0, 1)
    axes.set_ylim(drawn.level.max(initial=FEWEST_LEVELS) + 0.6, -0.8)
    axes.yaxis.set_major_locator(MaxNLocator(8, integer=True))
    if not drawn.parent.size:
        return None
    _edges(axes, drawn, theme)
    norm, dots = LogNorm(1, max(drawn.width.max(), 2)), None
    for collapsed, marker in ((True, "^"), (False, "o")):
        of = drawn.collapsed == collapsed
        dots = axes.scatter(
            drawn.x[of],
            drawn.level[of],
            np.maximum(drawn.work[of] * unit, SMALLEST),
            drawn.width[of],
            marker=marker,
            cmap=theme.steps,
            norm=norm,
            edgecolors=theme.paper,
            linewidths=0.4,
            zorder=3,
            clip_on=False,
        )
    return dots


def _edges(axes, drawn, theme):
    from matplotlib.collections import LineCollection

    inner = np.flatnonzero(drawn.parent >= 0)
    above = drawn.parent[inner]
    ends = [(drawn.x[inner], drawn.level[inner]), (drawn.x[above], drawn.level[above])]
    lines = np.stack([np.stack(end, axis=-1) for end in ends], axis=1)
    axes.add_collection(LineCollection(lines, colors=theme.line, linewidths=0.7, zorder=1))


def _sizes(axes, unit, largest, theme):
    """Explain the areas by a few circles, beside the tree."""
    look = {"color": theme.soft, "linewidths": 0}
    shares = [share for share in SHARES if share <= largest]
    handles = [
        axes.scatter([], [], share * unit, label=f"{short(share * 100)} % of the work", **look) for share in shares
    ]
    handles.append(axes.scatter([], [], 40, marker="^", label="small subtrees", **look))
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.0), labelspacing=1.6, borderpad=1.2,
                handletextpad=1.0, scatteryoffsets=[0.5])  # fmt: skip
