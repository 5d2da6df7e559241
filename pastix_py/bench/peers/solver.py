"""What all solvers share."""

import numpy as np

from pastix_py.errors import UsageError


class Solver:
    """A solver for one `Matrix`, a number of threads and options; a phase that it does not have does nothing.

    What it takes from its package, and the matrix in the form that it wants, is there when it is made: the phases
    measure the solver alone. `only_symmetric`, `only_hermitian` and `only_real` tell what it solves.

    Raises `UsageError` for a matrix that the solver is not for.
    """

    only_symmetric, only_real = False, False
    analysis_seconds = 0.0  # part of the factorization's time that was analysis, where the solver does both in one

    @classmethod
    def warm(cls, matrix, options):
        """Load or compile what the first run of a solver would, on another, tiny matrix; not measured."""

    def __init__(self, matrix, threads=1, options=None):
        if self.only_symmetric and not matrix.is_half:
            raise UsageError(f"{type(self).__name__} is for symmetric matrices.")
        if self.only_real and matrix.dtype.kind == "c":
            raise UsageError(f"{type(self).__name__} is for real matrices.")
        self.matrix, self.threads, self.options = matrix, threads, options or {}
        self.prepare()

    def prepare(self):
        """Import the solver and put the matrix into its form; not measured."""

    def analyze(self):
        """Order and analyze."""

    def factorize(self):
        """Compute the factor."""

    def solve(self, b):
        """Return x for b (n,)."""

    def close(self):
        """Free the memory of the solver."""

    def details(self):
        """Return more keys for the result, a dictionary of plain values."""
        return {}

    @property
    def is_positive(self):
        """Whether the matrix looks positive definite: one half stored, Hermitian, its diagonal positive."""
        matrix = self.matrix
        hermitian = matrix.is_half and (matrix.dtype.kind != "c" or matrix.symmetry.value == "hermitian")
        return hermitian and bool((matrix.diagonal().real > 0).all())


def csc_matrix(array, dtype=None):
    """Return a `scipy.sparse.csc_matrix` with 32-bit indices, for packages that know nothing newer."""
    from scipy.sparse import csc_matrix as made

    ind, ptr = array.indices.astype(np.int32), array.indptr.astype(np.int32)
    return made((array.data.astype(dtype or array.dtype), ind, ptr), shape=array.shape)
