"""What all solvers share."""

import numpy as np

from pastix_py.errors import UsageError
from pastix_py.matrix.matrix import Matrix


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
        """Solve a tiny system of the same kind, so that what is loaded once is there; not measured.

        A solver that breaks down on it may yet solve the real one. Raises `UsageError` for a matrix that it is not for.
        """
        tiny = tiny_like(matrix)
        try:
            instance = cls(tiny, 1, options)
            instance.analyze()
            instance.factorize()
            instance.solve(np.ones(tiny.n, tiny.dtype))
            instance.close()
        except (UsageError, ImportError):
            raise
        except Exception:
            return

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


def tiny_like(matrix):
    """Return a 4 × 4 matrix of the same type, symmetry and, as far as its diagonal tells, definiteness."""
    diagonal = matrix.val[matrix.ind == np.repeat(np.arange(matrix.n), np.diff(matrix.ptr))].real
    ptr, ind = np.arange(5), np.arange(4)
    val = np.full(4, 4, matrix.dtype)
    if not matrix.is_half:
        ptr, ind = 2 * ptr, np.array([0, 1, 0, 1, 2, 3, 2, 3])
        val = np.array([4, 1, 2, 4, 4, 1, 2, 4], matrix.dtype)
    if diagonal.size < matrix.n or (diagonal <= 0).any():
        val[0] = -4
    return Matrix(4, ptr, ind, val, matrix.symmetry)


def csc_matrix(array, dtype=None):
    """Return a `scipy.sparse.csc_matrix` with 32-bit indices, for packages that know nothing newer."""
    from scipy.sparse import csc_matrix as made

    ind, ptr = array.indices.astype(np.int32), array.indptr.astype(np.int32)
    return made((array.data.astype(dtype or array.dtype), ind, ptr), shape=array.shape)
