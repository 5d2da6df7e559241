"""The iterative stage: every combination solves, what is reached is what is told, and what fails leaves the best."""

import json
import warnings
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose
from problems import system
from scipy.sparse import block_array, csc_array, csr_array, diags_array, eye_array, kron
from scipy.sparse.linalg import aslinearoperator

import pastix_py
from pastix_py import AccuracyNotReached, InputError, Report, UsageError, generate, iterate, krylov
from pastix_py.cli.main import run
from pastix_py.krylov import METHODS
from pastix_py.matrix.by_rows import by_rows
from pastix_py.matrix.check import canonical
from pastix_py.matrix.permute import permuted
from pastix_py.options import IterateOptions
from pastix_py.precondition import PRECONDITIONERS
from pastix_py.precondition.incomplete import ilu0
from pastix_py.solve.residual import System

KEYS = {
    "preconditioner": "method level seconds bytes fill shift replaced_pivots",
    "iteration": "method iterations converged seconds matvecs preconditionings restarts residual tolerance target nrhs "
    "end reason history period checks errors",
}


def relative(A, b, x):
    return (np.linalg.norm(b - A @ x, axis=0) / np.linalg.norm(b, axis=0)).max()


@pytest.mark.parametrize("preconditioner", PRECONDITIONERS)
@pytest.mark.parametrize("method", ["auto", *METHODS])
def test_every_pair_reaches_the_tolerance(method, preconditioner):
    A = generate("lap2:12")
    b, report = np.random.default_rng(0).standard_normal((A.n, 2)), Report()
    x = iterate(A, b, krylov=method, preconditioner=preconditioner, report=report, tolerance=1e-9)
    assert relative(A, b, x) <= 1e-9
    assert_allclose(report.iteration["residual"], relative(A, b, x), rtol=1e-4, atol=1e-15)
    assert report.iteration["converged"]
    assert report.preconditioner["method"] == preconditioner


@pytest.mark.parametrize("ordering", ["natural", "rcm", "amd", "given"])
@pytest.mark.parametrize("kind", ["lu", "ldlh"])
def test_answer_is_in_the_users_order_and_scale(ordering, kind):
    A = system(80, kind, "z", 0.06, 4)
    scale = diags_array(10.0 ** np.random.default_rng(1).integers(-6, 6, 80))
    A = csc_array(scale @ A @ scale)
    exact = np.random.default_rng(2).standard_normal(80) + 1j
    given = np.random.default_rng(3).permutation(80) if ordering == "given" else ordering
    report = Report()
    x = iterate(A, A @ exact, ordering=given, tolerance=1e-12, report=report)
    assert report.scaling["method"] == "ruiz"
    assert relative(A, A @ exact, x) <= 1e-12
    assert report.ordering["method"] == ordering


def test_permuted_matrix():
    rng = np.random.default_rng(0)
    for kind in ("lu", "ldlt", "ldlh"):
        A = system(40, kind, "z", 0.1, 1)
        perm = rng.permutation(40)
        found = permuted(canonical(A), perm)
        assert found.is_half == (kind != "lu")
        assert_allclose(found.full().toarray(), A.toarray()[np.ix_(perm, perm)])
        assert np.array_equal(found.half().indices, canonical(found.full()).ind)
        ptr, ind, val = by_rows(found)
        assert np.array_equal(csr_array((val, ind, ptr), shape=A.shape).toarray(), found.full().toarray())
        assert all((np.diff(ind[low:high]) > 0).all() for low, high in pairwise(ptr))


def test_incomplete_factors_are_in_the_order_of_the_iteration():
    T = diags_array([-1.0, 3.0, -1.0], offsets=[-1, 0, 1], shape=(9, 9))
    A = csc_array(kron([[2.0, 1.0], [1.0, 2.0]], T))  # unknowns i and i + 9 are alike, and apart
    assert np.array_equal(pastix_py.order(A, ordering="natural").perm, np.arange(18))
    found = ilu0(canonical(A), IterateOptions()).operator.sweeps
    L, U = (csr_array((part.val, part.ind, part.ptr), shape=A.shape).toarray() for part in (found.L, found.U))
    product = (np.eye(18) + L) @ (np.diag(1 / found.inv_diag) + U)
    assert_allclose(product[A.toarray() != 0], A.toarray()[A.toarray() != 0])


