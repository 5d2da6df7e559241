"""Errors by their definitions, entry by entry."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from problems import system

from pastix_py.matrix.check import canonical
from pastix_py.solve.residual import System


@pytest.mark.parametrize("kind", ["llt", "llh", "ldlt", "lu"])
@pytest.mark.parametrize("trans", "NTH")
def test_by_definition(kind, trans):
    A = system(20, kind, "z", 0.3, 1)
    rng = np.random.default_rng(2)
    x, b = rng.standard_normal((2, 20, 3)) + 1j * rng.standard_normal((2, 20, 3))
    dense = {"N": A.toarray(), "T": A.toarray().T, "H": A.toarray().conj().T}[trans]
    found = System(canonical(A), b, trans).residual(x)
    r = b - dense @ x
    assert_allclose(found.r, r, atol=1e-12)
    assert_allclose(found.componentwise, (abs(r) / (abs(dense) @ abs(x) + abs(b))).max(axis=0))
    norm = abs(dense).sum(axis=1).max()
    assert_allclose(found.normwise, abs(r).max(axis=0) / (norm * abs(x).max(axis=0) + abs(b).max(axis=0)))


@pytest.mark.parametrize("kind", ["llt", "llh", "ldlt", "lu"])
@pytest.mark.parametrize("trans", "NTH")
def test_pieces_give_the_same_on_any_number_of_threads(kind, trans):
    n, rng = 10_000, np.random.default_rng(3)
    offsets = [0, 1, 50] if kind != "lu" else [0, 1, 50, -1, -7]
    A = sp.diags_array([rng.random(n - abs(d)) * (1 + 1j) for d in offsets], offsets=offsets).tocsc()
    A = {"lu": A, "llh": A + A.conj().T}.get(kind, A + A.T)
    x, b = rng.standard_normal((2, n, 2)) + 1j * rng.standard_normal((2, n, 2))
    op = {"N": A, "T": A.T, "H": A.conj().T}[trans]
    one, three = (System(canonical(A), b, trans, threads) for threads in (1, 3))
    assert one.pieces.count > 1
    found = one.residual(x)
    assert all(np.array_equal(u, v) for u, v in zip(found, three.residual(x), strict=True))
    assert_allclose(found.r, b - op @ x, atol=1e-11)
    assert_allclose(found.componentwise, (abs(b - op @ x) / (abs(op) @ abs(x) + abs(b))).max(axis=0))


def test_pieces_are_few_where_their_rows_are_far_apart():
    A = canonical(sp.random_array((500, 500), density=0.1, rng=0) + sp.eye_array(500))
    system = System(A, np.ones((500, 1)))
    assert system.pieces.count <= 2
    assert system.pieces.at[-1] <= 2 * 500
    assert_allclose(system.residual(np.ones((500, 1))).r, 1 - A.full() @ np.ones((500, 1)))


def test_zero_over_zero_is_zero_and_infinities_show():
    A = canonical(np.diag([1.0, 2.0]))
    assert System(A, np.zeros((2, 1))).residual(np.zeros((2, 1))).componentwise == 0
    assert System(A, np.ones((2, 1))).residual(np.array([[1.0], [np.nan]])).componentwise == np.inf
    assert System(A, np.ones((2, 1))).residual(np.array([[1.0], [np.inf]])).normwise == np.inf


def test_error_is_never_hidden_by_an_overflow():
    A = canonical(np.array([[1e308, -1e308], [1.0, 1.0]]))
    found = System(A, np.array([[0.0], [3.0]])).residual(np.array([[1.6], [1.4]]))
    assert found.componentwise == np.inf
    assert found.normwise == np.inf
    large = canonical(np.diag([1e300, 1.0]))
    found = System(large, np.array([[1e300], [1e290]])).residual(np.array([[1.0], [1e305]]))
    assert 0 < found.normwise < 1


@pytest.mark.skipif(np.finfo(np.longdouble).eps == np.finfo(float).eps, reason="no longer type on this machine")
@pytest.mark.parametrize("trans", "NTH")
@pytest.mark.parametrize("kind", ["real", "complex", "symmetric"])
def test_extended_residual_keeps_digits_that_cancel(kind, trans):
    rng = np.random.default_rng(5)
    A = rng.standard_normal((12, 12)) * (rng.random((12, 12)) < 0.5)
    A = A + A.T if kind == "symmetric" else A + 1j * A.T if kind == "complex" else A
    op = {"N": A, "T": A.T, "H": A.conj().T}[trans]
    x = rng.standard_normal((12, 2)).astype(A.dtype)
    b = op @ x  # rounded: what is left of b − op(A) x are its rounding errors
    long = np.result_type(A.dtype, np.longdouble)
    exact = b.astype(long) - (op.astype(long)[:, :, None] * x.astype(long)[None]).sum(axis=1)
    found = System(canonical(sp.csc_array(A)), b, trans).extended(x)
    assert found.dtype == np.result_type(A.dtype, float)
    assert abs(exact).max() > 0
    assert abs(found - exact).max() < 0.01 * abs(exact).max()
