"""Running tasks: cancelled, watched, one BLAS thread meanwhile."""

import threading

import numpy as np
import pytest
from problems import system

from pastix_py import analyze
from pastix_py.matrix.check import canonical
from pastix_py.numeric.assemble import assemble
from pastix_py.runtime import SCHEDULERS, scheduler
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.execute import execute, workspace
from pastix_py.runtime.sequential import CANCEL, DONE


def blas_threads():
    from threadpoolctl import threadpool_info

    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_cancelled_run_stops_at_once():
    matrix = canonical(system(40, "llt"))
    plan = analyze(matrix, panel_width=4)
    panels = assemble(plan, matrix, np.float64)
    held = panels.L.copy()
    status = np.array([0, 0, 0, -1])
    status[CANCEL] = 1
    arguments = (plan.tasks, plan.symbol, plan.layout, 0, False, 0.0, panels.L, panels.U, panels.marks)
    scheduler("sequential")(*arguments, *workspace(plan, np.float64), status)
    assert status[DONE] == 0
    np.testing.assert_array_equal(panels.L, held)


def test_progress_never_falls_and_stays_in_range():
    matrix = canonical(system(300, "lu", "d", 0.2))
    plan = analyze(matrix, panel_width=2)
    shares = []
    execute(plan, assemble(plan, matrix, np.float64), 0.0, progress=shares.append)
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_blas_threads_are_put_back_by_the_last_to_leave():
    before = blas_threads()
    entered, leave = threading.Event(), threading.Event()

    def other():
        with one_blas_thread():
            entered.set()
            leave.wait()

    thread = threading.Thread(target=other)
    with one_blas_thread():
        thread.start()
        entered.wait()
        assert set(blas_threads()) == {1}
    assert set(blas_threads()) == {1}
    leave.set()
    thread.join()
    assert blas_threads() == before


@pytest.mark.parametrize("name", SCHEDULERS)
def test_every_scheduler_named_exists(name):
    assert callable(scheduler(name))
