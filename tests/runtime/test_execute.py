"""Schedulers on factorizations: the same factor, one BLAS thread, one failure, no more workers than cores."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from problems import KINDS, PRECISIONS, system, tolerance

from pastix_py import NotPositiveDefinite, analyze, factorize, generate
from pastix_py.environment import cores
from pastix_py.layout.tasks import Sizes, build_tasks
from pastix_py.matrix.check import canonical
from pastix_py.numeric.assemble import assemble
from pastix_py.runtime import trace_file
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.desk import first_failure
from pastix_py.runtime.execute import execute
from pastix_py.runtime.reserve import reserved
from pastix_py.runtime.schedulers import SCHEDULERS

FINE = Sizes(3e5, 1e5, 1e5, 6)  # so that small systems have tasks of every kind


def blas_threads():
    from threadpoolctl import threadpool_info

    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def factor(A, kind, precision, method, workers, n_schur=0):
    """Return the coefficients of a factorization whose tasks are fine."""
    matrix = canonical(A)
    plan = analyze(matrix, factorization=kind, panel_width=8, schur=range(n_schur))
    plan = replace(plan, tasks=build_tasks(plan.symbol, plan.layout, n_schur, FINE))
    assert set(plan.tasks.kind) == set(range(5))
    panels = assemble(plan, matrix, np.dtype(PRECISIONS[precision]))[0]
    assert first_failure(execute(plan, panels, 0.0, method, workers), plan.n) == -1
    return np.concatenate([panels.L, panels.U])


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("n_schur", [0, 9])
def test_schedulers_agree(monkeypatch, kind, precision, n_schur):
    monkeypatch.setattr("pastix_py.runtime.execute.WORTH", 1.0)
    A = system(250, kind, precision, 0.02, seed=5)
    wanted = factor(A, kind, precision, "sequential", 1, n_schur)
    for name in SCHEDULERS:
        for workers in (1, 2, 5):
            held = factor(A, kind, precision, name, workers, n_schur)
            if name == "dynamic":
                size = abs(wanted[np.isfinite(wanted)]).max()
                assert_allclose(held, wanted, rtol=0, atol=tolerance(PRECISIONS[precision]) * size)
            else:
                assert_array_equal(held, wanted)


@pytest.mark.parametrize("spec", ["lap3:14", "convdiff3:12", "helm3:12"])
def test_deterministic_solutions_are_the_same_on_any_number_of_threads(monkeypatch, spec):
    monkeypatch.setattr("pastix_py.runtime.execute.WORTH", 1.0)
    monkeypatch.setattr("pastix_py.runtime.reserve.cores", lambda: 4)
    A = generate(spec)
    b = np.cos(np.arange(2.0 * A.n)).reshape(A.n, 2)
    made = []
    for threads in (1, 2, 4):
        F = factorize(A, scheduler="deterministic", threads=threads)
        made.append(F.solve(b))
        assert F.report.factorization["threads"] == threads
    assert_array_equal(made[0], made[1])
    assert_array_equal(made[0], made[2])


@pytest.mark.parametrize("name", SCHEDULERS)
def test_a_recorded_run_is_read_back_whole(tmp_path, name):
    A = generate("lap3:12")
    F = factorize(A, scheduler=name, threads=2, trace=str(tmp_path / "run.json"))
    trace, tasks = trace_file.read(tmp_path / "run.json"), F.plan.tasks
    assert trace.run.n_worker == F.report.factorization["threads"]
    assert (trace.worker >= 0).all() and (trace.worker < trace.run.n_worker).all()
    assert_array_equal(trace.tasks.kind, tasks.kind)
    for t in range(tasks.n_task):
        assert (trace.start[tasks.succ[tasks.succ_ptr[t] : tasks.succ_ptr[t + 1]]] >= trace.stop[t]).all()
    assert trace.makespan <= F.report.factorization["seconds"]


def test_progress_never_falls_and_stays_in_range():
    matrix = canonical(system(300, "lu", "d", 0.2))
    plan = analyze(matrix, panel_width=2)
    shares = []
    execute(plan, assemble(plan, matrix, np.float64)[0], 0.0, progress=shares.append)
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize("name", SCHEDULERS)
def test_the_first_pivot_that_is_not_positive_is_told_and_all_goes_on(name):
    A = generate("lap3:12")
    spoiled = A.full().tolil()
    for row in (100, 900, 1500):
        spoiled[row, row] = -1.0
    rows = set()
    for _ in range(3):
        with pytest.raises(NotPositiveDefinite) as caught:
            factorize(spoiled.tocsc(), factorization="llt", scheduler=name, threads=2)
        rows.add(caught.value.row)
    assert len(rows) == 1
    b = np.ones(A.n)
    assert_allclose(A.matvec(factorize(A, scheduler=name).solve(b)), b, atol=1e-10)


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


def test_never_more_workers_than_cores(monkeypatch):
    monkeypatch.setattr("pastix_py.runtime.execute.WORTH", 1.0)
    A = canonical(generate("lap3:14"))
    plan = analyze(A)
    most, over, failures = [0], threading.Event(), []

    def watch():
        while not over.is_set():
            names = [thread.name for thread in threading.enumerate()]
            most[0] = max(most[0], sum(name.startswith("pastix-") for name in names))
            time.sleep(0.0005)

    def user():
        try:
            for threads in (0, 1, 64):
                F = factorize(A, plan=plan, threads=threads)
                assert 1 <= F.report.factorization["threads"] <= cores()
        except BaseException as error:
            failures.append(error)

    watcher, users = threading.Thread(target=watch), [threading.Thread(target=user) for _ in range(5)]
    for thread in (watcher, *users):
        thread.start()
    for thread in users:
        thread.join()
    over.set()
    watcher.join()
    assert not failures
    assert 1 <= most[0] <= cores()


def test_cores_are_given_back_after_a_failure():
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), reserved() as number:
            assert number == cores()
            raise ZeroDivisionError


def test_two_solves_at_the_same_time():
    systems = [generate("lap3:9"), generate("convdiff3:8")]
    answers = {}

    def user(k):
        A = systems[k]
        answers[k] = [factorize(A).solve(np.ones(A.n)) for _ in range(3)]

    users = [threading.Thread(target=user, args=(k,)) for k in range(2)]
    for thread in users:
        thread.start()
    for thread in users:
        thread.join()
    for k, A in enumerate(systems):
        for x in answers[k]:
            assert_allclose(A.matvec(x), np.ones(A.n), atol=1e-9)


def test_a_thousand_small_factorizations_leak_nothing():
    from pastix_py.memory import peak_bytes

    A = generate("lap2:12")
    plan = analyze(A)
    for _ in range(100):
        factorize(A, plan=plan)
    before, threads = peak_bytes(), threading.active_count()
    for _ in range(1000):
        factorize(A, plan=plan)
    assert threading.active_count() <= threads
    assert peak_bytes() - before < 20e6
