"""The picture of a trace: every task in the row of its worker, as long as it took, in the colour of its kind."""

import numpy as np
import pytest
from graphs import random_trace
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from pastix_py import plot
from pastix_py.errors import InputError, UsageError
from pastix_py.plot import gantt
from pastix_py.plot.style import THEMES
from pastix_py.runtime.trace_file import write


def bars(axes):
    """Return (colour, left, right, row) of every bar."""
    for group in axes.collections:
        assert isinstance(group, PolyCollection)
        (colour,) = {to_hex(face) for face in group.get_facecolors()} or {""}
        for path in group.get_paths():
            (left, low), (right, high) = path.vertices.min(0), path.vertices.max(0)
            yield colour, left, right, (low + high) / 2


def test_a_bar_for_each_task(tmp_path):
    trace = random_trace(80, 3)
    write(tmp_path / "t.json", trace)
    (axes,) = plot("gantt", str(tmp_path / "t.json")).axes
    want = [(THEMES["light"].series[k], a * 1e-6, b * 1e-6, w) for k, a, b, w in
            zip(trace.tasks.kind, trace.start, trace.stop, trace.worker, strict=True)]  # fmt: skip
    found = sorted(bars(axes))
    assert [bar[0] for bar in found] == [bar[0] for bar in sorted(want)]
    np.testing.assert_allclose([bar[1:] for bar in found], [bar[1:] for bar in sorted(want)])


def test_bounds_are_lines():
    trace = random_trace(80, 3)
    (axes,) = plot("gantt", trace).axes
    lines = {line.get_label(): line.get_xdata()[0] for line in axes.lines}
    low = trace.bounds()
    want = {"critical path": low.critical_path, "area": low.area, "least possible": low.mixed}
    assert lines == pytest.approx({name: value * 1e3 for name, value in want.items()})
    assert axes.get_xlim()[1] > trace.makespan * 1e3
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [*trace.run.kinds, *lines]


def test_many_tasks_become_an_image_of_the_same(monkeypatch):
    trace = random_trace(200, 3)
    shares = gantt.busy_shares(trace, 97)
    part = trace.makespan / 97
    np.testing.assert_allclose(shares.sum((1, 2)) * part, trace.busy())
    np.testing.assert_allclose(shares.sum((0, 1)) * part, trace.kind_seconds())
    assert shares.min() >= 0
    assert shares.sum(2).max() <= 1 + 1e-9
    monkeypatch.setattr(gantt, "BARS", 10)
    (axes,) = plot("gantt", trace).axes
    assert len(axes.images) == 3
    assert not axes.collections
    assert axes.get_ylim() == (2.5, -0.5)
    for w, image in enumerate(axes.images):
        left, right, low, high = image.get_extent()
        assert (left, right) == pytest.approx((0, trace.makespan * 1e3))
        assert (low + high) / 2 == pytest.approx(w)


def test_columns_of_an_image_are_the_kinds_that_ran():
    trace = random_trace(60, 2)
    columns = 5000
    shares = gantt.busy_shares(trace, columns)
    width = trace.stop.max() / columns
    for t in range(60):
        inside = slice(int(np.ceil(trace.start[t] / width)), int(trace.stop[t] / width))
        np.testing.assert_allclose(shares[trace.worker[t], inside, trace.tasks.kind[t]], 1)


def test_traces_without_tasks_are_drawn(monkeypatch):
    none = random_trace(30, 2)
    none = none._replace(worker=0 * none.worker - 1, start=0 * none.start, stop=0 * none.stop)
    for trace in (random_trace(0, 2), none):
        for most in (3000, -1):
            monkeypatch.setattr(gantt, "BARS", most)
            assert len(plot("gantt", trace).axes) == 1


def test_what_is_no_trace_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("{}")
    for source, part in ((str(tmp_path / "x.json"), "no trace"), (np.eye(3), "takes a trace"), ("lap2:4", "no trace")):
        with pytest.raises(InputError, match=part):
            plot("gantt", source)
    with pytest.raises(UsageError, match="no effect"):
        plot("gantt", random_trace(9), ordering="amd")
