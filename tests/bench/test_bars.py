"""The bars of one process, on small problems; every bar has a home that is there."""

from importlib import import_module

import pytest

from pastix_py.bench import solver
from pastix_py.bench.bars import BARS


def test_every_stage_has_its_seconds(monkeypatch):
    monkeypatch.setattr(solver, "REPETITIONS", 1)
    *stages, ratio = solver.stages("lap2:12")
    assert [figure.name.split()[-1] for figure in stages] == [
        "graph", "compression", "metis", "symbolic", "plan", "scatter",
    ]  # fmt: skip
    seconds = {figure.name: figure.value for figure in stages}
    assert min(seconds.values()) > 0
    assert ratio.value > 0
    assert ratio.most == 0.15


@pytest.mark.parametrize("name", BARS)
def test_every_bar_has_a_home(name):
    module, function = BARS[name].home.split(":")
    assert callable(getattr(import_module(f"pastix_py.bench.{module}"), function))
