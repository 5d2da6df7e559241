"""Patterns of matrices, dense, for tests that count entries."""

import numpy as np
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
