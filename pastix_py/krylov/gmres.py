"""Generalized minimal residuals, with restarts, flexible or not."""

import numpy as np

from pastix_py.krylov.givens import back_substitute, rotate
from pastix_py.krylov.recurrence import OVERFLOW, Recurrence, norms
from pastix_py.krylov.vectors import Pass

EXHAUSTED = "the Krylov space is exhausted, and the solution is not in it"
X, R, BASIS = range(3)  # rows of the vectors; after the basis come the directions, M times its vectors
GOOD = 0.5  # power of the unit roundoff below which basis vectors count as orthogonal


class GMRES(Recurrence):
    """GMRES(m), preconditioned from the right: the least ‖b − A x‖₂ over x + M K_m(A M, r).

    Y. Saad, M. H. Schultz, SIAM J. Sci. Stat. Comput. 7, 1986. A vector is made orthogonal to the others classically,
    and the inner products that are left are taken of each piece as soon as it is corrected: where they are not small,
    it is corrected once more (L. Giraud, J. Langou, M. Rozložník, J. van den Eshof, Numer. Math. 101, 2005).
    """

    carried = ("H", "cosine", "sine", "g")
    smooth, flexible = True, False

    @classmethod
    def rows(cls, settings, k=1):
        """Return how many vectors there are for each column."""
        return BASIS + settings.restart + 1 + (settings.restart if cls.flexible else 1)

    def begin(self):
        """Start a cycle from the residuals in r."""
        m, k, total = self.settings.restart, self.k, self.vectors.total
        self.H, self.g = np.zeros((m + 1, m, k), total), np.zeros((m + 1, k), total)
        self.cosine, self.sine = np.zeros((2, m, k), total)
        self.j = 0
        length = norms(self.sweep(dots="r.r")[0])
        self.g[0] = length
        self.vectors.sweep(Pass.of([(BASIS, R)], []), (0,), (inverse(length),))

    def direction(self, j):
        """Return the row of the direction M v_j."""
        return BASIS + self.settings.restart + 1 + (j if self.flexible else 0)

    def step(self):
        """Do one iteration; returns the norms of the residuals (k,)."""
        j, W = self.j, self.vectors.W
        made = BASIS + j
        if self.M is not None:
            made = self.direction(j)
            self.M.write(W[BASIS + j], W[made])
        self.A.write(W[made], W[BASIS + j + 1])
        length = self.orthogonalize(j)
        self.H[j + 1, j] = length
        rotate(self.H, self.cosine, self.sine, self.g, j)
        self.j = j + 1
        self.full = self.j == self.settings.restart
        rest = abs(self.g[j + 1])
        self.unless((length == 0) & (rest > 0), rest, EXHAUSTED)
        self.unless(~np.isfinite(rest), rest, OVERFLOW)
        return rest

    def orthogonalize(self, j):
        """Make vector j + 1 orthogonal to those before it, and of length 1; writes to H and returns its length (k,)."""
        old, new = range(BASIS, BASIS + j + 1), BASIS + j + 1
        against = [(i, new) for i in old]
        whole, ones = Pass.of([(new, i) for i in old], [*against, (new, new)]), (1,) * (j + 1)
        *first, size = self.vectors.sweep(Pass.of([], [*against, (new, new)]))
        *second, square = self.vectors.sweep(whole, ones, [-one for one in first])
        first, second, size, length = np.array(first), np.array(second), norms(size), norms(square)
        self.H[: j + 1, j] = first
        with np.errstate(all="ignore"):
            wrong = (abs(second) > self.tiny**GOOD * length).any(axis=0)
        if wrong.any():
            self.H[: j + 1, j] += second
            *_, square = self.vectors.sweep(whole, ones, [-one for one in second])
            length = norms(square)
        length = np.where(length <= self.tiny * size, 0, length)
        self.vectors.sweep(Pass.of([(new, new)], []), (0,), (inverse(length),))
        return length

    def settle(self):
        """Return x (k, n) with the least residual so far."""
        j, W, M = self.j, self.vectors.W, self.M
        y = np.zeros((j, self.k), self.vectors.total)
        back_substitute(self.H, self.g, j, self.tiny, y)
        y[~np.isfinite(y)] = 0
        flexible = self.flexible and M is not None
        rows = [self.direction(i) if flexible else BASIS + i for i in range(j)]
        if j:
            self.vectors.sweep(Pass.of([(R, row) for row in rows], []), (0, *(1 for _ in rows[1:])), y)
            if M is not None and not flexible:
                M.write(W[R], W[self.direction(0)])
                return W[X] + W[self.direction(0)]
            return W[X] + W[R]
        return W[X]

    def residual(self):
        """Return None: only the norms are known."""

    def save(self):
        """Return the state: the vectors are never overwritten."""
        return self.j, {name: np.copy(getattr(self, name)) for name in self.carried}

    def restore(self, saved):
        """Go back to a saved state of the same cycle and columns."""
        self.j, state = saved
        self.full = False
        for name, value in state.items():
            setattr(self, name, np.copy(value))


class FGMRES(GMRES):
    """Flexible GMRES(m): every direction M v is kept, so that M may change from one product to the next.

    Y. Saad, SIAM J. Sci. Comput. 14, 1993.
    """

    flexible = True


def inverse(length):
    """Return 1 / length (k,), 0 for what is 0 or no number."""
    good = (length > 0) & np.isfinite(length)
    return np.where(good, 1 / np.where(good, length, 1), 0)
