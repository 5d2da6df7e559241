"""Stabilized bi-conjugate gradients."""

import numpy as np

from pastix_py.krylov.recurrence import Recurrence, norms

ORTHOGONAL = "the residual became orthogonal to the one that it began with"
NO_STEP = "the residual is orthogonal to its product with the matrix"


class BiCGStab(Recurrence):
    """BiCGStab, preconditioned from the right: the residual is that of A x = b itself.

    H. A. van der Vorst, SIAM J. Sci. Stat. Comput. 13, 1992. The residual of the beginning is the one that others are
    made orthogonal to.
    """

    names = "x r o p v y z t"  # o: the first residual; y = M p, z = M s, where s, half-way between residuals, is in r
    carried = ("rho", "size")
    constant = "o"
    products = 2

    def begin(self):
        """Take the first direction."""
        self["o"][:] = self["p"][:] = self["r"]
        self.rho = self.sweep(dots="r.r")[0]
        self.size = norms(self.rho)

    def step(self):
        """Do one iteration; returns the norms of the residuals (k,)."""
        self.precondition("p", "y")
        self.multiply("y", "v")
        (ov,) = self.sweep(dots="o.v")
        alpha = self.over(self.rho, ov, ORTHOGONAL)
        self.sweep("r:v", scale=(1,), coef=(-alpha,))
        self.precondition("r", "z")
        self.multiply("z", "t")
        tr, tt, rr = self.sweep(dots="t.r t.t r.r")
        done = rr.real == 0  # half a step was enough
        omega = np.where(done, 0, self.over(np.where(done, 1, tr), np.where(done, 1, tt), NO_STEP))
        rr, rho = self.sweep("x:y x:z r:t", "r.r o.r", (1, 1, 1), (alpha, omega, -omega))
        lost = abs(rho) <= self.tiny * norms(rr) * self.size
        beta = self.over(rho, self.rho, ORTHOGONAL) * self.over(alpha, np.where(done, 1, omega), NO_STEP)
        self.sweep("p:v p:r", scale=(beta, 1), coef=(-beta * omega, 1))
        self.rho = self.unless(lost & ~done & (rr.real > 0), rho, ORTHOGONAL)
        return norms(rr)
