"""The operations of a solve with many vectors that lie by rows: products subtracted, and triangles solved with.

Each is a Python function that specifies it, and an overload that calls the machine code of `native`. Everywhere, entry
(i, j) of A is at a + i · row + j · column, so that a transpose, or the other end first, is a matter of the steps. X is
flat; `near` rows of it follow each other from x on, k entries each, and row i of the `far` ones begins at far[i].
"""

import numpy as np
from numba.extending import overload

from pastix_py.dense.blas import library_call

_scatter, _gather, _substitute = (
    library_call(routine, "nnnnannanna") for routine in ("scatter", "gather", "substitute")
)


def strided(A, at, m, n, row, column):
    """Return the m × n matrix with entry (i, j) at `at` + i · row + j · column of a flat array (Python only)."""
    size = A.itemsize
    return np.lib.stride_tricks.as_strided(A[at:], (m, n), (row * size, column * size))


def scatter(m, n, k, A, a, row, column, X, x, far):
    """Far rows of X −= A · near rows, A m × n."""
    products = strided(A, a, m, n, row, column) @ strided(X, x, n, k, k, 1)
    for i in range(m):
        X[far[i] : far[i] + k] -= products[i]


@overload(scatter)
def _scatter_overload(m, n, k, A, a, row, column, X, x, far):
    def call(m, n, k, A, a, row, column, X, x, far):
        _scatter(m, n, k, 0, A, a, row, column, X, 0, x, k, far, 0)

    return call


def gather(m, n, k, A, a, row, column, X, x, far):
    """Near rows of X −= A · far rows, A m × n."""
    rows = np.array([X[far[j] : far[j] + k] for j in range(n)]).reshape(n, k)
    strided(X, x, m, k, k, 1)[:] -= strided(A, a, m, n, row, column) @ rows


@overload(gather)
def _gather_overload(m, n, k, A, a, row, column, X, x, far):
    def call(m, n, k, A, a, row, column, X, x, far):
        _gather(m, n, k, 0, A, a, row, column, X, 0, x, k, far, 0)

    return call


def substitute(m, k, unit, A, a, row, column, X, x, step, far):
    """Y := A⁻¹ Y, A m × m lower triangular, 1 on its diagonal where `unit`; rows of Y lie `step` apart in X from x on.

    `far` is not used: all three are called alike.
    """
    T, Y = strided(A, a, m, m, row, column), strided(X, x, m, k, step, 1)
    for i in range(m):
        Y[i] = (Y[i] - T[i, :i] @ Y[:i]) / (1 if unit else T[i, i])


@overload(substitute)
def _substitute_overload(m, k, unit, A, a, row, column, X, x, step, far):
    def call(m, k, unit, A, a, row, column, X, x, step, far):
        _substitute(m, 0, k, unit, A, a, row, column, X, 0, x, step, far, 0)

    return call
