"""The benchmark of a device, run by NumPy on small problems."""

import numpy as np
import pytest

from pastix_py.bench import gpu
from pastix_py.energy import Counter
from pastix_py.gpu.device import Device

HOST = Device("host", np)


@pytest.mark.parametrize(("spec", "control"), [("lap3:5", True), ("helm3:4", False)])
def test_figures(spec, control, monkeypatch):
    monkeypatch.setattr(gpu, "MANY", 3)
    monkeypatch.setattr(gpu, "REPETITIONS", 1)
    if control:  # of so small a problem half would not do
        monkeypatch.setattr(gpu.room, "least_streamed", lambda *_: 0)
        streamed = gpu.room.streamed
        monkeypatch.setattr(gpu.room, "streamed", lambda plan, *given: streamed(plan, *given[:-1], 1 << 20))
    figures = {figure.name.partition(": ")[2]: figure for figure in gpu.measure(HOST, spec, 1e9, control)}
    assert figures["normwise backward error of the solve alone"].value < 1e-14
    assert figures["two solves that differ"].value == 0
    assert figures["bytes on the device over those of the factor"].value > 1
    assert ("times faster than 2 threads" in figures) == control
    assert ("windows of it" in figures) == control
    assert all(np.isfinite(figure.value) for figure in figures.values())


def test_joules_are_of_one_run(monkeypatch):
    spent = []
    monkeypatch.setattr("pastix_py.energy.processors", lambda _: [Counter("cpu", lambda: 5.0 * len(spent))])
    assert gpu._joules(lambda: spent.append(1), 0.25) == 5
    assert len(spent) == round(gpu.COUNTED / 0.25)


def test_product():
    assert gpu.product_rate(HOST, 20) > 0
