"""Factorizations repeated with larger diagonals until no pivot breaks down.

T. A. Manteuffel, "An incomplete factorization technique for positive definite linear systems", Math. Comp. 34, 1980.
So they are where solves with the factor are not stable. ‖U⁻¹ L⁻¹ s‖∞ tells, s the sizes of the rows of A: E. Chow,
Y. Saad, "Experimental study of ILU preconditioners for indefinite matrices", J. Comput. Appl. Math. 86, 1997, with a
vector of ones; with the sizes, the scales of rows do not matter.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.incomplete.pivot import FAULT
from pastix_py.jit import kernel

LEAST = 1e-3  # first shift, of the size of a row
MOST = 60  # trials


class Trial(NamedTuple):
    """What came of a factorization."""

    made: object  # `Made`
    outcome: np.ndarray  # of `pivot`
    growth: float  # infinite where a pivot broke down
    shift: float

    def is_good(self, n, dtype):
        """Return whether no pivot broke down and the solves with the factor are stable."""
        return self.outcome[FAULT] == n and self.growth < 1 / np.finfo(dtype).eps


def until_good(attempt, n, dtype, shift, repeat):
    """Return (the last `Trial`, how many there were) of `attempt(shift)`, which returns a `Trial`.

    It is repeated with twice the shift where a pivot breaks down, if it is to `repeat`.
    """
    trial, trials = attempt(shift), 1
    while repeat and trials < MOST and not trial.is_good(n, dtype):
        trial, trials = attempt(max(2 * trial.shift, LEAST)), trials + 1
    return trial, trials


def growth(made, size):
    """Return ‖U⁻¹ L⁻¹ s‖∞, s the sizes of rows (n); infinite where that is not a number."""
    x = size.astype(made.inv_diag.dtype)
    solve(*made.L, *made.U, made.inv_diag, x)
    with np.errstate(all="ignore"):
        largest = float(abs(x).max(initial=0.0))
    return np.inf if np.isnan(largest) else largest


@kernel
def solve(l_ptr, l_ind, L, u_ptr, u_ind, U, inv_diag, x):
    """Set x to U⁻¹ L⁻¹ x; for one solve, `sliced` would take longer to be made."""
    for i in range(x.size):
        for p in range(l_ptr[i], l_ptr[i + 1]):
            x[i] -= L[p] * x[l_ind[p]]
    for i in range(x.size - 1, -1, -1):
        for p in range(u_ptr[i], u_ptr[i + 1]):
            x[i] -= U[p] * x[u_ind[p]]
        x[i] *= inv_diag[i]
