"""L U in dense blocks: the contributions of earlier blocks, row by row, then the factorization of a block's own.

What a block contributes to rows that the target does not have is computed all the same, to places that nobody reads:
that costs less than to find out.
"""

import numpy as np

from pastix_py.dense.pivots import SAFE, size_of, swap
from pastix_py.incomplete.pivot import FAULT, judged, shifted
from pastix_py.incomplete.small import multiply_rows, subtract_rows
from pastix_py.jit import inner


@inner
def eliminate_blocks(order, nodes, room, coef, half, hermitian, exchange, rule, work, outcome):
    """Eliminate some cblks, each after those that contribute to it; ends at a broken pivot.

    Parameters
    ----------
    order : uint64, the cblks.
    nodes, room : `Supernodes`, `Room`.
    coef : A in the panels; then L and Uᵀ, L U of the diagonal blocks in place of them.
    half : of A the lower half is given, and L D Lᵀ, or L D Lᴴ where `hermitian`, computed.
    exchange : int32 (n), set: the row that is at each place once pivots are exchanged.
    rule : `PivotRule`.
    work : (left, right, small, square, inverse, size): two of n rows of the widest panel, places outside of the rows
        of a cblk hold anything; three blocks of the widest cblk; real, the sizes of the rows of one.
    outcome : of `pivot`.

    """
    left, right, small, square, inverse, size = work
    for at in order:
        f = np.int64(at)
        first, w = nodes.begin[f], nodes.begin[f + 1] - nodes.begin[f]
        low, high, vectors, stride = nodes.ptr[f], nodes.ptr[f + 1], room.vectors[f], room.stride[f]
        below, beyond = room.at[f] + (w - low) * stride, room.beyond[f] - low * stride
        load(first, w, low, high, stride, nodes.ind, coef, room.at[f], below, beyond, half, left, right, size)
        for p in range(nodes.face[f], nodes.face[f + 1]):
            c, start, stop = np.int64(nodes.source[p]), nodes.low[p], nodes.high[p]
            wide, step, end = nodes.begin[c + 1] - nodes.begin[c], room.stride[c], nodes.ptr[c + 1]
            of_L = room.at[c] + (wide - nodes.ptr[c]) * step
            of_U = of_L if half else room.beyond[c] - nodes.ptr[c] * step
            gather(start, stop, nodes.ind, first, coef, of_U, step, wide, stride, small)
            if half:
                scale(wide, stride, coef, room.at[c], step, hermitian, small)
            subtract_rows(start, end, nodes.ind, coef, of_L, step, wide, small, vectors, left)
            if not half:
                gather(start, stop, nodes.ind, first, coef, of_L, step, wide, stride, small)
                subtract_rows(stop, end, nodes.ind, coef, of_U, step, wide, small, vectors, right)
        for i in range(w):
            exchange[first + i] = first + i
            for k in range(w):
                square[i * w + k] = left[(first + i) * stride + k]
            square[i * w + i] = shifted(square[i * w + i], size[i], rule)
        if half:
            factor_half(first, w, square, hermitian, size, rule, outcome)
        else:
            factor_whole(first, w, square, exchange, size, rule, outcome)
        if outcome[FAULT] < exchange.size:
            return
        invert_upper(w, stride, square, half, hermitian, rule.one * 0, inverse)
        multiply_rows(low, high, nodes.ind, coef, below, w, inverse, vectors, left)
        if not half:
            invert_lower(first, w, stride, square, exchange, rule.one * 0, inverse)
            multiply_rows(low, high, nodes.ind, coef, beyond, w, inverse, vectors, right)
        for i in range(w):
            for k in range(w):
                coef[room.at[f] + i * stride + k] = square[i * w + k]


