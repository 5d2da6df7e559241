"""`Panels`: the coefficients of a factor, flat, and what happened to its pivots."""

import contextlib
import mmap
from dataclasses import dataclass

import numpy as np

PAGED = 1 << 22  # bytes above which memory is asked from the system directly, in large pages where it has them


def zeros(size, dtype):
    """Return `np.zeros(size, dtype)`, on large pages: 500 times fewer faults at the first touch, and no misses after.

    Memory that a matrix does not fit in is refused here, as a `MemoryError`.
    """
    nbytes = int(size) * np.dtype(dtype).itemsize
    if nbytes < PAGED or not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.zeros(size, dtype)
    try:
        pages = mmap.mmap(-1, nbytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError as error:
        raise MemoryError(f"{nbytes / 1e9:.2f} GB cannot be had: {error.strerror}") from None
    with contextlib.suppress(OSError):
        pages.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(pages, dtype, size)


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
