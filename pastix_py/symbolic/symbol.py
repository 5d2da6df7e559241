"""`Symbol`: the column blocks (cblks) of the factor and the row intervals (bloks) that each holds."""

from typing import NamedTuple

import numpy as np


class Symbol(NamedTuple):
    """Block structure of the factor, both halves alike. All arrays int64; ranges are half-open.

    Blok `cblk_blok[c]` is the diagonal block of cblk c; those after it are sorted by row, disjoint, and each lies
    inside the columns of one cblk, its face.
    """

    n: int
    cblk_col: np.ndarray  # (n_cblk+1) columns of each cblk
    cblk_blok: np.ndarray  # (n_cblk+1) bloks of each cblk
    blok_begin: np.ndarray  # (n_blok) first row
    blok_end: np.ndarray  # (n_blok) row after the last
    blok_face: np.ndarray  # (n_blok) cblk whose columns are these rows
    brow_ptr: np.ndarray  # (n_cblk+1) off-diagonal bloks that face each cblk
    brow: np.ndarray  # their numbers, increasing

    @property
    def n_cblk(self):
        """Number of column blocks."""
        return self.cblk_col.size - 1

    @property
    def n_blok(self):
        """Number of blocks, the diagonal ones included."""
        return self.blok_face.size

    def pattern(self):
        """Return the lower pattern as a dense boolean array (n, n); meant for tests and small pictures."""
        dense = np.zeros((self.n, self.n), bool)
        for c in range(self.n_cblk):
            columns = slice(self.cblk_col[c], self.cblk_col[c + 1])
            for b in range(self.cblk_blok[c], self.cblk_blok[c + 1]):
                dense[self.blok_begin[b] : self.blok_end[b], columns] = True
        return np.tril(dense)
