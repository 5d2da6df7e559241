"""Cores and BLAS threads that runs share: given back whatever happens, after a fork too; no run waits for ever."""

import _thread
import os
import threading
import time

import pytest

from pastix_py import environment
from pastix_py.runtime import reserve
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.reserve import reserved


@pytest.fixture
def four_cores(monkeypatch):
    monkeypatch.setattr(reserve, "cores", lambda: 4)


def elsewhere(function, timeout=10):
    """Return what `function()` returns on another thread, None where it does not end in time."""
    found = []
    thread = threading.Thread(target=lambda: found.append(function()), daemon=True)
    thread.start()
    thread.join(timeout)
    return found[0] if found else None


def how_many(wanted=0):
    with reserved(wanted) as number:
        return number


def in_child(function):
    """Return whether `function()` is true in a child of a fork; it has ten seconds."""
    pid = os.fork()
    if pid == 0:
        done = elsewhere(function)
        os._exit(0 if done else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_what_is_held_is_missing_for_others(four_cores):
    with reserved(3) as mine:
        assert mine == 3
        assert elsewhere(how_many) == 1
        assert elsewhere(lambda: how_many(64)) == 1
    assert how_many(64) == 4


def test_a_run_inside_a_run_does_not_wait(four_cores):
    def nested():
        with reserved(), reserved() as inner, reserved() as innermost:
            return inner, innermost

    assert elsewhere(nested) == (1, 1)
    assert how_many() == 4


def test_interrupt_while_waiting_for_cores(four_cores):
    with reserved():
        pass
    leave = threading.Event()

    def other():
        with reserved():
            leave.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    while reserve._state["cores"]._free():
        time.sleep(0.001)
    threading.Timer(0.1, _thread.interrupt_main).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), reserved():
        pytest.fail("there was no core")
    assert time.monotonic() - began < 5
    leave.set()
    thread.join()
    assert how_many() == 4


def test_cores_that_come_later_are_taken(monkeypatch):
    allowed = [1]
    monkeypatch.setattr(reserve, "cores", lambda: allowed[0])
    with reserved():
        threading.Timer(0.1, allowed.__setitem__, (0, 3)).start()
        assert elsewhere(how_many) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_of_a_fork_has_every_core(four_cores):
    with reserved():
        assert in_child(lambda: how_many() == 4)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_of_a_fork_puts_the_blas_threads_back():
    from threadpoolctl import threadpool_info

    def threads():
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    def leaves_as_before():
        with one_blas_thread():
            assert set(threads()) <= {1}
        return threads() == before

    before = threads()
    with one_blas_thread():
        assert in_child(leaves_as_before)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no binding to cores")
def test_a_process_bound_to_one_core_has_one_worker():
    bound = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(bound)})
        assert environment.cores() == how_many() == how_many(8) == 1
    finally:
        os.sched_setaffinity(0, bound)


@pytest.mark.parametrize("at", ["hold", "put_back"])
def test_an_interrupt_of_the_blas_limit_is_made_good(monkeypatch, at):
    from threadpoolctl import threadpool_info

    from pastix_py.runtime.blas_threads import _Limit

    def threads():
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    def interrupted(limit):
        original(limit)
        if at == "put_back":
            limit.hold()
        raise KeyboardInterrupt

    before, original = threads(), getattr(_Limit, at)
    monkeypatch.setattr(_Limit, at, interrupted)
    with pytest.raises(KeyboardInterrupt), one_blas_thread():
        pass
    monkeypatch.undo()
    with one_blas_thread():
        assert set(threads()) <= {1}
    assert threads() == before
