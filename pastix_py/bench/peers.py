"""Solvers behind one set of names: `analyze`, `factorize`, `solve`, each phase a call of its own.

A solver is made for one `Matrix`, a number of threads and options; a phase that it does not have does nothing.
"""

import importlib.util
import os
from importlib import import_module

import numpy as np

from pastix_py.errors import MissingDependency, UsageError

SOLVERS = {
    "pastix": "Pastix",
    "superlu": "SuperLU",
    "pardiso": "Pardiso",
    "qdldl": "QDLDL",
    "umfpack": "Umfpack",
    "cholmod": "Cholmod",
    "cholespy": "Cholespy",
}


class Solver:
    """What all solvers share.

    `needs` is the module that must be there, `pip` what installs it; `only_symmetric` and `only_real` tell what it
    solves. Raises `UsageError` for a matrix that the solver is not for.
    """

    needs, pip = "numpy", "numpy"
    only_symmetric, only_real = False, False

    def __init__(self, matrix, threads=1, options=None):
        if (self.only_symmetric and not matrix.is_half) or (self.only_real and matrix.dtype.kind == "c"):
            wanted = "symmetric" if self.only_symmetric and not matrix.is_half else "real"
            raise UsageError(f"{type(self).__name__} is for {wanted} matrices.")
        self.matrix, self.threads, self.options = matrix, threads, options or {}

    def analyze(self):
        """Order and analyze."""

    def factorize(self):
        """Compute the factor."""

    def solve(self, b):
        """Return x for b (n,)."""

    def close(self):
        """Free the memory of the solver."""

    def details(self):
        """Return more keys for the result, a dictionary of plain values."""
        return {}


def solver(name):
    """Return the class of a key of SOLVERS; raises `MissingDependency` with the pip line where it is not installed."""
    found = getattr(import_module(__name__), SOLVERS[name])
    if not _is_installed(found.needs):
        raise MissingDependency(f"The solver {name!r} needs {found.pip}: pip install {found.pip}")
    return found


def _is_installed(module):
    """Return whether a module can be imported, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


class Pastix(Solver):
    """The solver of this package."""

    needs, pip = "pastix_py", "pastix_py"

    def analyze(self):
        """Order and plan."""
        from pastix_py import pipeline
        from pastix_py.options import AnalysisOptions, OrderingOptions

        names = {*OrderingOptions.__dataclass_fields__, *AnalysisOptions.__dataclass_fields__}
        self.plan = pipeline.analyze(self.matrix, **{k: v for k, v in self.options.items() if k in names})

    def factorize(self):
        """Scale, assemble and factor."""
        from pastix_py import pipeline

        self.factors = pipeline.factorize(self.matrix, plan=self.plan, **self.options)

    def solve(self, b):
        """Solve and refine."""
        return self.factors.solve(b)

    def close(self):
        """Free the panels."""
        self.factors.close()

    def details(self):
        """Return what the report says of the analysis and the factorization."""
        report = self.factors.report.as_dict()
        return {key: report[key] for key in ("analysis", "factorization", "refinement", "escalation", "warnings")}


class SuperLU(Solver):
    """SuperLU through SciPy; symmetric mode with minimum degree where the matrix is symmetric."""

    needs, pip = "scipy", "scipy"

    def factorize(self):
        """Order and factor in one."""
        from scipy.sparse.linalg import splu

        kind = {"permc_spec": "MMD_AT_PLUS_A", "diag_pivot_thresh": 0.0, "options": {"SymmetricMode": True}}
        self.lu = splu(self.matrix.full(), **(kind if self.matrix.is_half else {"permc_spec": "COLAMD"}))

    def solve(self, b):
        """Forward and backward."""
        return self.lu.solve(b)

    def details(self):
        """Return the entries of the factor."""
        return {"nnz_factor": int(self.lu.nnz)}


class Pardiso(Solver):
    """MKL PARDISO through pypardiso; real matrices. `kind` is 'llt', 'ldlt' or 'lu'; by the matrix where it is None.

    Matching and scaling are on for 'lu' and off for 'llt' and 'ldlt', unless `plain`, which turns all of it off.
    """

    needs, pip = "pypardiso", "pypardiso"
    only_real = True

    def __init__(self, matrix, threads=1, options=None, kind=None, plain=False):
        super().__init__(matrix, threads, options)
        os.environ["MKL_NUM_THREADS"] = str(threads)
        os.environ["MKL_DYNAMIC"] = "FALSE"
        from pypardiso import PyPardisoSolver
        from scipy.sparse import csr_array, triu

        positive = matrix.is_half and bool((matrix.diagonal().real > 0).all())
        kind = kind or ("llt" if positive else "ldlt" if matrix.is_half else "lu")
        self.solver = PyPardisoSolver(mtype={"llt": 2, "ldlt": -2, "lu": 11}[kind])
        whole = csr_array(matrix.full(), dtype=np.float64)
        self.A = csr_array(triu(whole)) if kind != "lu" else whole
        self.A.sort_indices()
        robust = int(kind == "lu" and not plain)
        settings = {1: 1, 2: 2, 8: 0 if plain else 2, 10: 13 if robust else 8, 11: robust, 13: robust, 27: 0}
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


class QDLDL(Solver):
    """QDLDL: LDLᵀ of quasi-definite matrices, real."""

    needs, pip = "qdldl", "qdldl"
    only_symmetric = only_real = True

    def factorize(self):
        """Order and factor in one."""
        import qdldl
        from scipy.sparse import csc_matrix

        self.solver = qdldl.Solver(csc_matrix(self.matrix.full()))

    def solve(self, b):
        """Forward, diagonal, backward."""
        return self.solver.solve(b)


class Umfpack(Solver):
    """UMFPACK through scikit-umfpack."""

    needs, pip = "scikits.umfpack", "scikit-umfpack"

    def factorize(self):
        """Order and factor in one."""
        from scikits.umfpack import splu
        from scipy.sparse import csc_matrix

        self.lu = splu(csc_matrix(self.matrix.full()))

    def solve(self, b):
        """Forward and backward."""
        return self.lu.solve(b)


class Cholmod(Solver):
    """CHOLMOD through scikit-sparse; positive definite matrices."""

    needs, pip = "sksparse", "scikit-sparse"
    only_symmetric = True

    def analyze(self):
        """Order and analyze."""
        from scipy.sparse import csc_matrix
        from sksparse.cholmod import analyze

        self.A = csc_matrix(self.matrix.full())
        self.factor = analyze(self.A)

    def factorize(self):
        """Compute L."""
        self.factor.cholesky_inplace(self.A)

    def solve(self, b):
        """Forward and backward."""
        return self.factor(b)


class Cholespy(Solver):
    """CHOLMOD's supernodal Cholesky as cholespy bundles it, its order and factor in one; positive definite matrices."""

    needs, pip = "cholespy", "cholespy"
    only_symmetric = only_real = True

    def factorize(self):
        """Order and factor in one."""
        from cholespy import CholeskySolverD, MatrixType

        whole = self.matrix.full().tocoo()
        indices = (whole.row.astype(np.int32), whole.col.astype(np.int32))
        self.solver = CholeskySolverD(self.matrix.n, *indices, whole.data.astype(np.float64), MatrixType.COO)

    def solve(self, b):
        """Forward and backward."""
        x = np.zeros(len(b))
        self.solver.solve(np.asarray(b, np.float64), x)
        return x
