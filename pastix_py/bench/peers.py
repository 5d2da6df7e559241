"""Other solvers behind one set of names: `analyze`, `factorize`, `solve`, each phase a call of its own."""

import importlib.util
import os

import numpy as np

from pastix_py.errors import MissingDependency


class Pardiso:
    """MKL PARDISO through pypardiso, on one system; matching and scaling are off, as they are for our defaults.

    Parameters
    ----------
    matrix : `Matrix`, real.
    kind : 'llt', 'ldlt' or 'lu'.
    threads : of MKL, for the whole process.

    """

    def __init__(self, matrix, kind, threads=1):
        if importlib.util.find_spec("pypardiso") is None:
            raise MissingDependency("The peer 'pardiso' needs pypardiso: pip install 'pastix_py[bench]'")
        os.environ["MKL_NUM_THREADS"] = str(threads)
        os.environ["MKL_DYNAMIC"] = "FALSE"
        from pypardiso import PyPardisoSolver
        from scipy.sparse import csr_array, triu

        self.solver = PyPardisoSolver(mtype={"llt": 2, "ldlt": -2, "lu": 11}[kind])
        whole = csr_array(matrix.full(), dtype=np.float64)
        self.A = csr_array(triu(whole)) if kind != "lu" else whole
        self.A.sort_indices()
        for number, value in ((1, 1), (2, 2), (8, 0), (10, 8), (11, 0), (13, 0), (27, 0)):
            self.solver.set_iparm(number, value)

    def _phase(self, phase, b):
        self.solver.set_phase(phase)
        return self.solver._call_pardiso(self.A, b)

    def analyze(self):
        """Order and analyze, phase 11."""
        self._phase(11, np.zeros((self.A.shape[0], 1)))

    def factorize(self):
        """Compute the factor, phase 22."""
        self._phase(22, np.zeros((self.A.shape[0], 1)))

    def solve(self, b):
        """Return x, phase 33."""
        return self._phase(33, b)

    def close(self):
        """Free the memory of the solver."""
        self.solver.free_memory(everything=True)


PEERS = {"pardiso": Pardiso}
