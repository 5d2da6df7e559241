"""Programs of others: what the child answers, how it fails, and how it is ended."""

import importlib
import importlib.util
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

from pastix_py.errors import MissingDependency, PastixError
from pastix_py.options import OrderingOptions
from pastix_py.ordering import child, load
from pastix_py.ordering import metis as module
from pastix_py.ordering.child import Program
from pastix_py.ordering.metis import metis
from pastix_py.ordering.ordering import Numbering

PROGRAMS = {"metis": "pymetis", "scotch": "pyscotch", "kahip": "kahip"}
HERE = [name for name, package in PROGRAMS.items() if importlib.util.find_spec(package)]
TEST = Program("Test", "test", "numpy")


def ones(graph):
    return np.ones(graph.n, np.int64)


def twice(values, number):
    """Run in the child: this module is loaded there from its file."""
    return [2 * values, number + 1, np.zeros(0, np.int64)]


@pytest.fixture
def always_a_child(monkeypatch):
    pytest.importorskip("pymetis")
    monkeypatch.setattr(module, "CHILD_ABOVE", 0)


def program(monkeypatch, tmp_path, text):
    path = tmp_path / "program.py"
    path.write_text(text)
    monkeypatch.setattr(module, "__file__", str(path))


FAILING = "def nested_dissection(*_): raise MemoryError('no room')"
SILENT = "import os\nprint('hello', flush=True)\nos._exit(0)"
SLEEPING = "import time\ntime.sleep(60)"


def test_numbers_and_arrays_come_and_go(tmp_path, monkeypatch):
    text = "import numpy as np\ndef twice(values, number):\n    print('noise')\n"
    (tmp_path / "asked.py").write_text(text + "    return [2 * values, number + 1, np.zeros(0, np.int64)]\n")
    monkeypatch.setattr(sys.modules[__name__], "__file__", str(tmp_path / "asked.py"))
    for here in (False, True):
        array, number, empty = child.run(TEST, "ordering", twice, np.array([1, -5, 2**40]), 6, here=here)
        assert array.tolist() == [2, -10, 2**41]
        assert (number, empty.size) == (7, 0)


def test_child_imports_nothing_of_ours(tmp_path, monkeypatch):
    text = "import sys\ndef twice(values, number):\n    return [sum(m.startswith('pastix') for m in sys.modules)]\n"
    (tmp_path / "asked.py").write_text(text)
    monkeypatch.setattr(sys.modules[__name__], "__file__", str(tmp_path / "asked.py"))
    assert child.run(TEST, "ordering", twice, np.zeros(1), 1) == [0]
    for name in PROGRAMS:
        code = (
            f"import sys, runpy; runpy.run_path({importlib.import_module(f'pastix_py.ordering.{name}').__file__!r}); "
        )
        code += "sys.exit(any(m.startswith(('pastix', 'scipy', 'numba')) for m in sys.modules))"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, name


def test_child_answers_what_a_direct_call_answers(gallery, always_a_child):
    graph = gallery["grid"]
    direct = module.nested_dissection(graph.ptr, graph.ind, ones(graph), 0)[0]
    assert np.array_equal(metis(graph, ones(graph)), direct)
    assert direct.dtype == np.int64


@pytest.mark.parametrize("name", HERE)
def test_orderings_save_fill_and_are_the_same_each_time(gallery, fill, name):
    graph = gallery["grid"]
    first, again = (load(name)(graph, ones(graph), OrderingOptions()) for _ in range(2))
    perm, other = ((made.perm if isinstance(made, Numbering) else made) for made in (first, again))
    assert np.array_equal(np.sort(perm), np.arange(graph.n))
    assert np.array_equal(perm, other)
    # The inverse permutation would fill about as much as the natural order.
    assert fill(graph, perm) < 0.8 * fill(graph, np.arange(graph.n))
    assert fill(graph, perm) < 0.8 * fill(graph, np.argsort(perm))