def test_rows_change_places_where_the_diagonal_has_zeros():
    A = csc_array(np.roll((3 * np.eye(60) + 0.5 * np.eye(60, k=2)), 1, axis=0))
    report = Report()
    x = iterate(A, np.ones(60), report=report)
    assert report.scaling["matching"]
    assert relative(A, np.ones(60), x) <= 1e-8
    plain = Report()
    iterate(A, np.ones(60), matching="none", krylov="gmres", restart=60, report=plain)
    assert not plain.scaling["matching"]
    assert "shift" in plain.warnings[0] or "diagonal" in plain.warnings[0]


def test_componentwise_accuracy_is_reached_where_it_is_asked_for():
    A = generate("convdiff3:6")
    b = np.ones(A.n)
    x = iterate(A, b, accuracy=1e-13)
    assert System(A, b[:, None]).residual(x[:, None]).componentwise[0] <= 1e-13
    with pytest.raises(AccuracyNotReached, match="componentwise"):
        iterate(A, b, accuracy=1e-30)


def test_guess_saves_iterations():
    A = generate("lap2:20")
    b, first, second = np.ones(A.n), Report(), Report()
    x = iterate(A, b, report=first)
    again = iterate(A, b, x0=x * 1.0001, ordering="rcm", report=second)
    assert second.iteration["iterations"] < first.iteration["iterations"]
    assert relative(A, b, again) <= 1e-8


@pytest.mark.parametrize("limit", [1, 4])
@pytest.mark.parametrize("preconditioner", ["none", "jacobi", "ilu0"])
def test_what_comes_back_is_no_worse_than_where_it_began(preconditioner, limit):
    scale = [diags_array(10.0 ** np.random.default_rng(seed).integers(-6, 6, 60)) for seed in (1, 2)]
    A = csc_array(scale[0] @ system(60, "lu", "d", 0.1, 3) @ scale[1])
    b, guess = np.random.default_rng(0).standard_normal((2, 60))
    for start in (None, guess):
        with pytest.raises(AccuracyNotReached) as caught:
            iterate(A, b, x0=start, preconditioner=preconditioner, max_iterations=limit, krylov="bicgstab")
        begun = np.zeros(60) if start is None else start
        assert relative(A, b, caught.value.x) <= relative(A, b, begun) * (1 + 1e-12)


def test_report_has_what_others_read():
    A, report = generate("lap2:10"), Report()
    iterate(A, np.ones(A.n), report=report, preconditioner="blr", drop=1e-2)
    told = json.loads(report.to_json())
    for part, keys in KEYS.items():
        assert set(told[part]) >= set(keys.split())
    assert told["options"]["drop"] == 1e-2
    assert told["componentwise_backward_error"] > 0
    assert told["total_seconds"] >= told["preconditioner"]["seconds"] + told["iteration"]["seconds"]
    assert told["iteration"]["history"][-1]["measured"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"max_iterations": 3}, "the limit of 3 iterations was reached; try more --max-iterations"),
        ({"krylov": "cg"}, "cg cannot go on: the matrix is not positive definite; try --krylov gmres"),
        ({"krylov": "gmres", "restart": 1}, "try a better --preconditioner, a longer --restart"),
    ],
)
def test_what_stopped_it_is_one_sentence_and_the_best_is_kept(options, sentence):
    A = generate("lap2:16").full() - diags_array(np.full(256, 3.0))
    b = np.random.default_rng(0).standard_normal(256)
    with pytest.raises(AccuracyNotReached) as caught:
        iterate(A, b, preconditioner="none", **options)
    assert sentence in str(caught.value)
    assert str(caught.value).count(". ") == 0
    assert caught.value.exit_code == 6
    assert np.isfinite(caught.value.x).all()
    assert relative(A, b, caught.value.x) <= 1
    assert not caught.value.report.iteration["converged"]


@pytest.mark.parametrize("preconditioner", PRECONDITIONERS)
def test_structurally_singular_matrices(preconditioner):
    A = block_array([[3 * eye_array(20), None], [None, csc_array((4, 4))]]).tocsc()
    b = np.ones(24)
    with pytest.raises((AccuracyNotReached, pastix_py.SingularError)) as caught:
        iterate(A, b, preconditioner=preconditioner)
    if preconditioner != "blr":
        x = caught.value.x
        assert_allclose(x[:20], 1 / 3, rtol=1e-6)
        consistent = np.r_[np.ones(20), np.zeros(4)]
        assert relative(A, consistent, iterate(A, consistent, preconditioner=preconditioner)) <= 1e-8


