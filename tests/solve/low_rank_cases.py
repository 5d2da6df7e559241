"""What can be done with compressed factors, for all kinds and precisions: run by `test_low_rank`, interpreted."""

import json
import pickle

import numpy as np
import pytest
import scipy.io
from numpy.testing import assert_allclose, assert_array_equal
from problems import KINDS, tolerance
from scipy.sparse import csc_array
from smooth import SHAPE, STRATEGIES, factored, ranks_of, small_blocks, smooth  # noqa: F401

from pastix_py import Factors, Plan, analyze, factorize
from pastix_py.cli.main import run
from pastix_py.errors import AccuracyNotReached, MemoryLimit, UsageError
from pastix_py.report.report import Report

OP = {"N": lambda A: A, "T": lambda A: A.T, "H": lambda A: A.conj().T}


def made(A, kind, precision="auto", **options):
    given = {"compress": "just-in-time", "tolerance": 1e-3} | SHAPE | options
    return factorize(A, factorization=kind, precision=precision, **given)


def right_hand_sides(n, k, dtype):
    rng = np.random.default_rng(k)
    b = rng.standard_normal((n, k))
    return (b + 1j * rng.standard_normal((n, k)) if np.dtype(dtype).kind == "c" else b).astype(dtype)


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("compress", STRATEGIES)
def test_solves_with_what_the_factor_holds(kind, precision, compress):
    A = smooth(kind, precision, zero_diagonal=kind in ("ldlt", "ldlh"))
    f = made(A, kind, precision, compress=compress)
    assert ranks_of(f).any()
    held = factored(f)
    for trans, k in (("N", 1), ("T", 3), ("H", 1), ("N", 20), ("T", 20), ("H", 20)):
        b = right_hand_sides(A.shape[0], k, A.dtype)
        x = np.linalg.solve(OP[trans](held), b)
        assert_allclose(f.apply(b, trans), x, rtol=0, atol=tolerance(A.dtype, 1e4) * abs(x).max())


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_refined(kind, precision):
    A = smooth(kind, precision)
    f = made(A, kind)
    for trans, op in OP.items():
        for shape in ((84,), (84, 20)):
            b = op(A) @ np.ones(shape)
            assert_allclose(f.solve(b, trans=trans), 1, rtol=tolerance(A.dtype, 1e4))
    assert not f.report.escalation


@pytest.mark.parametrize(("kind", "precision"), [("llt", "d"), ("llh", "c"), ("ldlt", "z"), ("lu", "s"), ("lu", "d")])
def test_kept(kind, precision, tmp_path):
    A = smooth(kind, precision)
    f = made(A, kind, precision)
    b = right_hand_sides(A.shape[0], 2, A.dtype)
    f.save(tmp_path / "f")
    for other in (Factors.load(tmp_path / "f"), pickle.loads(pickle.dumps(f))):
        assert_array_equal(other.apply(b), f.apply(b))
        assert other.panels.nbytes == f.panels.nbytes
        assert other.panels.low_rank.store.size == other.panels.low_rank.top[0]
        assert_array_equal(factored(other), factored(f))
        assert_allclose(other.refactorize(A * 2).solve(A @ np.ones(84)), 0.5, rtol=tolerance(A.dtype, 1e4))
        assert ranks_of(other).any()


def test_plan_is_kept(tmp_path):
    A = smooth("ldlt")
    shape = {name: value for name, value in SHAPE.items() if name != "scaling"}
    for strategy in STRATEGIES:
        plan = analyze(A, factorization="ldlt", compress=strategy, **shape)
        plan.save(tmp_path / "p")
        other = Plan.load(tmp_path / "p")
        assert other.compress == strategy
        assert_array_equal(other.layout.is_low, plan.layout.is_low)
        for name in ("kind", "cblk", "n_pred", "succ"):
            assert_array_equal(getattr(other.tasks, name), getattr(plan.tasks, name))
        f = factorize(A, plan=other, tolerance=1e-3)
        assert f.options.compress == f.report.options["compress"] == strategy
        assert ranks_of(f).any()
        with pytest.raises(UsageError, match=f"The plan is for --compress {strategy}: analyze again"):
            factorize(A, plan=other, compress=next(name for name in STRATEGIES if name != strategy))


def test_determinant_and_inertia():
    for kind in ("llt", "ldlt", "lu"):
        A = smooth(kind)
        f = made(A, kind, tolerance=1e-10)
        assert ranks_of(f).any()
        expected = np.linalg.slogdet(A.toarray())
        assert f.slogdet()[0] == expected[0]
        assert f.slogdet()[1] == pytest.approx(expected[1], rel=1e-9)
        if kind != "lu":
            eigenvalues = np.linalg.eigvalsh(A.toarray())
            assert f.inertia() == ((eigenvalues > 0).sum(), (eigenvalues < 0).sum(), 0)


