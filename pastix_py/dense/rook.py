"""L D Lᵀ and L D Lᴴ of what is left of a diagonal block, with rows and columns exchanged, D of 1 × 1 and 2 × 2 pivots.

Rook pivoting (Ashcraft, Grimes and Lewis, SIAM Journal on Matrix Analysis 20, 1998): all coefficients of L stay below
2.8. Columns are updated when a pivot is looked for in them, those that are left once so many are factored.
"""

import numpy as np

from pastix_py.dense.blas import ADJOINT, NO, TRANS, gemm
from pastix_py.dense.pivots import safe_pivot, size_of, swap
from pastix_py.jit import inner

TOGETHER = 32  # columns that are factored before those after them are updated
ALPHA = (1 + 17**0.5) / 8  # a pivot of this share of the largest entry of its column is a good one


@inner
def fetch_column(r, j, start, w, conj, L, at, m, G, go, ldg, z):
    """Write rows j:w of column r, from which columns start:j are subtracted, to G[z + j : z + w]."""
    for i in range(j, r):
        value = L[at + i * m + r]
        G[z + i] = np.conj(value) if conj else value
    for i in range(r, w):
        G[z + i] = L[at + r * m + i]
    for q in range(start, j):
        factor = G[go + q * ldg + r]
        factor = np.conj(factor) if conj else factor
        for i in range(j, w):
            G[z + i] -= L[at + q * m + i] * factor
    if conj:
        G[z + r] = G[z + r].real


@inner
def largest(low, high, skipped, G, z):
    """Return (place, size) of the largest of G[z + low : z + high] but for one; its size is 0 where there is none."""
    place, found = skipped, 0.0
    for i in range(low, high):
        size = size_of(G[z + i])
        if size > found and i != skipped:
            place, found = i, size
    return place, found


@inner
def choose(j, start, w, conj, L, at, m, G, go, ldg, threshold):
    """Return (p, r, y, z): the pivot of step j is row p, or rows p and r where r ≥ 0; their columns are at G[y], G[z].

    The parameters are as for `factor_by_rook`, the columns start:j those that were not yet subtracted from what
    follows.
    """
    p, y = j, go + w * ldg
    z = y + ldg
    fetch_column(p, j, start, w, conj, L, at, m, G, go, ldg, y)
    r, found = largest(j, w, p, G, y)
    own = size_of(G[y + p])
    if own >= ALPHA * found or not max(found, own) > threshold:
        return p, np.int64(-1), y, z
    while True:
        fetch_column(r, j, start, w, conj, L, at, m, G, go, ldg, z)
        s, other = largest(j, w, r, G, z)
        if size_of(G[z + r]) >= ALPHA * other:
            return r, np.int64(-1), z, y
        if not other > found:
            return p, r, y, z
        p, r, found, y, z = r, s, other, z, y


@inner
def exchange_both(j, p, start, done, w, conj, L, at, m, G, go, ldg, y, z):
    """Exchange rows and columns j ≤ p of what is not factored, the rows in columns start:done, and in G."""
    if p == j:
        return
    count, one = done - start, np.int64(1)
    swap(L, at + start * m + j, m, at + start * m + p, m, count)
    swap(G, go + start * ldg + j, ldg, go + start * ldg + p, ldg, count)
    swap(G, y + j, one, y + p, one, one)
    swap(G, z + j, one, z + p, one, one)
    swap(L, at + j * (m + 1), one, at + p * (m + 1), one, one)
    swap(L, at + j * m + p + 1, one, at + p * m + p + 1, one, w - p - 1)
    swap(L, at + j * m + j + 1, one, at + (j + 1) * m + p, m, p - j - 1)
    if conj:
        L[at + j * m + p] = np.conj(L[at + j * m + p])
        for i in range(j + 1, p):
            for entry in (at + j * m + i, at + i * m + p):
                L[entry] = np.conj(L[entry])


@inner
def pair_inverse(a, b, s, conj):
    """Return (e, f, g, h): x₁ = (y₁ e − y₂) g, x₂ = (y₂ f − y₁) h solve (x₁ x₂) D = (y₁ y₂), D = (a, s̄ or s; s, b)."""
    t = np.conj(s) if conj else s
    e, f = b / s, a / t
    size = e * f - 1
    return e, f, 1 / (t * size), 1 / (s * size)


