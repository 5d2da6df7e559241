"""MKL PARDISO, called in the library that the wheel `mkl` brings."""

import ctypes

import numpy as np

from pastix_py.bench.peers.base import Solver

TYPES = {  # (kind, complex or not) → PARDISO's number for the matrix type
    ("llt", False): 2, ("ldlt", False): -2, ("lu", False): 11,
    ("llh", True): 4, ("ldlh", True): -4, ("ldlt", True): 6, ("lu", True): 13,
}  # fmt: skip
ORDERING = {"amd": 0, "metis": 2, "parallel-metis": 3}
ANALYZE, FACTORIZE, SOLVE, FREE = 11, 22, 33, -1
HELD = 64  # integers in the handle, and in the parameters
PROBLEMS = {
    -1: "the input is inconsistent", -2: "there is not enough memory", -3: "the reordering failed",
    -4: "a pivot is zero or not positive", -6: "the reordering failed", -7: "the diagonal is singular",
    -8: "its 32-bit integers overflowed",
}  # fmt: skip


class PardisoError(Exception):
    """What PARDISO says of a phase that failed."""


class Pardiso(Solver):
    """MKL PARDISO. `kind` is a factorization kind; by the matrix where it is None.

    Matching and scaling are on for 'lu', and off for the others unless the option `care` is 'matching'; `plain` turns
    all of that and refinement off.
    """

    def __init__(self, matrix, threads=1, options=None, kind=None, plain=False):
        self.kind, self.plain = kind, plain
        super().__init__(matrix, threads, options)

    def prepare(self):
        """The upper half, or all of it, in compressed rows."""
        from pastix_py.dense import library

        self.library = library.load("mkl")
        self.library.MKL_Set_Dynamic(0)
        kind, dtype = self.kind or self._fitting_kind(), "D" if self.matrix.dtype.kind == "c" else "d"
        A = compressed_rows(self.matrix, upper=kind != "lu")
        self.values = (A.data.astype(dtype), A.indptr.astype(np.int32), A.indices.astype(np.int32))
        self.handle, self.parameters = np.zeros(HELD, np.int64), np.zeros(HELD, np.int32)
        self.type = TYPES[kind, dtype == "D"]
        robust = int((kind == "lu" or self.is_careful) and not self.plain)
        ordering = ORDERING[self.options.get("ordering", "metis")]
        small_pivot = 13 if robust else 8  # 10 to the power of minus it
        settings = {1: 1, 2: ordering, 10: small_pivot, 11: robust, 13: robust, 18: -1, 35: 1}
        for number, value in settings.items():  # counted from one, as in its manual; 35: indices from zero
            self.parameters[number - 1] = value
        self.refine(not self.plain)

    def refine(self, wanted):
        """Let the solves that follow refine their result, two steps at most, or not."""
        self.parameters[7] = 2 if wanted else 0

    @property
    def is_careful(self):
        """Whether matching and scaling are on for every kind, and none trusts the matrix to be positive definite."""
        return self.options.get("care") == "matching"

    def _fitting_kind(self):
        """Return the factorization that the matrix looks fit for."""
        if not self.matrix.is_half:
            return "lu"
        positive = self.is_positive and not self.is_careful
        if self.matrix.dtype.kind == "c" and self.matrix.symmetry.value == "hermitian":
            return "llh" if positive else "ldlh"
        return "llt" if positive else "ldlt"

    def _phase(self, phase, b=None):
        """Run a phase on the threads of this instance; returns x for b (n, k)."""
        a, ptr, ind = self.values
        n = self.matrix.n
        b = np.zeros((n, 1), a.dtype) if b is None else np.asfortranarray(b, a.dtype)
        x, unused, error = np.empty_like(b), np.zeros(n, np.int32), ctypes.c_int(0)

        def integer(value):
            return ctypes.byref(ctypes.c_int(value))

        def array(values):
            return values.ctypes.data_as(ctypes.c_void_p)

        before = self.library.MKL_Set_Num_Threads_Local(self.threads)
        try:
            self.library.pardiso(
                array(self.handle), integer(1), integer(1), integer(self.type), integer(phase), integer(n),
                array(a), array(ptr), array(ind), array(unused), integer(b.shape[1]), array(self.parameters),
                integer(0), array(b), array(x), ctypes.byref(error),
            )  # fmt: skip
        finally:
            self.library.MKL_Set_Num_Threads_Local(before)
        if error.value:
            raise PardisoError(f"PARDISO: {PROBLEMS.get(error.value, f'error {error.value}')} (phase {phase}).")
        return x

    def analyze(self):
        """Phase 11."""
        self._phase(ANALYZE)

    def factorize(self):
        """Phase 22."""
        self._phase(FACTORIZE)

    def solve(self, b):
        """Phase 33, with its refinement."""
        return self._phase(SOLVE, b.reshape(len(b), -1)).reshape(b.shape)

    def close(self):
        """Free the memory of the solver."""
        self._phase(FREE)

    def details(self):
        """Return the entries of the factor and the pivots that were perturbed."""
        return {"nnz_factor": int(self.parameters[17]), "perturbed_pivots": int(self.parameters[13])}


def compressed_rows(matrix, upper):
    """Return a matrix, or its upper half, as a `csr_array` with sorted rows and every diagonal entry stored."""
    from scipy.sparse import coo_array, csr_array, triu

    A = coo_array(triu(matrix.full()) if upper else matrix.full())
    every = np.arange(matrix.n)
    row, column = np.concatenate([A.row, every]), np.concatenate([A.col, every])
    value = np.concatenate([A.data, np.zeros(matrix.n, A.dtype)])
    made = csr_array(coo_array((value, (row, column)), shape=A.shape))
    made.sort_indices()
    return made
