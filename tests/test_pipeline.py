"""Kinds chosen, systems refused: the decisions of the whole method."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from problems import system

import pastix_py
from pastix_py import analyze, factorize, generate, solve
from pastix_py.errors import InputError
from pastix_py.matrix.check import canonical


@pytest.mark.parametrize(
    ("kind", "precision", "taken"),
    [
        ("llt", "d", "llt"), ("llh", "z", "llh"), ("ldlt", "d", "ldlt"), ("ldlt", "z", "ldlt"), ("ldlh", "z", "ldlh"),
        ("lu", "d", "lu"), ("lu", "z", "lu"),
    ],
)  # fmt: skip
def test_auto_takes_the_kind_that_suits(kind, precision, taken):
    assert factorize(system(40, kind, precision, 0.1, 2)).plan.kind == taken


def test_auto_goes_on_where_a_pivot_is_not_positive():
    A = sp.csc_array(np.array([[1.0, 2, 0], [2, 1, 0], [0, 0, 1]]))
    F = factorize(A)
    assert F.plan.kind == "ldlt"
    assert any("not positive" in step for step in F.report.escalation)
    assert_allclose(A @ F.solve(np.ones(3)), np.ones(3))
    assert F.inertia() == (2, 1, 0)


def test_demanded_cholesky_names_the_row():
    A = sp.diags_array([1.0, 2.0, -3.0, 4.0]).tocsc()
    with pytest.raises(pastix_py.NotPositiveDefinite, match="row 3") as caught:
        factorize(A, factorization="llt")
    assert caught.value.row == 2
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("kind, other", [("llt", "ldlt"), ("llh", "ldlh")])
def test_what_is_advised_in_place_of_cholesky_fits_the_matrix(kind, other):
    A = np.array([[1, 2], [2, 1]]) if kind == "llt" else np.array([[1, 2j], [-2j, 1]])
    with pytest.raises(pastix_py.NotPositiveDefinite, match=f"take --factorization {other}, or auto"):
        factorize(A, factorization=kind)
    assert_allclose(A @ factorize(A, factorization=other).solve(np.ones(2)), np.ones(2))


@pytest.mark.parametrize("kind", ["llt", "llh", "ldlt", "ldlh"])
def test_kinds_that_do_not_fit_are_refused(kind):
    with pytest.raises(pastix_py.UsageError, match="take lu"):
        factorize(system(20, "lu", "z"), factorization=kind)


@pytest.mark.parametrize("kind", ["llt", "llh", "ldlt", "ldlh", "lu"])
def test_real_valued_complex_matrix_fits_every_kind(kind):
    A = system(30, "llt").astype(complex)
    b = np.arange(30) + 1j
    assert_allclose(A @ factorize(A, factorization=kind).solve(b), b, atol=1e-12)


def test_structurally_singular():
    empty_row = sp.csc_array(np.array([[1.0, 2], [0, 0]]))
    with pytest.raises(pastix_py.StructurallySingular, match="row 2"):
        solve(empty_row, np.ones(2))
    empty_column = sp.csc_array(np.array([[1.0, 0], [2, 0]]))
    with pytest.raises(pastix_py.StructurallySingular, match="column 2"):
        solve(empty_column, np.ones(2))
    no_matching = sp.csc_array(np.array([[1.0, 1, 1], [1, 0, 0], [1, 0, 0]]))
    with pytest.raises(pastix_py.StructurallySingular, match="rank is 2 of 3"):
        solve(no_matching, np.ones(3))


def test_numerically_singular():
    A = sp.csc_array(np.array([[1.0, 2, 0], [2, 4, 0], [0, 0, 1]]))
    with pytest.raises(pastix_py.NumericallySingular, match="row") as caught:
        solve(A, np.array([1.0, 0, 1]))
    assert caught.value.x.shape == (3,)
    assert caught.value.row in (0, 1)
    with pytest.raises(pastix_py.NumericallySingular):
        factorize(A, null_pivots="error")


def test_explicit_zeros_stay_while_a_singular_matrix_is_judged():
    dense = np.array([[1.0, 2, 7], [2, 4, 7], [7, 8, 1]])
    A = sp.csc_array(dense)
    A.data[A.data == 7] = 0
    matrix = canonical(A)
    held = [part.copy() for part in (matrix.ptr, matrix.ind, matrix.val)]
    F = factorize(matrix)
    assert F.panels.replaced().size
    for before, after in zip(held, (matrix.ptr, matrix.ind, matrix.val), strict=True):
        np.testing.assert_array_equal(before, after)


def test_memory_limit():
    with pytest.raises(pastix_py.MemoryLimit, match="1 kB are allowed"):
        factorize(pastix_py.generate("lap3:10"), max_memory="1k")
    with pytest.raises(pastix_py.UsageError, match="no size"):
        factorize(pastix_py.generate("lap3:3"), max_memory="lots")


def test_ordering_and_plan_of_another_matrix_are_refused():
    A, B = pastix_py.generate("lap3:4"), pastix_py.generate("lap2:8")
    with pytest.raises(pastix_py.InputError):
        pastix_py.analyze(B, ordering=pastix_py.order(A))
    with pytest.raises(pastix_py.InputError):
        factorize(B, plan=pastix_py.analyze(A))
    with pytest.raises(pastix_py.UsageError):
        factorize(A, plan=pastix_py.analyze(A), factorization="lu")


@pytest.mark.parametrize("ordering", ["auto", "natural", "metis", "amd", "rcm"])
def test_every_ordering_solves(ordering):
    A = pastix_py.generate("convdiff3:6")
    x = solve(A, np.ones(216), ordering=ordering)
    assert_allclose(A.matvec(x), np.ones(216), atol=1e-12)


@pytest.mark.parametrize("spec", ["lap2:20", "lap3:8", "lap3_27:6", "elast3:4", "convdiff3:8", "helm3:8"])
@pytest.mark.parametrize("precision", ["single", "double", "mixed"])
def test_accuracy_on_generated_problems(spec, precision):
    A = pastix_py.generate(spec)
    letter = {"single": "sc", "double": "dz", "mixed": None}[precision]
    chosen = letter[int(A.dtype.kind == "c")] if letter else "mixed"
    for refine, errors in (("none", (1e-5, 1e-13)), ("auto", (1e-6, 1e-15))):
        if precision == "mixed" and refine == "none":
            continue
        F = factorize(A, precision=chosen, refine=refine, accuracy=1.0)
        F.solve(A.matvec(np.random.default_rng(0).standard_normal(A.n)).astype(F.dtype))
        key = "backward_error" if refine == "none" else "componentwise_backward_error"
        assert getattr(F.report, key) <= errors[precision != "single"]


def test_circuit():
    A = pastix_py.generate("circuit:5000")
    F = factorize(A)
    F.solve(np.ones(5000))
    assert F.report.componentwise_backward_error <= 1e-14


def test_an_ordering_is_taken_as_such_as_a_permutation_and_as_a_name():
    A, b = pastix_py.generate("lap2:9"), np.arange(81.0)
    ordering = pastix_py.order(A, ordering="rcm")
    expected = pastix_py.solve(A, b, ordering="rcm")
    for given in (ordering, ordering.perm, ordering.perm.tolist()):
        assert np.array_equal(pastix_py.solve(A, b, ordering=given), expected)
        assert np.array_equal(
            pastix_py.factorize(A, ordering=given).plan.ordering.perm,
            pastix_py.analyze(A, ordering="rcm").ordering.perm,
        )


@pytest.mark.parametrize("wrong", [np.zeros(81, int), np.arange(81.0), np.arange(1, 82)])
def test_no_permutation_is_refused(wrong):
    with pytest.raises(InputError, match="holds each of"):
        pastix_py.factorize(pastix_py.generate("lap2:9"), ordering=wrong)


def test_an_ordering_of_another_size_is_refused():
    with pytest.raises(InputError, match="made for another matrix"):
        pastix_py.factorize(pastix_py.generate("lap2:9"), ordering=np.arange(80))


@pytest.mark.parametrize(("tolerance", "pays"), [(1e-4, True), (1e-8, False)])
def test_compression_is_automatic_where_the_tolerance_makes_it_pay(monkeypatch, tolerance, pays):
    A = generate("lap3:9")
    flops = analyze(A).flops(np.float64)
    monkeypatch.setattr("pastix_py.layout.plan.PAYS", flops / 6**4)
    monkeypatch.setattr("pastix_py.layout.plan.LONG", 0.0)
    plan = analyze(A, compress="auto", tolerance=tolerance)
    assert plan.compress == ("during" if pays else "none")
    assert plan.reason.startswith("on: " if pays else "off: ")
