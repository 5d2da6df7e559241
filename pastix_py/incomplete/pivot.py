"""When the pivot of an incomplete factorization has broken down, and what becomes of it."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.pivots import size_of
from pastix_py.jit import inner, kernel

FAULT, N_REPLACED, FIRST = range(3)  # of `outcome`: first row with a broken pivot, pivots replaced, the first of them


class PivotRule(NamedTuple):
    """Pivots that are not finite, or not larger than `least` times the size of their row, have broken down."""

    least: float  # real type of the factor
    shift: float  # real: so many times the size is added to the diagonal of A, away from zero
    positive: bool  # real parts count, not magnitudes
    replace: bool  # a broken pivot is replaced by the size, with its own sign; else the factorization ends
    size: np.ndarray  # (n) real, of the largest entry of each row of A
    one: complex  # 1 in the type of the factor


def pivot_rule(matrix, ordering, dtype, positive, replace, shift=0.0):
    """Return the `PivotRule` of a factor in `dtype`: pivots below ε^¾ of their row have lost most of their digits."""
    eps = np.finfo(dtype).eps
    real = eps.dtype.type
    sizes = row_sizes(matrix, ordering, dtype)
    return PivotRule(real(eps**0.75), real(shift), positive, replace, sizes, np.dtype(dtype).type(1))


def row_sizes(matrix, ordering, dtype):
    """Return the size of the largest entry of each row of P A Pᵀ, of A for a row of zeros: (n), real."""
    sizes = np.zeros(matrix.n, np.zeros(0, dtype).real.dtype)
    with np.errstate(over="ignore"):
        largest_of_rows(matrix.ptr, matrix.ind, matrix.val, ordering.iperm, matrix.is_half, sizes)
    sizes[sizes == 0] = matrix.max_abs() or 1
    return np.minimum(sizes, np.finfo(dtype).max)


@kernel
def largest_of_rows(ptr, ind, val, iperm, half, sizes):
    """Find the sizes of rows, zero before; of a `half`, each entry counts for its column as well."""
    for j in range(iperm.size):
        for p in range(ptr[j], ptr[j + 1]):
            i, size = iperm[ind[p]], size_of(val[p])
            sizes[i] = max(sizes[i], size)
            if half:
                sizes[iperm[j]] = max(sizes[iperm[j]], size)


def outcome_of(n):
    """Return int64 (3): nothing has happened; rows that are not there count as n."""
    return np.array([n, 0, n])


@inner
def shifted(i, pivot, rule):
    """Return diagonal entry i of A with the shift."""
    amount = rule.shift * rule.size[i]
    length = abs(pivot)
    if rule.positive or length == 0:
        return pivot + amount
    return pivot + pivot / length * amount


@inner
def judged(i, pivot, rule, outcome):
    """Return the pivot of row i that is taken, and note in `outcome` what was wrong with it."""
    real, size = pivot.real if rule.positive else abs(pivot), rule.size[i]
    if real > rule.least * size and real < np.inf:
        return pivot
    row = np.int64(i)
    if not rule.replace:
        outcome[FAULT] = min(outcome[FAULT], row)
        return rule.one  # which can be divided by: compiled code raises for a complex 0
    outcome[N_REPLACED] += 1
    outcome[FIRST] = min(outcome[FIRST], row)
    if rule.positive or not 0 < real < np.inf:
        return size * rule.one
    return pivot / real * size
