"""CHOLMOD's supernodal Cholesky as cholespy bundles it."""

import numpy as np
from cholespy import CholeskySolverD, MatrixType

from pastix_py.bench.peers.base import Solver


class Cholespy(Solver):
    """CHOLMOD through cholespy, order and factor in one; positive definite real matrices."""

    only_symmetric = only_real = True

    def prepare(self):
        """Both halves as triplets, made without SciPy, which this solver does not need."""
        matrix = self.matrix
        row, col = matrix.ind, np.repeat(np.arange(matrix.n), np.diff(matrix.ptr))
        below = row != col
        rows, cols = np.concatenate([row, col[below]]), np.concatenate([col, row[below]])
        values = np.concatenate([matrix.val, matrix.val[below]])
        self.A = rows.astype(np.int32), cols.astype(np.int32), values.astype(np.float64)

    def factorize(self):
        """Order and factor in one."""
        self.solver = CholeskySolverD(self.matrix.n, *self.A, MatrixType.COO)

    def solve(self, b):
        """Forward and backward."""
        x = np.zeros(len(b))
        self.solver.solve(np.asarray(b, np.float64), x)
        return x
