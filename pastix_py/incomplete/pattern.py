"""The pattern of an incomplete factor, by rows, and transposes of such."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel


class Pattern(NamedTuple):
    """Rows of L and of U without the diagonal, which is always there; columns increase in each row."""

    l_ptr: np.ndarray  # (n+1) int64
    l_ind: np.ndarray  # int32
    u_ptr: np.ndarray  # (n+1) int64
    u_ind: np.ndarray  # int32
    turn: np.ndarray | None  # int64, the place in U of the mirror image of each entry of L; None where they have none

    @property
    def n(self):
        """Number of rows."""
        return self.l_ptr.size - 1

    @property
    def nnz(self):
        """Entries of L and U, the diagonal counted once."""
        return self.l_ind.size + self.u_ind.size + self.n

    def unsigned(self):
        """Return (l_ptr, l_ind, u_ptr, u_ind), uint64 and uint32: signed numbers may count from the end for Numba."""
        return tuple(array.view(f"u{array.itemsize}") for array in self[:4])


@kernel
def turned(ptr, ind):
    """Return (ptr, ind, source) of the transpose of a square pattern, rows sorted; `source` is where entries were."""
    n = ptr.size - 1
    t_ptr, t_ind, source = np.zeros(n + 2, np.int64), np.empty(ind.size, np.int32), np.empty(ind.size, np.int64)
    for p in range(ind.size):
        t_ptr[ind[p] + 2] += 1
    for i in range(n):
        t_ptr[i + 2] += t_ptr[i + 1]
    for i in range(n):
        for p in range(ptr[i], ptr[i + 1]):
            j = ind[p]
            q = t_ptr[j + 1]
            t_ptr[j + 1] = q + 1
            t_ind[q], source[q] = i, p
    return t_ptr[: n + 1], t_ind, source


def mirrored_pattern(u_ptr, u_ind):
    """Return the `Pattern` whose L is the transpose of U; the rows of U come in any order."""
    l_ptr, l_ind, _ = turned(u_ptr, u_ind)
    u_ptr, u_ind, source = turned(l_ptr, l_ind)
    turn = np.empty_like(source)
    turn[source] = np.arange(source.size)
    return Pattern(l_ptr, l_ind, u_ptr, u_ind, turn)
