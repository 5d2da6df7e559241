"""Where the coefficients of dense blocks live, how A gets there, and how the factors come out as rows."""

from typing import NamedTuple

import numpy as np

from pastix_py.incomplete.case import Made
from pastix_py.incomplete.small import lanes_of
from pastix_py.jit import kernel, nested
from pastix_py.numeric.pages import coefficients
from pastix_py.sliced.rows import Rows


class Room(NamedTuple):
    """Places in one flat array, of a type: a row of a panel of cblk c takes vectors[c] whole vectors.

    The panel of L begins at at[c], with the rows of the diagonal block; that of Uᵀ, without it, follows at beyond[c].
    """

    vectors: np.ndarray  # (n_cblk) int64
    stride: np.ndarray  # (n_cblk) int64, coefficients of a row
    at: np.ndarray  # (n_cblk+1) int64
    beyond: np.ndarray  # (n_cblk) int64


class Places(NamedTuple):
    """Where the rows of a factor in panels lie: what does not depend on its values."""

    of_A: np.ndarray  # int64, the place of each stored entry of A in the panels, see `places`
    l_ptr: np.ndarray  # (n+1) int64, rows of L without the diagonal
    l_ind: np.ndarray  # int32
    u_ptr: np.ndarray  # (n+1) int64, rows of U without the diagonal
    u_ind: np.ndarray  # int32
    at_l: np.ndarray  # int64, where in L each row of a panel below its diagonal block begins


def room_for(nodes, dtype):
    """Return the `Room` of `Supernodes` in a type."""
    width, below, lanes = np.diff(nodes.begin), np.diff(nodes.ptr), lanes_of(np.dtype(dtype))
    vectors = -(-width // lanes)
    stride = vectors * lanes
    at = np.concatenate([[0], np.cumsum(stride * (width + 2 * below))])
    return Room(vectors, stride, at, at[:-1] + stride * (width + below))


def places(matrix, ordering, nodes, room):
    """Return the `Places` of a factor: entries of A go to their place, or if it is negative, transposed to `~place`."""
    given = matrix.ptr, matrix.ind, ordering.perm, ordering.iperm, nodes, room
    return Places(places_in_panels(*given, matrix.is_half), *rows_of_panels(nodes))


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


@nested
def position(row, low, high, ind):
    """Return where a row is in ind[low:high], ascending."""
    while low < high - 1:
        middle = (low + high) // 2
        if ind[middle] <= row:
            low = middle
        else:
            high = middle
    return low


def factors_of(ordering, place, nodes, room, coef, exchange, half, hermitian):
    """Return the factors in panels as `Made`: rows of L and U, without their diagonals.

    `exchange` int32 (n) is the row, in the new numbering, that pivoting inside blocks has put at each place.
    """
    both, _ = coefficients(place.l_ind.size + place.u_ind.size, coef.dtype)
    L, U, diag = both[: place.l_ind.size], both[place.l_ind.size :], np.empty(ordering.n, coef.dtype)
    read_panels(nodes, room, place, coef, half, hermitian, L, U, diag)
    lower, row_perm = Rows(place.l_ptr, place.l_ind, L), ordering.perm
    if not np.array_equal(exchange, np.arange(ordering.n)):
        lower, row_perm = exchanged(lower, nodes, exchange), ordering.perm[exchange]
    return Made(row_perm, ordering.perm, lower, Rows(place.u_ptr, place.u_ind, U), 1 / diag)


def exchanged(L, nodes, exchange):
    """Return L whose row i has what row exchange[i] has outside of its diagonal block, and inside what row i has."""
    n = exchange.size
    inside = np.arange(n) - nodes.begin[nodes.owner]
    outside = np.diff(L.ptr) - inside
    ptr = np.concatenate([[0], np.cumsum(outside[exchange] + inside)])
    source = np.arange(ptr[-1]) - np.repeat(ptr[:-1], np.diff(ptr))
    own = source >= np.repeat(outside[exchange], np.diff(ptr))
    source += np.repeat(L.ptr[:-1][exchange], np.diff(ptr))
    shift = L.ptr[:-1] + outside - L.ptr[:-1][exchange] - outside[exchange]
    source += own * np.repeat(shift, np.diff(ptr))
    return Rows(ptr, L.ind[source], L.val[source])


@kernel
def rows_of_panels(nodes):
    """Return (l_ptr, l_ind, u_ptr, u_ind, at_l) of `Places`."""
    n, n_cblk = nodes.owner.size, nodes.begin.size - 1
    l_ptr, u_ptr, at_l = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64), np.empty(nodes.ind.size, np.int64)
    for c in range(n_cblk):
        first, stop, below = nodes.begin[c], nodes.begin[c + 1], nodes.ptr[c + 1] - nodes.ptr[c]
        for i in range(first, stop):
            l_ptr[i + 1] += i - first
            u_ptr[i + 1] = u_ptr[i] + stop - 1 - i + below
        for t in range(nodes.ptr[c], nodes.ptr[c + 1]):
            l_ptr[nodes.ind[t] + 1] += stop - first
    for i in range(n):
        l_ptr[i + 1] += l_ptr[i]
    l_ind, u_ind, at = np.empty(l_ptr[n], np.int32), np.empty(u_ptr[n], np.int32), l_ptr[:n].copy()
    for c in range(n_cblk):
        first, stop = nodes.begin[c], nodes.begin[c + 1]
        for i in range(first, stop):
            q = u_ptr[i]
            for k in range(first, i):
                l_ind[at[i] + k - first] = k
            for k in range(i + 1, stop):
                u_ind[q] = k
                q += 1
            for t in range(nodes.ptr[c], nodes.ptr[c + 1]):
                u_ind[q] = nodes.ind[t]
                q += 1
        for t in range(nodes.ptr[c], nodes.ptr[c + 1]):
            row = nodes.ind[t]
            at_l[t] = at[row]
            for k in range(first, stop):
                l_ind[at[row]] = k
                at[row] += 1
    return l_ptr, l_ind, u_ptr, u_ind, at_l


@kernel
def read_panels(nodes, room, place, coef, half, hermitian, L, U, diag):
    """Write the values of L and U and the diagonal of U, from the panels."""
    for c in range(nodes.begin.size - 1):
        first, w, ld, at = nodes.begin[c], nodes.begin[c + 1] - nodes.begin[c], room.stride[c], room.at[c]
        low, below = nodes.ptr[c], nodes.ptr[c + 1] - nodes.ptr[c]
        for i in range(w):
            own, q = at + i * ld, place.u_ptr[first + i]
            diag[first + i] = coef[own + i]
            before = L[place.l_ptr[first + i + 1] - i : place.l_ptr[first + i + 1]]
            for k in range(i):
                before[k] = coef[own + k]
            for k in range(i + 1, w):
                value = coef[at + k * ld + i] if half else coef[own + k]
                U[q + k - i - 1] = (np.conj(value) if hermitian else value) * coef[own + i] if half else value
            beyond, source = U[q + w - 1 - i : q + w - 1 - i + below], room.beyond[c] + i
            for t in range(below):
                beyond[t] = coef[source + t * ld]
        for t in range(below):
            own, q = at + (w + t) * ld, place.at_l[low + t]
            for k in range(w):
                L[q + k] = coef[own + k]
