"""Cross approximation with full pivoting: the whole block is formed, and each cross goes through what is largest in it.

M. Bebendorf, "Approximation of boundary element matrices", Numerische Mathematik 86, 2000. It is what the variants that
look at some rows and columns only are measured by: m n entries, and m n k operations for rank k.
"""

import numpy as np

from pastix_py.hmatrix.entries import fill
from pastix_py.jit import inner
from pastix_py.lowrank.space import squared


@inner
def full_cross(address, data, rows, row, m, columns, column, n, tolerance, most, U, V, R):
    """Find U and V with ‖B − U Vᵀ‖_F ≤ tolerance ‖B‖_F; arguments and results as those of `cross`, R room for B."""
    fill(address, m, rows, row, n, columns, column, data, R, np.int64(0))
    k, total = np.int64(0), 0.0
    while True:
        at, largest, left = np.int64(0), 0.0, 0.0
        for p in range(m * n):
            size = squared(R[p])
            left += size
            if size > largest:
                at, largest = np.int64(p), size
        if k == 0:
            total = left
        if not left < np.inf:
            return np.int64(-2)
        if left <= tolerance * tolerance * total or largest == 0:
            return k
        if k == most:
            return np.int64(-1)
        i, j, u, v = at % m, at // m, k * m, k * n
        pivot = R[at]
        for p in range(m):
            U[u + p] = R[j * m + p] / pivot
        for q in range(n):
            V[v + q] = R[q * m + i]
        for q in range(n):
            for p in range(m):
                R[q * m + p] -= U[u + p] * V[v + q]
        k += 1
