"""CHOLMOD and UMFPACK, through scikit-sparse (before and after its rewrite in 0.5) and scikit-umfpack."""

import numpy as np

from pastix_py.bench.peers.base import Solver, csc_matrix
from pastix_py.errors import UsageError

UMFPACK_LNZ, UMFPACK_UNZ = 43, 44  # places in UMFPACK's info array


class Cholmod(Solver):
    """CHOLMOD through scikit-sparse; positive definite matrices."""

    only_symmetric = True

    def prepare(self):
        """The matrix in compressed columns; which interface scikit-sparse has is seen here."""
        from sksparse import cholmod

        if self.matrix.dtype.kind == "c" and self.matrix.symmetry.value != "hermitian":
            raise UsageError("Cholmod is for Hermitian matrices.")
        self.cholmod, self.order = cholmod, self.options.get("ordering", "default")
        self.is_new = hasattr(cholmod, "CholeskyFactor")
        self.A = csc_matrix(self.matrix.half() if self.is_new else self.matrix.full())

    def analyze(self):
        """Order and analyze."""
        if self.is_new:
            self.factor = self.cholmod.CholeskyFactor(self.A, lower=True, order=self.order, sym_kind="sym")
        else:
            self.factor = self.cholmod.analyze(self.A, ordering_method=self.order)

    def factorize(self):
        """Compute L."""
        if self.is_new:
            self.factor.factorize(self.A)
        else:
            self.factor.cholesky_inplace(self.A)

    def solve(self, b):
        """Forward and backward."""
        return self.factor.solve(b) if self.is_new else self.factor(b)

    def details(self):
        """Return the entries of the factor, those of merged supernodes counted."""
        return {"nnz_factor": int(self.factor.nnz if self.is_new else self.factor.L_D()[0].nnz)}


class Umfpack(Solver):
    """UMFPACK through scikit-umfpack, with its own choice of strategy and its refinement."""

    def prepare(self):
        """Both halves in compressed columns, and a context for real or complex values."""
        from scikits import umfpack

        self.umfpack = umfpack
        is_complex = self.matrix.dtype.kind == "c"
        self.A = csc_matrix(self.matrix.full(), np.complex128 if is_complex else np.float64)
        self.context = umfpack.UmfpackContext("zi" if is_complex else "di")

    def analyze(self):
        """Order and analyze."""
        self.context.symbolic(self.A)

    def factorize(self):
        """Compute L and U."""
        self.context.numeric(self.A)

    def solve(self, b):
        """Forward, backward and refinement."""
        return self.context.solve(self.umfpack.UMFPACK_A, self.A, b)

    def close(self):
        """Free the memory of the solver."""
        self.context.free()

    def details(self):
        """Return the entries of both factors."""
        return {"nnz_factor": int(self.context.info[UMFPACK_LNZ] + self.context.info[UMFPACK_UNZ])}


class UmfpackSksparse(Solver):
    """UMFPACK through scikit-sparse 0.5."""

    def prepare(self):
        """Both halves in compressed columns."""
        from sksparse import umfpack

        self.umfpack, self.A = umfpack, csc_matrix(self.matrix.full())

    def analyze(self):
        """Order and analyze."""
        self.factor = self.umfpack.UMFFactor(self.A)

    def factorize(self):
        """Compute L and U."""
        self.factor.factorize()

    def solve(self, b):
        """Forward, backward and refinement."""
        return self.factor.solve(b)

    def details(self):
        """Return the entries of both factors."""
        return {"nnz_factor": int(self.factor.nnz)}