@inner
def load(first, w, low, high, stride, ind, coef, at, below, beyond, half, left, right, size):
    """Copy the panels of a cblk to the work space, and find the sizes of its rows."""
    size[:w] = 0
    for i in range(w):
        for k in range(stride):
            left[(first + i) * stride + k] = coef[at + i * stride + k]
        for k in range(i, w):
            size[i] = max(size[i], size_of(coef[at + k * stride + i] if half else coef[at + i * stride + k]))
    for t in range(low, high):
        row = np.int64(ind[t]) * stride
        for k in range(stride):
            left[row + k] = coef[below + t * stride + k]
        source = below if half else beyond
        for k in range(w):
            size[k] = max(size[k], size_of(coef[source + t * stride + k]))
        if not half:
            for k in range(stride):
                right[row + k] = coef[beyond + t * stride + k]


@inner
def gather(start, stop, ind, first, coef, at, step, wide, stride, small):
    """Set `small` to the transpose of rows start:stop of a panel, in the columns that they are of the target."""
    small[: wide * stride] = 0
    for t in range(start, stop):
        q = np.int64(ind[t]) - first
        for k in range(wide):
            small[k * stride + q] = coef[at + t * step + k]


@inner
def scale(wide, stride, coef, at, step, hermitian, small):
    """Multiply the rows of `small`, conjugated where `hermitian`, by the pivots of the panel that they are from."""
    for k in range(wide):
        pivot = coef[at + k * (step + 1)]
        for q in range(stride):
            value = small[k * stride + q]
            small[k * stride + q] = pivot * (np.conj(value) if hermitian else value)


@inner
def factor_half(first, w, S, hermitian, size, rule, outcome):
    """S = L D Lᵀ, or L D Lᴴ, in place of its lower triangle; rows of w."""
    for k in range(w):
        pivot = judged(first + k, S[k * w + k], known(size[k], rule), rule, outcome)
        S[k * w + k] = pivot
        for i in range(w - 1, k, -1):
            factor = S[i * w + k] / pivot
            for j in range(k + 1, i + 1):
                other = S[j * w + k]
                S[i * w + j] -= factor * (np.conj(other) if hermitian else other)
            S[i * w + k] = factor


@inner
def factor_whole(first, w, S, exchange, size, rule, outcome):
    """P S = L U in place; a row is exchanged where the multipliers would be larger than SAFE."""
    for k in range(w):
        best, largest = k, size_of(S[k * w + k]) * SAFE
        for i in range(k + 1, w):
            if size_of(S[i * w + k]) > largest:
                best, largest = i, size_of(S[i * w + k])
        if best != k:
            swap(S, k * w, 1, best * w, 1, w)
            exchange[first + k], exchange[first + best] = exchange[first + best], exchange[first + k]
            size[k], size[best] = size[best], size[k]
        pivot = judged(first + k, S[k * w + k], known(size[k], rule), rule, outcome)
        S[k * w + k] = pivot
        for i in range(k + 1, w):
            factor = S[i * w + k] / pivot
            S[i * w + k] = factor
            for j in range(k + 1, w):
                S[i * w + j] -= factor * S[k * w + j]


@inner
def known(size, rule):
    """Return the size of a row, that of the matrix for a row of zeros."""
    return size if size > 0 else rule.largest


@inner
def invert_upper(w, stride, S, half, hermitian, zero, T):
    """Set T, rows of `stride`, to the inverse of what right-hand sides are multiplied by to give rows of L: U, or D Lᵀ."""
    T[: w * stride] = 0
    for q in range(w):
        T[q * stride + q] = 1 / S[q * w + q]
        for k in range(q - 1, -1, -1):
            total = zero
            for j in range(k + 1, q + 1):
                if half:
                    other = S[j * w + k]
                    total += (np.conj(other) if hermitian else other) * T[j * stride + q]
                else:
                    total += S[k * w + j] * T[j * stride + q]
            T[k * stride + q] = -total if half else -total / S[k * w + k]


@inner
def invert_lower(first, w, stride, S, exchange, zero, T):
    """Set T, rows of `stride`, to Pᵀ L⁻ᵀ, where P S = L U."""
    T[: w * stride] = 0
    for k in range(w):
        column = (np.int64(exchange[first + k]) - first) * stride
        T[column + k] = 1
        for q in range(k + 1, w):
            total = zero
            for j in range(k, q):
                total += S[q * w + j] * T[column + j]
            T[column + q] = -total
