"""The vectors of a Krylov method, and the one compiled loop that updates and multiplies them.

What an iteration does between two products is a few updates and inner products of long vectors. A `Pass` lists them,
and all of them are done piece by piece while a piece is in the cache: each vector is read from memory once per pass.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel, run_on, summing
from pastix_py.space import HOST

PIECE = 2048  # entries of each vector that are worked on at a time
LONG = 1 << 19  # entries that a pass reads from which a second thread pays


class Pass(NamedTuple):
    """What is done to the vectors, rows of `Vectors`, in one reading of them; all int64.

    dest[t] := scale[t] dest[t] + coef[t] src[t], one update after the other, then the inner products leftᴴ right. An
    update with the scale 0 does not read what was there.
    """

    dest: np.ndarray
    src: np.ndarray
    left: np.ndarray
    right: np.ndarray

    @classmethod
    def of(cls, updates, dots):
        """Return the `Pass` of pairs (dest, src) and pairs (left, right) of row numbers."""
        dest, src = np.array(updates, np.int64).reshape(-1, 2).T.copy()
        left, right = np.array(dots, np.int64).reshape(-1, 2).T.copy()
        return cls(dest, src, left, right)


class Vectors:
    """`rows` vectors for each of k right-hand sides: `W`, (rows, k, n), zeros at first, in a `Space`.

    Results are the same for any number of threads: pieces are summed in their order.
    """

    def __init__(self, rows, k, n, dtype, threads=1, space=HOST):
        self.W, self.threads, self.space = space.xp.zeros((rows, k, n), dtype), threads, space
        self.total = np.result_type(dtype, np.float64)

    def keep(self, columns):
        """Go on with some of the columns (int64) alone."""
        xp = self.space.xp
        self.W = xp.ascontiguousarray(self.W[:, xp.asarray(columns)])

    def sweep(self, work, scale=(), coef=()):
        """Do a `Pass` and return its inner products, float64 or complex128 (dots, k).

        `scale` and `coef` have a number, or one for each column (k,), for each update.
        """
        W, (_, k, n) = self.W, self.W.shape
        pieces, count = -(-n // PIECE), work.dest.size
        factors = np.empty((2, count, k), W.dtype)
        for t in range(count):
            factors[0, t], factors[1, t] = scale[t], coef[t]
        if self.space.xp is not np:
            return self._sweep_there(work, factors)
        sums, totals = np.empty((pieces, work.left.size, k), self.total), np.empty((work.left.size, k), self.total)
        read = (count + work.left.size) * k * n
        threads = min(self.threads, pieces) if read >= LONG else 1
        if threads > 1:
            run_on(
                threads, lambda w: sweep(W, w * pieces // threads, (w + 1) * pieces // threads, *work, *factors, sums)
            )
            add_up(sums, totals)
        else:
            sweep_all(W, *work, *factors, sums, totals)
        return totals

    def _sweep_there(self, work, factors):
        """Do a `Pass` by operations of the space, one after the other: each is long there. `factors` (2, updates, k)
        are scale and coef, on the host.
        """
        W, xp, k = self.W, self.space.xp, self.W.shape[1]
        is_read, is_scaled = factors[0].any(axis=1).tolist(), (factors[0] != 1).any(axis=1).tolist()
        there = xp.asarray(factors)[..., None]
        for t, (dest, src) in enumerate(zip(work.dest.tolist(), work.src.tolist(), strict=True)):
            added, own = there[1, t] * W[src], W[dest]
            own = there[0, t] * own if is_scaled[t] else own
            W[dest] = own + added if is_read[t] else added
        pairs = zip(work.left.tolist(), work.right.tolist(), strict=True)
        sums = [(W[left].conj() * W[right]).sum(axis=1, dtype=self.total) for left, right in pairs]
        return self.space.to_host(xp.concatenate([one[None] for one in sums])) if sums else np.empty((0, k), self.total)


@kernel
def sweep_all(W, dest, src, left, right, scale, coef, sums, totals):
    """Do a `Pass` on all pieces; `totals` (dots, k) are written: few vectors are done before two calls are."""
    sweep(W, 0, sums.shape[0], dest, src, left, right, scale, coef, sums)
    add_up(sums, totals)


@kernel
def add_up(sums, totals):
    """Write to totals (dots, k) the sums (pieces, dots, k), added piece by piece."""
    totals[:] = 0
    for piece in range(sums.shape[0]):
        totals += sums[piece]


@summing
def sweep(W, low, high, dest, src, left, right, scale, coef, sums):
    """Do a `Pass` on pieces low:high of the vectors W (rows, k, n); sums (pieces, dots, k) is written."""
    n = W.shape[2]
    for piece in range(low, high):
        begin = piece * PIECE
        size = min(n - begin, PIECE)
        for q in range(W.shape[1]):
            for t in range(dest.size):
                y, x = W[dest[t], q, begin : begin + size], W[src[t], q, begin : begin + size]
                a, b = scale[t, q], coef[t, q]
                if a == 0:
                    for i in range(size):
                        y[i] = b * x[i]
                elif a == 1:
                    for i in range(size):
                        y[i] += b * x[i]
                else:
                    for i in range(size):
                        y[i] = a * y[i] + b * x[i]
            for u in range(left.size):
                x, y = W[left[u], q, begin : begin + size], W[right[u], q, begin : begin + size]
                total = W.dtype.type(0)
                for i in range(size):
                    total += np.conj(x[i]) * y[i]
                sums[piece, u, q] = total
