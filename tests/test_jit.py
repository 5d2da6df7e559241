"""Threads that run kernels: all of them run, the first failure is raised once, an interrupt arrives at once."""

import _thread
import os
import threading
import time
import weakref

import numpy as np
import pytest

from pastix_py import parked
from pastix_py.errors import MemoryLimit
from pastix_py.jit import for_each, run_on, shares, thread_count, wait_for


def test_every_worker_runs_on_a_thread_of_its_own():
    together, seen = threading.Barrier(3, timeout=10), []

    def function(worker):
        together.wait()
        seen.append((worker, threading.get_ident()))

    run_on(3, function)
    assert sorted(worker for worker, _ in seen) == [0, 1, 2]
    assert len({thread for _, thread in seen} | {threading.get_ident()}) == 4


def test_first_failure_is_raised_after_all_have_ended():
    cancel, ended = np.zeros(1, np.int64), []

    def function(worker):
        if worker == 1:
            raise ValueError("one")
        while not cancel[0]:
            time.sleep(0.001)
        ended.append(worker)

    with pytest.raises(ValueError, match="one"):
        run_on(3, function, cancel)
    assert sorted(ended) == [0, 2]


def test_interrupt_sets_the_flag_and_waits():
    cancel, ended, together = np.zeros(1, np.int64), [], threading.Barrier(2, timeout=10)

    def function(worker):
        together.wait()
        if worker == 0:
            _thread.interrupt_main()
        while not cancel[0]:
            time.sleep(0.001)
        ended.append(worker)

    with pytest.raises(KeyboardInterrupt):
        run_on(2, function, cancel)
    assert sorted(ended) == [0, 1]


def test_threads_are_used_again():
    together = threading.Barrier(2, timeout=10)

    def who():
        found = []
        run_on(2, lambda _: (together.wait(), found.append(threading.get_ident())))
        return set(found)

    first = who()
    assert all(who() == first for _ in range(20))


def test_a_thread_that_waits_holds_nothing_of_its_work():
    held = np.zeros(3)
    of_held = weakref.ref(held)
    wait_for(held.sum)
    del held
    assert of_held() is None


def test_a_child_of_a_fork_starts_threads_of_its_own():
    run_on(2, lambda _: None)
    pid = os.fork()
    if pid == 0:
        found = []
        run_on(2, found.append)
        os._exit(0 if sorted(found) == [0, 1] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_poll_is_called_while_waiting():
    called = []
    assert wait_for(time.sleep, 0.2, poll=lambda: called.append(1)) is None
    assert len(called) >= 2


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_of_the_items(threads):
    assert for_each(threads, lambda k: k * k, range(50)) == [k * k for k in range(50)]
    assert for_each(threads, str, []) == []


@pytest.mark.parametrize("threads", [1, 3])
def test_no_item_is_begun_after_a_failure(threads):
    begun = []

    def function(item):
        begun.append(item)
        if item == 0:
            raise ValueError("zero")
        time.sleep(0.05)

    with pytest.raises(ValueError, match="zero"):
        for_each(threads, function, range(100))
    assert len(begun) < 10


def test_thread_count(monkeypatch):
    monkeypatch.setattr("pastix_py.environment.cores", lambda: 4)
    assert [thread_count(threads) for threads in (0, 1, 3, 4, 64)] == [4, 1, 3, 4, 4]


def test_an_interrupt_does_not_wait_for_a_thread_that_compiles():
    cancel, leave, together = np.zeros(1, np.int64), threading.Event(), threading.Barrier(2, timeout=10)

    def function(worker):
        together.wait()
        if worker == 0:
            _thread.interrupt_main()
        else:
            leave.wait(30)  # looks at no flag, as a compiler

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_on(2, function, cancel)
    assert time.monotonic() - began < 20
    leave.set()


@pytest.mark.parametrize("weights", [[], [5], [0, 0, 0], [1] * 1000, [1000, 1, 1, 1], [1, 1, 1, 1000]])
def test_shares_cover_a_range_in_order(weights):
    before = np.concatenate([[0], np.cumsum(weights)]).astype(np.int64)
    assert shares(before, 1).tolist() == [0, len(weights)]
    cuts = shares(before, 2)
    assert (cuts[0], cuts[-1]) == (0, len(weights))
    assert (np.diff(cuts) >= 0).all()
    heaviest = max(weights, default=0)
    assert (np.diff(before[cuts]) <= before[-1] / (cuts.size - 1) + heaviest + 1).all()


def test_a_failing_poll_ends_the_workers_and_is_raised():
    cancel, ended = np.zeros(1, np.int64), []

    def function(worker):
        while not cancel[0]:
            time.sleep(0.001)
        ended.append(worker)

    def poll():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_on(2, function, cancel, poll)
    assert sorted(ended) == [0, 1]


@pytest.mark.parametrize("refused", [0, 1, 2])
def test_a_thread_that_cannot_be_started_ends_the_others(monkeypatch, refused):
    monkeypatch.setattr(parked, "_idle", [])
    cancel, ended, start = np.zeros(1, np.int64), [], threading.Thread.start

    def starts(thread):
        if thread.name == f"pastix-{refused}":
            raise RuntimeError("can't start new thread")
        start(thread)

    def function(worker):
        while not cancel[0]:
            time.sleep(0.001)
        ended.append(worker)

    monkeypatch.setattr(threading.Thread, "start", starts)
    with pytest.raises(MemoryLimit, match="fewer --threads"):
        run_on(3, function, cancel)
    monkeypatch.undo()
    assert ended == [1 for _ in range(refused == 2)]  # the first worker wakes the others before it begins


def test_an_interrupt_while_a_thread_starts_leaves_none(monkeypatch):
    monkeypatch.setattr(parked, "_idle", [])
    cancel, begun, start = np.zeros(1, np.int64), [], threading.Thread.start

    def interrupted(thread):
        threading.Timer(0.1, start, (thread,)).start()  # it comes to life after the interrupt
        raise KeyboardInterrupt

    def timers_start(timer):
        start(timer)

    monkeypatch.setattr(threading.Timer, "start", timers_start)
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_on(1, begun.append, cancel)
    monkeypatch.undo()
    wait_until(lambda: not any(thread.name == "pastix-0" for thread in threading.enumerate()))
    assert not begun


def wait_until(happens):
    end = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.01)
