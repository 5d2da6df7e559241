"""Every method of refinement repairs what an inexact factor leaves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from problems import system
from scipy.sparse import csc_array

from pastix_py import AccuracyNotReached, factorize
from pastix_py.matrix.check import canonical
from pastix_py.solve import krylov
from pastix_py.solve.residual import System

METHODS = ("auto", "classic", "gmres", "cg", "bicgstab")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("trans", "NTH")
def test_single_precision_factor_reaches_double(method, trans):
    A = system(150, "llh", "z", 0.05, 7)
    F = factorize(A, precision="mixed", refine=method)
    assert F.panels.dtype == np.complex64
    b = np.random.default_rng(3).standard_normal((150, 2)) + 1j
    x = F.solve(b, trans)
    assert x.dtype == np.complex128
    error = System(F.matrix, b, trans).residual(x).componentwise.max()
    assert error <= 1e-14
    assert F.report.componentwise_backward_error == error
    assert F.report.refinement["method"] != "none"


@pytest.mark.parametrize("method", METHODS)
def test_guess_is_improved(method):
    A = system(80, "lu", "d", 0.1, 2)
    F = factorize(A)
    exact = np.arange(80.0)
    b = A @ exact
    x = F.refine(b, exact + 1e-3, refine="classic" if method == "cg" else method)
    assert_allclose(x, exact, atol=1e-12)


def test_none_leaves_the_solution_alone():
    A = system(60, "llt", "d", 0.1, 2)
    F = factorize(A, refine="none")
    b = np.ones(60)
    np.testing.assert_array_equal(F.solve(b), F.apply(b[:, None])[:, 0])


def test_stalled_mixed_precision_goes_on_in_full():
    n = 80  # more than a cycle of GMRES
    rng = np.random.default_rng(0)
    Q = np.linalg.qr(rng.standard_normal((n, n)))[0]
    A = Q @ np.diag(np.logspace(0, -11, n)) @ Q.T
    A = (A + A.T) / 2
    F = factorize(A, precision="mixed")
    x = F.solve(A @ np.ones(n))
    assert F.panels.dtype == np.float64
    assert any("full precision" in step for step in F.report.escalation)
    assert F.report.componentwise_backward_error <= 1e-14
    assert x.dtype == np.float64


def test_accuracy_that_is_missed_raises_with_what_was_reached():
    A = system(60, "llt", "d", 0.1, 2)
    with pytest.raises(AccuracyNotReached) as caught:
        factorize(A, refine="none").solve(np.ones(60), accuracy=1e-30)
    assert_allclose(A @ caught.value.x, np.ones(60))
    assert caught.value.report.componentwise_backward_error > 1e-30


def test_columns_are_refined_one_by_one():
    A = system(60, "llt", "d", 0.1, 2)
    F = factorize(A, precision="mixed")
    b = np.zeros((60, 3))
    b[:, 1] = 1e200
    b[5, 2] = 1e-200
    x = F.solve(b)
    assert not x[:, 0].any()
    assert_allclose(A @ x[:, 1], b[:, 1], rtol=1e-12)


def test_krylov_methods_see_small_rows():
    rng = np.random.default_rng(5)
    A = rng.standard_normal((40, 40)) + 9 * np.eye(40)
    A[::3] *= 1e-30
    size = abs(A).max(axis=1)[:, None]
    whole = System(canonical(csc_array(A)), np.where(np.arange(40) % 3, 1.0, 1e-30)[:, None])
    inexact = A / size
    inexact[::3] += 0.1 * rng.standard_normal((14, 40))
    rough = np.linalg.inv(inexact)
    x, _ = krylov.improve("bicgstab", whole, lambda r: rough @ (r / size), np.zeros((40, 1)), 1e-12)
    assert whole.residual(x).componentwise[0] < 1e-10