@inner
def divide_columns(conj, w, A, at, lda, rows, B, bo, ldb, beside, first):
    """B := B D⁻¹, B rows × w; D is on the diagonal of A and, where pivots are 2 × 2, in `beside`."""
    j = 0
    while j < w:
        a, y = A[at + j * (lda + 1)], bo + j * ldb
        s = beside[first + j]
        if s != 0:
            e, f, g, h = pair_inverse(a, A[at + (j + 1) * (lda + 1)], s, conj)
            z = y + ldb
            for i in range(rows):
                p, q = B[y + i], B[z + i]
                B[y + i] = (p * e - q) * g
                B[z + i] = (q * f - p) * h
            j += 2
            continue
        inverse = 1 / a
        for i in range(rows):
            B[y + i] *= inverse
        j += 1


@inner
def store_pivot(j, pair, w, conj, L, at, m, G, go, ldg, y, z, pivots, first):
    """Write columns j, and j + 1 of a `pair`, of L, D and G = L D, given those of L D; returns the pivots replaced."""
    replaced = 0
    if pair:
        pivots.beside[first + j] = G[y + j + 1]
    else:
        pivot, replaced = safe_pivot(G[y + j], pivots.threshold, pivots.substitute)
        G[y + j] = pivot
        if replaced:
            pivots.marks[first + j] = 1
    after = j + 1 + pair
    for c in range(j, after):
        source, column = y if c == j else z, at + c * m
        L[column + c] = G[source + c]
        for i in range(c + 1, after):
            L[column + i] = 0
        for i in range(after, w):
            G[go + c * ldg + i] = G[source + i]
            L[column + i] = G[source + i]
    divide_columns(
        conj, after - j, L, at + j * (m + 1), m, w - after, L, at + j * m + after, m, pivots.beside, first + j
    )
    return replaced


@inner
def subtract_columns(start, stop, w, conj, L, at, m, G, go, ldg):
    """Subtract columns start:stop from what is not factored, L[stop:w, stop:w]."""
    op = ADJOINT if conj else TRANS
    for c in range(stop, w, TOGETHER):
        n, a, b = min(TOGETHER, w - c), at + start * m + c, go + start * ldg + c
        gemm(NO, op, w - c, n, stop - start, -1.0, L, a, m, G, b, ldg, 1.0, L, at + c * (m + 1), m)


@inner
def factor_by_rook(conj, k, w, L, at, m, G, go, ldg, pivots, first):
    """Factor a diagonal block whose first k columns are factored, with pivots of one row; returns pivots replaced.

    Parameters
    ----------
    conj : 1 for L D Lᴴ, else 0.
    k, w, L, at, m : the w × w block at offset `at`, leading dimension m; its upper triangle means nothing.
    G, go, ldg : (w + 2) × w coefficients at offset go, at least w apart: L D, and two columns.
    pivots, first : `Pivots` that are set, of the columns from `first` on.

    """
    for q in range(k):
        for i in range(k, w):
            G[go + q * ldg + i] = L[at + q * m + i] * L[at + q * (m + 1)]
    subtract_columns(np.int64(0), k, w, conj, L, at, m, G, go, ldg)
    replaced, j = 0, k
    while j < w:
        start = j
        while j < min(start + TOGETHER, w):
            p, r, y, z = choose(j, start, w, conj, L, at, m, G, go, ldg, pivots.threshold)
            pivots.exchange[first + j] = p - j
            exchange_both(j, p, start, j, w, conj, L, at, m, G, go, ldg, y, z)
            if r >= 0:
                r = p if r == j else r
                pivots.exchange[first + j + 1] = r - j - 1
                exchange_both(j + 1, r, start, j, w, conj, L, at, m, G, go, ldg, y, z)
            pair = np.int64(r >= 0)
            replaced += store_pivot(j, pair, w, conj, L, at, m, G, go, ldg, y, z, pivots, first)
            j += 1 + pair
        for c in range(start):
            for p in range(start, j):
                other = np.int64(pivots.exchange[first + p])
                if other > 0:
                    a = at + c * m + p
                    L[a], L[a + other] = L[a + other], L[a]
        subtract_columns(start, j, w, conj, L, at, m, G, go, ldg)
    return replaced
