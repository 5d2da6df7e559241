"""`Picture`: a heading and what is painted under it, in the colours of either theme."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from pastix_py.plot.style import THEMES, plain, settings, short

HEAD = 0.95  # inches above the panels
LONG = 100_000


@dataclass(frozen=True)
class Picture:
    """What a kind returns: computed, and painted as often as there are themes.

    `width` and `height` are inches, the heading included; `paint(figure, theme)` adds the panels by `panel`.
    """

    title: str
    subject: str  # what is shown, after the name
    facts: str
    width: float
    height: float
    paint: Callable

    def figure(self, theme="light"):
        """Return a matplotlib `Figure` in the colours of a theme."""
        colours = THEMES[theme]
        with matplotlib.rc_context(settings(colours)), warnings.catch_warnings():
            # A name may have letters that the font lacks: they are drawn as boxes.
            warnings.simplefilter("ignore", UserWarning)
            figure = Figure((self.width, self.height))
            FigureCanvasAgg(figure)
            left = 0.55 / self.width
            title = figure.text(left, 1 - 0.36 / self.height, plain(self.title), fontsize=14, fontweight="bold")
            box = title.get_window_extent()
            after = box.x1 / figure.dpi / self.width + 0.12 / self.width
            figure.text(after, 1 - 0.36 / self.height, plain(self.subject), fontsize=11, color=colours.soft)
            figure.text(left, 1 - 0.49 / self.height, self.facts, fontsize=8.5, color=colours.soft, va="top")
            self.paint(figure, colours)
        return figure


def panel(figure, left, top, width, height):
    """Return new axes at inches from the left edge and from the lower edge of the heading."""
    whole, high = figure.get_size_inches()
    bottom = high - HEAD - top - height
    return figure.add_axes((left / whole, bottom / high, width / whole, height / high))


def square(axes, n):
    """Make axes those of an n × n matrix, rows downwards; returns them."""
    axes.spines[:].set_visible(True)
    axes.set_aspect("equal")
    axes.set_xlim(0, max(n, 1))
    axes.set_ylim(max(n, 1), 0)
    thousands(axes.xaxis)
    thousands(axes.yaxis)
    return axes


def thousands(axis):
    """Write whole numbers, few of them, on an axis: with separators, or with units where they are long."""

    def written(value, _):
        return f"{value:,.0f}" if abs(value) < LONG else short(value)

    axis.set_major_locator(MaxNLocator(5, integer=True))
    axis.set_major_formatter(FuncFormatter(written))


def counted(axis):
    """Write counts with units, at powers of ten, on a logarithmic axis."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axis.set_minor_formatter(NullFormatter())


def colour_bar(figure, mappable, label, left, top, height):
    """Draw a slim colour bar of counts, its text on the right."""
    bar = figure.colorbar(mappable, cax=panel(figure, left, top, 0.13, height))
    counted(bar.ax.yaxis)
    bar.set_label(label)
    bar.outline.set_visible(False)
    return bar
