"""Errors by their definitions, entry by entry."""

import numpy as np
import pytest
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


def test_zero_over_zero_is_zero_and_infinities_show():
    A = canonical(np.diag([1.0, 2.0]))
    assert System(A, np.zeros((2, 1))).residual(np.zeros((2, 1))).componentwise == 0
    assert System(A, np.ones((2, 1))).residual(np.array([[1.0], [np.nan]])).componentwise == np.inf
    assert System(A, np.ones((2, 1))).residual(np.array([[1.0], [np.inf]])).normwise == np.inf


def test_error_is_never_hidden_by_an_overflow():
    A = canonical(np.array([[1e308, -1e308], [1.0, 1.0]]))
    found = System(A, np.array([[0.0], [3.0]])).residual(np.array([[1.6], [1.4]]))
    assert found.componentwise == np.inf
