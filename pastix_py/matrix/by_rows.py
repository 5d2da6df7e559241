"""A matrix by rows, with short column numbers: what products with it are made of."""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.matrix.matrix import Symmetry


def by_rows(matrix):
    """Return (ptr, ind, val), int64, int32 and the type of the values, of all rows of a `Matrix`; columns ascend."""
    if not matrix.is_half:
        return turned(matrix.ptr, matrix.ind, matrix.val)
    return unfolded(matrix.ptr, matrix.ind, matrix.val, matrix.symmetry is Symmetry.HERMITIAN)


@kernel
def turned(ptr, ind, val):
    """Return the rows of a square matrix of which the columns are given."""
    n = ptr.size - 1
    row_ptr, columns, values = np.zeros(n + 2, np.int64), np.empty(ind.size, np.int32), np.empty_like(val)
    for i in ind:
        row_ptr[i + 2] += 1
    for i in range(n):
        row_ptr[i + 2] += row_ptr[i + 1]
    for j in range(n):
        for p in range(ptr[j], ptr[j + 1]):
            q = row_ptr[ind[p] + 1]
            columns[q], values[q] = j, val[p]
            row_ptr[ind[p] + 1] += 1
    return row_ptr[: n + 1].copy(), columns, values


@kernel
def unfolded(ptr, ind, val, is_hermitian):
    """Return the rows of a matrix of which the sorted columns of the lower half are given."""
    n = ptr.size - 1
    row_ptr, at = np.zeros(n + 1, np.int64), np.empty(n, np.int64)
    for j in range(n):
        row_ptr[j + 1] += ptr[j + 1] - ptr[j]
        for p in range(ptr[j], ptr[j + 1]):
            if ind[p] > j:
                row_ptr[ind[p] + 1] += 1
    for i in range(n):
        row_ptr[i + 1] += row_ptr[i]
        at[i] = row_ptr[i]
    columns, values = np.empty(row_ptr[n], np.int32), np.empty(row_ptr[n], val.dtype)
    for j in range(n):  # entries left of the diagonal of row j are all there by now
        for p in range(ptr[j], ptr[j + 1]):
            i = ind[p]
            columns[at[j]], values[at[j]] = i, np.conj(val[p]) if is_hermitian and i > j else val[p]
            at[j] += 1
            if i > j:
                columns[at[i]], values[at[i]] = j, val[p]
                at[i] += 1
    return row_ptr, columns, values
