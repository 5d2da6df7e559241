"""Solves with the factors against NumPy's dense solver: kinds × precisions × N, T, H × right-hand sides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from problems import KINDS, system, tolerance

from pastix_py import factorize

OPERATORS = {"N": lambda A: A, "T": lambda A: A.T, "H": lambda A: A.conj().T}


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("trans", "NTH")
def test_against_numpy(kind, precision, trans):
    A = system(70, kind, precision, 0.08, seed=5)
    F = factorize(A, factorization=kind, precision=precision, panel_width=6)
    rng = np.random.default_rng(0)
    for k in (1, 3, 130):
        b = rng.standard_normal((70, k)).astype(A.dtype)
        if A.dtype.kind == "c":
            b += 1j * rng.standard_normal((70, k)).astype(b.real.dtype)
        x = F.apply(b, trans)
        assert x.dtype == A.dtype
        exact = np.linalg.solve(OPERATORS[trans](A.toarray().astype(complex)), b)
        assert_allclose(x, exact, rtol=0, atol=tolerance(A.dtype) * abs(exact).max())


@given(st.integers(1, 40), st.floats(0, 0.5), st.integers(0, 10**6), st.sampled_from("NTH"), st.integers(1, 9))
def test_any_lu(n, density, seed, trans, panel_width):
    A = system(n, "lu", "z", density, seed)
    b = np.random.default_rng(seed).standard_normal((n, 2)) + 0j
    x = factorize(A, panel_width=panel_width).apply(b, trans)
    exact = np.linalg.solve(OPERATORS[trans](A.toarray()), b)
    assert_allclose(x, exact, rtol=0, atol=1e-12 * abs(exact).max())


def test_complex_right_hand_side_of_a_real_factor():
    A = system(50, "llt")
    b = np.random.default_rng(1).standard_normal((50, 4)) + 1j
    assert_allclose(factorize(A).apply(b), np.linalg.solve(A.toarray(), b), atol=1e-13)
