"""When the pivot of an incomplete factorization has broken down, and what becomes of it."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inner

FAULT, N_REPLACED, FIRST = range(3)  # of `outcome`: first row with a broken pivot, pivots replaced, the first of them


class PivotRule(NamedTuple):
    """Pivots that are not finite, or not larger than `least` times the size of their row, have broken down.

    The size is that of the largest entry on the diagonal of A and right of it: of a Cholesky factor, no other counts.
    """

    least: float  # real type of the factor
    shift: float  # real: so many times the size is added to the diagonal of A, away from zero
    positive: bool  # real parts count, not magnitudes
    replace: bool  # a broken pivot is replaced by the size, with its own sign; else the factorization ends
    largest: float  # real, the largest entry of A: the size of a row of zeros
    one: complex  # 1 in the type of the factor


def pivot_rule(matrix, dtype, positive, replace, shift=0.0):
    """Return the `PivotRule` of a factor in `dtype`: pivots below ε^¾ of their row have lost most of their digits."""
    eps = np.finfo(dtype).eps
    real = eps.dtype.type
    return PivotRule(
        real(eps**0.75), real(shift), positive, replace, real(matrix.max_abs() or 1), np.dtype(dtype).type(1)
    )


def outcome_of(n):
    """Return int64 (3): nothing has happened; rows that are not there count as n."""
    return np.array([n, 0, n])


@inner
def shifted(pivot, size, rule):
    """Return a diagonal entry of A with the shift."""
    amount = rule.shift * size
    length = abs(pivot)
    if rule.positive or length == 0:
        return pivot + amount
    return pivot + pivot / length * amount


@inner
def judged(i, pivot, size, rule, outcome):
    """Return the pivot of row i that is taken, and note in `outcome` what was wrong with it."""
    real = pivot.real if rule.positive else abs(pivot)
    if real > rule.least * size and real < np.inf:
        return pivot
    row = np.int64(i)
    if not rule.replace:
        outcome[FAULT] = min(outcome[FAULT], row)
        return pivot
    outcome[N_REPLACED] += 1
    outcome[FIRST] = min(outcome[FIRST], row)
    if rule.positive or not 0 < real < np.inf:
        return size * rule.one
    return pivot / real * size
