"""The randomized methods: bases of random combinations, or of pivots of a sample, a block of columns at a time.

A block is taken out of what is left (Martinsson and Voronin, SIAM Journal on Scientific Computing 38, 2016) only when
that is needed to know how much is left: before, Pythagoras tells it, and new columns are made orthogonal to the old.
"""

import numpy as np

from pastix_py.dense.product import subtract_block
from pastix_py.jit import inner
from pastix_py.lowrank.orthonormal import orthonormalize
from pastix_py.lowrank.sketch import EXTRA, SEED, combine_columns, take_pivots
from pastix_py.lowrank.space import WIDEST, clear, energy

FIRST = 16  # columns of the first block
SPARE = 16  # columns above the largest rank that are looked at: `trim` gets rid of as many
ERROR = 64.0  # rounding errors of what Pythagoras says is left, relative to what was, in units of the precision
CERTAIN = 0.1  # of the tolerance may be that error at the end: what is found is taken out once, as soon as that does it
CLEAR = 100.0  # times that error must be left, or else it is computed
FLAT = 0.01  # where a block leaves more than this, singular values fall slowly, and may end at once
MISSES = 8  # blocks without a column, at most
DOUBT = 4  # columns more than the largest rank may be foreseen before it is given up


@inner
def foresee(tolerance, b, before, left):
    """Return how many columns more are wanted, singular values falling as they did in the last b."""
    if not left < before or tolerance <= 0:
        return np.inf
    return b * np.log(left / tolerance) / np.log(before / left)


@inner
def hopeless(wanted, most, k, b, before, left):
    """Return whether more than `most` columns are foreseen."""
    limit = most + DOUBT
    if k + wanted <= limit:
        return False
    return left <= FLAT * before or left >= before or not k + b * left / (before - left) <= limit


@inner
def extend(m, n, k, b, x, at):
    """Set columns k to k + b of V from those of Q and what is in F; returns their energy."""
    v = at.V + k * n
    clear(n, b, x, v, n)
    subtract_block(n, b, m, np.int64(1), x, at.F, n, x, at.Qt + k, at.most, x, v, n)


@inner
def find(eager, tolerance, most, m, n, B, bo, ldb, left, epsilon, x, at, real, order, sampled):
    """Find Q and V with ‖Fᵀ − Q Vᵀ‖²_F ≤ tolerance; returns (columns, or −1 for more than `most`, what is left).

    `left` is ‖F‖²_F. Where `eager`, F is kept up to date; where `sampled` is not None, columns are pivots of a sample.
    """
    cap, state = min(m, n, most + SPARE), np.int64(SEED)
    k, done, error, b, before = np.int64(0), np.int64(0), ERROR * epsilon * left, np.int64(0), left
    wanted, misses = np.float64(FIRST), 0
    while True:
        if k > 0 and left + error <= tolerance:
            return k, left + error
        useful = error > CERTAIN * tolerance and ERROR * epsilon * left <= CERTAIN * tolerance
        if done < k and (eager or useful or left <= CLEAR * error or k == cap):
            subtract_block(n, m, k - done, np.int64(0), x, at.V + done * n, n, x, at.Q + done * m, m, x, at.F, n)
            done, left = k, energy(n, m, x, at.F, n, real)
            error = ERROR * epsilon * left
            if left <= tolerance:
                return k, left
        if k == cap:
            return np.int64(-1), left
        if k > 0:
            wanted = foresee(tolerance, b, before, left)
            if hopeless(wanted, most, k, b, before, left):
                return np.int64(-1), left
        width = WIDEST if sampled is None else WIDEST - EXTRA
        new = np.int64(min(width, cap - k, 8 * np.ceil((min(wanted, 2.0 * WIDEST) + 4) / 8)))
        if sampled is None:
            state = combine_columns(m, n, new, state, B, bo, ldb, x, at.Y, m)
        else:
            state, new = take_pivots(n, m, new, state, k, k - done, x, at, real, order)
        new = orthonormalize(m, new, k, epsilon, x, at)
        if new == 0:  # columns cancelled each other
            misses += 1
            if misses == MISSES:
                return np.int64(-1), left
            continue
        b = new
        extend(m, n, k, b, x, at)
        before = left
        left = max(left - energy(n, b, x, at.V + k * n, n, real), 0.0)
        k += b
