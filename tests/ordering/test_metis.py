import signal
import subprocess
import sys

import numpy as np
import pytest

from pastix_py.errors import MissingDependency, PastixError
from pastix_py.ordering import metis as module
from pastix_py.ordering.metis import metis

pytest.importorskip("pymetis")


def ones(graph):
    return np.ones(graph.n, np.int64)


@pytest.fixture
def child(monkeypatch):
    monkeypatch.setattr(module, "CHILD_ABOVE", 0)


def program(monkeypatch, tmp_path, text):
    path = tmp_path / "program.py"
    path.write_text(text)
    monkeypatch.setattr(module.metis_process, "__file__", str(path))


def test_child_answers_what_a_direct_call_answers(gallery, child):
    graph = gallery["grid"]
    direct = module.metis_process.nested_dissection(graph.ptr, graph.ind, ones(graph))
    assert np.array_equal(metis(graph, ones(graph)), direct)
    assert direct.dtype == np.int64


def test_dissection_saves_fill(gallery, fill):
    # The inverse permutation would fill about as much as the natural order.
    graph = gallery["grid"]
    perm = metis(graph, ones(graph))
    assert fill(graph, perm) < 0.75 * fill(graph, np.arange(graph.n))
    assert fill(graph, perm) < 0.75 * fill(graph, np.argsort(perm))


def test_weights_are_heard(gallery):
    graph = gallery["grid"]
    weight = np.random.default_rng(0).integers(1, 50, graph.n)
    perm = metis(graph, weight)
    assert np.array_equal(np.sort(perm), np.arange(graph.n))
    assert not np.array_equal(perm, metis(graph, ones(graph)))


def test_failure_of_the_child_is_one_sentence(monkeypatch, tmp_path, gallery, child):
    program(monkeypatch, tmp_path, "raise MemoryError('no room')")
    with pytest.raises(PastixError, match=r"METIS failed .*no room"):
        metis(gallery["grid"], ones(gallery["grid"]))


def test_short_answer_is_refused(monkeypatch, tmp_path, gallery, child):
    program(monkeypatch, tmp_path, "import sys; sys.stdin.buffer.read()")
    with pytest.raises(PastixError, match="0 of 225"):
        metis(gallery["grid"], ones(gallery["grid"]))


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")
def test_interrupt_ends_the_child(monkeypatch, tmp_path, gallery, child):
    program(monkeypatch, tmp_path, "import time; time.sleep(60)")
    children = []

    class Recorded(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            children.append(self)

    def interrupt(number, frame):
        raise KeyboardInterrupt

    monkeypatch.setattr(module.subprocess, "Popen", Recorded)
    former = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            metis(gallery["grid"], ones(gallery["grid"]))
    finally:
        signal.signal(signal.SIGALRM, former)
    assert children[0].returncode is not None


def test_absence_of_pymetis_has_the_pip_line(monkeypatch, gallery):
    monkeypatch.setitem(sys.modules, "pymetis", None)
    with pytest.raises(MissingDependency, match="pip install pymetis"):
        metis(gallery["grid"], ones(gallery["grid"]))
