"""L U in dense blocks: the contributions of earlier blocks, row by row, then the factorization of a block's own.

Inside a diagonal block, rows are exchanged where more than one half of A is given.
"""

import numpy as np

from pastix_py.dense.pivots import SAFE, size_of, swap
from pastix_py.incomplete.pivot import FAULT, judged, shifted
from pastix_py.incomplete.small import contribute, multiply_rows
from pastix_py.jit import inner


@inner
def eliminate_blocks(order, nodes, updates, room, coef, half, hermitian, exchange, rule, work, outcome):
    """Eliminate some cblks, each after those that contribute to it; ends at a broken pivot.

    Parameters
    ----------
    order : uint64, the cblks.
    nodes, updates, room : `Supernodes`, `Updates`, `Room`.
    coef : A in the panels; then L and Uᵀ, both in one in the diagonal blocks.
    half : of A the lower half is given, and U = D Lᵀ, or D Lᴴ where `hermitian`.
    exchange : int32 (n), set: the row that is at each place once pivots are exchanged.
    rule : `PivotRule`.
    work : (small, square, inverse): room for the widest block each, the first zero.
    outcome : of `pivot`.

    """
    (small, square, inverse), one = work, np.uint64(1)
    begin, stride = nodes.begin, room.stride
    for f in order:
        first, w, vectors, ld = begin[f], begin[f + one] - begin[f], room.vectors[f], stride[f]
        panel, beyond, below = room.at[f], room.beyond[f], nodes.ptr[f + one] - nodes.ptr[f]
        for p in range(np.uint64(nodes.face[f]), np.uint64(nodes.face[f + one])):
            c, start, own, end = np.uint64(nodes.source[p]), updates.ptr[p], updates.own[p], updates.ptr[p + one]
            wide, step = begin[c + one] - begin[c], stride[c]
            lists, of_U, shape = (
                (updates.source, updates.target, coef),
                room.beyond[c] - wide * step,
                (step, wide, vectors),
            )
            contribute(of_U, start, own, start, end, *lists, room.at[c], *shape, panel, small)
            if not half and own < end:
                contribute(room.at[c], start, own, own, end, *lists, of_U, *shape, beyond - w * ld, small)
        for i in range(w):
            exchange[first + i] = first + i
            for k in range(w):
                square[i * w + k] = coef[panel + i * ld + k]
            square[i * w + i] = shifted(first + i, square[i * w + i], rule)
        if half:
            factor_half(first, w, square, hermitian, rule, outcome)
        else:
            factor_whole(first, w, square, exchange, rule, outcome)
        if outcome[FAULT] < exchange.size:
            return
        for i in range(w):
            for k in range(w):
                coef[panel + i * ld + k] = square[i * w + k]
        invert_upper(w, ld, square, half, hermitian, rule.one, inverse)
        multiply_rows(below, coef, panel + w * ld, w, inverse, vectors)
        if half:
            times_pivots(below, w, ld, coef, panel, beyond, hermitian)
        else:
            invert_lower(first, w, ld, square, exchange, rule.one, inverse)
            multiply_rows(below, coef, beyond, w, inverse, vectors)


@inner
def times_pivots(rows, w, ld, coef, panel, beyond, hermitian):
    """Set the rows of Uᵀ to those of L, conjugated where `hermitian`, times D."""
    for t in range(rows):
        at, to = panel + (w + t) * ld, beyond + t * ld
        for k in range(w):
            value = coef[at + k]
            coef[to + k] = (np.conj(value) if hermitian else value) * coef[panel + k * (ld + 1)]


@inner
def factor_half(first, w, S, hermitian, rule, outcome):
    """S = L D Lᵀ, or L D Lᴴ, in place of its lower triangle; rows of w."""
    for k in range(w):
        pivot = judged(first + k, S[k * w + k], rule, outcome)
        S[k * w + k], inverse = pivot, rule.one / pivot
        for i in range(w - 1, k, -1):
            factor = S[i * w + k] * inverse
            for j in range(k + 1, i + 1):
                other = S[j * w + k]
                S[i * w + j] -= factor * (np.conj(other) if hermitian else other)
            S[i * w + k] = factor


@inner
def factor_whole(first, w, S, exchange, rule, outcome):
    """P S = L U in place; a row is exchanged where the multipliers would be larger than SAFE."""
    for k in range(w):
        best, largest = k, size_of(S[k * w + k]) * SAFE
        for i in range(k + 1, w):
            if size_of(S[i * w + k]) > largest:
                best, largest = i, size_of(S[i * w + k])
        if best != k:
            swap(S, k * w, 1, best * w, 1, w)
            exchange[first + k], exchange[first + best] = exchange[first + best], exchange[first + k]
        pivot = judged(exchange[first + k], S[k * w + k], rule, outcome)
        S[k * w + k], inverse = pivot, rule.one / pivot
        for i in range(k + 1, w):
            factor = S[i * w + k] * inverse
            S[i * w + k] = factor
            for j in range(k + 1, w):
                S[i * w + j] -= factor * S[k * w + j]


@inner
def invert_upper(w, ld, S, half, hermitian, one, T):
    """Set T, rows of `ld`, to the inverse of what rows of L are multiplied by to give A: U, or D Lᵀ or D Lᴴ."""
    for q in range(w * ld):
        T[q] = one * 0
    for c in range(w):
        T[c * ld + c] = one / S[c * w + c]
        for r in range(c - 1, -1, -1):
            total = one * 0
            for j in range(r + 1, c + 1):
                factor = (np.conj(S[j * w + r]) if hermitian else S[j * w + r]) if half else S[r * w + j]
                total += factor * T[j * ld + c]
            T[r * ld + c] = -total if half else -total * T[r * ld + r]


@inner
def invert_lower(first, w, ld, S, exchange, one, T):
    """Set T, rows of `ld`, to Pᵀ L⁻ᵀ, where P S = L U and P is what `exchange` says."""
    for q in range(w * ld):
        T[q] = one * 0
    for k in range(w):
        column = (np.int64(exchange[first + k]) - first) * ld
        T[column + k] = one
        for r in range(k + 1, w):
            total = one * 0
            for j in range(k, r):
                total += S[r * w + j] * T[column + j]
            T[column + r] = -total
