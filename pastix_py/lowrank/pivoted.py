"""Orthonormal columns for a block, one at a time: of what is left, the largest column is next.

QR with column pivoting by modified Gram-Schmidt, each column orthogonalized again (Businger and Golub, Numerische
Mathematik 7, 1965; Daniel, Gragg, Kaufman and Stewart, Mathematics of Computation 30, 1976). The block is transposed
and what was found is taken out of it, so that all loops run along columns and the norms of what is left are exact.
"""

import numpy as np

from pastix_py.jit import inlined, inner
from pastix_py.lowrank.space import add_multiple, add_squares, squared

AGAIN = 0.5  # of its square is left of a column: else it is orthogonalized once more
NOISE = 0.1  # of its square is left of a column that is nothing but rounding errors of what was taken out
ROUNDS = 3  # of orthogonalization, at most


@inner
def normalize(m, Q, q):
    """Divide the m entries from q on by their norm; returns its square."""
    total, column = 0.0, Q[q : q + m]
    for i in range(m):
        total += squared(column[i])
    if total > 0:
        scale = type(column[0].real)(1 / np.sqrt(total))
        for i in range(m):
            column[i] *= scale
    return total


@inner
def orthogonalize(m, k, Q, qo, Qt, to, ldt, C, co):
    """Make column k of Q, of norm one, orthogonal to those before it; Qt is −Qᵀ, C has room for k coefficients.

    Returns the square of what was left of it at first.
    """
    new, left = qo + k * m, 1.0
    for turn in range(ROUNDS):
        C[co : co + k] = 0
        for i in range(m):
            add_multiple(k, np.conj(Q[new + i]), Qt, to + i * ldt, C, co)
        for t in range(k):
            add_multiple(m, np.conj(C[co + t]), Q, qo + t * m, Q, new)
        share = normalize(m, Q, new)
        if turn == 0:
            left = share
        if share > AGAIN:
            break
    for i in range(m):
        Qt[to + i * ldt + k] = -Q[new + i]
    return left


@inlined
def take_out(n, c, V, v, F, f, norms):
    """F −= c V, n coefficients; add |F|² to the norms."""
    x, y, total = V[v : v + n], F[f : f + n], norms[:n]
    for j in range(n):
        y[j] -= c * x[j]
        total[j] += squared(y[j])


@inner
def pivoted(given, m, n, tolerance, most, F, fo, Q, qo, Qt, to, ldt, V, vo, norms, order):
    """Find orthonormal Q and V with ‖Fᵀ − Q Vᵀ‖²_F ≤ tolerance; returns the number of columns.

    It is −1 − that number where these are not enough: they are `most`, or what is left is rounding errors. F is n × m
    and becomes what is left; Q is m × most, Qt = −Qᵀ, V n × most. Of Q and Qt, `given` columns are there already, and
    Fᵀ is orthogonal to them. `norms` has room for n numbers, `order` for the columns of Fᵀ that are taken, one for each
    of Q.
    """
    left = 0.0
    norms[:n] = 0
    for i in range(m):
        add_squares(n, F, fo + i * n, norms)
    for k in range(given, most + 1):
        best, left = 0, 0.0
        for j in range(n):
            left += norms[j]
            if norms[j] > norms[best]:
                best = j
        if left <= tolerance:
            return k
        if k == most or not left < np.inf:
            return -1 - k
        q, v, order[k] = qo + k * m, vo + k * n, best
        for i in range(m):
            Q[q + i] = F[fo + i * n + best]
        normalize(m, Q, q)
        if orthogonalize(m, k, Q, qo, Qt, to, ldt, V, v) < NOISE:
            return -1 - k
        V[v : v + n] = 0
        norms[:n] = 0
        for i in range(m):
            add_multiple(n, np.conj(Q[q + i]), F, fo + i * n, V, v)
        for i in range(m):
            take_out(n, Q[q + i], V, v, F, fo + i * n, norms)
    return -1 - most
