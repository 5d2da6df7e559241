"""`profile`: the Dolan–Moré performance profile of a results file."""

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from pastix_py.bench import tables
from pastix_py.errors import InputError
from pastix_py.plot.picture import Picture, panel
from pastix_py.plot.style import facts, plain, short

WIDTH, HEIGHT = 6.6, 4.2  # inches of the panel
STYLES = ("-", "--", ":", "-.")  # one for each round through the colours
FURTHEST = 1024.0  # factor at which the axis ends at the latest


def profile(source):
    """Return the `Picture` of the share of matrices solved within a factor of the fastest, one curve per solver."""
    results = source.results
    failed = sum(result["status"] != "ok" for result in results)
    if failed == len(results):
        raise InputError("No run among the results succeeded: there is nothing to compare.")
    profiles = tables.profile(results)
    end = min(max(float(factors[-1]) for factors, _ in profiles.values() if factors.size) * 1.15, FURTHEST)
    matrices = len({result["matrix"] for result in results})
    told = facts(
        f"{matrices} matrices", f"{len(results)} runs, {failed} failed", "total seconds over those of the fastest"
    )

    def paint(figure, theme):
        axes = panel(figure, 0.85, 0.1, WIDTH, HEIGHT)
        for k, label in enumerate(sorted(profiles, key=lambda label: -_area(*profiles[label], end))):
            x, y = curve(*profiles[label], max(end, 2.0))
            colour = theme.series[k % len(theme.series)]
            style = STYLES[k // len(theme.series) % len(STYLES)]
            axes.plot(x, y * 100, style, color=colour, linewidth=1.8, drawstyle="steps-post", label=plain(label))
        _scales(axes, max(end, 2.0))
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0)

    name = plain(source.given if isinstance(source.given, str) else "results")
    return Picture(name.rpartition("/")[2], "performance profile", told, WIDTH + 3.6, HEIGHT + 1.8, paint)


def curve(factors, shares, end):
    """Return (τ, share of the matrices with a factor ≤ τ), a step function from τ = 1 to `end`."""
    x = np.concatenate([[1.0], factors[factors <= end], [end]])
    return x, np.append(0.0, shares)[np.searchsorted(factors, x, "right")]


def _area(factors, shares, end):
    """Return the area below a profile over log τ: what the legend is sorted by."""
    x, y = curve(factors, shares, end)
    return float(np.dot(np.diff(np.log(x)), y[:-1])) + y[0] * 1e-6


def _scales(axes, end):
    axes.set_xscale("log", base=2 if end <= 100 else 10)
    axes.set_xlim(1, end)
    axes.set_ylim(0, 102)
    axes.xaxis.set_major_locator(LogLocator(2 if end <= 100 else 10, [1.0] if end > 3 else [1.0, 1.25, 1.5, 1.75]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("factor of the fastest time")
    axes.set_ylabel("matrices solved within it, %")
    axes.grid(True)
