"""Bars with what they stand for written beside them."""

import numpy as np

from pastix_py.plot.style import short


def bars(axes, sums, names, form, title, colour):
    """Draw named bars, each with its sum above, written in a form."""
    axes.bar(np.arange(len(sums)), sums, 0.82, color=colour)
    turned = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if len(sums) > 6 else {}
    axes.set_xticks(range(len(sums)), names, **turned)
    axes.tick_params(bottom=False)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_title(title)
    for k, value in enumerate(sums):
        text = form.format(value)
        if text not in ("0", "0.0"):
            axes.annotate(text, (k, value), (0, 2), textcoords="offset points", ha="center", fontsize=7.5)


def memory(classes, colours, axes):
    """Draw the bytes of each class, a dict."""
    axes.barh(range(len(classes)), classes.values(), 0.72, color=colours)
    axes.set_yticks(range(len(classes)), list(classes))
    axes.invert_yaxis()
    axes.tick_params(left=False)
    axes.set_xticks([])
    axes.set_xlim(0, 1.25 * max(*classes.values(), 1))
    axes.spines["bottom"].set_visible(False)
    axes.set_title("memory by class")
    for k, value in enumerate(classes.values()):
        axes.annotate(f"{short(value)}B", (value, k), (3, 0), textcoords="offset points", va="center", fontsize=7.5)


def span(k):
    """Return the numbers that are at most 2ᵏ and more than half of it, in words."""
    return str(2**k) if k < 2 else f"{2 ** (k - 1) + 1}–{2**k}"
