"""`gantt`: what each worker did at each moment of a recorded factorization."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from pastix_py.plot.picture import Picture, panel
from pastix_py.plot.style import facts, plain
from pastix_py.report.text import counted, seconds

WIDTH, ROW, LEAST, TALLEST = 9.0, 0.24, 1.9, 7.0  # inches of the panel, of a worker, of all of them
BARS = 3000  # tasks that are drawn one by one; more are an image
COLUMNS = 1800  # of the image
FREE = 0.12  # of a row, between workers
LINES = (("critical_path", "critical path", ":"), ("area", "area", "-."), ("mixed", "least possible", "--"))


def gantt(source):
    """Return the `Picture` of a trace: a row for each worker, tasks coloured by kind, bounds as lines."""
    trace = source.trace
    run, low = trace.run, trace.bounds()
    scale, unit = (1.0, "s") if trace.makespan >= 1 else (1e3, "ms")
    busy = trace.busy().sum() / (run.n_worker * trace.makespan) if trace.makespan else 1.0
    told = facts(
        f"{run.factorization} in {run.dtype}",
        f"{run.scheduler}, {counted(run.n_worker, 'worker')}",
        counted(int(trace.kind_counts().sum()), "task"),
        f"{seconds(trace.makespan)}, {100 * busy:.0f} % busy",
        f"least possible {seconds(low.best)}",
    )
    height = min(max(ROW * run.n_worker, LEAST), TALLEST)

    def paint(figure, theme):
        axes = panel(figure, 0.85, 0.1, WIDTH, height)
        draw = _bars if np.count_nonzero(trace.worker >= 0) <= BARS else _image
        draw(axes, trace, scale, theme)
        axes.set_xlim(0, max(trace.makespan, low.best) * scale * 1.01 or 1.0)
        axes.set_ylim(run.n_worker - 0.5, -0.5)
        axes.yaxis.get_major_locator().set_params(integer=True, nbins=12)
        axes.set_xlabel(f"time, {unit}")
        axes.set_ylabel("worker")
        axes.set_facecolor(theme.empty)
        shown = [Patch(color=theme.series[k % len(theme.series)], label=run.kinds[k])
                 for k in np.flatnonzero(trace.kind_counts()).tolist()]  # fmt: skip
        for name, label, style in LINES:
            shown.append(axes.axvline(getattr(low, name) * scale, color=theme.ink, linestyle=style, linewidth=1.1,
                                      label=label))  # fmt: skip
        axes.legend(handles=shown, loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0)

    return Picture(plain(run.matrix), "tasks of a factorization", told, WIDTH + 2.6, height + 1.8, paint)


def _bars(axes, trace, scale, theme):
    """Draw a bar for each task, with a thin gap to the next."""
    half = (1 - FREE) / 2
    ran = trace.worker >= 0
    start, stop, row = trace.start[ran] * 1e-9 * scale, trace.stop[ran] * 1e-9 * scale, trace.worker[ran]
    for k, colour in _colours(trace, theme):
        own = trace.tasks.kind[ran] == k
        x, y = (start[own], stop[own]), (row[own] - half, row[own] + half)
        corners = np.array([[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]]).transpose(2, 0, 1)
        axes.add_collection(PolyCollection(corners, facecolors=[colour], edgecolors=[theme.paper], linewidths=0.2))


def _image(axes, trace, scale, theme):
    """Draw an image whose pixels have the mean colour of what a worker did meanwhile."""
    shares = busy_shares(trace, COLUMNS)
    colours = np.array([colour for _, colour in _colours(trace, theme)])
    mixed = np.tensordot(shares, colours, 1) + (1 - shares.sum(2))[:, :, None] * to_rgb(theme.empty)
    end, half = trace.makespan * scale, (1 - FREE) / 2
    for w, line in enumerate(mixed):
        axes.imshow(np.clip(line, 0, 1)[None], extent=(0, end, w + half, w - half), aspect="auto")


def _colours(trace, theme):
    """Return (number, red, green and blue) of each kind of task."""
    return [(k, to_rgb(theme.series[k % len(theme.series)])) for k in range(len(trace.run.kinds))]


def busy_shares(trace, columns):
    """Return the share of each of `columns` equal parts of the makespan that a worker spent in each kind of task.

    float64 (n_worker, columns, n_kind).
    """
    edges = np.linspace(0, trace.stop.max(initial=1), columns + 1)
    shares = np.zeros((trace.run.n_worker, columns, len(trace.run.kinds)))
    order = np.lexsort((trace.start, trace.tasks.kind, trace.worker))
    for own in np.split(order, 1 + np.flatnonzero(np.diff(trace.worker[order]) | np.diff(trace.tasks.kind[order]))):
        if own.size and trace.worker[own[0]] >= 0:
            times = np.stack([trace.start[own], trace.stop[own]], 1)
            done = np.cumsum(np.diff(times)[:, 0])
            done = np.stack([np.append(0, done[:-1]), done], 1)
            spent = np.diff(np.interp(edges, times.ravel(), done.ravel()))
            shares[trace.worker[own[0]], :, trace.tasks.kind[own[0]]] = spent / (edges[1] - edges[0])
    return shares
