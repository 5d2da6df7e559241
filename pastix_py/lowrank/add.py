"""Sums of blocks of low rank, U Vᵀ + α X op(Y)ᵀ, compressed again."""

import numpy as np

from pastix_py.dense.product import subtract_block
from pastix_py.jit import inner
from pastix_py.lowrank import ORTHOGONALIZATIONS
from pastix_py.lowrank.compress import FINER
from pastix_py.lowrank.pivoted import normalize, orthogonalize, pivoted
from pastix_py.lowrank.space import add_squares, clear, energy, places, transpose
from pastix_py.lowrank.trim import trim

PARTIAL, CGS, QR = (ORTHOGONALIZATIONS[name].number for name in ("partialqr", "cgs", "qr"))
PROJECTIONS = 2  # are enough (Giraud, Langou, Rozložník and van den Eshof, Numerische Mathematik 101, 2005)


@inner
def scaled(n, r, alpha, conj, Y, yo, ldy, Z, zo):
    """Z := α op(Y), n × r."""
    for j in range(r):
        y, z = Y[yo + j * ldy : yo + j * ldy + n], Z[zo + j * n : zo + (j + 1) * n]
        for i in range(n):
            z[i] = alpha * (np.conj(y[i]) if conj else y[i])


@inner
def weigh(m, n, r, X, xo, ldx, Y, yo, ldy, F, fo, norms):
    """Set F to the r columns of X as rows, each times the norm of that of Y."""
    transpose(m, r, 1, X, xo, ldx, F, fo, r)
    for j in range(r):
        norms[:n] = 0
        add_squares(n, Y, yo + j * ldy, norms)
        total = 0.0
        for i in range(n):
            total += norms[i]
        size = F.real.dtype.type(np.sqrt(total))
        for i in range(m):
            F[fo + i * r + j] *= size


@inner
def project(m, k, r, x, at):
    """Take the first k columns of Q out of r columns, the rows of F."""
    for _ in range(PROJECTIONS if k > 0 else 0):
        clear(r, k, x, at.T, r)
        subtract_block(r, k, m, np.int64(1), x, at.F, r, x, at.Qt, at.most, x, at.T, r)
        subtract_block(r, m, k, np.int64(0), x, at.T, r, x, at.Q, m, x, at.F, r)


@inner
def append(given, m, r, x, at):
    """Make the rows of F, r × m, orthonormal one after another: the columns from `given` on of Q."""
    for j in range(r):
        k = given + j
        q = at.Q + k * m
        for i in range(m):
            x[q + i] = x[at.F + i * r + j]
        normalize(m, x, q)
        orthogonalize(m, k, x, at.Q, x, at.Qt, at.most, x, at.G)
    return given + r


@inner
def extend_basis(method, tolerance, m, n, k, r, X, xo, ldx, Y, yo, ldy, x, at, real, order):
    """Add to the k columns of Q what r columns of X need, but for an error of the product; returns their number."""
    weigh(m, n, r, X, xo, ldx, Y, yo, ldy, x, at.F, real)
    if method != QR:
        project(m, k, r, x, at)
    if method != PARTIAL:
        return append(k, m, r, x, at)
    found = pivoted(k, m, r, tolerance / r, k + r, x, at.F, x, at.Q, x, at.Qt, at.most, x, at.G, real, order)
    return max(found, -1 - found)


@inner
def add_dense(tolerance, most, m, n, k, U, uo, Vt, vo, r, X, xo, ldx, minus, at, x, real, order):
    """Find Q and V of the sum of k and r columns by way of all of it; returns how many columns, and what is left.

    `minus` is where −α op(Y) lies.
    """
    transpose(k, n, -1, Vt, vo, k, x, at.V, n)
    clear(n, m, x, at.F, n)
    subtract_block(n, m, k, np.int64(0), x, at.V, n, U, uo, m, x, at.F, n)
    subtract_block(n, m, r, np.int64(0), x, minus, n, X, xo, ldx, x, at.F, n)
    found = pivoted(np.int64(0), m, n, tolerance, min(m, n), x, at.F, x, at.Q, x, at.Qt, at.most, x, at.V, real, order)
    return max(found, -1 - found), energy(n, m, x, at.F, n, real)


@inner
def add(method, tol, max_rank, m, n, rank, U, uo, Vt, vo, alpha, conj, r, X, xo, ldx, Y, yo, ldy, space):
    """Replace U Vᵀ by U Vᵀ + α X op(Y)ᵀ with an error of at most tol, U orthonormal; returns the new rank.

    It is −1, and U Vᵀ stays, where more than `max_rank` is needed.

    Parameters
    ----------
    method : number of one of `ORTHOGONALIZATIONS`.
    tol, max_rank : largest error, absolute, in the Frobenius norm; largest rank.
    m, n, rank, U, uo, Vt, vo : the block as `compress` left it, with room for `max_rank`.
    alpha, conj : a real number; 1 where op conjugates, else 0.
    r, X, xo, ldx, Y, yo, ldy : m × r and n × r, r ≤ min(m, n), as `multiply` returns them.
    space : `Space` for blocks of this size.

    """
    x, real, order, at = space.x, space.real, space.order, places(m, n)
    epsilon, tolerance, size = np.finfo(U.dtype).eps, tol * tol, min(m, n)
    finer, minus, k = FINER * tolerance, at.Yt, rank
    left = finer
    if rank + r > size:
        scaled(n, r, U.dtype.type(-alpha), conj, Y, yo, ldy, x, minus)
        k, left = add_dense(finer, size, m, n, rank, U, uo, Vt, vo, r, X, xo, ldx, minus, at, x, real, order)
    elif r > 0:
        for j in range(rank * m):
            x[at.Q + j] = U[uo + j]
        given = rank
        if method == QR:
            transpose(m, rank, 1, U, uo, m, x, at.F, rank)
            given = append(np.int64(0), m, rank, x, at)
        else:
            transpose(m, rank, -1, U, uo, m, x, at.Qt, at.most)
        k = extend_basis(method, finer, m, n, given, r, X, xo, ldx, Y, yo, ldy, x, at, real, order)
        transpose(rank, n, 1, Vt, vo, rank, x, at.V, n)
        clear(n, k - rank, x, at.V + rank * n, n)
        transpose(m, r, 1, X, xo, ldx, x, at.F, r)
        clear(k, r, x, at.P, k)
        subtract_block(k, r, m, np.int64(1), x, at.Qt, at.most, x, at.F, r, x, at.P, k)
        scaled(n, r, U.dtype.type(-alpha), conj, Y, yo, ldy, x, minus)
        subtract_block(n, k, r, np.int64(1), x, minus, n, x, at.P, k, x, at.V, n)
    else:
        return rank
    if not left <= tolerance:
        return np.int64(-1)
    return trim(tolerance - left, min(max_rank, size), k, m, n, epsilon, x, at, U, uo, Vt, vo, real, order, None)
