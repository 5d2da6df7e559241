"""The bars that are measured in one process: that they still are, on small problems."""

from pastix_py.bench import bars


def test_every_stage_has_its_seconds(monkeypatch):
    monkeypatch.setattr(bars, "REPETITIONS", 1)
    *stages, ratio = bars.stages("lap2:12")
    assert [figure.name.split()[-1] for figure in stages] == [
        "graph", "compression", "metis", "symbolic", "plan", "scatter",
    ]  # fmt: skip
    seconds = {figure.name: figure.value for figure in stages}
    assert min(seconds.values()) > 0
    assert ratio.value > 0
    assert ratio.most == 0.15
