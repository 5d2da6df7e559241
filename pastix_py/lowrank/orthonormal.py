"""Orthonormal bases by Cholesky factorizations of Gram matrices, twice: nearly all of it is products.

What a Gram matrix cannot tell from rounding is left out (Yamamoto, Nakatsukasa, Yanagisawa and Fukaya, Electronic
Transactions on Numerical Analysis 44, 2015).
"""

import numpy as np

from pastix_py.dense.product import subtract_block
from pastix_py.jit import inner
from pastix_py.lowrank.space import WIDEST, add_multiple, clear, transpose

DEPENDENT = 0.25  # of the square of a normalized column: what is left of a good one is more


@inner
def gram(n, rows, At, ao, lda, G, go, ldg):
    """Set the lower triangle of G to −(A^T conj(A)), At n × rows."""
    clear(n, n, G, go, ldg)
    subtract_block(n, n, rows, np.int64(1), At, ao, lda, At, ao, lda, G, go, ldg)


@inner
def cholesky(n, share, least, G, go, ldg):
    """Factor −G = L Lᴴ in place; columns with a pivot below `share` of their entry, or below `least`, become zero.

    Returns how many are not zero.
    """
    kept = 0
    for j in range(n):
        cj = go + j * ldg
        for i in range(j, n):
            G[cj + i] = -G[cj + i]
    for j in range(n):  # what was on the diagonal is kept above it, in row 0 of the next column
        if j + 1 < n:
            G[go + (j + 1) * ldg] = G[go + j * (ldg + 1)]
    last = G[go + (n - 1) * (ldg + 1)].real
    for j in range(n):
        cj = go + j * ldg
        before = last if j + 1 == n else G[cj + ldg].real
        pivot = G[cj + j].real
        if not pivot > max(share * before, least):
            for i in range(j, n):
                G[cj + i] = 0
            continue
        kept += 1
        scale = type(pivot)(1 / np.sqrt(pivot))
        for i in range(j, n):
            G[cj + i] *= scale
        for c in range(j + 1, n):
            add_multiple(n - c, -np.conj(G[cj + c]), G, cj + c, G, go + c * ldg + c)
    return kept


@inner
def invert(n, L, lo, ldl, T, to, ldt):
    """Set T to the rows of L⁻¹ that belong to nonzero columns of L, L lower triangular; returns how many."""
    clear(n, n, T, to, ldt)
    for j in range(n):
        tj = to + j * ldt
        if L[lo + j * (ldl + 1)] == 0:
            continue
        T[tj + j] = 1
        for c in range(j, n):
            lc = lo + c * ldl
            if L[lc + c] == 0:
                T[tj + c] = 0
                continue
            T[tj + c] /= L[lc + c]
            add_multiple(n - c - 1, -T[tj + c], L, lc + c + 1, T, tj + c + 1)
    kept = 0
    for c in range(n):
        if L[lo + c * (ldl + 1)] != 0:
            for j in range(n if kept < c else 0):
                T[to + j * ldt + kept] = T[to + j * ldt + c]
            kept += 1
    return kept


@inner
def orthonormalize(m, b, k, epsilon, x, at):
    """Find orthonormal columns, orthogonal to the first k of Q, that span those of Y; they become the next of Q.

    Produces: rows and columns k on of Qt and Q; only Y is read. Returns how many there are, b at most.
    """
    ldy, shares = np.int64(WIDEST), (epsilon ** type(epsilon)(0.6), type(epsilon)(DEPENDENT))
    transpose(m, b, 1, x, at.Y, m, x, at.Yt, ldy)
    for again in range(2):
        if k > 0:
            clear(b, k, x, at.T, ldy)
            subtract_block(b, k, m, np.int64(1), x, at.Yt, ldy, x, at.Qt, at.most, x, at.T, ldy)
            subtract_block(b, m, k, np.int64(0), x, at.T, ldy, x, at.Q, m, x, at.Yt, ldy)
        gram(b, m, x, at.Yt, ldy, x, at.G, ldy)
        cholesky(b, shares[again], shares[again] * again, x, at.G, ldy)
        kept = invert(b, x, at.G, ldy, x, at.T, ldy)
        transpose(b, m, 1, x, at.Yt, ldy, x, at.Y, m)
        to, ldt = (at.Qt + k, at.most) if again else (at.Yt, ldy)
        clear(kept, m, x, to, ldt)
        subtract_block(kept, m, b, np.int64(0), x, at.T, ldy, x, at.Y, m, x, to, ldt)
        b = kept
    transpose(b, m, -1, x, at.Qt + k, at.most, x, at.Q + k * m, m)
    return b
