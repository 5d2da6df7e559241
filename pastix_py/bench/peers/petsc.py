"""PETSc's own factorizations, and those that it was built with, through petsc4py."""

import numpy as np
from petsc4py import PETSc

from pastix_py.bench.peers.base import Solver
from pastix_py.errors import UsageError

BEST = ("mumps", "petsc")  # packages that `auto` takes, the first that is there
ONLY_LU = {"superlu", "superlu_dist", "umfpack", "klu"}
ANALYSIS = ("MatGetOrdering", "MatCholFctrSym", "MatLUFactorSym")  # events of PETSc's log


class Petsc(Solver):
    """A factorization of PETSc; `package` says whose. All but the solve is one call, whose log tells the parts."""

    def prepare(self):
        """Both halves in compressed rows; the package is chosen, nothing is computed."""
        if self.matrix.dtype.kind == "c" and np.dtype(PETSc.ScalarType).kind != "c":
            raise UsageError("This build of PETSc is for real matrices.")
        PETSc.Log.begin()
        rows = self.matrix.full().tocsr()
        index = rows.indptr.astype(PETSc.IntType), rows.indices.astype(PETSc.IntType)
        self.A = PETSc.Mat().createAIJ(
            rows.shape, csr=(*index, rows.data.astype(PETSc.ScalarType)), comm=PETSc.COMM_SELF
        )
        if self.is_positive:
            self.A.setOption(PETSc.Mat.Option.SPD, True)
        asked = self.options.get("package", "auto")
        for package in BEST if asked == "auto" else (asked,):
            if self._choose(package):
                return
        raise UsageError(f"This build of PETSc has no {asked} for such a matrix.")

    def _choose(self, package):
        """Take the factorization of a package; return whether this build has it."""
        kind = "cholesky" if self.is_positive and package not in ONLY_LU else "lu"
        self.factor = PETSc.PC().create(PETSc.COMM_SELF)
        self.factor.setOperators(self.A)
        self.factor.setType(kind)
        self.factor.setFactorSolverType(package)
        if package == "petsc":
            self.factor.setFactorOrdering(self.options.get("ordering", "nd"))
        try:
            self.factor.setFactorSetUpSolverType()
        except PETSc.Error:
            return False
        return True

    def factorize(self):
        """Order, analyze and factor in one."""
        before = analysis_seconds()
        self.factor.setUp()
        self.analysis_seconds = analysis_seconds() - before

    def solve(self, b):
        """Forward and backward."""
        given, x = self.A.createVecs()
        given.setArray(b)
        self.factor.apply(given, x)
        return x.getArray().copy()

    def close(self):
        """Free the memory of the solver."""
        self.factor.destroy()
        self.A.destroy()

    def details(self):
        """Return the entries of the factor."""
        entries = int(self.factor.getFactorMatrix().getInfo()["nz_used"])
        return {"package": self.factor.getFactorSolverType(), "nnz_factor": entries or None}


def analysis_seconds():
    """Return the seconds that PETSc logged for orderings and symbolic factorizations so far."""
    return sum(PETSc.Log.Event(name).getPerfInfo()["time"] for name in ANALYSIS)
