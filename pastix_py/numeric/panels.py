"""`Panels`: the coefficients of a factor, flat, and what happened to its pivots."""

import mmap
from dataclasses import dataclass

import numpy as np

PAGED = 1 << 22  # bytes above which memory is asked from the system directly


def zeros(size, dtype, old=None):
    """Return `np.zeros(size, dtype)`: `old` set to zero where that fits, else on pages mapped before their use.

    One call that maps all pages costs half of the faults that the first touches would cause one by one.
    """
    if old is not None and old.size == size and old.dtype == dtype:
        old[:] = 0
        return old
    nbytes = int(size) * np.dtype(dtype).itemsize
    if nbytes < PAGED or not hasattr(mmap, "MAP_POPULATE"):
        return np.zeros(size, dtype)
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE
    try:
        return np.frombuffer(mmap.mmap(-1, nbytes, flags=flags), dtype, size)
    except OSError as error:
        raise MemoryError(f"{nbytes / 1e9:.2f} GB cannot be had: {error.strerror}") from None


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
