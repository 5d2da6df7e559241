"""`residual`: the backward errors that refinement measured, or the residuals of an iteration, step by step."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from pastix_py import pipeline
from pastix_py.errors import InputError, PastixError
from pastix_py.plot.picture import Picture, panel
from pastix_py.plot.style import facts, plain
from pastix_py.solve.known import known_system

WIDTH, HEIGHT = 6.6, 4.2  # inches of the panel
LEAST = 1e-18  # stands for an error of zero, which a logarithmic axis does not have


def residual(source):
    """Return the `Picture` of the refinement or iteration in a report, or of a matrix that is solved now."""
    report = source.report
    if report is None:
        report = _solved(source)
    else:
        source.refuse_ordering()
    if report.get("iteration"):
        return _of_iteration(report)
    history = report["refinement"].get("history")
    if not history:
        raise InputError(f"{source.given} has no refinement.history: solve again with --report.")
    matrix, done, factored = report["matrix"], report["refinement"], report["factorization"]
    told = facts(
        f"n = {matrix['n']:,}",
        f"{factored['kind']} in {factored['dtype']}",
        f"refinement {done['method']}, {done['iterations']} iterations",
        *map(plain, report.get("escalation", [])),
    )

    def paint(figure, theme):
        axes = panel(figure, 0.95, 0.1, WIDTH, HEIGHT)
        _errors(axes, history, done["target"], theme)

    return Picture(matrix["name"], "backward error during refinement", told, WIDTH + 1.45, HEIGHT + 1.8, paint)


def _of_iteration(report):
    """Return the `Picture` of the residuals of a Krylov method."""
    matrix, done, approximate = report["matrix"], report["iteration"], report["preconditioner"]
    level = f" of level {approximate['level']}" if approximate["level"] is not None else ""
    told = facts(
        f"n = {matrix['n']:,}",
        f"preconditioner {approximate['method']}{level}",
        f"{done['method']}, {done['iterations']:,} iterations",
        *map(plain, report.get("escalation", [])),
        *([plain(done["reason"])] if done["end"] else []),
    )

    def paint(figure, theme):
        axes = panel(figure, 0.95, 0.1, WIDTH, HEIGHT)
        _residuals(axes, done["history"], done["tolerance"], theme)

    return Picture(matrix["name"], "relative residual of the iteration", told, WIDTH + 1.45, HEIGHT + 1.8, paint)


def _solved(source):
    """Return the report of a system with a known solution, whether its accuracy is reached or not."""
    factors = pipeline.factorize(source.matrix, **({"ordering": source.asked} if source.asked else {}))
    try:
        factors.solve(known_system(factors.matrix)[1])
    except PastixError:
        if not factors.report.refinement:
            raise
    return factors.report.as_dict()


def steps(history):
    """Return (iteration, componentwise, normwise, starts): numbers that go on where refinement began again.

    `starts` are the places of beginnings after the first. An error that was not finite is NaN.
    """
    keys = ("componentwise_backward_error", "backward_error")
    count, starts = counted(history)
    return count, *(column(history, key) for key in keys), starts


def counted(history):
    """Return (iteration, starts) of a history: numbers that go on where it begins again, after the first time."""
    count = np.array([line["iteration"] for line in history])
    starts = np.flatnonzero(np.diff(count) < 0) + 1
    for start in starts:
        count[start:] += count[start - 1] + 1
    return count, starts


def column(history, key):
    """Return the numbers of a history, NaN for what was not finite."""
    return np.array([np.nan if line[key] is None else line[key] for line in history], float)


def _errors(axes, history, target, theme):
    """Draw both errors over the iterations, and what has to be reached."""
    count, componentwise, normwise, starts = steps(history)
    axes.set_yscale("log")
    for errors, colour, name, marker in (
        (normwise, theme.soft, "normwise", "s"),
        (componentwise, theme.accent, "componentwise", "o"),
    ):
        for part in np.split(np.arange(count.size), starts):
            axes.plot(count[part], np.maximum(errors[part], LEAST), color=colour, marker=marker, markersize=5, zorder=3,
                      label=name if part[0] == 0 else None)  # fmt: skip
    _frame(axes, count, starts, np.concatenate([componentwise, normwise]), target, theme)
    axes.set_ylabel("backward error")


def _residuals(axes, history, target, theme):
    """Draw the residuals that a method claims, those that were measured, and what has to be reached."""
    count, starts = counted(history)
    norm, is_measured = column(history, "residual"), np.array([line["measured"] for line in history])
    axes.set_yscale("log")
    shown = np.maximum(norm, LEAST)
    for part in np.split(np.arange(count.size), starts):
        line = part[~is_measured[part]]
        axes.plot(count[line], shown[line], color=theme.accent, zorder=3, label="claimed" if not part[0] else None)
    axes.plot(count[is_measured], shown[is_measured], color=theme.accent, marker="o", markersize=5, linestyle="none",
              zorder=4, label="measured")  # fmt: skip
    _frame(axes, count, starts, norm, target, theme)
    axes.set_ylabel("‖b − A x‖ / ‖b‖")


def _frame(axes, count, starts, errors, target, theme):
    """Draw what is to be reached, where it began again, and the axes around all of it."""
    for start in starts:
        axes.axvline(count[start] - 0.5, color=theme.line, linestyle=":")
    if target > 0:
        axes.axhline(target, color=theme.contrast, linestyle="--", linewidth=1.0, label=f"to be reached: {target:.0e}")
    shown = np.append(errors[np.isfinite(errors)], [target] if target > 0 else [])
    shown = np.maximum(shown, LEAST)
    axes.set_ylim(shown.min() / 5, shown.max() * 5)
    axes.set_xlim(-0.4, max(int(count[-1]), 1) + 0.4)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel("iteration")
    axes.grid(True)
    axes.legend(loc="upper right")
