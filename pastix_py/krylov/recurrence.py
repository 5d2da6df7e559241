"""`Recurrence`: what the Krylov methods share. A method is its vectors, and one step."""

import numpy as np

from pastix_py.krylov.vectors import Pass, Vectors


class Recurrence:
    """A Krylov method under way on k right-hand sides, side by side: each column has its own coefficients.

    Parameters
    ----------
    A : `Operator`. M : `Operator` of the approximate inverse, None for none.
    settings : `Settings`.

    A subclass names its vectors in `names` (x and r are the first), what else is its state in `carried` (arrays whose
    last axis is that of the columns), and writes `begin` and `step`, which run with NumPy's warnings off. `broken` has
    a sentence for each column that cannot go on, None for the others: nothing is added to its x any more. `lame` says
    so in a bool for each (k,), None while there is none.
    """

    names = "x r"
    carried = ()
    constant = ""  # vectors that never change: they are not saved
    products = 1  # with A, in a step
    smooth = False  # whether the norm of the residual never grows
    together = False  # whether columns that are done must stay
    full = False  # whether `step` has no room any more: it goes on with the residual of x

    def __init__(self, A, M, settings):
        self.A, self.M, self.settings = A, M, settings
        self.row = {name: row for row, name in enumerate(self.names.split())}
        self.passes, self.vectors, self.starts = {}, None, 0

    @classmethod
    def rows(cls, settings, k=1):
        """Return how many vectors there are for each of k columns."""
        return len(cls.names.split())

    def start(self, x, r):
        """Begin anew at x, whose residuals are r = b − A x, both (k, n); they are copied."""
        if self.vectors is None or self.k != x.shape[0]:
            rows = self.rows(self.settings, x.shape[0])
            self.vectors = Vectors(rows, *x.shape, x.dtype, self.settings.threads, self.settings.space)
        self.broken, self.lame, self.full = [None] * self.k, None, False
        self.tiny = float(np.finfo(x.dtype).eps)
        self["x"][:], self["r"][:] = x, r
        self.starts += 1
        self.begin()

    def __getitem__(self, name):
        """Return the vectors of a name, (k, n)."""
        return self.vectors.W[self.row[name]]

    @property
    def k(self):
        """Columns."""
        return self.vectors.W.shape[1]

    def sweep(self, updates="", dots="", scale=(), coef=()):
        """Update vectors and return inner products, (dots, k), in one reading of them.

        Parameters
        ----------
        updates : such as "x:p r:q" for x := scale x + coef p, then r := scale r + coef q.
        dots : such as "r.z" for rᴴ z.
        scale, coef : a number, or one for each column (k,), for each update.

        """
        key = updates, dots, *self.row.values()
        if key not in self.passes:
            pairs = [[tuple(self.row[one] for one in pair.split(mark)) for pair in text.split()]
                     for text, mark in ((updates, ":"), (dots, "."))]  # fmt: skip
            self.passes[key] = Pass.of(*pairs)
        return self.vectors.sweep(self.passes[key], scale, coef)

    def rename(self, before, after):
        """Call the vectors "v q" by other names, "q v": what was q is v then; nothing is moved."""
        rows = [self.row[name] for name in after.split()]
        self.row.update(zip(before.split(), rows, strict=True))

    def multiply(self, name, into):
        """Write the products of A with the vectors of a name to those of another."""
        self.A.write(self[name], self[into])

    def precondition(self, name, into):
        """Write M times the vectors of a name to those of another, copies where there is no M."""
        if self.M is None:
            self[into][:] = self[name]
        else:
            self.M.write(self[name], self[into])

    def settle(self):
        """Return x (k, n) as it stands; not to be changed."""
        return self["x"]

    def residual(self):
        """Return the residuals (k, n) of `settle()` as the recurrence has them, None where it has their norms alone."""
        return self["r"]

    def over(self, above, below, sentence):
        """Return above / below (k,), 0 for columns that are broken or become so: where `below` is 0 or no number."""
        ratio = above / below
        bad = ~np.isfinite(ratio) | ~np.isfinite(below)
        if bad.any():
            ratio = self.unless(bad & (below == 0), ratio, sentence)
            ratio = self.unless(bad & (below != 0), ratio, OVERFLOW)
        return ratio if self.lame is None else np.where(self.lame, 0, ratio)

    def unless(self, bad, value, sentence):
        """Return `value` (k,) with 0 for broken columns; those that are bad (bool) become so for a reason."""
        if bad.any():
            for q in np.flatnonzero(bad):
                self.broken[q] = self.broken[q] or sentence
            self.lame = np.array([why is not None for why in self.broken])
        return value if self.lame is None else np.where(self.lame, 0, value)

    def keep(self, columns):
        """Go on with some of the columns (int64) alone."""
        self.vectors.keep(columns)
        self.broken = [self.broken[q] for q in columns]
        self.lame = None if self.lame is None else self.lame[columns]
        for name in self.carried:
            setattr(self, name, np.ascontiguousarray(getattr(self, name)[..., columns]))

    def save(self):
        """Return the state, for `restore`."""
        rows = [row for name, row in self.row.items() if name not in self.constant.split()]
        return dict(self.row), rows, self.vectors.W[rows], {name: np.copy(getattr(self, name)) for name in self.carried}

    def restore(self, saved):
        """Go back to a saved state of the same columns."""
        row, rows, W, state = saved
        self.row = dict(row)
        self.vectors.W[rows] = W
        for name, value in state.items():
            setattr(self, name, np.copy(value))


OVERFLOW = "its numbers leave the range of the type"


def norms(squares):
    """Return the norms of vectors whose inner products with themselves are given."""
    return np.sqrt(np.maximum(squares.real, 0))
