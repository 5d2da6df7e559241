"""Slices with what it takes to apply them to vectors of any kind: in the order of their rows, in their precision."""

import numpy as np

from pastix_py.errors import InputError
from pastix_py.jit import run_on, thread_count
from pastix_py.matrix.dense import as_columns
from pastix_py.sliced.layout import lanes_of
from pastix_py.sliced.sweep import CANCEL, sweep

NONE = np.zeros(0, np.int64)
ENOUGH = 1 << 19  # entries that threads share, from which on it is worth it to wake them
ALONE = np.zeros(CANCEL + 1, np.int64)  # of one thread, which waits for nobody
COMPLEX = {"f": np.dtype(np.complex64), "d": np.dtype(np.complex128)}


class Applied:
    """x = f(b) as `Slices` say.

    Parameters
    ----------
    slices : `Slices` of one matrix or several, one after the other.
    scale : what rows may be multiplied by in the end, (n,), of the type of the values.
    rows : int64 (n,), the rows in the order that the slices have them in, empty where it is their own.
    shared : entries in groups that are large enough for threads to share them.

    """

    def __init__(self, slices, scale, rows=NONE, shared=0):
        self.slices, self.scale, self.rows = slices, scale, rows
        self.is_shared = shared >= max(ENOUGH, slices.val.size / 2)
        self.n, self.dtype = scale.size, scale.dtype
        self.given = *slices, lanes_of(self.dtype), scale

    @property
    def nbytes(self):
        """Bytes of memory that it takes."""
        return self.slices.nbytes + self.scale.nbytes + self.rows.nbytes

    def __call__(self, b, out=None, threads=1):
        """Return x for b, (n,) or (n, k), in the precision of the slices; it is written to `out` where given.

        Raises `InputError` where b is of another length.
        """
        if not self.takes(b) or self.rows.size:
            x = self.applied(np.asarray(b), threads)
        elif out is not None and self.takes(out):
            self.compute(b, out, threads)
            return out
        else:
            x = np.empty_like(b)
            self.compute(b, x, threads)
        if out is None:
            return x
        out[...] = x
        return out

    def takes(self, b):
        """Return whether the kernels take an array as it is."""
        if type(b) is not np.ndarray or b.dtype != self.dtype or b.shape != (self.n,):
            return False
        return b.flags.carray

    def applied(self, b, threads):
        """Return x for b of any type and layout."""
        if b.shape[:1] != (self.n,) or b.ndim > 2:
            raise InputError(
                f"A right-hand side of {self.n:,} rows is wanted, in one or several columns, not {b.shape}."
            )
        if b.dtype.kind == "c" and self.dtype.kind != "c":  # its parts are vectors side by side
            whole = COMPLEX[self.dtype.char]
            parts = np.ascontiguousarray(as_columns(b), whole).view(self.dtype)
            return np.ascontiguousarray(self.applied(parts, threads)).view(whole).reshape(b.shape)
        b = b[self.rows] if self.rows.size else b
        if b.ndim == 2 and b.shape[1] >= lanes_of(self.dtype):
            x = np.empty(b.shape, self.dtype)
            self.compute(np.array(b, self.dtype, order="C"), x, threads)
        else:
            x = np.empty(b.shape[::-1], self.dtype)
            columns = np.require(b.T, self.dtype, ["C", "W"])
            for own, result in zip(np.atleast_2d(columns), np.atleast_2d(x), strict=True):
                self.compute(own, result, threads)
            x = x.T
        if self.rows.size:
            b = np.empty_like(x)
            b[self.rows] = x
            return b
        return x

    def compute(self, b, x, threads):
        """Go through the slices, for contiguous arrays of their type."""
        if not self.is_shared or threads == 1:
            sweep(*self.given, b, x, 1, ALONE)
            return
        threads, board = thread_count(threads), np.zeros(CANCEL + 1, np.int64)
        run_on(threads, lambda _: sweep(*self.given, b, x, threads, board), board[CANCEL:])
