"""The places of the entries of a matrix in the panels: found once for a pattern, so that new values need no search."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel
from pastix_py.matrix.matrix import Symmetry
from pastix_py.numeric.assemble import HERMITIAN_HALF, LOWER_HALF, WHOLE, place_of

STORED = {Symmetry.SYMMETRIC: LOWER_HALF, Symmetry.HERMITIAN: HERMITIAN_HALF, Symmetry.GENERAL: WHOLE}


class Place(NamedTuple):
    """Entry `lower[k]` of the values goes to L[in_lower[k]], `upper[k]` to U[in_upper[k]]; arrays int64.

    Where all entries go to L, `lower` is empty: they go in their order.

    What a permutation carries above the diagonal of a Hermitian half is conjugated before: the entries `turned`.
    """

    lower: np.ndarray
    in_lower: np.ndarray
    upper: np.ndarray
    in_upper: np.ndarray
    turned: np.ndarray

    def on(self, xp):
        """Return it with arrays of `xp`."""
        return Place(*map(xp.asarray, self))

    def within(self, in_L, in_U):
        """Return the `Place` of what goes to in_L[0]:in_L[1] of L and in_U[0]:in_U[1] of U, which begin there then."""
        low = np.flatnonzero((self.in_lower >= in_L[0]) & (self.in_lower < in_L[1]))
        up = np.flatnonzero((self.in_upper >= in_U[0]) & (self.in_upper < in_U[1]))
        lower = self.lower[low] if self.lower.size else low
        return Place(lower, self.in_lower[low] - in_L[0], self.upper[up], self.in_upper[up] - in_U[0], self.turned[:0])

    @property
    def nbytes(self):
        """Bytes of the arrays."""
        return sum(array.nbytes for array in self)

    def turn(self, val):
        """Conjugate the values that are to be."""
        if self.turned.size and val.dtype.kind == "c":
            val[self.turned] = val[self.turned].conj()

    def assemble(self, val, L, U):
        """Clear L and U and put the values there, all arrays of the device."""
        self.turn(val)
        L.fill(0)
        U.fill(0)
        L[self.in_lower] = val[self.lower] if self.lower.size else val[: self.in_lower.size]
        if self.upper.size:
            U[self.in_upper] = val[self.upper]


def stored(plan, matrix):
    """Return the matrix whose entries are assembled: expanded where a half is stored and the kind is LU."""
    return matrix.expanded() if plan.kind == "lu" and matrix.symmetry is not Symmetry.GENERAL else matrix


def find_places(plan, matrix):
    """Return the `Place` of the entries of what `stored` returns."""
    at, turned = np.empty(matrix.ind.size, np.int64), np.zeros(matrix.ind.size, np.int8)
    told = STORED[matrix.symmetry], plan.ordering.iperm, plan.symbol, plan.layout
    _find(matrix.ptr, matrix.ind, *told, at, turned)
    upper, turned = np.flatnonzero(at < 0), np.flatnonzero(turned)
    if not upper.size:
        return Place(upper, at, upper, upper, turned)
    lower = np.flatnonzero(at >= 0)
    return Place(lower, at[lower], upper, ~at[upper], turned)


@kernel
def _find(ptr, ind, stored, iperm, symbol, layout, at, turned):
    """Set where each stored entry goes, ~ of it where that is in U; `turned` is 1 where it is conjugated."""
    for column in range(ptr.size - 1):
        j = iperm[column]
        for p in range(ptr[column], ptr[column + 1]):
            i = iperm[ind[p]]
            at[p] = place_of(i, j, stored, symbol, layout)
            turned[p] = stored == HERMITIAN_HALF and i < j
