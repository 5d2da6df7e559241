"""The transversal is one, and no larger one exists."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import structural_rank

from pastix_py.matrix.transversal import maximum_transversal


@given(st.integers(0, 30), st.floats(0, 0.3), st.integers(0, 10**6))
def test_maximum(n, density, seed):
    dense = np.random.default_rng(seed).random((n, n)) < density
    A = sp.csc_array(dense.astype(float))
    row_of = maximum_transversal(A.indptr.astype(np.int64), A.indices.astype(np.int64))
    taken = np.flatnonzero(row_of >= 0)
    assert np.unique(row_of[taken]).size == taken.size
    assert dense[row_of[taken], taken].all()
    assert taken.size == (structural_rank(sp.csr_array(A)) if A.nnz else 0)


def test_deficient_in_many_columns_is_no_burden():
    n = 3000
    A = sp.csc_array(np.r_[np.ones((2, n)), np.zeros((n - 2, n))])
    row_of = maximum_transversal(A.indptr.astype(np.int64), A.indices.astype(np.int64))
    assert (row_of >= 0).sum() == 2
