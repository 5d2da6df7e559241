"""Backward errors of a computed solution, measured in double precision."""

from functools import partial
from typing import NamedTuple

import numpy as np

from pastix_py.jit import for_each
from pastix_py.solve.products import cut, errors, form_of, multiply, sums_of
from pastix_py.space import HOST

SMALL = 200_000  # stored entries that are not worth a second thread


class Residual(NamedTuple):
    """Residual and errors of an approximate solution X (n, k); the errors are one per column."""

    r: np.ndarray  # (n, k) B − A X, double precision
    componentwise: np.ndarray  # (k) max_i |r_i| / (|A||x| + |b|)_i, 0/0 = 0   (Oettli and Prager, 1964)
    normwise: np.ndarray  # (k) ‖r‖∞ / (‖A‖∞ ‖x‖∞ + ‖b‖∞)


class System:
    """op(A) X = B with what its residuals need computed once; all of it lies in the `space` of the host.

    Parameters
    ----------
    matrix : `Matrix`, in the user's numbering and values.
    b : (n, k).
    trans : 'N', 'T' or 'H'.
    threads : int; the residuals are bitwise the same for any number.

    """

    space = HOST

    def __init__(self, matrix, b, trans="N", threads=1):
        self.trans, self.b = trans, b
        self.matrix = matrix.astype(np.result_type(matrix.dtype, np.float64))
        self.norm = matrix.norm_inf(trans)
        self.threads = threads if matrix.ind.size > SMALL else 1
        self.form = form_of(matrix, trans)
        self.pieces = cut(matrix, self.form)
        self.sums = sums_of(self.pieces, self.matrix.dtype)
        # Then op(A) is the conjugate of what is multiplied by.
        self.turned = trans == ("T" if self.matrix.symmetry.value == "hermitian" else "H")

    def residual(self, x):
        """Return the `Residual` of x (n, k)."""
        dtype = np.result_type(self.matrix.dtype, self.b, x)
        val = self.matrix.val.astype(dtype, copy=False)
        r = np.empty(x.shape, dtype, order="F")
        if self.sums[0].dtype != dtype:
            self.sums = sums_of(self.pieces, dtype)
        found = []
        for k in range(x.shape[1]):
            b, column = (self._column(X, k, dtype) for X in (self.b, x))
            found.append(self._errors(b, column, val, r[:, k]))
        if self.turned:
            np.conjugate(r, out=r)
        return Residual(r, *np.array(found, float).reshape(-1, 2).T)

    def chosen(self, wins, after, before):
        """Return, column by column, `after` where it `wins`, else `before`."""
        return np.where(wins, after, before)

    def on_host(self, apply, x, state):
        """Return (`System`, apply, x, `Residual`) where all methods of refinement work: these."""
        return self, apply, x, state

    @staticmethod
    def holds(nbytes):
        """Return whether there is room for so much: the memory of the host has been asked before."""
        return True

    def product(self, x):
        """Return op(A) x, (n, k)."""
        return self.matrix.matvec(x, self.trans)

    def weights(self, x):
        """Return 1 / (|op(A)||x| + |b|), (n, k): how its componentwise error weighs residuals; 1 over 0 or ∞ is 1."""
        size = self.matrix.with_values(abs(self.matrix.val))
        sizes = np.stack([size.matvec(abs(column), self.trans) for column in x.T], axis=1) + abs(self.b)
        return 1 / np.where((sizes > 0) & np.isfinite(sizes), sizes, 1.0)

    def extended(self, x):
        """Return B − op(A) X (n, k), computed in the longest type of the machine and rounded to double precision.

        Where that has more digits, refinement by it goes on until the digits of X end: errors of the residual, which a
        badly conditioned matrix makes large ones of the corrections, no longer limit it.
        """
        entries = self.matrix.full().tocoo()
        row, column = (entries.row, entries.col) if self.trans == "N" else (entries.col, entries.row)
        dtype = np.result_type(self.matrix.dtype, self.b, x)
        long = np.result_type(dtype, np.longdouble)
        value, r = entries.data.astype(long), self.b.astype(long)
        value = value.conj() if self.trans == "H" else value
        for k in range(x.shape[1]):
            np.subtract.at(r[:, k], row, value * x[column, k])
        return r.astype(dtype)

    def _column(self, X, k, dtype):
        column = np.ascontiguousarray(X[:, k], dtype)
        return column.conj() if self.turned else column

    def _errors(self, b, x, val, r):
        """Write the residual of one column to `r`; return (componentwise, normwise) errors."""
        matrix, pieces, (product, size) = self.matrix, self.pieces, self.sums
        operands = (pieces, self.form, matrix.ptr, matrix.ind, val, x, product, size)
        for_each(self.threads, lambda k: multiply(k, *operands), range(pieces.count))
        rows = np.arange(pieces.count + 1) * matrix.n // pieces.count
        measure = partial(errors, pieces=pieces, b=b, product=product, size=size, r=r)
        parts = for_each(self.threads, lambda k: measure(rows[k], rows[k + 1]), range(pieces.count))
        worst, largest = (max(part) for part in zip(*parts, strict=True))
        if not (largest < np.inf and np.isfinite(x).all()):
            return np.inf, np.inf
        with np.errstate(all="ignore"):
            scale = np.longdouble(self.norm) * abs(x).max(initial=0.0) + abs(b).max(initial=0.0)
        return worst, float(largest / (scale or 1.0)) if scale < np.inf else np.inf
