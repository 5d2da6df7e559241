"""What an incomplete factorization is asked for, and what its methods return."""

from typing import NamedTuple

import numpy as np

from pastix_py.incomplete.pivot import FAULT, pivot_rule
from pastix_py.incomplete.shift import Trial, growth
from pastix_py.matrix.matrix import Matrix, Symmetry
from pastix_py.options import IncompleteOptions
from pastix_py.ordering.ordering import Ordering
from pastix_py.sliced.rows import Rows


class Case(NamedTuple):
    """What is to be factored, and how."""

    matrix: Matrix  # scaled; a half, or all of it for LU
    ordering: Ordering
    kind: str  # one of `layout.kind.KINDS`
    dtype: np.dtype  # of the factors
    options: IncompleteOptions
    threads: int

    @property
    def hermitian(self):
        """Whether one half is stored, and that of a Hermitian matrix."""
        return self.matrix.symmetry is Symmetry.HERMITIAN

    @property
    def positive(self):
        """Whether pivots must be positive."""
        return self.kind == "llh" or (self.kind == "llt" and self.dtype.kind != "c")

    def rule(self, shift):
        """Return the `PivotRule` of a factorization with a shift."""
        return pivot_rule(
            self.matrix, self.ordering, self.dtype, self.positive, self.options.breakdown == "replace", shift
        )

    def totals(self):
        """Return the sums of the rows of P A Pᵀ, (n), in the type of the factors; (0) where nothing dropped is kept."""
        if self.options.modified == 0:
            return np.zeros(0, self.dtype)
        sums = self.matrix.matvec(np.ones(self.matrix.n, self.matrix.dtype))
        return sums[self.ordering.perm].astype(self.dtype)

    def trial(self, made, outcome, rule):
        """Return the `Trial` of what was made by a rule."""
        broken = outcome[FAULT] < self.matrix.n
        return Trial(made, outcome, np.inf if broken else growth(made, rule.size), rule.shift)


class Made(NamedTuple):
    """The factors as `Incomplete` has them."""

    row_perm: np.ndarray
    col_perm: np.ndarray
    L: Rows
    U: Rows
    inv_diag: np.ndarray
