"""CHOLMOD's supernodal Cholesky as cholespy bundles it."""

import numpy as np
from cholespy import CholeskySolverD, MatrixType

from pastix_py.bench.peers.solver import Solver


class Cholespy(Solver):
    """CHOLMOD through cholespy, order and factor in one; positive definite real matrices."""

    only_symmetric = only_real = True

    def prepare(self):
        """Both halves as triplets."""
        whole = self.matrix.full().tocoo()
        self.A = whole.row.astype(np.int32), whole.col.astype(np.int32), whole.data.astype(np.float64)

    def factorize(self):
        """Order and factor in one."""
        self.solver = CholeskySolverD(self.matrix.n, *self.A, MatrixType.COO)

    def solve(self, b):
        """Forward and backward."""
        x = np.zeros(len(b))
        self.solver.solve(np.asarray(b, np.float64), x)
        return x
