"""The method of minimal residuals for Hermitian matrices."""

import numpy as np

from pastix_py.krylov.cg import NOT_POSITIVE
from pastix_py.krylov.recurrence import OVERFLOW, Recurrence, norms

SINGULAR = "the matrix is singular on the Krylov space"


class MINRES(Recurrence):
    """MINRES: the least ‖b − A x‖ in the norm of M over the Krylov space, by Lanczos vectors and plane rotations.

    A has to be Hermitian, definite or not, M Hermitian positive definite. C. C. Paige, M. A. Saunders, SIAM J. Numer.
    Anal. 12, 1975; preconditioned as in H. C. Elman, D. J. Silvester, A. J. Wathen, "Finite Elements and Fast Iterative
    Solvers", 2005, algorithm 6.1. The residual itself is carried along: r := s² r + φ c v.

    `astray` is the cosine between a Lanczos vector and the last but one, in the inner product with M: zero but for
    errors.
    """

    names = (
        "x r v o q z y w u"  # v, o: Lanczos vector and the one before; z = M v; w, u: directions, the last and before
    )
    carried = ("gamma", "before", "cosine", "sine", "phi", "astray")

    def begin(self):
        """Take the first Lanczos vector."""
        self["v"][:] = self["r"]
        for name in "owu":
            self[name][:] = 0
        self.precondition("v", "z")
        self.gamma, self.before = self.length(self.sweep(dots="v.z")[0]), np.ones(self.k)
        self.sweep("z:z", scale=(0,), coef=(self.over(1.0, self.gamma, NOT_POSITIVE),))
        self.cosine, self.sine = np.ones((2, self.k)), np.zeros((2, self.k))
        self.phi, self.astray = self.gamma.copy(), np.zeros(self.k)

    def length(self, square):
        """Return √(v, M v) (k,) of (v, M v); columns where it is not real are broken."""
        return np.sqrt(self.unless(~(square.real >= 0), square.real, NOT_POSITIVE))

    def step(self):
        """Do one iteration; returns the norms of the residuals (k,)."""
        self.multiply("z", "q")
        delta = self.sweep(dots="z.q")[0].real
        back = -self.over(delta, self.gamma, OVERFLOW), -self.over(self.gamma, self.before, OVERFLOW)
        self.sweep("q:v q:o", scale=(1, 1), coef=back)
        self.precondition("q", "y")
        square, across = self.sweep(dots="q.y o.y")
        new = self.length(square)
        (c, c_old), (s, s_old) = self.cosine, self.sine
        first, second, third = (
            c * delta - c_old * s * self.gamma,
            s * delta + c_old * c * self.gamma,
            s_old * self.gamma,
        )
        size = np.hypot(first, new)
        scale = self.over(1.0, size, SINGULAR)
        self.cosine, self.sine = np.stack([first * scale, c]), np.stack([new * scale, s])
        (c, _), (s, _) = self.cosine, self.sine
        step, self.phi = c * self.phi, -s * self.phi
        inverse = np.where(new > 0, 1 / np.where(new > 0, new, 1), 0)
        self.astray = abs(across) * inverse / self.before
        stays = self.lame if self.lame is not None else False
        (rr,) = self.sweep(
            "u:z u:w x:u r:q y:y",
            "r.r",
            (-third * scale, 1, 1, np.where(stays, 1, s * s), 0),
            (scale, -second * scale, step, np.where(stays, 0, self.phi * c * inverse), inverse),
        )
        self.gamma, self.before = new, self.gamma
        self.rename("o v q", "v q o")
        self.rename("z y w u", "y z u w")
        return norms(rr)
