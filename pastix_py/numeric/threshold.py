"""Which pivots are too small: those that are replaced, and those that Cholesky factorization has lost."""

import numpy as np


def pivot_threshold(matrix, dtype):
    """Return the size below which a pivot is replaced: ε^¾ max|a_ij|, a normal number."""
    return max(float(np.finfo(dtype).eps ** 0.75) * matrix.max_abs(), float(np.finfo(dtype).tiny))


def first_lost(plan, matrix, panels):
    """Return the first column whose pivot of L Lᴴ is hardly more than rounding errors, −1 where none is."""
    count = plan.n - plan.n_schur
    before, after = matrix.diagonal()[plan.ordering.perm].real, panels.diagonal(plan).real.astype(float) ** 2
    lost = np.flatnonzero(after[:count] < np.sqrt(np.finfo(panels.dtype).eps) * before[:count])
    return int(lost[0]) if lost.size else -1
