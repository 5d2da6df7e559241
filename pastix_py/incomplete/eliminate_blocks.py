"""L U in dense blocks: rows of blocks one after the other, as `eliminate` has rows; what has no place is dropped.

Inside a diagonal block, rows are exchanged where one half of A is not all that is given.
"""

import numpy as np

from pastix_py.dense.pivots import SAFE, size_of, swap
from pastix_py.incomplete.pivot import FAULT, judged, shifted
from pastix_py.incomplete.small import multiply, subtract_products
from pastix_py.jit import inner


@inner
def eliminate_blocks(order, rows, turn, blocks, coef, inverse, size, half, hermitian, exchange, rule, work, outcome):
    """Eliminate some rows of blocks, each after those that it needs; ends at a broken pivot.

    Parameters
    ----------
    order : uint64, the rows.
    rows, turn : `Pattern.unsigned` of the blocks, and its `turn`, as uint64.
    blocks : `Blocks`.
    coef : A in the blocks, then L and U, both in one in the diagonal blocks.
    inverse : room for the inverses of the diagonal blocks of U, which lie as those.
    size : (n) real, the size of each row of A.
    half : of A one half is given, U = D Lᵀ, or D Lᴴ where `hermitian`, and L is kept as D⁻¹ U.
    exchange : int32 (n), set: the row that is at each place once pivots are exchanged.
    rule : `PivotRule`.
    work : (place, right, target, vectors, square, spare, block): int64 (n_block), −1 each, for where the blocks of a
        row are; int64 (n_block), three lists of products; three times room for the widest block.
    outcome : of `pivot`.

    """
    (l_ptr, l_ind, u_ptr, u_ind), one = rows, np.uint64(1)
    begin, stride, u_at, l_at = blocks.begin, blocks.stride, blocks.u_at, blocks.l_at
    place, right, target, vectors, square, spare, block = work
    for i in order:
        first, m = begin[i], begin[i + one] - begin[i]
        place[i] = blocks.at[i]
        for p in range(u_ptr[i], u_ptr[i + one]):
            place[u_ind[p]] = u_at[p]
        if not half:
            for p in range(l_ptr[i], l_ptr[i + one]):
                place[l_ind[p]] = l_at[p]
        for p in range(l_ptr[i], l_ptr[i + one]):
            k = np.uint64(l_ind[p])
            w, left, row, column = begin[k + one] - begin[k], l_at[p], stride[k], np.int64(1)
            start = np.uint64(turn[p]) if half else u_ptr[k]
            if half:
                row, column = np.int64(1), stride[i]
            else:
                multiply(coef, left, row, m, w, inverse, blocks.at[k] - blocks.at[0], coef, left, blocks.vectors[k])
            count = listed(start, u_ptr[k + one], u_ind, u_at, blocks.vectors, place, right, target, vectors)
            subtract_products(count, right, target, vectors, coef, left, row, column, m, w)
        for p in range(l_ptr[i], l_ptr[i + one]):
            place[l_ind[p]] = -1
        for r in range(m):
            exchange[first + r] = first + r
            for c in range(m):
                square[r * m + c] = coef[blocks.at[i] + r * stride[i] + c]
            square[r * m + r] = shifted(square[r * m + r], size[first + r], rule)
        if half:
            factor_half(first, m, square, hermitian, size, rule, outcome)
        else:
            factor_whole(first, m, square, exchange, size, rule, outcome)
        if outcome[FAULT] < exchange.size:
            return
        place[i] = -1
        for r in range(m):
            for c in range(m):
                coef[blocks.at[i] + r * stride[i] + c] = square[r * m + c]
        if not half:
            invert_upper(m, stride[i], square, rule.one, blocks.at[i] - blocks.at[0], inverse)
        invert_lower(first, m, square, exchange, rule.one, spare)
        for p in range(u_ptr[i], u_ptr[i + one]):
            j = u_ind[p]
            place[j] = -1
            for q in range(m * stride[j]):
                block[q] = coef[u_at[p] + q]
            multiply(spare, np.int64(0), m, m, m, block, np.int64(0), coef, u_at[p], blocks.vectors[j])
            if half:
                divide(m, stride[j], square, hermitian, u_at[p], blocks.at[0] // 2, coef)


@inner
def listed(start, stop, ind, at, vectors, place, right, target, many):
    """List the products with blocks start:stop of a row of U that have a place; returns how many."""
    count = np.int64(0)
    for q in range(start, stop):
        j = ind[q]
        right[count], target[count], many[count] = at[q], place[j], vectors[j]
        count += place[j] >= 0  # no branch, which would be foretold wrongly every other time
    return count


@inner
def factor_half(first, w, S, hermitian, size, rule, outcome):
    """S = L D Lᵀ, or L D Lᴴ, in place of its lower triangle; rows of w."""
    for k in range(w):
        pivot = judged(first + k, S[k * w + k], size[first + k], rule, outcome)
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
        pivot = judged(first + k, S[k * w + k], size[first + k], rule, outcome)
        S[k * w + k] = pivot
        for i in range(k + 1, w):
            factor = S[i * w + k] / pivot
            S[i * w + k] = factor
            for j in range(k + 1, w):
                S[i * w + j] -= factor * S[k * w + j]


@inner
def invert_upper(m, stride, S, one, at, T):
    """Set a block of T, rows of `stride` from `at` on, to U⁻¹, where S = L U in rows of m."""
    for q in range(m * stride):
        T[at + q] = one * 0
    for c in range(m):
        T[at + c * stride + c] = one / S[c * m + c]
        for r in range(c - 1, -1, -1):
            total = one * 0
            for j in range(r + 1, c + 1):
                total += S[r * m + j] * T[at + j * stride + c]
            T[at + r * stride + c] = -total / S[r * m + r]


@inner
def invert_lower(first, m, S, exchange, one, T):
    """Set T, rows of m, to L⁻¹ P, where P S = L U in rows of m, and P is what `exchange` says."""
    for q in range(m * m):
        T[q] = one * 0
    for k in range(m):
        c = np.int64(exchange[first + k]) - first
        T[k * m + c] = one
        for r in range(k + 1, m):
            total = one * 0
            for j in range(k, r):
                total += S[r * m + j] * T[j * m + c]
            T[r * m + c] = -total


@inner
def divide(m, stride, S, conjugated, at, shift, coef):
    """Set the block that is `shift` behind one of U to D⁻¹ times that, D on the diagonal of S; or to its conjugate."""
    for r in range(m):
        for q in range(at + r * stride, at + (r + 1) * stride):
            value = coef[q] / S[r * m + r]
            coef[q + shift] = np.conj(value) if conjugated else value
