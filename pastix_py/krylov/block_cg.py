"""Conjugate gradients for several right-hand sides at once."""

import numpy as np

from pastix_py.krylov.blocks import combined, orthonormal, products
from pastix_py.krylov.cg import INDEFINITE
from pastix_py.krylov.recurrence import OVERFLOW, Recurrence


class BlockCG(Recurrence):
    """Block conjugate gradients: x of each column is best over the directions of all of them.

    Directions are made orthonormal in each step, and dependent ones left out, so that none of the small systems is
    singular: H. Ji, Y. Li, BIT Numer. Math. 57, 2017, "breakdown-free"; D. P. O'Leary, Linear Algebra Appl. 29, 1980.
    """

    names = "x r z q"
    carried = ()
    together = True

    def begin(self):
        """Take the first directions."""
        self.precondition("r", "z")
        self.P = orthonormal(self["z"])[0]

    def step(self):
        """Do one iteration; returns the norms of the residuals (k,)."""
        P, Q, X, R = self.P, self["q"][: len(self.P)], self["x"], self["r"]
        self.A.write(P, Q)
        S = products(P, Q)
        S = (S + S.conj().T) / 2
        values, U = np.linalg.eigh(S) if np.isfinite(S).all() else (np.full(1, np.nan), None)
        if not (values > 0).all():
            sentence = INDEFINITE if np.isfinite(values).all() else OVERFLOW
            self.unless(np.ones(self.k, bool), 0, sentence)
            return _lengths(R)
        inverse = (U / values) @ U.conj().T
        alpha = inverse @ products(P, R)
        X += combined(alpha, P)
        R -= combined(alpha, Q)
        self.precondition("r", "z")
        beta = -inverse @ products(Q, self["z"])
        self.P = orthonormal(self["z"] + combined(beta, P))[0]
        return _lengths(R)

    def keep(self, columns):
        """Nothing: all columns stay."""

    def save(self):
        """Return the state."""
        return super().save(), self.P

    def restore(self, saved):
        """Go back to a saved state."""
        super().restore(saved[0])
        self.P = saved[1]


def _lengths(R):
    """Return the norms of the rows."""
    return np.sqrt(np.einsum("qi,qi->q", R.conj(), R).real.astype(float))
