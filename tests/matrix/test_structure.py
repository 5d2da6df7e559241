"""What makes a matrix structurally singular, against brute force over sets of rows."""

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from pastix_py import factorize
from pastix_py.errors import StructurallySingular
from pastix_py.matrix.check import canonical
from pastix_py.matrix.structure import check_empty_rows, check_structure


def columns_of(dense, rows):
    return np.flatnonzero(dense[list(rows)].any(axis=0))


def deficiency(dense):
    """Return (largest excess of rows over their columns, the union of all sets of rows that have it), by Hall."""
    n, best, union = dense.shape[0], 0, set()
    for size in range(1, n + 1):
        for rows in combinations(range(n), size):
            excess = size - columns_of(dense, rows).size
            if excess > best:
                best, union = excess, set(rows)
            elif excess == best:
                union |= set(rows)
    return best, union


@given(st.integers(1, 8), st.floats(0.05, 0.5), st.integers(0, 10**6), st.booleans())
def test_rows_that_share_too_few_columns(n, density, seed, explicit_zeros):
    rng = np.random.default_rng(seed)
    dense = rng.random((n, n)) < density
    A = sp.csc_array(dense.astype(float))
    if explicit_zeros and A.nnz:
        A.data[rng.integers(A.nnz)] = 0
        dense = A.toarray() != 0
    short, union = deficiency(dense)
    if not short:
        check_structure(canonical(A))
        return
    with pytest.raises(StructurallySingular, match=f"rank is {n - short} of {n}") as caught:
        check_structure(canonical(A))
    rows, columns = caught.value.rows, caught.value.columns
    assert rows.size - columns.size == short
    assert set(rows) <= union
    assert np.array_equal(columns, columns_of(dense, rows))
    assert caught.value.row == rows[0]


def test_the_sentence_names_rows_and_columns():
    dense = np.eye(9)
    dense[[2, 4, 6]] = 0
    dense[[2, 4, 6], 5] = 1
    dense[2, 8] = 1
    dense[5, [2, 4, 6]] = 1  # so that no column is empty
    with pytest.raises(StructurallySingular) as caught:
        factorize(sp.csc_array(dense))
    assert "rank is 7 of 9, since 4 rows (3, 5, 7, 9) have entries in 2 columns (6, 9) alone." in str(caught.value)


def test_empty_rows_and_columns_are_all_named():
    dense = np.ones((4, 4))
    dense[[1, 3]] = 0
    with pytest.raises(StructurallySingular, match=r"2 rows \(2, 4\) have no non-zero") as caught:
        check_empty_rows(canonical(sp.csc_array(dense)))
    assert caught.value.rows.tolist() == [1, 3]
    assert caught.value.columns.size == 0
    with pytest.raises(StructurallySingular, match=r"2 columns \(2, 4\) have no non-zero") as caught:
        check_empty_rows(canonical(sp.csc_array(dense.T)))
    assert caught.value.columns.tolist() == [1, 3]
    assert caught.value.row is None
