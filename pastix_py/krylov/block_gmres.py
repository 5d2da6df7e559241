"""Generalized minimal residuals for several right-hand sides at once."""

import numpy as np

from pastix_py.krylov.blocks import combined, orthonormal, products
from pastix_py.krylov.recurrence import OVERFLOW, Recurrence

X, R, MADE, BASIS = range(4)  # rows of the vectors
WIDE = 4  # times the vectors of GMRES are kept at most


class BlockGMRES(Recurrence):
    """Block GMRES(m), preconditioned from the right: the least residual of each column over the space of all of them.

    Where vectors become dependent, zeros stand in their place. V. Simoncini, E. Gallopoulos, SIAM J. Sci. Comput. 16,
    1995; Y. Saad, "Iterative Methods for Sparse Linear Systems", 2003, section 6.12. The least squares are solved by
    unitary factors of two blocks, one for each step.
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
        m, k, total = self.steps(self.settings.restart, self.k), self.k, self.vectors.total
        self.H, self.g = np.zeros(((m + 1) * k, m * k), total), np.zeros(((m + 1) * k, k), total)
        self.turns, self.j, self.m = [], 0, m
        self.vectors.W[BASIS], self.g[:k] = self.padded(self["r"])

    def padded(self, Y):
        """Return (V, T) of `orthonormal` with zeros for what is left out: (k, n) and (k, k)."""
        V, T = orthonormal(Y)
        missing = self.k - len(V)
        return np.pad(V, ((0, missing), (0, 0))), np.pad(T, ((0, missing), (0, 0)))

    def step(self):
        """Do one iteration; returns the norms of the residuals (k,)."""
        j, k, W = self.j, self.k, self.vectors.W
        if self.M is None:
            self.A.write(W[BASIS + j], W[BASIS + j + 1])
        else:
            self.M.write(W[BASIS + j], W[MADE])
            self.A.write(W[MADE], W[BASIS + j + 1])
        self.orthogonalize(j)
        self.turn(j)
        self.j, self.full = j + 1, j + 1 == self.m
        rest = self.g[(j + 1) * k : (j + 2) * k]
        rest = np.sqrt((rest.conj() * rest).real.sum(axis=0))
        self.unless(~np.isfinite(rest), rest, OVERFLOW)
        return rest

    def orthogonalize(self, j):
        """Make block j + 1 orthogonal to those before, and orthonormal; writes to H."""
        k, W = self.k, self.vectors.W
        before, new = W[BASIS : BASIS + j + 1].reshape(-1, W.shape[2]), W[BASIS + j + 1]
        columns = self.H[:, j * k : (j + 1) * k]
        for _ in range(2):
            found = products(before, new)
            new -= combined(found, before)
            columns[: (j + 1) * k] += found
        new[:], columns[(j + 1) * k : (j + 2) * k] = self.padded(new)

    def turn(self, j):
        """Make the columns of block j upper triangular, and turn the right-hand sides with them."""
        k = self.k
        columns = self.H[:, j * k : (j + 1) * k]
        if not np.isfinite(columns).all():
            columns[:] = np.nan_to_num(columns, posinf=0, neginf=0)
            self.unless(np.ones(k, bool), 0, OVERFLOW)
        for i, turn in enumerate(self.turns):
            columns[i * k : (i + 2) * k] = turn @ columns[i * k : (i + 2) * k]
        rows = slice(j * k, (j + 2) * k)
        Q, upper = np.linalg.qr(columns[rows], mode="complete")
        columns[rows] = upper
        self.turns.append(Q.conj().T)
        self.g[rows] = self.turns[-1] @ self.g[rows]

    def settle(self):
        """Return x (k, n) with the least residuals so far."""
        size, W = self.j * self.k, self.vectors.W
        if not size:
            return W[X]
        y = np.linalg.lstsq(self.H[:size, :size], self.g[:size], rcond=size * self.tiny)[0]
        found = combined(y, W[BASIS : BASIS + self.j].reshape(-1, W.shape[2]))
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
        return self.j, self.H.copy(), self.g.copy(), list(self.turns)

    def restore(self, saved):
        """Go back to a saved state of the same cycle."""
        self.j, self.H, self.g, turns = saved[0], saved[1].copy(), saved[2].copy(), list(saved[3])
        self.turns, self.full = turns, False
