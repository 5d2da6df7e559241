"""Silent errors: flipped bits are found and undone, and rounding is not taken for one."""

import numpy as np
import pytest
from scipy.sparse import eye_array
from scipy.sparse.linalg import LinearOperator

from pastix_py import generate, krylov
from pastix_py.krylov import METHODS
from pastix_py.krylov.watch import best_period

RATE = 1e-2


def flipped(A, at, bit, place):
    """Return a `LinearOperator` of A whose product number `at` has one bit flipped in one entry."""
    count = [0]

    def product(v):
        y = A @ v.ravel()
        count[0] += 1
        if count[0] == at:
            y.view(np.uint64)[place] ^= np.uint64(1) << np.uint64(bit)
        return y

    return LinearOperator(A.shape, product, dtype=float)


def matrix(method):
    return generate("lap2:24" if METHODS[method].needs else "convdiff3:8").full().tocsr()


@pytest.mark.parametrize("bit", [40, 51, 55, 61, 63])
@pytest.mark.parametrize("method", METHODS)
def test_flipped_bit_in_a_product_costs_few_iterations(method, bit):
    A = matrix(method)
    b = np.random.default_rng(2).standard_normal(A.shape[0])
    clean, at = krylov(A, b, method, rtol=1e-9)[1], 23
    x, told = krylov(flipped(A, at, bit, 100), b, method, rtol=1e-9, error_rate=RATE)
    assert told.converged
    assert np.linalg.norm(b - A @ x) <= 1e-9 * np.linalg.norm(b)
    assert told.errors <= 1
    assert told.iterations <= clean.iterations * 1.1 + 2 * told.period


@pytest.mark.parametrize("method", ["cg", "minres"])
@pytest.mark.parametrize("where", "AM")
def test_identities_tell_at_once(method, where):
    A = matrix(method)
    b = np.random.default_rng(2).standard_normal(A.shape[0])
    bad = flipped(A if where == "A" else eye_array(576, format="csr"), 20, 60, 100)
    given = {"A": bad} if where == "A" else {"A": A, "M": bad}
    told = krylov(b=b, method=method, rtol=1e-9, error_rate=1e-6, **given)[1]
    assert told.period == 1000
    assert (told.errors, told.converged) == (1, True)


@pytest.mark.parametrize("method", METHODS)
def test_memory_that_flips_is_found(method, monkeypatch):
    from pastix_py.krylov.recurrence import Recurrence

    A, x_of = matrix(method), {}
    multiply = Recurrence.multiply

    def disturbed(self, name, into):
        multiply(self, name, into)
        x_of["count"] = x_of.get("count", 0) + 1
        if x_of["count"] == 20:
            self["x"][0, 50] += 1e3

    if method in ("gmres", "fgmres"):
        pytest.skip("x is not touched in the course of a cycle, and measured after it")
    monkeypatch.setattr(Recurrence, "multiply", disturbed)
    b = np.random.default_rng(2).standard_normal(A.shape[0])
    told = krylov(A, b, method, rtol=1e-9, error_rate=RATE)[1]
    assert (told.errors, told.converged, told.restarts) == (1, True, 0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("k", [1, 3])
def test_nothing_is_found_where_nothing_is_wrong(method, k):
    A = matrix(method)
    b = np.random.default_rng(2).standard_normal((A.shape[0], k))
    plain, watched = krylov(A, b, method, rtol=1e-9), krylov(A, b, method, rtol=1e-9, error_rate=RATE)
    np.testing.assert_array_equal(plain[0], watched[0])
    assert watched[1].errors == 0
    assert watched[1].checks > 0
    assert watched[1].iterations == plain[1].iterations


def test_rounding_is_let_pass():
    rng = np.random.default_rng(0)
    Q = np.linalg.qr(rng.standard_normal((60, 60)))[0]
    A = (Q * np.logspace(0, -9, 60)) @ Q.T
    A, b = (A + A.T) / 2, rng.standard_normal(60)
    for method in METHODS:
        told = krylov(A, b, method, rtol=1e-6, error_rate=0.1, maxiter=600)[1]
        assert told.errors == 0


def test_best_period_wastes_least():
    for rate, products in ((1e-2, 1), (1e-4, 1), (1e-4, 2)):
        d = best_period(rate, products)
        waste = {k: 1 / (products * k) + rate * k for k in (d // 2, d, 2 * d)}
        assert waste[d] == min(waste.values())
    assert best_period(10.0, 1) == 1
