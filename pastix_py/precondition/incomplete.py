"""Incomplete factorizations, of a matrix that is ordered and scaled already."""

from dataclasses import replace

import numpy as np

from pastix_py.incomplete.make import ilu
from pastix_py.jit import thread_count
from pastix_py.matrix.matrix import Symmetry
from pastix_py.ordering.ordering import Ordering
from pastix_py.precondition.made import Made

TAKEN = ("threads", "drop", "fill", "modified", "breakdown", "shift")  # options of both


def ilu0(matrix, options, ordering=None):
    """Return M = (L U)⁻¹ in the pattern of A; of a symmetric matrix, L D Lᵀ."""
    return _made(matrix, options, "ilu", 0)


def iluk(matrix, options, ordering=None):
    """Return M = (L U)⁻¹ with fill up to a level."""
    return _made(matrix, options, "ilu", options.level)


def ilut(matrix, options, ordering=None):
    """Return M = (L U)⁻¹ with the entries that are large."""
    return _made(matrix, options, "ilut", None)


def blockilu(matrix, options, ordering=None):
    """Return M = (L U)⁻¹ with fill up to a level, in dense blocks."""
    return _made(matrix, options, "block", options.level)


def _made(matrix, options, method, level):
    """Return the `Made` of a method of `pastix_py.ilu`."""
    given = {name: getattr(options, name) for name in TAKEN} | ({} if level is None else {"level": level})
    own = Ordering.from_perm(np.arange(matrix.n), "natural")
    factors = ilu(with_diagonal(matrix), ordering=own, matching="none", scaling="none", method=method, **given)
    told = factors.report.factorization
    positive = told["kind"] == "llh" or (told["kind"] == "llt" and factors.dtype.kind == "f")
    made = Made(Sweeping(factors, options), positive, level, told["bytes"], told["fill"], told["shift"])
    made.replaced_pivots = told["perturbed_pivots"]
    made.warning = "; ".join([*factors.report.warnings, *factors.report.escalation])
    return made


class Sweeping:
    """Incomplete factors in the order of the iteration, as `pastix_py.krylov` takes a preconditioner."""

    def __init__(self, factors, options):
        self.sweeps, self.threads = factors.sweeps, thread_count(options.threads)
        self.shape, self.dtype = factors.shape, factors.dtype
        own = np.array_equal(factors.row_perm, np.arange(self.shape[0]))
        self.rows = None if own else factors.row_perm  # blocks exchange rows inside

    def write(self, x, y):
        """Write the solutions for the vectors x (k, n) to y."""
        for one, result in zip(x, y, strict=True):
            self.sweeps.solve(one if self.rows is None else one[self.rows], out=result, threads=self.threads)


def with_diagonal(matrix):
    """Return the `Matrix` with a 1 on the diagonal of rows and columns that have no entry but zeros: A otherwise."""
    filled = np.zeros((2, matrix.n), bool)
    stored = matrix.val != 0
    filled[0, matrix.ind[stored]] = True
    filled[1, np.repeat(np.arange(matrix.n), np.diff(matrix.ptr))[stored]] = True
    empty = ~(filled.any(axis=0) if matrix.is_half else filled.all(axis=0))
    if not empty.any():
        return matrix
    from scipy.sparse import dia_array

    one = dia_array((empty[None].astype(matrix.dtype), [0]), shape=(matrix.n, matrix.n))
    csc = (matrix.half() + one).tocsc()
    csc.sort_indices()
    ptr, ind = csc.indptr.astype(np.int64), csc.indices.astype(np.int64)
    symmetry = matrix.symmetry if matrix.is_half else Symmetry.GENERAL
    return replace(matrix, ptr=ptr, ind=ind, val=csc.data.astype(matrix.dtype), symmetry=symmetry)