def test_bad_input_is_refused():
    A = generate("lap2:4")
    for wrong in (
        {"preconditioner": "jacoby"},
        {"krylov": "gmrs"},
        {"restart": 0},
        {"toleranze": 1},
        {"ordering": "rcmm"},
        {"preconditioner": "blockilu", "modified": 1.0},
    ):
        with pytest.raises((UsageError, InputError)):
            iterate(A, np.ones(16), **wrong)
    for b in (np.full(16, np.nan), np.ones(15), np.ones((16, 2, 2))):
        with pytest.raises(InputError):
            iterate(A, b)
    with pytest.raises(InputError, match="another matrix"):
        iterate(A, np.ones(16), ordering=pastix_py.order(generate("lap2:5")))
    with pytest.raises(InputError, match="products alone"):
        iterate(aslinearoperator(A.full()), np.ones(16))
    with pytest.raises(InputError, match="LinearOperator"):
        krylov(A, np.ones(16), M=lambda r: r)


@pytest.mark.parametrize("size", [1e300, 1e-300])
def test_numbers_near_the_limits(size):
    A = system(12, "lu", "d", 0.3, 3).toarray()
    rows = 10.0 ** np.linspace(-150, 150, 12)[:, None]
    b = np.random.default_rng(0).standard_normal(12)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        for scaled, right in ((A * size, b * size), (A * rows, b * rows[:, 0]), (A * rows, b * rows.max())):
            report = Report()
            try:
                x = iterate(scaled, right, report=report)
            except AccuracyNotReached as missed:
                x = missed.x
            assert np.isfinite(x).all()
            assert np.isfinite(report.iteration["residual"])
        wide = np.array([[1e308, 1e308], [1.0, -1.0]])
        with pytest.raises(AccuracyNotReached):  # the product overflows: nobody knows how good x is
            iterate(wide, [0.0, 20.0])


def test_the_limit_is_that_of_all_runs():
    with pytest.raises(AccuracyNotReached, match="the limit of 25 iterations"):
        iterate(generate("convdiff3:6"), np.ones(216), accuracy=1e-30, tolerance=1e-4, max_iterations=25)


def test_tolerance_below_rounding_is_told():
    A = generate("lap2:6").full().astype(np.float32)
    with pytest.raises(AccuracyNotReached, match="take a larger --tolerance, or double precision"):
        iterate(A, np.arange(36, dtype=np.float32), tolerance=1e-9)


@pytest.mark.parametrize("shape", [(0,), (0, 2), (16, 0)])
def test_nothing_to_solve(shape):
    A = generate("lap2:4") if shape[0] else csc_array((0, 0))
    assert iterate(A, np.zeros(shape)).shape == shape


def test_silent_errors_are_looked_for():
    A, report = generate("lap2:20"), Report()
    iterate(A, np.ones(A.n), error_rate=1e-2, report=report)
    assert report.iteration["period"] == 10
    assert report.iteration["checks"] > 0
    assert report.iteration["errors"] == 0


def test_command(tmp_path, capsys):
    x, report = tmp_path / "x.npy", tmp_path / "r.json"
    assert run(["iterate", "convdiff3:6", "--krylov", "idr", "-o", str(x), "--report", str(report)]) == 0
    assert "idr" in capsys.readouterr().out
    told = json.loads(report.read_text())
    assert told["forward_error"] < 1e-6
    assert np.load(x).shape == (216,)
    code = run(["iterate", "lap2:30", "--max-iterations", "4", "-o", str(x), "--report", "-", "--quiet"])
    captured = capsys.readouterr()
    assert code == 6
    assert json.loads(captured.out)["iteration"]["end"] == "limit"
    assert captured.err.count("\n") == 1
    assert np.isfinite(np.load(x)).all()
    guess = tmp_path / "guess.npy"
    assert run(["iterate", "lap2:30", "-o", str(guess)]) == 0
    assert run(["iterate", "lap2:30", "--guess", str(guess), "--quiet", "--report", str(report)]) == 0
    assert json.loads(report.read_text())["iteration"]["iterations"] == 0
    assert run(["iterate", "lap2:30", "--guess", str(tmp_path / "none.npy")]) == 3
    assert run(["iterate", "lap2:30", "--krylov", "gmrs"]) == 2


def test_krylov_is_a_function_although_a_folder_has_that_name():
    import pastix_py.krylov.solve

    assert pastix_py.krylov is krylov
    assert callable(pastix_py.iterate)
