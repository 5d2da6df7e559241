"""PaStiX through the Python wrapper that it is built with (`pypastix` and `spm`)."""

import numpy as np
import pypastix
import spm

from pastix_py.bench.peers.base import Solver

ORDERING = {"scotch": "Scotch", "metis": "Metis"}


class PastixInria(Solver):
    """PaStiX: LLᵀ or LLᴴ for positive definite matrices, LDLᵀ or LDLᴴ where one half is stored, LU otherwise."""

    def prepare(self):
        """One half, or all, in compressed columns; parameters set before PaStiX starts."""
        matrix, types = self.matrix, spm.mtxtype
        mtxtype = {"general": types.General, "symmetric": types.Symmetric, "hermitian": types.Hermitian}
        self.A = spm.spmatrix(matrix.half() if matrix.is_half else matrix.full(), mtxtype[matrix.symmetry.value])
        self.iparm, self.dparm = pypastix.initParam()
        for name, value in self._parameters().items():
            self.iparm[getattr(pypastix.iparm, name)] = value
        self.data = pypastix.init(self.iparm, self.dparm)

    def _parameters(self):
        """Return {name of an integer parameter: value}."""
        kinds, options = pypastix.factotype, self.options
        if not self.matrix.is_half:
            kind = kinds.LU
        elif self.matrix.symmetry.value == "hermitian":
            kind = kinds.LLH if self.is_positive else kinds.LDLH
        else:
            kind = kinds.LLT if self.is_positive else kinds.LDLT
        scheduler = options.get("scheduler", "static").capitalize()
        return {
            "verbose": pypastix.verbose.Not,
            "factorization": kind,
            "thread_nbr": self.threads,
            "scheduler": getattr(pypastix.scheduler, scheduler),
            "ordering": getattr(pypastix.ordering, ORDERING[options.get("ordering", "scotch")]),
        }

    def analyze(self):
        """Order, symbolic factorization and mapping."""
        pypastix.task_analyze(self.data, self.A)

    def factorize(self):
        """Compute the factor."""
        pypastix.task_numfact(self.data, self.A)

    def solve(self, b):
        """Forward, backward and refinement."""
        x = np.array(b, order="F")
        pypastix.task_solve(self.data, self.A, x)
        pypastix.task_refine(self.data, self.A, np.array(b, order="F"), x)
        return x

    def close(self):
        """Free the memory of the solver."""
        pypastix.finalize(self.data, self.iparm, self.dparm)

    def details(self):
        """Return the entries of the factor."""
        return {"nnz_factor": int(self.iparm[pypastix.iparm.nnzeros])}