@pytest.mark.parametrize("name", HERE)
def test_weights_are_heard(gallery, name):
    graph = gallery["box"] if name == "scotch" else gallery["grid"]
    weight = np.random.default_rng(0).integers(1, 50, graph.n)
    made = [load(name)(graph, w, OrderingOptions()) for w in (weight, ones(graph))]
    perm, other = ((one.perm if isinstance(one, Numbering) else one) for one in made)
    assert np.array_equal(np.sort(perm), np.arange(graph.n))
    assert not np.array_equal(perm, other)


@pytest.mark.parametrize("name", HERE)
def test_graph_without_edges_needs_no_child(graph_of_pattern, name, monkeypatch):
    monkeypatch.setattr(child, "_ask", None)
    graph = graph_of_pattern(np.zeros((5, 5)))
    made = load(name)(graph, ones(graph), OrderingOptions())
    assert (made.perm if isinstance(made, Numbering) else made).tolist() == [0, 1, 2, 3, 4]


def test_failure_of_the_child_is_one_sentence(monkeypatch, tmp_path, gallery, always_a_child):
    program(monkeypatch, tmp_path, FAILING)
    with pytest.raises(PastixError, match=r"^METIS failed \(MemoryError: no room\); use the ordering 'amd'\.$"):
        metis(gallery["grid"], ones(gallery["grid"]))
    program(monkeypatch, tmp_path, "import os\nos._exit(7)")
    with pytest.raises(PastixError, match=r"^METIS failed \(exit status 7\); use the partitioner 'nd'\.$"):
        module.partition(gallery["grid"], ones(gallery["grid"]), 3)


def test_short_answer_is_refused(monkeypatch, tmp_path, gallery, always_a_child):
    program(monkeypatch, tmp_path, SILENT)
    with pytest.raises(PastixError, match="0 of 225 unknowns; use the ordering 'amd'"):
        metis(gallery["grid"], ones(gallery["grid"]))
    with pytest.raises(PastixError, match="0 of 225 vertices; use the partitioner 'nd'"):
        module.partition(gallery["grid"], ones(gallery["grid"]), 3)


class Recorded(subprocess.Popen):
    children = []  # noqa: RUF012

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.children.append(self)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")
def test_interrupt_ends_the_child(monkeypatch, tmp_path, gallery, always_a_child):
    program(monkeypatch, tmp_path, SLEEPING)

    def interrupt(number, frame):
        raise KeyboardInterrupt

    monkeypatch.setattr(child.subprocess, "Popen", Recorded)
    former = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            metis(gallery["grid"], ones(gallery["grid"]))
    finally:
        signal.signal(signal.SIGALRM, former)
    assert Recorded.children[-1].returncode is not None


def test_children_of_threads_are_ended(monkeypatch, tmp_path, gallery, always_a_child):
    program(monkeypatch, tmp_path, SLEEPING)
    failures = []

    def work():
        try:
            metis(gallery["grid"], ones(gallery["grid"]))
        except PastixError as failure:
            failures.append(str(failure))

    thread = threading.Thread(target=work)
    thread.start()
    while thread.ident not in child._running:
        thread.join(0.01)
    child.end([thread, threading.current_thread()])
    thread.join(20)
    assert not thread.is_alive()
    assert "METIS failed" in failures[0]


@pytest.mark.parametrize(("name", "package"), PROGRAMS.items())
def test_absence_of_a_package_has_the_pip_line(monkeypatch, gallery, name, package):
    monkeypatch.setitem(sys.modules, package, None)
    graph = gallery["grid"]
    with pytest.raises(MissingDependency, match=f"The ordering '{name}' needs {package}: pip install {package}"):
        load(name)(graph, ones(graph), OrderingOptions())
    with pytest.raises(MissingDependency, match=f"The partitioner '{name}' needs {package}: pip install {package}"):
        load(name, "partition")(graph, ones(graph), 2, OrderingOptions())