def test_inverse_as_an_operator():
    A = smooth("lu")
    f = made(A, "lu", tolerance=1e-10)
    inverse = np.linalg.inv(A.toarray())
    for trans, op in OP.items():
        assert_allclose(f.aslinearoperator(trans) @ np.eye(84), op(inverse), atol=1e-8)
    assert f.condition_number() == pytest.approx(np.linalg.cond(A.toarray(), 1), rel=0.1)


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
@pytest.mark.parametrize("compress", STRATEGIES)
def test_schur_complement(kind, compress):
    A, unknowns = smooth(kind), np.arange(5, 84, 9)
    shape = {"compress": compress, "panel_width": 12, "ordering": "amd", "scaling": "none"}
    f = factorize(A, schur=unknowns, factorization=kind, tolerance=1e-11, **shape)
    assert ranks_of(f).any()
    dense, rest = A.toarray(), np.setdiff1d(np.arange(84), unknowns)
    B, C, D = (dense[np.ix_(*at)] for at in ((rest, rest), (unknowns, rest), (rest, unknowns)))
    expected = dense[np.ix_(unknowns, unknowns)] - C @ np.linalg.solve(B, D)
    assert_allclose(f.schur, expected, rtol=0, atol=1e-8)
    b = right_hand_sides(84, 3, float)
    assert_allclose(f.solve(b), np.linalg.solve(dense, b), atol=1e-11)


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
def test_unrefined_is_judged_by_the_tolerance(kind):
    A = smooth(kind)
    b = right_hand_sides(84, 1, float)[:, 0]
    f = made(A, kind, tolerance=1e-4)
    x = f.solve(b, refine="none")
    error = abs(b - A @ x).max() / (abs(A).sum(axis=1).max() * abs(x).max() + abs(b).max())
    assert 1e-9 < error <= 1e-3
    assert f.report.backward_error == pytest.approx(error)
    with pytest.raises(AccuracyNotReached, match="a smaller --tolerance"):
        f.solve(b, refine="none", accuracy=1e-12)


def test_unrefined_is_judged_by_its_own_error_whatever_other_threads_report():
    class Overwritten(Report):
        backward_error = property(lambda self: 0.0, lambda self, value: None)

    f = made(smooth("llt"), "llt", tolerance=1e-4)
    b = right_hand_sides(84, 1, float)[:, 0]
    wrong = 2 * f.solve(b)
    f.report.__class__ = Overwritten
    with pytest.raises(AccuracyNotReached):
        f.refine(b, wrong, refine="none")


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
def test_without_compression_where_refinement_does_not_get_there(kind):
    A = smooth(kind, zero_diagonal=kind == "ldlt")
    f = made(A, kind, tolerance=1.0)
    spoiled = f.panels.low_rank.store
    spoiled[: spoiled.size] = np.random.default_rng(0).standard_normal(spoiled.size)
    assert_allclose(f.solve(A @ np.ones(84)), 1, rtol=1e-9)
    assert f.plan.compress == "none"
    assert f.report.escalation == ["the accuracy was missed, so the factorization was repeated without compression"]
    assert f.panels.low_rank is None
    assert f.panels.dtype == float


def test_no_memory_without_compression(monkeypatch):
    A = smooth("lu")
    f = made(A, "lu", precision="d", tolerance=1.0)
    f.panels.low_rank.store[:] = np.random.default_rng(0).standard_normal(f.panels.low_rank.store.size)

    def refuse(*_, **__):
        raise MemoryLimit("there is none.")

    monkeypatch.setattr(f, "make", refuse)
    with pytest.raises(AccuracyNotReached, match="smaller --tolerance"):
        f.solve(A @ np.ones(84))
    assert "without compression the memory is missing" in f.report.escalation[0]


def test_null_pivots_are_not_compressed_away():
    A = smooth("ldlt").toarray()
    A[40] = A[41]
    A[:, 40] = A[:, 41]
    f = made(csc_array(A), "ldlt", null_pivots="fix")
    assert f.plan.compress == "none"
    assert "nothing is compressed" in f.report.warnings[0]
    x = f.solve(A @ np.ones(84))
    assert_allclose(A @ x, A @ np.ones(84), atol=1e-10)


def test_closed():
    f = made(smooth("llt"), "llt")
    with f:
        pass
    with pytest.raises(UsageError, match="closed"):
        f.apply(np.ones((84, 1)))


def test_commands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scipy.io.mmwrite("A.mtx", smooth("lu"))
    analysis = ["--ordering", "amd", "--compress", "minimal-memory", "--panel-width", "12"]
    assert run(["analyze", "A.mtx", *analysis, "-o", "A.plan"]) == 0
    factorization = ["factorize", "A.mtx", "--tolerance", "1e-5", "--report", "f.json"]
    assert run([*factorization, "--plan", "A.plan", "-o", "A.factors"]) == 0
    report = json.loads((tmp_path / "f.json").read_text())
    assert report["factorization"]["compression"]["blocks"] > 9
    assert report["options"]["compress"] == "minimal-memory"
    solve = ["solve", "A.mtx", "--factors", "A.factors", "--report", "s.json"]
    assert run(solve) == 0
    assert json.loads((tmp_path / "s.json").read_text())["componentwise_backward_error"] <= 1e-14
    assert run([*solve, "--refine", "none"]) == 0
    assert 1e-10 < json.loads((tmp_path / "s.json").read_text())["backward_error"] <= 1e-4
    assert run([*solve, "--refine", "none", "--accuracy", "1e-12"]) == 6
    assert run(["solve", "A.mtx", *analysis, "--tolerance", "nan"]) == 2
    assert run(["factorize", "A.mtx", "--plan", "A.plan", "--compress", "just-in-time"]) == 2
