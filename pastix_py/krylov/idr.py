"""Induced dimension reduction."""

import numpy as np

from pastix_py.krylov.bicgstab import NO_STEP
from pastix_py.krylov.recurrence import Recurrence, norms

DEPENDENT = "the directions became dependent"
ANGLE = 0.7  # cosine of r and A M r below which a step is lengthened: without, what is not exact grows


class IDR(Recurrence):
    """IDR(s), s = 4, preconditioned from the right; directions G whose products with the shadow space are triangular.

    In each cycle residuals are forced into a space smaller by s dimensions, at s + 1 products with A. M. B. van Gijzen,
    P. Sonneveld, ACM Trans. Math. Software 38, 2011, algorithm of section 3; the step of each cycle as in G. L. G.
    Sleijpen, H. A. van der Vorst, Numer. Algorithms 10, 1995. The shadow space is random, the same in every run.
    """

    s = 4
    constant = " ".join(f"p{i}" for i in range(s))
    names = f"x r v t {constant} " + " ".join(f"{name}{i}" for i in range(s) for name in "gu")
    carried = ("omega", "small", "shadow")

    def begin(self):
        """Choose the shadow space; there are no directions yet."""
        s, k, n = self.s, self.k, self.A.n
        random = np.random.default_rng(self.starts)
        space = random.standard_normal((s, n))
        for i in range(s):  # orthonormal, as far as rounding lets it be
            for j in range(i):
                space[i] -= (space[j] @ space[i]) * space[j]
            space[i] /= np.sqrt(space[i] @ space[i]) or 1.0
            self[f"p{i}"][:] = space[i]
            self[f"g{i}"][:] = self[f"u{i}"][:] = 0
        self.small = np.zeros((s, s, k), self.vectors.total)  # (p_i, g_j), lower triangle
        self.small[np.arange(s), np.arange(s)] = 1
        self.omega, self.shadow = np.ones(k, self.vectors.total), self.sweep(dots=self.against("r"))
        self.at = 0

    def against(self, name):
        """Return the inner products of the shadow space with a vector."""
        return " ".join(f"p{i}.{name}" for i in range(self.s))

    def step(self):
        """Do one iteration, with one product; returns the norms of the residuals (k,)."""
        at, self.at = self.at, (self.at + 1) % (self.s + 1)
        return self.reduce() if at == self.s else self.direction(at)

    def direction(self, k):
        """Make direction k, and the residual orthogonal to p_0 .. p_k."""
        s, small, f = self.s, self.small, self.shadow
        c = np.zeros((s, self.k), small.dtype)
        for i in range(k, s):
            rest = f[i] - (small[i, k:i] * c[k:i]).sum(axis=0)
            c[i] = self.over(rest, small[i, i], DEPENDENT)
        later = range(k, s)
        self.sweep("v:r " + " ".join(f"v:g{i}" for i in later), scale=(0, *(1 for _ in later)), coef=(1, *-c[k:]))
        self.precondition("v", "t")
        others = " ".join(f"u{k}:u{i}" for i in later[1:])
        self.sweep(f"u{k}:t {others}", scale=(c[k], *(1 for _ in later[1:])), coef=(self.omega, *c[k + 1 :]))
        self.multiply(f"u{k}", f"g{k}")
        found = self.sweep(dots=self.against(f"g{k}"))
        alpha = np.zeros((k, self.k), small.dtype)
        for i in range(k):
            alpha[i] = self.over(found[i], small[i, i], DEPENDENT)
            found[i + 1 :] -= alpha[i] * small[i + 1 :, i]
            found[i] = 0
        small[:, k] = found
        beta = self.over(f[k], small[k, k], DEPENDENT)
        f[k + 1 :] -= beta * small[k + 1 :, k]
        f[k] = 0
        before = " ".join(f"g{k}:g{i} u{k}:u{i}" for i in range(k))
        turned = [factor for one in alpha for factor in (-one, -one)]
        (rr,) = self.sweep(f"{before} x:u{k} r:g{k}", "r.r", (1,) * (2 * k + 2), (*turned, beta, -beta))
        return norms(rr)

    def save(self):
        """Return the state."""
        return self.at, super().save()

    def restore(self, saved):
        """Go back to a saved state of the same columns."""
        self.at = saved[0]
        super().restore(saved[1])

    def reduce(self):
        """Enter the next, smaller space."""
        self.precondition("r", "v")
        self.multiply("v", "t")
        tr, tt, rr = self.sweep(dots="t.r t.t r.r")
        zero = rr.real == 0
        omega = self.over(np.where(zero, 1, tr), np.where(zero, 1, tt), NO_STEP)
        with np.errstate(all="ignore"):
            cosine = abs(tr) / (norms(tt) * norms(rr))
        longer = np.where((cosine > 0) & (cosine < ANGLE), ANGLE / np.where(cosine > 0, cosine, 1), 1)
        self.omega = self.unless(~zero & (omega == 0), omega * longer, NO_STEP)
        step = np.where(zero, 0, self.omega)
        rr, *shadow = self.sweep("x:v r:t", f"r.r {self.against('r')}", (1, 1), (step, -step))
        self.shadow = np.array(shadow)
        return norms(rr)
