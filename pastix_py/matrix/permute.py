"""A matrix in another numbering of its unknowns."""

from dataclasses import replace

import numpy as np

from pastix_py.jit import kernel
from pastix_py.matrix.matrix import Symmetry


def permuted(matrix, perm):
    """Return the `Matrix` P A Pᵀ with entry (i, j) that of A at (perm[i], perm[j]); half stored where A is.

    Parameters
    ----------
    matrix : `Matrix`.
    perm : int64 (n,), perm[new] = old.

    """
    iperm = np.empty_like(perm)
    iperm[perm] = np.arange(matrix.n)
    is_hermitian = matrix.symmetry is Symmetry.HERMITIAN
    given = matrix.ptr, matrix.ind, matrix.val, perm, iperm
    ptr, ind, val = renumbered(*given, matrix.is_half, is_hermitian)
    return replace(matrix, ptr=ptr, ind=ind, val=val)


@kernel
def renumbered(ptr, ind, val, perm, iperm, is_half, is_hermitian):
    """Return (ptr, ind, val) of P A Pᵀ by sorted columns: entries are put into rows, and those by turns into columns.

    Of a half, what comes to lie above the diagonal is replaced by its mirror image. Columns are visited in the new
    order, in which neighbours are near.
    """
    n = ptr.size - 1
    row_ptr, new_ptr = np.zeros(n + 2, np.int64), np.zeros(n + 2, np.int64)
    for c in range(n):
        for p in range(ptr[perm[c]], ptr[perm[c] + 1]):
            r = iperm[ind[p]]
            turned = is_half and r < c
            row_ptr[(c if turned else r) + 2] += 1
            new_ptr[(r if turned else c) + 2] += 1
    for i in range(n):
        row_ptr[i + 2] += row_ptr[i + 1]
        new_ptr[i + 2] += new_ptr[i + 1]
    column, held = np.empty_like(ind), np.empty_like(val)
    for c in range(n):
        for p in range(ptr[perm[c]], ptr[perm[c] + 1]):
            r, value = iperm[ind[p]], val[p]
            turned = is_half and r < c
            q = row_ptr[(c if turned else r) + 1]
            row_ptr[(c if turned else r) + 1] += 1
            column[q] = r if turned else c
            held[q] = np.conj(value) if turned and is_hermitian else value
    new_ind, new_val = np.empty_like(ind), np.empty_like(val)
    for i in range(n):
        for p in range(row_ptr[i], row_ptr[i + 1]):
            q = new_ptr[column[p] + 1]
            new_ptr[column[p] + 1] += 1
            new_ind[q], new_val[q] = i, held[p]
    return new_ptr[: n + 1].copy(), new_ind, new_val
