"""Where the entries of A go in an incomplete factor: found once for a pattern, used for any values."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel
from pastix_py.matrix.matrix import Symmetry
from pastix_py.numeric.pages import coefficients


class Values(NamedTuple):
    """Coefficients by the places of a `Pattern`: first of P A Pᵀ, zeros where there is fill, then of its factors.

    Of a matrix of which one half is stored, L is not set at first.
    """

    U: np.ndarray  # (nnz of U)
    diag: np.ndarray  # (n) the diagonal; at last the inverse of that of U
    L: np.ndarray  # (nnz of L), its diagonal is 1


def places(matrix, ordering, pattern):
    """Return the place of each stored entry of A in `Values`, one array after the other: int64.

    The mirror image of an entry goes to its `~place` where that is negative: the order carries it below the diagonal.
    """
    given = matrix.ptr, matrix.ind, ordering.perm, ordering.iperm, pattern.u_ptr, pattern.u_ind
    return places_of_half(*given) if matrix.is_half else places_of_whole(*given, pattern.l_ptr, pattern.l_ind)


def scattered(matrix, ordering, pattern, place, dtype):
    """Return the `Values` of P A Pᵀ in a pattern, by the `places` of its entries."""
    n_u, n = pattern.u_ind.size, matrix.n
    both, _ = coefficients(n_u + n + pattern.l_ind.size, dtype)
    fill(matrix, ordering, place, both[: n_u + n] if matrix.is_half else both)
    return Values(both[:n_u], both[n_u : n_u + n], both[n_u + n :])


def fill(matrix, ordering, place, filled):
    """Set `filled` to zero and put the stored entries of A in their places there."""
    with np.errstate(over="ignore"):
        val = np.ascontiguousarray(matrix.val, filled.dtype)
    hermitian = matrix.symmetry is Symmetry.HERMITIAN
    scatter(matrix.ptr.view(np.uint64), ordering.perm.view(np.uint64), val, place, hermitian, filled)


@kernel
def scatter(ptr, perm, val, place, hermitian, filled):
    """Set `filled` to zero and put the values in their places, columns in the new order."""
    filled[:] = 0
    one = np.uint64(1)
    for j in perm:
        for p in range(ptr[j], ptr[j + one]):
            q = place[p]
            if q >= 0:
                filled[np.uint64(q)] = val[p]
            else:
                filled[np.uint64(~q)] = np.conj(val[p]) if hermitian else val[p]


@kernel
def places_of_whole(ptr, ind, perm, iperm, u_ptr, u_ind, l_ptr, l_ind):
    """Find the places of all of A: columns are visited in the new order, so that each row is passed once."""
    n = perm.size
    at_l, at_u, place = l_ptr[:n].copy(), u_ptr[:n].copy(), np.empty(ind.size, np.int64)
    for j in range(n):
        for p in range(ptr[perm[j]], ptr[perm[j] + 1]):
            i = iperm[ind[p]]
            if i == j:
                place[p] = u_ind.size + i
            elif i < j:
                while u_ind[at_u[i]] != j:
                    at_u[i] += 1
                place[p] = at_u[i]
            else:
                while l_ind[at_l[i]] != j:
                    at_l[i] += 1
                place[p] = u_ind.size + n + at_l[i]
    return place


@kernel
def places_of_half(ptr, ind, perm, iperm, u_ptr, u_ind):
    """Find the places of the lower half of A in U."""
    n = perm.size
    here, at, place = np.empty(n, np.int64), u_ptr[:n].copy(), np.empty(ind.size, np.int64)
    for j in range(n):
        for q in range(u_ptr[j], u_ptr[j + 1]):
            here[u_ind[q]] = q
        for p in range(ptr[perm[j]], ptr[perm[j] + 1]):
            i = iperm[ind[p]]
            if i == j:
                place[p] = u_ind.size + i
            elif i > j:
                place[p] = ~here[i]
            else:
                while u_ind[at[i]] != j:
                    at[i] += 1
                place[p] = at[i]
    return place
