"""`Panels`: the coefficients of a factor, flat, and what happened to its pivots."""

from dataclasses import dataclass, fields

import numpy as np

from pastix_py.numeric.low_rank import NARROW, STORED, LowRank

SAVED = "low_rank_"  # what the names of arrays of compressed cblks begin with in a file


@dataclass(frozen=True)
class Panels:
    """Coefficients laid out by `Plan.layout`: L with the diagonal blocks, and U transposed (empty but for LU).

    LDLᵀ and LDLᴴ keep D on the diagonal of the unit lower L; LU keeps both triangles in the diagonal blocks. Rows are
    exchanged inside the diagonal block of a cblk alone, see `dense.pivots.Pivots`: of LU there and in the rows of U
    beside it, of LDLᵀ and LDLᴴ with the columns of the panel. Nothing outside of a cblk takes part: the rows of panels
    to the left are in the order of `Plan`.
    """

    L: np.ndarray  # (n_coefficients of L) dtype of the factor
    U: np.ndarray  # (n_coefficients of U, or 0)
    marks: np.ndarray  # (n) int8, 1 where the pivot of that column (new numbering, exchanged) was replaced
    exchange: np.ndarray  # (n) int32, row j of a block was exchanged with the one so many below it, in the order of j
    beside: np.ndarray  # (n) dtype of the factor, D[j + 1, j] where pivots j and j + 1 are one that is 2 × 2, else 0
    low_rank: LowRank | None = None  # the cblks that are compressed, which have no place in L and U

    @property
    def dtype(self):
        """Precision of the factor."""
        return self.L.dtype

    @property
    def nbytes(self):
        """Bytes that the coefficients occupy."""
        return self.L.nbytes + self.U.nbytes + (self.low_rank.nbytes if self.low_rank else 0)

    def replaced(self):
        """Return the pivots that were replaced, as columns of the factor, int64."""
        return np.flatnonzero(self.marks)

    def diagonal(self, plan):
        """Return the diagonal of the diagonal blocks in the new numbering, (n)."""
        columns = np.arange(plan.n)
        layout, symbol = plan.layout, plan.symbol
        c, low = layout.col_cblk, self.low_rank
        inside = columns - symbol.cblk_col[c]
        at = layout.cblk_coef[c] + inside * (layout.cblk_rows[c] + 1)
        if low is None:
            return self.L[at]
        is_low = layout.is_low[c] == 1
        diagonal, width = np.empty(plan.n, self.dtype), np.diff(symbol.cblk_col)[c[is_low]]
        diagonal[~is_low] = self.L[at[~is_low]]
        diagonal[is_low] = low.store[low.diagonal[c[is_low]] + inside[is_low] * (width + 1)]
        return diagonal

    def to_arrays(self):
        """Return named arrays for `from_arrays`: of what was reserved for compressed cblks, as much as there is."""
        arrays, low = {f.name: getattr(self, f.name) for f in fields(self)}, self.low_rank
        del arrays["low_rank"]
        if low is None:
            return arrays
        held = {"store": low.store[: low.top[STORED]], "narrow": low.narrow[: low.top[NARROW]]}
        return arrays | {f"{SAVED}{name}": array for name, array in low._replace(**held)._asdict().items()}

    @classmethod
    def from_arrays(cls, arrays):
        """Return the panels of named arrays; others may be among them."""
        low = None
        if f"{SAVED}rank" in arrays:
            low = LowRank(*(arrays[f"{SAVED}{name}"] for name in LowRank._fields))
        return cls(*(arrays[f.name] for f in fields(cls) if f.name != "low_rank"), low)

    def __reduce__(self):
        return type(self).from_arrays, (self.to_arrays(),)

    def exchanged(self):
        """Return order (n): row i of the exchanged factor was row order[i] in the new numbering."""
        order = np.arange(self.exchange.size)
        for j in np.flatnonzero(self.exchange):
            other = j + self.exchange[j]
            order[j], order[other] = order[other], order[j]
        return order

    def exchanges(self, kind):
        """Return (`exchange`, `beside`), None for what a kind never has: the code for it is then not compiled."""
        paired = kind in ("ldlt", "ldlh")
        return self.exchange if paired or kind == "lu" else None, self.beside if paired else None

    def pivots(self, plan):
        """Return (n) numbers with the product and the signs of the eigenvalues of D; for LU and LLᵀ, its diagonal.

        For a 2 × 2 pivot they are one of its diagonal entries (1 where both vanish), and its determinant over that.
        """
        pivots = self.diagonal(plan)
        first = np.flatnonzero(self.beside)
        a, b, s = pivots[first], pivots[first + 1], self.beside[first]
        other = s.conj() if plan.kind == "ldlh" else s
        one = np.where(a != 0, a, np.where(b != 0, b, 1))
        pivots[first], pivots[first + 1] = one, a * (b / one) - s * (other / one)
        return pivots
