"""Pivots that break down, and input that is no matrix to factor: run by `test_factor`, interpreted."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from problems import system
from scipy.sparse import csr_array

from pastix_py import InputError, NumericallySingular, PivotWarning, StructurallySingular, generate, ilu

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


@pytest.mark.parametrize("method", METHODS)
def test_overflow_is_a_breakdown(method):
    A = np.eye(4) + np.tril(np.full((4, 4), 1e200), -1) + np.triu(np.full((4, 4), 1e200), 1)
    F = ilu(A, method=method, scaling="none", matching="none", level=4)
    assert np.isfinite(F.solve(np.ones(4))).all()
