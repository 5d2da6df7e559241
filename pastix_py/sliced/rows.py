"""Sparse matrices by rows."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel
from pastix_py.matrix.by_rows import turned


class Rows(NamedTuple):
    """Row i has the columns `ind[ptr[i]:ptr[i + 1]]`, ascending, and their values in `val`.

    `ptr` int64 (n + 1,), `ind` int32 (entries,); `val` float32, float64, complex64 or complex128 (entries,).
    """

    ptr: np.ndarray
    ind: np.ndarray
    val: np.ndarray

    @property
    def n(self):
        """Number of rows."""
        return self.ptr.size - 1

    def transposed(self):
        """Return the `Rows` of the transpose."""
        return Rows(*turned(*self))

    def numbered(self, perm):
        """Return the `Rows` of P A Pᵀ: row and column k of it are row and column perm[k] of A."""
        place = np.empty(self.n, np.int32)
        place[perm] = np.arange(self.n, dtype=np.int32)
        return Rows(*permute(*self, perm, place))


@kernel
def permute(ptr, ind, val, perm, place):
    """Return (ptr, ind, val) of the rows in the order of `perm`, and columns j numbered place[j], ascending."""
    n = ptr.size - 1
    p_ptr, p_ind, p_val = np.zeros(n + 1, np.int64), np.empty_like(ind), np.empty_like(val)
    end = np.int64(0)
    for k in range(n):
        begin = end
        for p in range(ptr[perm[k]], ptr[perm[k] + 1]):
            column, at = place[ind[p]], end
            while at > begin and p_ind[at - 1] > column:
                p_ind[at], p_val[at] = p_ind[at - 1], p_val[at - 1]
                at -= 1
            p_ind[at], p_val[at] = column, val[p]
            end += 1
        p_ptr[k + 1] = end
    return p_ptr, p_ind, p_val
