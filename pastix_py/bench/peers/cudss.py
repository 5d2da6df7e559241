"""cuDSS on an NVIDIA GPU, through nvmath-python."""

import numpy as np
from nvmath.sparse.advanced import (
    DirectSolver,
    DirectSolverMatrixType,
    DirectSolverMatrixViewType,
    DirectSolverOptions,
)

from pastix_py.bench.peers.base import Solver


class CuDSS(Solver):
    """cuDSS: Cholesky, LDLᵀ or LU by the matrix; phases include the way to the device and back."""

    def prepare(self):
        """The lower half, or all, in compressed rows with 32-bit indices."""
        from scipy.sparse import csr_array

        matrix, view = self.matrix, DirectSolverMatrixViewType
        rows = csr_array(matrix.half() if matrix.is_half else matrix.full())
        index = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
        self.solver = DirectSolver(
            csr_array((rows.data, *index), shape=rows.shape),
            np.zeros(matrix.n, matrix.dtype),
            options=DirectSolverOptions(
                sparse_system_type=getattr(DirectSolverMatrixType, self._kind()),
                sparse_system_view=view.LOWER if matrix.is_half else view.FULL,
                blocking=True,
            ),
        )

    def _kind(self):
        """Return the name of the kind of matrix."""
        if not self.matrix.is_half:
            return "GENERAL"
        if self.matrix.symmetry.value == "hermitian":
            return "HPD" if self.is_positive else "HERMITIAN"
        return "SPD" if self.is_positive else "SYMMETRIC"

    def analyze(self):
        """Order and analyze."""
        self.solver.plan()

    def factorize(self):
        """Compute the factor."""
        self.information = self.solver.factorize()

    def solve(self, b):
        """Forward and backward."""
        self.solver.reset_operands(b=np.asarray(b, self.matrix.dtype))
        return self.solver.solve()

    def close(self):
        """Free the memory of the solver."""
        self.solver.free()

    def details(self):
        """Return the entries of the factor."""
        return {"nnz_factor": int(self.information.lu_nnz)}
