"""`Panels`: the coefficients of a factor, flat, and what happened to its pivots."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Panels:
    """Coefficients laid out by `Plan.layout`: L with the diagonal blocks, and U transposed (empty but for LU).

    LDLᵀ and LDLᴴ keep D on the diagonal of the unit lower L; LU keeps both triangles in the diagonal blocks.
    """

    L: np.ndarray  # (n_coefficients of L) dtype of the factor
    U: np.ndarray  # (n_coefficients of U, or 0)
    marks: np.ndarray  # (n) int8, 1 where the pivot of that column (new numbering) was replaced

    @property
    def dtype(self):
        """Precision of the factor."""
        return self.L.dtype

    @property
    def nbytes(self):
        """Bytes that the coefficients occupy."""
        return self.L.nbytes + self.U.nbytes

    def replaced(self):
        """Return the columns (new numbering) whose pivots were replaced, int64."""
        return np.flatnonzero(self.marks)

    def diagonal(self, plan):
        """Return the diagonal of the diagonal blocks in the new numbering, (n)."""
        columns = np.arange(plan.n)
        layout, symbol = plan.layout, plan.symbol
        c = layout.col_cblk
        inside = columns - symbol.cblk_col[c]
        return self.L[layout.cblk_coef[c] + inside * (layout.cblk_rows[c] + 1)]
