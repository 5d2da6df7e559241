"""Compression of a block, B ≈ U Vᵀ, by one of the methods of `METHODS`."""

import numpy as np

from pastix_py.jit import inner
from pastix_py.lowrank import METHODS
from pastix_py.lowrank.blocked import SPARE, find
from pastix_py.lowrank.pivoted import pivoted
from pastix_py.lowrank.space import energy, places, transpose
from pastix_py.lowrank.trim import trim

RQRRT, TQRCP, RQRCP, PQRCP, SVD = (METHODS[name].number for name in ("rqrrt", "tqrcp", "rqrcp", "pqrcp", "svd"))
MORE = 1.3  # times the rank may pivoted columns be before the singular value decomposition lessens them
FINER = 1e-2  # of what the singular value decomposition may leave, squared, is left out before it


def codes_of(method):
    """Return (blocked, sampled, single, rotated) for the number of a method: 1 for its code, None for the others."""
    groups = ((RQRRT, TQRCP, RQRCP), (TQRCP, RQRCP), (PQRCP,), (SVD,))
    return tuple(1 if method in group else None for group in groups)


@inner
def one_by_one(tolerance, most, m, n, x, at, U, uo, Vt, vo, real, order):
    """Compress Fᵀ by `pivoted`; returns the rank, negative for more than `most`."""
    rank = pivoted(np.int64(0), m, n, tolerance, most, x, at.F, U, uo, x, at.Qt, at.most, x, at.V, real, order)
    if rank > 0:
        transpose(n, rank, 1, x, at.V, n, Vt, vo, rank)
    return max(rank, np.int64(-1))


@inner
def compress(method, tol, max_rank, m, n, B, bo, ldb, U, uo, Vt, vo, space, codes):
    """Find U with orthonormal columns and Vᵀ with ‖B − U Vᵀ‖_F ≤ tol; returns the rank.

    B is only read. The rank is −1 where more than `max_rank` columns are wanted, or are foreseen to be, and for a block
    that is not finite.

    Parameters
    ----------
    method, codes : number of a method, and `codes_of` it.
    tol, max_rank : largest error, absolute, and rank.
    m, n, B, bo, ldb : the block, m × n.
    U, uo, Vt, vo : room for m × max_rank and max_rank × n coefficients; leading dimensions m and the rank.
    space : `Space` for blocks of this size.

    """
    blocked, sampled, single, rotated = codes
    x, real, order, at = space.x, space.real, space.order, places(m, n)
    epsilon, tolerance, rank = np.finfo(B.dtype).eps, tol * tol, np.int64(-1)
    size = min(m, n)
    most = min(max_rank, size)
    transpose(m, n, 1, B, bo, ldb, x, at.F, n)
    norm = energy(n, m, x, at.F, n, real)
    if not norm < np.inf:
        return rank
    if norm <= tolerance:
        return np.int64(0)
    if blocked is not None:
        eager = np.int64(method == RQRCP)
        k, left = find(eager, tolerance, most, m, n, B, bo, ldb, norm, epsilon, x, at, real, order, sampled)
        if k >= 0:
            rank = trim(tolerance - left, most, k, m, n, epsilon, x, at, U, uo, Vt, vo, real, order, None)
        elif most == size:  # random columns are poor where nearly all are wanted
            transpose(m, n, 1, B, bo, ldb, x, at.F, n)
            rank = one_by_one(tolerance, most, m, n, x, at, U, uo, Vt, vo, real, order)
    if single is not None:
        rank = one_by_one(tolerance, most, m, n, x, at, U, uo, Vt, vo, real, order)
    if rotated is not None:
        finer, more = FINER * tolerance, min(np.int64(MORE * most) + SPARE, size)
        k = pivoted(np.int64(0), m, n, finer, more, x, at.F, x, at.Q, x, at.Qt, at.most, x, at.V, real, order)
        k, left = max(k, -1 - k), energy(n, m, x, at.F, n, real)
        if left <= tolerance:
            rank = trim(tolerance - left, most, k, m, n, epsilon, x, at, U, uo, Vt, vo, real, order, rotated)
    return rank
