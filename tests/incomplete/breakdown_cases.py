"""Pivots that break down, and input that is no matrix to factor: run by `test_factor`, interpreted."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from problems import system
from scipy.sparse import coo_array, csr_array, diags_array, kron

import pastix_py
from pastix_py import (
    AccuracyNotReached,
    InputError,
    NumericallySingular,
    PivotWarning,
    Report,
    StructurallySingular,
    UsageError,
    generate,
    ilu,
    iterate,
)
from pastix_py.incomplete.pivot import FAULT, PivotRule, judged, outcome_of

METHODS = ("ilu", "ilut", "block")


def indefinite(n=20):
    """Return a symmetric matrix with a positive diagonal whose incomplete Cholesky factor breaks down."""
    A = generate(f"lap2:{n // 4}").full().tolil()
    A[7, 8] = A[8, 7] = 6.0
    return A.tocsc()


@pytest.mark.parametrize("method", METHODS)
def test_shift_grows_until_it_works(method):
    F = ilu(indefinite(), method=method)
    told = F.report.factorization
    assert told["kind"] == "llt"
    assert told["trials"] > 1
    assert told["shift"] > 0
    assert (F.inv_diag > 0).all()
    assert "a pivot broke down" in F.report.escalation[0]
    assert np.isfinite(F.solve(np.ones(F.shape[0]))).all()
    again = ilu(indefinite(), method=method, shift=told["shift"])
    assert again.report.factorization["trials"] == 1
    assert_allclose(again.U.val, F.U.val)


@pytest.mark.parametrize("method", METHODS)
def test_replaced_pivots_are_told(method):
    with pytest.warns(PivotWarning, match="broke down"):
        F = ilu(indefinite(), method=method, breakdown="replace")
    told = F.report.factorization
    assert told["perturbed_pivots"] >= 1
    assert told["first_perturbed"] in range(25)
    assert told["shift"] == 0
    assert f"row {told['first_perturbed'] + 1}" in F.report.warnings[0]
    assert (F.inv_diag > 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_a_breakdown_can_be_an_error(method):
    with pytest.raises(NumericallySingular, match="pivot of row") as caught:
        ilu(indefinite(), method=method, breakdown="error", ordering="natural")
    assert caught.value.row in (7, 8)


def test_a_pivot_that_ends_the_factorization_can_be_divided_by():
    rule, outcome = PivotRule(1e-12, 0.0, False, False, np.ones(2), 1 + 0j), outcome_of(2)
    assert np.isfinite(1 / judged(1, 0j, rule, outcome))  # as compiled code does, where a complex 0 raises
    assert outcome[FAULT] == 1


@pytest.mark.parametrize("method", METHODS)
def test_zero_diagonals(method):
    A = generate("kkt2:4").full()
    F = ilu(A, method=method, level=2)
    assert F.report.factorization["kind"] == "lu"
    assert F.scaled.row_perm.size
    assert np.isfinite(F.solve(np.ones(A.shape[0]))).all()
    unmatched = ilu(A, method=method, matching="none")
    assert unmatched.report.factorization["kind"] == "ldlt"
    assert np.isfinite(unmatched.solve(np.ones(A.shape[0]))).all()


@pytest.mark.parametrize("method", METHODS)
def test_structurally_singular(method):
    A = system(12, "lu").tolil()
    A[3] = 0
    with pytest.raises(StructurallySingular, match="row 4"):
        ilu(A.tocsr(), method=method)
    B = csr_array(np.array([[1.0, 0, 0], [2.0, 0, 0], [3.0, 1, 1]]))
    F = ilu(B, method=method)
    assert F.report.factorization["shift"] > 0
    assert np.isfinite(F.solve(np.ones(3))).all()


def test_no_numbers():
    A = system(6, "lu").toarray()
    for bad in (np.nan, np.inf):
        B = A.copy()
        B[2, 3] = bad
        with pytest.raises(InputError, match=r"Entry \(3, 4\)"):
            ilu(B)
    F = ilu(A)
    with pytest.raises(InputError, match="Row 2"):
        F.solve([0, np.nan, 0, 0, 0, 0])
    with pytest.raises(InputError, match="shape"):
        F.solve(np.ones(5))
    with pytest.raises(InputError, match="ordering"):
        ilu(A, ordering=np.arange(4))


@pytest.mark.parametrize("method", METHODS)
def test_entries_near_the_limits(method):
    A = system(12, "lu")
    for size in (1e300, 1e-300):
        F = ilu(A * size, method=method, scaling="none")
        x = F.solve(np.ones(12) * size)
        assert_allclose(x, ilu(A, method=method, scaling="none").solve(np.ones(12)), rtol=1e-10)


@pytest.mark.parametrize("method", METHODS[:2])
def test_the_scale_of_rows_changes_nothing_but_the_scale_of_the_factor(method):
    A, scale = system(30, "lu", density=0.2), np.exp2(np.random.default_rng(0).integers(-40, 40, 30))
    given = {"method": method, "level": 1, "scaling": "none", "matching": "none", "drop": 0.05, "ordering": "natural"}
    plain, other = (ilu(csr_array(M), **given) for M in (A, diags_array(scale) @ A))
    assert plain.nnz == other.nnz
    assert_allclose(other.solve(scale), plain.solve(np.ones(30)), rtol=1e-10)


@pytest.mark.parametrize("method", METHODS[:2])
def test_the_whole_row_is_its_size(method):
    A = np.eye(4) * 1e-30 + np.tril(np.full((4, 4), 1.0), -1)
    F = ilu(A + np.triu(np.full((4, 4), 0.5), 1), method=method, scaling="none", matching="none", ordering="natural")
    assert F.report.factorization["shift"] > 0


def test_exchanged_rows_reach_the_iteration():
    A = system(60, "lu", density=0.1).tolil()
    A.setdiag(0.4)
    given = {"level": 60, "ordering": "natural", "matching": "none", "scaling": "none"}
    F, report = ilu(A.tocsc(), method="block", **given), Report()
    assert (F.row_perm != F.col_perm).any()
    iterate(A.tocsc(), np.ones(60), preconditioner="blockilu", krylov="gmres", report=report, **given)
    assert report.iteration["iterations"] <= 2


@pytest.mark.parametrize("method", METHODS)
def test_what_leaves_the_range_of_numbers_is_told(method):
    A = system(12, "lu")
    with pytest.raises(AccuracyNotReached, match="leave the range of float64") as caught:
        ilu(A * 1e-200, method=method).solve(np.full(12, 1e200))
    assert caught.value.x.shape == (12,)
    for size in (1e200, 1e-200):
        with pytest.raises(NumericallySingular, match="leave the range of float32; take another --scaling"):
            ilu(A * size, method=method, precision="s", scaling="none", matching="none")
        assert ilu(A * size, method=method, precision="s").dtype == np.float32


@pytest.mark.parametrize("method", METHODS)
def test_options_at_their_limits(method):
    A = system(12, "lu")
    for given in ({"level": 2**31 - 1}, {"fill": np.inf}, {"fill": 1e300}, {"drop": np.inf}, {"amalgamation": np.inf}):
        assert np.isfinite(ilu(A, method=method, **given).solve(np.ones(12))).all()
    for given in ({"shift": np.inf}, {} if method == "block" else {"modified": np.inf}):
        if given:
            with pytest.raises(NumericallySingular, match="breaks down; take another --ordering"):
                ilu(A, method=method, **given)
    for name in ("shift", "drop", "fill", "modified"):
        with pytest.raises(UsageError, match="not nan"):
            ilu(A, method=method, **{name: np.nan})


def test_any_matrix_is_taken_and_any_layout_of_right_hand_sides():
    A, b = system(12, "lu"), np.arange(24.0).reshape(12, 2)
    wanted = ilu(A).solve(b)
    twice = coo_array((np.tile(A.tocoo().data / 2, 2), np.tile(A.tocoo().coords, 2)), A.shape)
    for same in (twice, A.tocsr()[:, ::-1].tocsc()[:, ::-1], A.toarray(), A.astype(np.longdouble)):
        assert_allclose(ilu(same).solve(b), wanted, rtol=1e-12)
    F = ilu(A)
    for same in (np.asfortranarray(b), b[:, ::-1][:, ::-1], b.astype(int), b.tolist(), csr_array(b)):
        assert_allclose(F.solve(same), wanted)
    assert_allclose(F.solve(b[:, 1]), wanted[:, 1])
    whole = ilu((A * 8).astype(np.int32))
    assert whole.dtype == np.float64
    with pytest.raises(UsageError, match="trans is 'X'"):
        F.solve(b, "X")


@pytest.mark.parametrize("method", METHODS)
def test_singular_matrices_are_shifted(method):
    A = generate("lap2:5").full()
    A = A - diags_array(A.sum(axis=1))
    for factorization in ("auto", "lu"):
        F = ilu(A.tocsc(), method=method, level=99, drop=0.0, fill=0.0, factorization=factorization)
        assert F.report.factorization["shift"] > 0
        assert F.report.factorization["growth"] * np.finfo(float).eps < 1


@pytest.mark.parametrize("method", METHODS)
def test_overflow_is_a_breakdown(method):
    A = np.eye(4) + np.tril(np.full((4, 4), 1e200), -1) + np.triu(np.full((4, 4), 1e200), 1)
    F = ilu(A, method=method, scaling="none", matching="none", level=4)
    assert np.isfinite(F.solve(np.ones(4))).all()


@pytest.mark.parametrize("preconditioner", ["ilu0", "iluk", "ilut", "blockilu"])
def test_unknowns_with_the_same_neighbours_stay_where_they_are(preconditioner):
    A = kron(generate("lap2:4").full(), np.full((3, 3), 0.2) + np.eye(3), format="csc")
    perm, report = np.random.default_rng(0).permutation(48), Report()
    given = {"preconditioner": preconditioner, "level": 48, "drop": 0.0, "fill": 0.0, "ordering": "natural"}
    iterate(A[perm][:, perm], np.ones(48), krylov="cg", report=report, **given)
    if preconditioner != "ilu0":
        assert report.iteration["iterations"] == 1
    assert_array_equal(pastix_py.order(A[perm][:, perm], ordering="natural").perm, np.arange(48))
