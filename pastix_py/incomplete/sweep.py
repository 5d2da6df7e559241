"""The plain triangular solves with an incomplete factor, row by row: this defines what faster ones must compute."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel, wait_for


class Rows(NamedTuple):
    """Row i has the columns `ind[ptr[i]:ptr[i + 1]]`, ascending, and their values in `val`.

    `ptr` int64 (n + 1,), `ind` int32 (entries,); `val` float32, float64, complex64 or complex128 (entries,).
    """

    ptr: np.ndarray
    ind: np.ndarray
    val: np.ndarray


class Sweeps(NamedTuple):
    """L and U as they are swept through: x = U⁻¹ L⁻¹ b."""

    L: Rows
    U: Rows
    inv_diag: np.ndarray

    def solve(self, b, out=None, trans="N", threads=1):
        """Return x with L U x = b, Uᵀ Lᵀ x = b ('T') or Uᴴ Lᴴ x = b ('H').

        Parameters
        ----------
        b : (n,) or (n, k), of the type of the factors.
        out : array like b that gets x, b itself too; a new one by default.
        trans : 'N', 'T' or 'H'.
        threads : as for other sweeps; one is used.

        """
        x = np.conj(b) if trans == "H" else np.array(b)
        columns = np.require(x.reshape(x.shape[0], -1), self.inv_diag.dtype, "C")
        wait_for(forward_backward if trans == "N" else backward_forward, *self.L, *self.U, self.inv_diag, columns)
        x = (columns.conj() if trans == "H" else columns).reshape(b.shape)
        if out is None:
            return x
        out[...] = x
        return out


def sweeps(L, U, inv_diag):
    """Return what solves with L, whose diagonal is 1, and U, whose diagonal has the inverse `inv_diag`, as `Rows`."""
    return Sweeps(L, U, inv_diag)


@kernel
def forward_backward(l_ptr, l_ind, L, u_ptr, u_ind, U, inv_diag, X):
    """X = U⁻¹ L⁻¹ X, in place."""
    n, k = X.shape
    for i in range(n):
        for p in range(l_ptr[i], l_ptr[i + 1]):
            for q in range(k):
                X[i, q] -= L[p] * X[l_ind[p], q]
    for i in range(n - 1, -1, -1):
        for p in range(u_ptr[i], u_ptr[i + 1]):
            for q in range(k):
                X[i, q] -= U[p] * X[u_ind[p], q]
        for q in range(k):
            X[i, q] *= inv_diag[i]


@kernel
def backward_forward(l_ptr, l_ind, L, u_ptr, u_ind, U, inv_diag, X):
    """X = L⁻ᵀ U⁻ᵀ X, in place."""
    n, k = X.shape
    for i in range(n):
        for q in range(k):
            X[i, q] *= inv_diag[i]
        for p in range(u_ptr[i], u_ptr[i + 1]):
            for q in range(k):
                X[u_ind[p], q] -= U[p] * X[i, q]
    for i in range(n - 1, -1, -1):
        for p in range(l_ptr[i], l_ptr[i + 1]):
            for q in range(k):
                X[l_ind[p], q] -= L[p] * X[i, q]
