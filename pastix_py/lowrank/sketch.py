"""Random combinations of columns: each column is added to two of few sums, with random signs.

Sparse signs do what Gaussian numbers do, in the time of reading the block (Martinsson and Tropp, Acta Numerica 29,
2020, section 9.2). They come from a counter with a fixed start (Marsaglia, Journal of Statistical Software 8, 2003).
"""

import numpy as np

from pastix_py.dense.product import subtract_block
from pastix_py.jit import inner
from pastix_py.lowrank.pivoted import pivoted
from pastix_py.lowrank.space import WIDEST, add_multiple, clear, transpose

EXTRA = 8  # sums in a sample above the pivots taken
SEED = 0x2545F491


@inner
def draw(state):
    """Return the next random number of 32 bits after one."""
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    return state


@inner
def combine_columns(n, m, b, state, F, fo, ldf, S, so, lds):
    """Set S, n × b, to sums of columns of F, n × m, with signs; returns the next state."""
    clear(n, b, S, so, lds)
    for i in range(m):
        for _ in range(2):
            state = draw(state)
            sign = F.dtype.type(1 - 2 * (state & 1))
            add_multiple(n, sign, F, fo + i * ldf, S, so + (state >> 1) % b * lds)
    return state


@inner
def take_pivots(n, m, b, state, k, pending, x, at, real, order):
    """Set Y to b rows of F, as columns: the pivots of a random sample of what is left.

    The last `pending` of k columns found are not yet taken out of F. Returns (next state, rows).
    """
    ldy, size, first = np.int64(WIDEST), np.int64(b + EXTRA), k - pending
    after = combine_columns(n, m, size, state, x, at.F, n, x, at.Y, n)
    if pending > 0:
        combine_columns(pending, m, size, state, x, at.Qt + first, at.most, x, at.G, pending)
        transpose(pending, size, -1, x, at.G, pending, x, at.T, size)
        subtract_block(n, size, pending, np.int64(0), x, at.V + first * n, n, x, at.T, size, x, at.Y, n)
    taken = pivoted(np.int64(0), size, n, 0.0, b, x, at.Y, x, at.G, x, at.T, ldy, x, at.Yt, real, order)
    taken = max(taken, -1 - taken)
    for i in range(m):
        for t in range(taken):
            x[at.Y + t * m + i] = x[at.F + i * n + order[t]]
    return after, taken
