"""Generalized minimal residuals for several right-hand sides at once."""

import numpy as np

from pastix_py.krylov.blocks import combined, orthonormal, products
from pastix_py.krylov.gmres import EXHAUSTED
from pastix_py.krylov.recurrence import OVERFLOW, Recurrence

X, R, MADE, BASIS = range(4)  # rows of the vectors, of k columns each; the basis fills those that follow
WIDE = 4  # times the vectors of GMRES are kept at most


class BlockGMRES(Recurrence):
    """Block GMRES(m), preconditioned from the right: the least residual of each column over the space of all of them.

    Vectors that depend on others are left out of the basis. V. Simoncini, E. Gallopoulos, SIAM J. Sci. Comput. 16,
    1995; Y. Saad, "Iterative Methods for Sparse Linear Systems", 2003, section 6.12. The least squares are solved by
    unitary factors, each of the rows of two blocks.
    """

    carried = ()
    smooth = together = True

    @classmethod
    def rows(cls, settings, k=1):
        """Return how many vectors there are for each of k columns."""
        return BASIS + cls.steps(settings.restart, k) + 1

    @staticmethod
    def steps(restart, k):
        """Return how many steps a cycle has."""
        return min(restart, max(2, WIDE * restart // k))

    def begin(self):
        """Start a cycle from the residuals in r."""
        self.m, k, total = self.steps(self.settings.restart, self.k), self.k, self.vectors.total
        size = (self.m + 1) * k
        self.basis = self.vectors.W[BASIS:].reshape(size, -1)
        self.H, self.g = np.zeros((size, size), total), np.zeros((size, k), total)
        self.turns, self.ends = [], [0]  # ends: where each block of the basis ends
        self.append(self["r"], self.g)

    def append(self, Y, coefficients):
        """Add what spans the rows of Y (k, n) to the basis; writes what Y is made of to the rows of `coefficients`."""
        V, T = orthonormal(Y)
        begin = self.ends[-1]
        self.ends.append(begin + len(V))
        self.basis[begin : self.ends[-1]] = V
        coefficients[begin : self.ends[-1]] = T

    def step(self):
        """Do one iteration; returns the norms of the residuals (k,)."""
        low, high = self.ends[-2:]
        last, new = self.basis[low:high], np.empty_like(self.basis[low:high])
        if self.M is not None:
            made = self.vectors.W[MADE, : high - low]
            self.M.write(last, made)
            last = made
        self.A.write(last, new)
        columns = self.H[:, low:high]
        for _ in range(2):
            found = products(self.basis[:high], new)
            new -= combined(found, self.basis[:high])
            columns[:high] += found
        self.append(new, columns)
        if not np.isfinite(columns).all():
            columns[:] = 0
            self.unless(np.ones(self.k, bool), 0, OVERFLOW)
        self.turn(columns)
        self.full = len(self.turns) == self.m or self.ends[-1] == high
        if self.ends[-1] > high:
            rest = self.g[high : self.ends[-1]]
        else:  # all of the space is there
            rest = self.g[:high] - self.H[:high, :high] @ self.least()
            self.unless(abs(rest).max(axis=0) > self.tiny**0.5 * abs(self.g).max(axis=0), 0, EXHAUSTED)
        return np.sqrt((rest.conj() * rest).real.sum(axis=0))

    def turn(self, columns):
        """Make the last columns upper triangular, and turn the right-hand sides with them."""
        for i, turn in enumerate(self.turns):
            rows = slice(self.ends[i], self.ends[i + 2])
            columns[rows] = turn @ columns[rows]
        rows = slice(self.ends[-3], self.ends[-1])
        Q, columns[rows] = np.linalg.qr(columns[rows], mode="complete")
        self.turns.append(Q.conj().T)
        self.g[rows] = self.turns[-1] @ self.g[rows]

    def least(self):
        """Return the coefficients of the basis that make the residuals least."""
        size = self.ends[-2]
        return np.linalg.lstsq(self.H[:size, :size], self.g[:size], rcond=max(size, 1) * self.tiny)[0]

    def settle(self):
        """Return x (k, n) with the least residuals so far."""
        W = self.vectors.W
        if not self.turns:
            return W[X]
        found = combined(self.least(), self.basis[: self.ends[-2]])
        if self.M is None:
            return W[X] + found
        self.M.write(found, W[MADE])
        return W[X] + W[MADE]

    def residual(self):
        """Return None: only the norms are known."""

    def keep(self, columns):
        """Nothing: all columns stay."""

    def save(self):
        """Return the state: the vectors are never overwritten."""
        return self.H.copy(), self.g.copy(), list(self.turns), list(self.ends)

    def restore(self, saved):
        """Go back to a saved state of the same cycle."""
        (self.H, self.g), (self.turns, self.ends) = (one.copy() for one in saved[:2]), (list(one) for one in saved[2:])
        self.full = False
