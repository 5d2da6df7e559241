"""Backward errors of a computed solution, measured in double precision."""

from typing import NamedTuple

import numpy as np


class Residual(NamedTuple):
    """Residual and errors of an approximate solution X (n, k); the errors are one per column."""

    r: np.ndarray  # (n, k) B − A X, double precision
    componentwise: np.ndarray  # (k) max_i |r_i| / (|A||x| + |b|)_i, 0/0 = 0   (Oettli and Prager, 1964)
    normwise: np.ndarray  # (k) ‖r‖∞ / (‖A‖∞ ‖x‖∞ + ‖b‖∞)


class System:
    """op(A) X = B with what its residuals need computed once.

    Parameters
    ----------
    matrix : `Matrix`, in the user's numbering and values.
    b : (n, k).
    trans : 'N', 'T' or 'H'.

    """

    def __init__(self, matrix, b, trans="N"):
        self.trans, self.b = trans, b
        self.matrix = matrix.astype(np.result_type(matrix.dtype, np.float64))
        self.magnitudes = self.matrix.magnitudes()
        self.norm = self.magnitudes.norm_inf(trans)
        self.abs_b = abs(b)

    def residual(self, x):
        """Return the `Residual` of x (n, k)."""
        with np.errstate(all="ignore"):
            r = self.b - self.matrix.matvec(x.astype(np.result_type(x, np.float64)), self.trans)
            scale = self.magnitudes.matvec(abs(x), "N" if self.trans == "N" else "T") + self.abs_b
            ratio = abs(r) / scale
            ratio[(scale == 0) & (r == 0)] = 0.0
            ratio[np.isinf(scale)] = np.inf
            largest = self.norm * abs(x).max(axis=0, initial=0.0) + self.abs_b.max(axis=0, initial=0.0)
            normwise = abs(r).max(axis=0, initial=0.0) / np.where(largest == 0, 1.0, largest)
        infinite = ~np.isfinite(x).all(axis=0)
        return Residual(r, _worst(ratio, infinite), np.where(infinite, np.inf, normwise))


def _worst(ratio, infinite):
    """Return the largest ratio of each column, infinite where anything is not a number."""
    worst = ratio.max(axis=0, initial=0.0)
    return np.where(infinite | np.isnan(worst), np.inf, worst)
