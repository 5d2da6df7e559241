"""A matrix in another numbering of its unknowns."""

from dataclasses import replace

import numpy as np

from pastix_py.matrix.matrix import Symmetry


def permuted(matrix, perm):
    """Return the `Matrix` P A Pᵀ with entry (i, j) that of A at (perm[i], perm[j]); half stored where A is.

    Parameters
    ----------
    matrix : `Matrix`.
    perm : int64 (n,), perm[new] = old.

    """
    from scipy.sparse import coo_array

    iperm = np.empty_like(perm)
    iperm[perm] = np.arange(matrix.n)
    row, column = iperm[matrix.ind], np.repeat(iperm, np.diff(matrix.ptr))
    val = matrix.val
    if matrix.is_half:
        above = row < column
        row, column = np.where(above, column, row), np.where(above, row, column)
        if matrix.symmetry is Symmetry.HERMITIAN:
            val = np.where(above, val.conj(), val)
    csc = coo_array((val, (row, column)), shape=(matrix.n, matrix.n)).tocsc()
    csc.sort_indices()
    ptr, ind = csc.indptr.astype(np.int64), csc.indices.astype(np.int64)
    return replace(matrix, ptr=ptr, ind=ind, val=csc.data)
