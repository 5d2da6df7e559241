"""Blocks X Yᵀ of some columns, compressed again to the least."""

import numpy as np

from pastix_py.dense.product import subtract_block
from pastix_py.jit import inner
from pastix_py.lowrank.add import append
from pastix_py.lowrank.space import WIDEST, Places, Space, clear, transpose
from pastix_py.lowrank.trim import trim


@inner
def thin(m, n, k):
    """Return the `Places` for m × n blocks of k columns, for which the block itself has no room."""
    most, longer = max(k, WIDEST), max(m, n)
    q = most * longer
    qt = q + m * most
    v = qt + m * most
    y = v + n * most
    yt = y + WIDEST
    g = yt + most * longer
    return Places(most, 0, q, qt, v, y, yt, g, g + most * most, g + 2 * most * most)


def make_thin_space(m, n, k, dtype):
    """Return the `Space` for m × n blocks of at most k columns."""
    longer, most = max(m, n, k, WIDEST), max(k, WIDEST)
    size = 3 * most * longer + 2 * (m + n) * most + WIDEST + 3 * most * most
    return Space(np.empty(size, dtype), np.zeros(4 * longer), np.zeros(longer, np.int64))


@inner
def recompress(tolerance, m, n, k, X, xo, Y, yo, U, uo, Vt, vo, space):
    """Set U (m × r), orthonormal, and Vᵀ (r × n) with ‖X Yᵀ − U Vᵀ‖_F ≤ tolerance; returns r, at most k.

    X is m × k, Y n × k, k ≤ min(m, n); `tolerance` is absolute. −1 where X Yᵀ is not finite.
    """
    x, real, order = space.x, space.real, space.order
    at = thin(m, n, k)
    epsilon, zero = np.finfo(x.dtype).eps, np.int64(0)
    transpose(m, k, 1, X, xo, m, x, at.F, k)
    append(zero, m, k, x, at)
    # X = Q P, and so X Yᵀ = Q (Y Pᵀ)ᵀ.
    transpose(m, k, 1, X, xo, m, x, at.F, k)
    clear(k, k, x, at.P, k)
    subtract_block(k, k, m, np.int64(1), x, at.Qt, at.most, x, at.F, k, x, at.P, k)
    for i in range(k * k):
        x[at.P + i] = -x[at.P + i]
    clear(n, k, x, at.V, n)
    subtract_block(n, k, k, np.int64(1), Y, yo, n, x, at.P, k, x, at.V, n)
    return trim(tolerance * tolerance, k, k, m, n, epsilon, x, at, U, uo, Vt, vo, real, order, None)
