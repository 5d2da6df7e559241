"""What a terminal is told while it waits."""

import time

import pytest

from pastix_py.cli import progress
from pastix_py.jit import compile_clock


@pytest.mark.parametrize(("depth", "told"), [(0, False), (1, True)])
def test_compilation_is_told_where_it_takes_a_while(depth, told, monkeypatch, capfd):
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr(compile_clock, "depth", depth)
    with progress.progress_bar():
        time.sleep(0.1)
    assert ("compiling the kernels" in capfd.readouterr().err) is told


def test_what_ends_soon_is_not_waited_for(monkeypatch, capfd):
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr(compile_clock, "depth", 1)
    with progress.progress_bar():
        pass
    time.sleep(0.1)
    assert capfd.readouterr().err == ""
