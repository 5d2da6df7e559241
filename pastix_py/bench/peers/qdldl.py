"""QDLDL."""

import qdldl

from pastix_py.bench.peers.base import Solver, csc_matrix


class QDLDL(Solver):
    """QDLDL: LDLᵀ of quasi-definite matrices, real."""

    only_symmetric = only_real = True

    def prepare(self):
        """Both halves are stored."""
        self.A = csc_matrix(self.matrix.full(), float)

    def factorize(self):
        """Order and factor in one."""
        self.solver = qdldl.Solver(self.A)

    def solve(self, b):
        """Forward, diagonal, backward."""
        return self.solver.solve(b)

    def details(self):
        """Return the entries of the factor, its diagonal counted."""
        return {"nnz_factor": int(self.solver.factors()[0].nnz) + self.matrix.n}
