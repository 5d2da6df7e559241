"""Conjugate gradients."""

import numpy as np

from pastix_py.krylov.recurrence import OVERFLOW, Recurrence, norms

INDEFINITE = "the matrix is not positive definite"
NOT_POSITIVE = "the preconditioner is not positive definite"


class CG(Recurrence):
    """Preconditioned conjugate gradients: x += α p, r −= α A p, with r_{k+1} orthogonal to z_k = M r_k.

    A has to be Hermitian positive definite, and M too. M. R. Hestenes, E. Stiefel, J. Res. Nat. Bur. Standards 49,
    1952; Y. Saad, "Iterative Methods for Sparse Linear Systems", 2003, algorithm 9.1.

    α² (A p, M A p) / (r_k, z_k) = 1 + β says that (r_{k+1}, z_k) is zero: `astray` is this over (r_k, z_k). An error in
    a product, in p, r or z makes it large.
    """

    names = "x r z p q"
    carried = ("rz", "astray")

    def begin(self):
        """Take the first direction."""
        self.precondition("r", "z")
        self["p"][:] = self["z"]
        self.rz, self.astray = self.sweep(dots="r.z")[0].real, np.zeros(self.k)

    def step(self):
        """Do one iteration; returns the norms of the residuals (k,)."""
        self.unless(~(self.rz > 0), self.rz, NOT_POSITIVE)
        self.multiply("p", "q")
        pq = self.sweep(dots="p.q")[0].real
        alpha = self.over(self.rz, self.unless(~(pq > 0), pq, INDEFINITE), OVERFLOW)
        rr, zr = self.sweep("x:p r:q", "r.r z.r", (1, 1), (alpha, -alpha))
        self.precondition("r", "z")
        before, self.rz = self.rz, self.sweep(dots="r.z")[0].real
        self.astray, beta = abs(zr) / before, self.over(self.rz, before, OVERFLOW)
        self.sweep("p:z", scale=(beta,), coef=(1,))
        return norms(rr)
