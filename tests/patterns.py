"""Patterns of matrices, dense, for tests that count entries."""

from itertools import pairwise

import numpy as np
from numpy.testing import assert_array_equal
from scipy.sparse import csc_array, random_array


def sparse(n, density=0.05, symmetric=True, seed=0):
    """Return a random matrix with a full diagonal."""
    A = random_array((n, n), density=density, format="csc", rng=np.random.default_rng(seed))
    A = A + A.T if symmetric else A
    return csc_array(A + csc_array(np.diag(np.full(n, float(n)))))


def dense_pattern(matrix, iperm=None):
    """Return the pattern of P A Pᵀ, dense boolean."""
    pattern = matrix.full().toarray() != 0
    if iperm is None:
        return pattern
    perm = np.argsort(iperm)
    return pattern[np.ix_(perm, perm)]


def assert_same_but_inside_supernodes(found, plain):
    """Assert that a `Structure` differs from another one in the order inside supernodes alone."""
    assert found.cost == plain.cost
    assert_array_equal(found.symbol.cblk_col, plain.symbol.cblk_col)
    for low, high in pairwise(plain.symbol.cblk_col):
        assert set(found.ordering.perm[low:high]) == set(plain.ordering.perm[low:high])
    into = plain.ordering.iperm[found.ordering.perm]
    whole, wanted = found.symbol.pattern(), plain.symbol.pattern()
    assert_array_equal((whole | whole.T), (wanted | wanted.T)[np.ix_(into, into)])
