"""A x for a matrix in compressed rows and a few vectors, the rows of a block read from memory once for all of them."""

import numpy as np

from pastix_py.jit import run_on, summing

ROWS = 1024  # of a block: their entries stay in the cache
LONG = 1 << 18  # entries that are multiplied by from which a second thread pays


class Rows:
    """A square matrix by rows, both halves: `ptr` int64 (n+1), `ind` int32, `val` in the type of the vectors."""

    def __init__(self, A, dtype, threads=1):
        by_row = A.tocsr()
        self.ptr, self.ind = by_row.indptr.astype(np.int64), by_row.indices.astype(np.int32)
        self.val, self.n = by_row.data.astype(dtype, copy=False), by_row.shape[0]
        cuts = np.searchsorted(self.ptr, self.ptr[-1] * np.arange(1, threads) // threads)
        self.cuts = np.concatenate([[0], cuts, [self.n]]).astype(np.int64)

    def multiply(self, x, y):
        """Write A x to y, both (k, n) of the type of the matrix."""
        work = self.ptr, self.ind, self.val, x, y
        if self.cuts.size > 2 and self.val.size * x.shape[0] >= LONG:
            run_on(self.cuts.size - 1, lambda w: multiply(self.cuts[w], self.cuts[w + 1], *work))
        else:
            multiply(0, self.n, *work)


@summing
def multiply(low, high, ptr, ind, val, x, y):
    """Write rows low:high of A x to y, both (k, n)."""
    for begin in range(low, high, ROWS):
        end = min(begin + ROWS, high)
        for q in range(x.shape[0]):
            for i in range(begin, end):
                total = val.dtype.type(0)
                for p in range(ptr[i], ptr[i + 1]):
                    total += val[p] * x[q, ind[p]]
                y[q, i] = total
