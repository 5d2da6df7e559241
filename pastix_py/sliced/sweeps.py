"""Solves with a pair of triangular factors, whoever made them."""

import numpy as np

from pastix_py.errors import UsageError, instead
from pastix_py.sliced.applied import Applied
from pastix_py.sliced.groups import groups_of
from pastix_py.sliced.layout import SHARED_ENTRIES, Mode, Slices, sliced
from pastix_py.sliced.rows import Rows


def sweeps(L, U, inv_diag):
    """Return the `Sweeps` of x = (D + U)⁻¹ (I + L)⁻¹ b.

    Parameters
    ----------
    L, U : strictly lower and strictly upper, with `ptr` int64 (n + 1,), `ind` int32 and `val` (entries,) by rows, such
        as `Rows`. They are kept, not copied.
    inv_diag : (n,), the inverse of the diagonal D.

    Rows are taken in groups that do not depend on each other. Those of an ordering by groups, such as ColorRCM, stay
    where they are; for any other the rows are renumbered inside, by levels.

    """
    return Sweeps(Rows(L.ptr, L.ind, L.val), Rows(U.ptr, U.ind, U.val), np.ascontiguousarray(inv_diag))


class Sweeps:
    """Solves with (I + L) (D + U), and with its transpose and adjoint, one or several right-hand sides at a time."""

    def __init__(self, L, U, inv_diag):
        self.L, self.U, self.inv_diag = L, U, inv_diag
        self.groups, self.rows = groups_of(L, U)
        self._applied = {}

    @property
    def shape(self):
        """(n, n)."""
        return self.inv_diag.size, self.inv_diag.size

    @property
    def dtype(self):
        """Type of the factors."""
        return self.inv_diag.dtype

    @property
    def nbytes(self):
        """Bytes that the slices take."""
        return sum(applied.nbytes for applied in self._applied.values())

    def solve(self, b, out=None, trans="N", threads=1):
        """Return x for b, (n,) or (n, k).

        Parameters
        ----------
        b : of any type; complex ones are solved for with real factors as well.
        out : array of the result, which may be b itself; a new one where None.
        trans : 'N', 'T' or 'H', for the factors, their transpose or adjoint.
        threads : how many share the work out, where groups are large enough for that.

        Raises `InputError` where b is of another length, `UsageError` for another `trans`.

        """
        if trans == "N":
            return self.applied(False)(b, out, threads)
        if trans == "H" and self.dtype.kind == "c":
            x = np.conjugate(self.solve(np.conjugate(b), None, "T", threads))
            if out is None:
                return x
            out[...] = x
            return out
        if trans not in ("T", "H"):
            raise UsageError(f"trans is {trans!r}: {instead(trans, ('N', 'T', 'H'))}")
        return self.applied(True)(b, out, threads)

    def applied(self, transposed=False):
        """Return the `Applied` of the factors, or of their transposes: it is made when it is first asked for."""
        if transposed not in self._applied:
            self._applied[transposed] = self._sliced(transposed)
        return self._applied[transposed]

    def _sliced(self, transposed):
        L, U, scale = self.L, self.U, self.inv_diag
        if self.rows.size:
            L, U, scale = L.numbered(self.rows), U.numbered(self.rows), scale[self.rows]
        if transposed:
            L, U = U.transposed(), L.transposed()
        forward = sliced(L, self.groups, Mode.FORWARD, scaled=transposed)
        backward = sliced(U, self.groups, Mode.BACKWARD, scaled=not transposed)
        slices = Slices(*(np.concatenate(pair) for pair in zip(forward, backward, strict=True)))
        entries = np.diff((L.ptr + U.ptr)[self.groups])
        return Applied(slices, scale, self.rows, entries[entries >= 2 * SHARED_ENTRIES].sum())
