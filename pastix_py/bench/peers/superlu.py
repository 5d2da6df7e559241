"""SuperLU through SciPy."""

from scipy.sparse.linalg import splu

from pastix_py.bench.peers.base import Solver

SYMMETRIC = {"permc_spec": "MMD_AT_PLUS_A", "diag_pivot_thresh": 0.0, "options": {"SymmetricMode": True}}


class SuperLU(Solver):
    """SuperLU; symmetric mode with minimum degree where the matrix looks positive definite, COLAMD otherwise."""

    def prepare(self):
        """Both halves are stored."""
        self.A = self.matrix.full()
        self.kind = dict(SYMMETRIC) if self.is_positive else {"permc_spec": "COLAMD"}
        asked = self.options.get("permc_spec", "auto")
        if asked != "auto":
            self.kind["permc_spec"] = asked

    def factorize(self):
        """Order and factor in one."""
        self.lu = splu(self.A, **self.kind)

    def solve(self, b):
        """Forward and backward."""
        return self.lu.solve(b)

    def details(self):
        """Return the entries of the factor."""
        return {"nnz_factor": int(self.lu.nnz)}
