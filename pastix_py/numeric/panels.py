"""`Panels`: the coefficients of a factor, flat, and what happened to its pivots."""

from dataclasses import dataclass, fields, replace

import numpy as np

from pastix_py.numeric.low_rank import NARROW, STORED, LowRank

LOW = "low_"  # begins the names of what is stored of compressed cblks


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

    @property
    def device(self):
        """Name of what the coefficients are computed by, and lie on."""
        return "cpu"

    @property
    def on_device(self):
        """Whether L and U are arrays of a device, not of the memory that the CPU computes in."""
        return False

    def streaming(self):
        """Return what a report says of how they came through a device in parts, {} where they did not."""
        return {}

    def compressor(self, asked):
        """Return the one of `lowrank.METHODS` that bloks were compressed by, where this was asked for."""
        return asked

    @property
    def held_bytes(self):
        """Bytes of the memory of the CPU."""
        return 0 if self.on_device else self.nbytes

    def on_host(self):
        """Return these panels in the memory of the CPU."""
        return self

    def suit(self, plan, dtype):
        """Return whether L and U can be used again for a factor by a plan in `dtype`."""
        sizes = plan.layout.cblk_coef[-1], plan.layout.cblk_coef_u[-1]
        return (self.L.size, self.U.size, self.dtype) == (*sizes, dtype) and not self.low_rank

    def without_low_rank(self):
        """Return what can be used again for another factor; the compressed cblks are lost."""
        return replace(self, low_rank=None)

    def trimmed(self):
        """Return these panels without the room that compressed cblks were given and did not need."""
        return replace(self, low_rank=self.low_rank and trimmed(self.low_rank))

    def to_arrays(self):
        """Return arrays by name for `from_arrays`."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "low_rank"}
        low = self.low_rank._asdict() if self.low_rank else {}
        return arrays | {LOW + name: array for name, array in low.items()}

    @classmethod
    def from_arrays(cls, arrays):
        """Return the panels that were stored as arrays."""
        low = {name: arrays[LOW + name] for name in LowRank._fields if LOW + name in arrays}
        own = (arrays[f.name] for f in fields(cls) if f.name != "low_rank")
        return cls(*own, LowRank(**low) if low else None)

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

        For a 2 × 2 pivot they are its largest entry, by its size where that is beside the diagonal (then one eigenvalue
        is positive, one negative), and its determinant over that.
        """
        pivots = self.diagonal(plan)
        first = np.flatnonzero(self.beside)
        a, b, s = pivots[first], pivots[first + 1], self.beside[first]
        other = s.conj() if plan.kind == "ldlh" else s
        one = np.where(abs(a) < abs(b), b, a)
        one = np.where(abs(one) < abs(s), abs(s), one)
        pivots[first], pivots[first + 1] = one, a * (b / one) - s * (other / one)
        return pivots


def trimmed(low_rank):
    """Return a `LowRank` whose arrays end where what it holds ends."""
    stored, narrow = low_rank.store[: low_rank.top[STORED]], low_rank.narrow[: low_rank.top[NARROW]]
    return low_rank._replace(store=stored, narrow=narrow)
