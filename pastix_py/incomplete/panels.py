"""Where the coefficients of dense blocks live, how A gets there, and how the factors come out as rows."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.pivots import size_of
from pastix_py.incomplete.case import Made
from pastix_py.incomplete.small import lanes_of
from pastix_py.incomplete.sweep import Rows
from pastix_py.jit import kernel


class Room(NamedTuple):
    """Places in one flat array, of a type: a row of a panel of cblk c takes vectors[c] whole vectors.

    The panel of L begins at at[c], with the rows of the diagonal block; that of Uᵀ, without it, follows at beyond[c].
    """

    vectors: np.ndarray  # (n_cblk) int64
    stride: np.ndarray  # (n_cblk) int64, coefficients of a row
    at: np.ndarray  # (n_cblk+1) int64
    beyond: np.ndarray  # (n_cblk) int64


def room_for(nodes, dtype):
    """Return the `Room` of `Supernodes` in a type."""
    width, below, lanes = np.diff(nodes.begin), np.diff(nodes.ptr), lanes_of(np.dtype(dtype))
    vectors = -(-width // lanes)
    stride = vectors * lanes
    at = np.concatenate([[0], np.cumsum(stride * (width + 2 * below))])
    return Room(vectors, stride, at, at[:-1] + stride * (width + below))


def places(matrix, ordering, nodes, room):
    """Return the place of each stored entry of A in the panels, int64; `~place` where its mirror image is meant."""
    given = matrix.ptr, matrix.ind, ordering.perm, ordering.iperm, nodes, room
    return places_in_panels(*given, matrix.is_half)


@kernel
def places_in_panels(ptr, ind, perm, iperm, nodes, room, half):
    """Find the places of the entries of A."""
    place = np.empty(ind.size, np.int64)
    for j in range(perm.size):
        for p in range(ptr[perm[j]], ptr[perm[j] + 1]):
            i = np.int64(iperm[ind[p]])
            turned = half and i < j
            row, column = (j, i) if turned else (i, j)
            c = nodes.owner[min(row, column)]
            first, stop = nodes.begin[c], nodes.begin[c + 1]
            if max(row, column) < stop:
                q = room.at[c] + (row - first) * room.stride[c] + column - first
            else:
                t = position(max(row, column), nodes.ptr[c], nodes.ptr[c + 1], nodes.ind) - nodes.ptr[c]
                at = room.beyond[c] if row < column else room.at[c] + (stop - first) * room.stride[c]
                q = at + t * room.stride[c] + min(row, column) - first
            place[p] = ~q if turned else q
    return place


@kernel
def position(row, low, high, ind):
    """Return where a row is in ind[low:high], ascending."""
    while low < high - 1:
        middle = (low + high) // 2
        if ind[middle] <= row:
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


def factors_of(case, nodes, room, coef, exchange):
    """Return the factors in panels as `Made`: rows of L and U, without their diagonals.

    `exchange` int32 (n) is the row, in the new numbering, that pivoting inside blocks has put at each place.
    """
    n, half = case.matrix.n, case.matrix.is_half
    place = np.empty(n, np.int64)
    place[exchange] = np.arange(n)
    l_ptr, l_ind, L, u_ptr, u_ind, U, diag = rows_of_panels(nodes, room, coef, place, half, case.hermitian)
    row_perm, col_perm = case.ordering.perm[exchange], case.ordering.perm
    return Made(row_perm, col_perm, Rows(l_ptr, l_ind, L), Rows(u_ptr, u_ind, U), 1 / diag)


@kernel
def rows_of_panels(nodes, room, coef, place, half, hermitian):
    """Return (l_ptr, l_ind, L, u_ptr, u_ind, U, diagonal of U); row i of A is row place[i] of L."""
    n = place.size
    l_ptr, u_ptr, diag = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64), np.empty(n, coef.dtype)
    for c in range(nodes.begin.size - 1):
        first, stop, below = nodes.begin[c], nodes.begin[c + 1], nodes.ptr[c + 1] - nodes.ptr[c]
        for i in range(first, stop):
            l_ptr[i + 1] += i - first
            u_ptr[i + 1] = stop - 1 - i + below
        for t in range(nodes.ptr[c], nodes.ptr[c + 1]):
            l_ptr[place[nodes.ind[t]] + 1] += stop - first
    for i in range(n):
        l_ptr[i + 1] += l_ptr[i]
        u_ptr[i + 1] += u_ptr[i]
    l_ind, u_ind = np.empty(l_ptr[n], np.int32), np.empty(u_ptr[n], np.int32)
    L, U, at_l = np.empty(l_ptr[n], coef.dtype), np.empty(u_ptr[n], coef.dtype), l_ptr[:n].copy()
    for c in range(nodes.begin.size - 1):
        first, stop, stride, at = nodes.begin[c], nodes.begin[c + 1], room.stride[c], room.at[c]
        w, low, high = stop - first, nodes.ptr[c], nodes.ptr[c + 1]
        for i in range(w):
            own = at + i * stride
            diag[first + i] = coef[own + i]
            for k in range(i):
                l_ind[at_l[first + i]], L[at_l[first + i]] = first + k, coef[own + k]
                at_l[first + i] += 1
            q = u_ptr[first + i]
            for k in range(i + 1, w):
                u_ind[q] = first + k
                value = coef[at + k * stride + i] if half else coef[own + k]
                U[q] = (np.conj(value) if hermitian else value) * coef[own + i] if half else value
                q += 1
        for t in range(low, high):
            row, own, above = place[nodes.ind[t]], at + (w + t - low) * stride, room.beyond[c] + (t - low) * stride
            for k in range(w):
                l_ind[at_l[row]], L[at_l[row]] = first + k, coef[own + k]
                at_l[row] += 1
                q = u_ptr[first + k] + w - 1 - k + t - low
                u_ind[q], U[q] = nodes.ind[t], coef[above + k]
    return l_ptr, l_ind, L, u_ptr, u_ind, U, diag
