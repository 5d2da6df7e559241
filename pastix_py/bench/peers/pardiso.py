"""MKL PARDISO through pypardiso."""

import os

import numpy as np

from pastix_py.bench.peers.base import Solver

MTYPE = {"llt": 2, "ldlt": -2, "lu": 11}
ORDERING = {"amd": 0, "metis": 2, "parallel-metis": 3}


class Pardiso(Solver):
    """MKL PARDISO; real matrices. `kind` is 'llt', 'ldlt' or 'lu'; by the matrix where it is None.

    Matching and scaling are on for 'lu' and off for 'llt' and 'ldlt', unless `plain`, which turns all of it off.
    """

    only_real = True

    def __init__(self, matrix, threads=1, options=None, kind=None, plain=False):
        self.kind, self.plain = kind, plain
        super().__init__(matrix, threads, options)

    def prepare(self):
        """The upper half, or all of it, in compressed rows."""
        os.environ["MKL_NUM_THREADS"] = str(self.threads)
        os.environ["MKL_DYNAMIC"] = "FALSE"
        from pypardiso import PyPardisoSolver
        from scipy.sparse import csr_array, triu

        kind = self.kind or ("llt" if self.is_positive else "ldlt" if self.matrix.is_half else "lu")
        self.solver = PyPardisoSolver(mtype=MTYPE[kind])
        whole = csr_array(self.matrix.full(), dtype=np.float64)
        self.A = csr_array(triu(whole)) if kind != "lu" else whole
        self.A.sort_indices()
        robust = int(kind == "lu" and not self.plain)
        ordering = ORDERING[self.options.get("ordering", "metis")]
        refine = 0 if self.plain else 2
        settings = {1: 1, 2: ordering, 8: refine, 10: 13 if robust else 8, 11: robust, 13: robust, 18: -1, 27: 0}
        for number, value in settings.items():
            self.solver.set_iparm(number, value)

    def _phase(self, phase, b=None):
        self.solver.set_phase(phase)
        return self.solver._call_pardiso(self.A, np.zeros((self.A.shape[0], 1)) if b is None else b)

    def analyze(self):
        """Phase 11."""
        self._phase(11)

    def factorize(self):
        """Phase 22."""
        self._phase(22)

    def solve(self, b):
        """Phase 33, with its refinement."""
        return self._phase(33, np.array(b.reshape(len(b), -1), order="F")).reshape(b.shape)

    def close(self):
        """Free the memory of the solver."""
        self.solver.free_memory(everything=True)

    def details(self):
        """Return the entries of the factor and the pivots that were perturbed."""
        return {"nnz_factor": int(self.solver.get_iparm(18)), "perturbed_pivots": int(self.solver.get_iparm(14))}
