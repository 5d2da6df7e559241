"""Where the coefficients of dense blocks live, how A gets there, and how the factors come out as rows."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.pivots import size_of
from pastix_py.incomplete.case import Made
from pastix_py.incomplete.small import lanes_of
from pastix_py.incomplete.sweep import Rows
from pastix_py.jit import kernel


class Blocks(NamedTuple):
    """Blocks in one flat array. That of rows I and columns J is stored by rows, each of which takes whole vectors.

    The blocks of U follow each other by rows, as in the pattern, then those of L, then the diagonal ones. Of a matrix
    of which one half is given, L is kept transposed, as D⁻¹ U, its blocks in the order of those of U.
    """

    begin: np.ndarray  # (n_block+1) int64, first unknown of each
    owner: np.ndarray  # (n) int32, the block of each unknown
    vectors: np.ndarray  # (n_block) int64 of a row of the columns of each
    stride: np.ndarray  # (n_block) int64, places of such a row
    u_at: np.ndarray  # (blocks of U) int64
    l_at: np.ndarray  # (blocks of L) int64
    at: np.ndarray  # (n_block+1) int64, the diagonal blocks, and the end

    @classmethod
    def of(cls, begin, pattern, dtype, half):
        """Return the blocks of a `Pattern` of blocks, for coefficients of a type."""
        lanes, width = lanes_of(np.dtype(dtype)), np.diff(begin)
        vectors = -(-width // lanes)
        stride = vectors * lanes
        u_at = np.cumsum(_by_row(width, pattern.u_ptr) * stride[pattern.u_ind])
        u_at, end = np.concatenate([[0], u_at[:-1]]), u_at[-1] if u_at.size else 0
        if half:
            l_at, end = end + u_at[pattern.turn], 2 * end
        else:
            l_at = np.cumsum(_by_row(width, pattern.l_ptr) * stride[pattern.l_ind])
            l_at, end = end + np.concatenate([[0], l_at[:-1]]), end + (l_at[-1] if l_at.size else 0)
        at = end + np.concatenate([[0], np.cumsum(width * stride)])
        owner = np.repeat(np.arange(width.size, dtype=np.int32), width)
        return cls(begin, owner, vectors, stride, u_at[: pattern.u_ind.size], l_at[: pattern.l_ind.size], at)

    @property
    def widest(self):
        """Most unknowns of a block."""
        return int(np.diff(self.begin).max(initial=0))


def _by_row(values, ptr):
    """Return values of rows for each of their entries."""
    return np.repeat(values, np.diff(ptr))


def places(matrix, ordering, pattern, blocks):
    """Return the place of each stored entry of A in the blocks, int64; `~place` where its mirror image is meant.

    Of a half, the diagonal blocks get their lower triangles.
    """
    given = matrix.ptr, matrix.ind, ordering.perm, ordering.iperm
    return places_in_blocks(*given, tuple(pattern)[:4], blocks, matrix.is_half)


@kernel
def places_in_blocks(ptr, ind, perm, iperm, pattern, blocks, half):
    """Find the places of the entries of A."""
    (l_ptr, l_ind, u_ptr, u_ind), place = pattern, np.empty(ind.size, np.int64)
    for j in range(perm.size):
        for p in range(ptr[perm[j]], ptr[perm[j] + 1]):
            i = np.int64(iperm[ind[p]])
            own, other = blocks.owner[i], blocks.owner[j]
            upward = half and (i < j if own == other else i > j)  # stored below the diagonal, wanted above; or turned
            row, column = (j, i) if upward else (i, j)
            r, c = blocks.owner[row], blocks.owner[column]
            if r == c:
                at = blocks.at[r]
            elif r < c:
                at = blocks.u_at[position(c, u_ptr[r], u_ptr[r + 1], u_ind)]
            else:
                at = blocks.l_at[position(c, l_ptr[r], l_ptr[r + 1], l_ind)]
            q = at + (row - blocks.begin[r]) * blocks.stride[c] + column - blocks.begin[c]
            place[p] = ~q if upward else q
    return place


@kernel
def position(column, low, high, ind):
    """Return where a column is in ind[low:high], ascending."""
    while low < high - 1:
        middle = (low + high) // 2
        if ind[middle] <= column:
            low = middle
        else:
            high = middle
    return low


def row_sizes(matrix, ordering, dtype):
    """Return the largest |a_ij| of each row of P A Pᵀ, that of A for a row of zeros: (n), real."""
    sizes = np.zeros(matrix.n, np.zeros(0, dtype).real.dtype)
    with np.errstate(over="ignore"):
        largest_of_rows(matrix.ptr, matrix.ind, matrix.val, ordering.iperm, matrix.is_half, sizes)
    sizes[sizes == 0] = matrix.max_abs() or 1
    return sizes


@kernel
def largest_of_rows(ptr, ind, val, iperm, half, sizes):
    """Find the sizes of rows, zero before; of a `half`, each entry counts for its column as well."""
    for j in range(iperm.size):
        for p in range(ptr[j], ptr[j + 1]):
            i, size = iperm[ind[p]], size_of(val[p])
            sizes[i] = max(sizes[i], size)
            if half:
                sizes[iperm[j]] = max(sizes[iperm[j]], size)


def factors_of(case, pattern, blocks, coef, exchange):
    """Return the factors in blocks as `Made`: rows of L and U, without their diagonals.

    `exchange` int32 (n) is the row, in the new numbering, that pivoting inside blocks has put at each place.
    """
    half, place = case.matrix.is_half, np.empty(case.matrix.n, np.int64)
    place[exchange] = np.arange(case.matrix.n)
    lower = lower_rows(pattern.l_ptr, pattern.l_ind, blocks, coef, half, place)
    *upper, diag = upper_rows(pattern.u_ptr, pattern.u_ind, blocks, coef, half, case.hermitian)
    return Made(case.ordering.perm[exchange], case.ordering.perm, Rows(*lower), Rows(*upper), 1 / diag)


@kernel
def lower_rows(ptr, ind, blocks, coef, half, place):
    """Return (ptr, ind, val) of the rows of L, strictly below the diagonal; row i of A is its row place[i]."""
    begin, stride, n = blocks.begin, blocks.stride, place.size
    new_ptr = np.zeros(n + 1, np.int64)
    for b in range(begin.size - 1):
        before = 0
        for p in range(ptr[b], ptr[b + 1]):
            before += begin[ind[p] + 1] - begin[ind[p]]
        for i in range(begin[b], begin[b + 1]):
            new_ptr[i + 1] = new_ptr[i] + before + i - begin[b]
    new_ind, val = np.empty(new_ptr[n], np.int32), np.empty(new_ptr[n], coef.dtype)
    for b in range(begin.size - 1):
        for r in range(begin[b + 1] - begin[b]):
            q = new_ptr[place[begin[b] + r]]
            for p in range(ptr[b], ptr[b + 1]):
                k = ind[p]
                at, step = (blocks.l_at[p] + r, stride[b]) if half else (blocks.l_at[p] + r * stride[k], 1)
                for j in range(begin[k + 1] - begin[k]):
                    new_ind[q], val[q] = begin[k] + j, coef[at + j * step]
                    q += 1
        for i in range(begin[b], begin[b + 1]):
            at, q = blocks.at[b] + (i - begin[b]) * stride[b], new_ptr[i + 1] - (i - begin[b])
            for j in range(i - begin[b]):
                new_ind[q + j], val[q + j] = begin[b] + j, coef[at + j]
    return new_ptr, new_ind, val


@kernel
def upper_rows(ptr, ind, blocks, coef, half, hermitian):
    """Return (ptr, ind, val, diagonal) of the rows of U; those of a half in the diagonal blocks follow from L and D."""
    begin, stride, n = blocks.begin, blocks.stride, blocks.owner.size
    new_ptr, diag = np.zeros(n + 1, np.int64), np.empty(n, coef.dtype)
    for b in range(begin.size - 1):
        beyond = 0
        for p in range(ptr[b], ptr[b + 1]):
            beyond += begin[ind[p] + 1] - begin[ind[p]]
        for i in range(begin[b], begin[b + 1]):
            new_ptr[i + 1] = new_ptr[i] + begin[b + 1] - i - 1 + beyond
    new_ind, val = np.empty(new_ptr[n], np.int32), np.empty(new_ptr[n], coef.dtype)
    for b in range(begin.size - 1):
        w, at = begin[b + 1] - begin[b], blocks.at[b]
        for r in range(w):
            q, own = new_ptr[begin[b] + r], at + r * stride[b]
            diag[begin[b] + r] = coef[own + r]
            for j in range(r + 1, w):
                value = coef[at + j * stride[b] + r] if half else coef[own + j]
                value = np.conj(value) if hermitian else value
                new_ind[q], val[q] = begin[b] + j, value * coef[own + r] if half else value
                q += 1
            for p in range(ptr[b], ptr[b + 1]):
                k = ind[p]
                for j in range(begin[k + 1] - begin[k]):
                    new_ind[q], val[q] = begin[k] + j, coef[blocks.u_at[p] + r * stride[k] + j]
                    q += 1
    return new_ptr, new_ind, val, diag
