"""SciPy's names beside SciPy."""

import numpy as np
import pytest
import scipy.sparse as sp
import scipy.sparse.linalg as scipy_linalg
from numpy.testing import assert_allclose
from problems import system

import pastix_py

A = system(40, "lu", "d", 0.1, 3)


@pytest.mark.parametrize("trans", "NTH")
@pytest.mark.parametrize("shape", [(40,), (40, 3)])
def test_splu_solves_like_scipy(trans, shape):
    b = np.random.default_rng(0).standard_normal(shape)
    assert_allclose(pastix_py.splu(A).solve(b, trans), scipy_linalg.splu(A).solve(b, trans), atol=1e-12)


@pytest.mark.parametrize("rows", [np.arange(40), np.random.default_rng(1).permutation(40)], ids=["in order", "moved"])
def test_splu_permutations_mean_what_they_mean_in_scipy(rows):
    n, A = 40, system(40, "lu", "d", 0.1, 3)[rows]
    lu = pastix_py.splu(A)
    Pr = sp.csc_array((np.ones(n), (lu.perm_r, np.arange(n))))
    Pc = sp.csc_array((np.ones(n), (np.arange(n), lu.perm_c)))
    assert_allclose((Pr @ A @ Pc).toarray(), (lu.L @ lu.U).toarray(), atol=1e-12)
    assert lu.shape == (n, n)
    assert lu.nnz > 0


def test_factorized_and_spsolve():
    b = np.arange(40.0)
    exact = scipy_linalg.spsolve(A, b)
    assert_allclose(pastix_py.factorized(A)(b), exact, atol=1e-12)
    assert_allclose(pastix_py.spsolve(A, b), exact, atol=1e-12)
    assert_allclose(pastix_py.spsolve(A, list(b)), exact, atol=1e-12)


@pytest.mark.parametrize("of_A", [sp.csc_array, sp.csr_array, sp.csc_matrix, sp.csr_matrix])
@pytest.mark.parametrize("of_b", [sp.csc_array, sp.csr_matrix, sp.coo_array, sp.lil_array, sp.dok_matrix])
@pytest.mark.parametrize("columns", [None, 1, 3])
def test_spsolve_of_sparse_right_hand_sides_is_of_the_class_that_scipy_returns(of_A, of_b, columns):
    if columns is None and of_b is not sp.coo_array:
        pytest.skip("a format of two dimensions")
    dense = np.random.default_rng(0).random((40,) if columns is None else (40, columns))
    b = of_b(np.where(dense < 0.3, dense, 0))
    found, expected = pastix_py.spsolve(of_A(A), b), scipy_linalg.spsolve(of_A(A), b)
    assert type(found) is type(expected) and found.shape == expected.shape
    assert_allclose(*(x.toarray() if sp.issparse(x) else x for x in (found, expected)), atol=1e-12)
