"""Memory is asked for before it is taken: estimates hold, refusals have numbers and a way out, nothing is lost."""

import re
import subprocess
import sys
import tracemalloc
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose

from pastix_py import MemoryLimit, analyze, budget, factorize, generate, iterate
from pastix_py.memory import parse_size, size
from pastix_py.numeric import pages
from pastix_py.numeric.low_rank import make_work
from pastix_py.runtime import execute, fill
from pastix_py.solve.known import known_system


def needed(A, plan, dtype=np.float64, threads=1):
    return budget.factorization_bytes(plan, A, np.dtype(dtype), threads)


def peak_of(function):
    """Return (result, bytes allocated at most meanwhile)."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        result = function()
        return result, tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


@pytest.fixture
def asked(monkeypatch):
    """Estimates that were made, by name; memory that NumPy counts."""
    found = {}
    for name in ("factorization_bytes", "solve_bytes"):
        original = getattr(budget, name)

        def spy(*args, name=name, original=original):
            found.setdefault(name, original(*args))
            return found[name]

        monkeypatch.setattr(budget, name, spy)
    monkeypatch.setattr(pages, "PAGED", 1 << 60)
    return found


@pytest.mark.jit
@pytest.mark.parametrize(
    ("spec", "options"),
    [
        ("lap2:90", {}),
        ("lap2:90", {"factorization": "lu"}),
        ("lap2:90", {"scaling": "ruiz", "threads": 2}),
        ("lap2:90", {"precision": "mixed"}),
        ("convdiff3:12", {}),
        ("helm3:12", {}),
    ],
)
@pytest.mark.parametrize("k", [1, 150])
def test_estimates_hold(asked, spec, options, k):
    A = generate(spec)
    plan = analyze(A, factorization=options.get("factorization", "auto"))
    b = np.ones((A.n, k))
    factorize(A, plan=plan, **options).solve(b)
    asked.clear()
    F, peak = peak_of(lambda: factorize(A, plan=plan, **options))
    assert 0.95 * peak < asked["factorization_bytes"] < 2.5 * peak
    _, peak = peak_of(lambda: F.solve(b))
    assert 0.95 * peak < asked["solve_bytes"] < 8 * peak


@pytest.mark.jit
@pytest.mark.parametrize("method", ["gmres", "cg"])
@pytest.mark.parametrize("k", [1, 12])
def test_the_vectors_of_a_refinement_are_counted(asked, method, k):
    A = generate("lap2:90")
    F, b = factorize(A, precision="mixed"), np.ones((A.n, k))
    F.solve(b, refine=method)
    asked.clear()
    _, peak = peak_of(lambda: F.solve(b, refine=method))
    assert F.report.refinement["iterations"]
    assert 0.95 * peak < asked["solve_bytes"] < 8 * peak


@pytest.mark.jit
@pytest.mark.parametrize("k", [1, 12])
def test_an_iteration_that_does_not_fit_is_refused_before_anything_is_made(monkeypatch, k):
    A = generate("lap2:90")
    b, refused = np.ones((A.n, k)), {}
    for options in ({"krylov": "gmres"}, {"krylov": "cg"}):
        given = options | {"preconditioner": "none", "tolerance": 1e-2}
        iterate(A, b, **given)
        _, peak = peak_of(lambda given=given: iterate(A, b, **given))
        monkeypatch.setattr(budget, "SMALL", 0)
        monkeypatch.setattr(budget, "available_bytes", lambda: 0)
        with pytest.raises(MemoryLimit, match=r"The iteration needs .*take a smaller --restart") as caught:
            iterate(A, b, **given)
        refused[options["krylov"]] = float(re.search(r"needs ([\d.]+) MB", str(caught.value))[1]) * 1e6
        monkeypatch.undo()
        assert 0.95 * peak < refused[options["krylov"]] < 4 * peak
    assert refused["gmres"] > refused["cg"]


@pytest.mark.jit
@pytest.mark.parametrize("compress", ["just-in-time", "minimal-memory"])
@pytest.mark.parametrize("spec", ["lap3:24", "elast3:12", "convdiff3:16"])
def test_estimates_of_compressed_factors_hold(asked, spec, compress):
    A = generate(spec)
    for tolerance in (1e-4, 1e-8):
        F = factorize(A, compress=compress, tolerance=tolerance, threads=2)
        taken = F.panels.nbytes + F.report.factorization["compression"]["bytes_meanwhile"]
        # which panels are under work at one time is up to the threads: a tenth of a factor as small as this
        assert 0.8 * taken < F.plan.expected_bytes(F.panels.dtype, tolerance) < 2.5 * taken
    for k in (1, 40):
        F.solve(np.ones((A.n, k)), refine="none")  # which makes, and compiles, what all solves use
        asked.clear()
        _, peak = peak_of(lambda k=k: F.solve(np.ones((A.n, k)), refine="none"))
        assert 0.95 * peak < asked["solve_bytes"] < 8 * peak


def test_work_for_compressed_bloks_is_counted():
    plan = analyze(generate("lap3:16"), compress="just-in-time", panel_width=64)
    own = make_work(plan, np.dtype(float))
    arrays = [*own.space, *own.full, *own.single, *(part for part in own if isinstance(part, np.ndarray))]
    more = execute.work_bytes(plan, float) - execute.work_bytes(plan.without_compression(), float)
    assert more == sum(array.nbytes for array in arrays) > 0


def test_compressed_bloks_are_let_go_before_a_refactorization(monkeypatch):
    A = generate("lap3:12")
    F = factorize(A, compress="just-in-time", panel_width=64, tolerance=1e-6)
    before, held = weakref.ref(F.panels.low_rank.rank), F.panels.L
    assemble = fill.assemble

    def spy(*args):
        assert before() is None
        return assemble(*args)

    monkeypatch.setattr(fill, "assemble", spy)
    assert_allclose(2 * A.matvec(F.refactorize(2 * A.full()).solve(np.ones(A.n))), np.ones(A.n))
    assert F.panels.low_rank and F.panels.L is held


def test_just_enough_and_just_too_little():
    A = generate("lap3:7")
    plan = analyze(A)
    enough = needed(A, plan)
    b = np.ones((A.n, 1))
    x = factorize(A, plan=plan, max_memory=str(enough), threads=1).apply(b)
    assert_allclose(A.matvec(x[:, 0]), b[:, 0])
    with pytest.raises(MemoryLimit) as caught:
        factorize(A, plan=plan, max_memory=str(enough - 1), threads=1)
    assert caught.value.exit_code == 7
    assert size(enough) in str(caught.value)


def test_what_is_free_counts_as_well(monkeypatch):
    A = generate("lap3:7")
    plan = analyze(A)
    monkeypatch.setattr(budget, "SMALL", 0)
    monkeypatch.setattr(budget, "available_bytes", lambda: needed(A, plan) - 1)
    for max_memory in ("", "8T"):
        with pytest.raises(MemoryLimit, match="are free"):
            factorize(A, plan=plan, threads=1, max_memory=max_memory)


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_the_advice_is_true(kind):
    A = generate("lap3:10")
    plan = analyze(A, factorization=kind)
    too_little = str(needed(A, plan) - 1)
    with pytest.raises(MemoryLimit) as caught:
        factorize(A, plan=plan, max_memory=too_little, threads=1)
    option, value, told = re.search(r": --(\S+) (\S+) needs (.*)\.$", str(caught.value)).groups()
    assert option == ("precision" if kind == "llt" else "factorization")
    assert parse_size(told) <= parse_size(too_little)
    F = factorize(A, max_memory=too_little, threads=1, **{option: value})
    assert_allclose(A.matvec(F.solve(np.ones(A.n))), np.ones(A.n))


def test_where_nothing_fits_no_option_is_promised():
    A = generate("lap3:6")
    with pytest.raises(MemoryLimit, match="no other precision or kind fits; --effort high"):
        factorize(A, max_memory="2k")
    with pytest.raises(MemoryLimit, match="needs more memory"):
        factorize(A, max_memory="2k", effort="high")


def test_factors_are_used_again_by_a_refactorization(monkeypatch):
    A = generate("lap3:12")
    F = factorize(A, threads=1)
    monkeypatch.setattr(budget, "SMALL", 0)
    free = needed(A, F.plan) - F.panels.nbytes
    monkeypatch.setattr(budget, "available_bytes", lambda: free)
    assert_allclose(2 * A.matvec(F.refactorize(2 * A.full()).solve(np.ones(A.n))), np.ones(A.n))
    monkeypatch.setattr(budget, "available_bytes", lambda: free - 1)
    with pytest.raises(MemoryLimit):
        F.refactorize(A)


def test_the_full_precision_of_mixed_is_refused_and_the_factors_stay(monkeypatch):
    Q = np.linalg.qr(np.random.default_rng(0).standard_normal((60, 60)))[0]
    A = Q @ np.diag(np.logspace(0, -11, 60)) @ Q.T
    A = A + A.T
    F = factorize(A, precision="mixed", threads=1, matching="none")
    before, b = F.panels, A @ np.ones(60)
    monkeypatch.setattr(budget, "SMALL", 0)
    free = needed(F.matrix, F.plan) - 1
    monkeypatch.setattr(budget, "available_bytes", lambda: free)
    with pytest.raises(MemoryLimit, match="The factor needs"):
        F.solve(b)
    assert F.panels is before
    assert not any("full precision" in step for step in F.report.escalation)
    monkeypatch.undo()
    assert_allclose(A @ F.solve(b), b, atol=1e-12)
    assert F.panels.dtype == np.float64


@pytest.mark.parametrize("is_sparse", [False, True])
@pytest.mark.parametrize("fit", [0, 3, 64, 500])
def test_how_many_right_hand_sides_fit_is_told(monkeypatch, is_sparse, fit):
    A = generate("lap2:9")
    F = factorize(A, threads=1)
    room = budget.solve_bytes(F.plan, F.panels, F.dtype, fit, 1)
    monkeypatch.setattr(budget, "SMALL", 0)
    monkeypatch.setattr(budget, "available_bytes", lambda: room)
    b = sp.csc_array((A.n, 10_000)) if is_sparse else np.broadcast_to(np.ones((A.n, 1)), (A.n, 10_000))
    words = f"{fit} fit at a time" if fit else "not even one fits"
    with pytest.raises(MemoryLimit, match=f"10,000 right-hand sides needs .*{words}"):
        F.solve(b)
    if fit:
        F.solve(np.ones((A.n, fit)))


def test_known_systems_that_do_not_fit_are_refused():
    with pytest.raises(MemoryLimit, match=r"^1,000,000,000 right-hand sides need 2.59 TB"):
        known_system(generate("lap2:9"), 10**9)


def test_dense_schur_complements_are_refused(monkeypatch):
    A = generate("lap2:9")
    F = factorize(A, schur=range(20))
    monkeypatch.setattr(budget, "SMALL", 0)
    monkeypatch.setattr(budget, "available_bytes", lambda: 4 * 20**2 * 8 - 1)
    with pytest.raises(MemoryLimit, match="Schur complement of 20 unknowns"):
        _ = F.schur
    monkeypatch.undo()
    assert F.schur.shape == (20, 20)


def test_an_analysis_is_refused(monkeypatch):
    monkeypatch.setattr(budget, "SMALL", 0)
    monkeypatch.setattr(budget, "available_bytes", lambda: 1000)
    with pytest.raises(MemoryLimit, match="The analysis of lap2:9 needs about"):
        analyze(generate("lap2:9"))


@pytest.mark.parametrize("stage", ["runtime.fill.assemble", "runtime.fill.execute", "factors.make.scale"])
def test_a_memory_error_of_any_stage_is_a_limit_and_the_next_run_works(monkeypatch, stage):
    def fails(*_):
        raise MemoryError("Unable to allocate 1 TB")

    A = generate("lap3:5")
    F = factorize(A)
    monkeypatch.setattr(f"pastix_py.{stage}", fails)
    with pytest.raises(MemoryLimit, match="does not suffice for the factorization: Unable to allocate 1 TB"):
        factorize(A)
    with pytest.raises(MemoryLimit):
        F.refactorize(A)
    assert F.panels is None
    monkeypatch.undo()
    assert_allclose(A.matvec(factorize(A).solve(np.ones(A.n))), np.ones(A.n))


def test_what_a_run_will_allocate_is_not_free_for_another(monkeypatch):
    A = generate("lap3:6")
    plan, other = analyze(A), factorize(A, threads=1)
    monkeypatch.setattr(budget, "SMALL", 0)
    free = 2 * needed(A, plan) - 1
    monkeypatch.setattr(budget, "available_bytes", lambda: free)
    refused = []

    def begin_another(stage, share):
        if not refused:
            with pytest.raises(MemoryLimit):
                factorize(A, plan=plan, threads=1)
            refused.append(other.solve(np.ones(A.n)))

    assert factorize(A, plan=plan, threads=1, progress=begin_another)
    assert refused
    factorize(A, plan=plan, threads=1)


def test_refused_and_allowed_side_by_side():
    A = generate("lap3:6")
    plan = analyze(A)

    def user(k):
        if k % 2:
            return factorize(A, plan=plan).solve(np.ones(A.n))
        with pytest.raises(MemoryLimit):
            factorize(A, plan=plan, max_memory="1k")
        return None

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(user, range(12)))
    for x in answers[1::2]:
        assert_allclose(A.matvec(x), np.ones(A.n))


@pytest.mark.jit
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")
@pytest.mark.parametrize("more", [10, 100, 200])
def test_an_address_space_that_is_too_small_ends_in_a_sentence(more):
    code = f"""
import resource, sys
from pastix_py.pipeline import solve
from pastix_py.matrix.generate import generate
import numpy as np
solve(generate("lap3:12"), np.ones(12**3), ordering="nd")
taken = [int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmSize")][0]
resource.setrlimit(resource.RLIMIT_AS, (taken + {more} * 10**6,) * 2)
from pastix_py.__main__ import main
sys.argv = ["pastix", "solve", "lap3:48"]
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
    assert re.fullmatch(r"pastix: [^\n]*\.\n", done.stderr)
    assert not done.stdout
