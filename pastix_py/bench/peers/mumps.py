"""MUMPS through python-mumps."""

from mumps import Context, _mumps

from pastix_py.bench.peers.base import Solver

LETTER = {"float32": "s", "float64": "d", "complex64": "c", "complex128": "z"}
PIVOTING = 0.01  # threshold where the matrix is not positive definite
LOW_RANK, DROPPED = 35, 7  # ICNTL and CNTL of block low-rank: compressed factors are kept and solved with; tolerance
MILLION = 1_000_000  # of which negative counts are told


class Mumps(Solver):
    """MUMPS: LLᵀ for positive definite real matrices, LDLᵀ for symmetric ones, LU otherwise."""

    def prepare(self):
        """Triplets of the upper half, or of all; the package itself knows no positive definite kind, MUMPS does."""
        matrix, self.context = self.matrix, Context()
        is_symmetric = matrix.is_half and matrix.symmetry.value == "symmetric"
        self.is_llt = is_symmetric and matrix.dtype.kind != "c" and self.is_positive
        if self.is_llt:
            self.context.dtype = LETTER[matrix.dtype.name]
            self.context.mumps_instance = getattr(_mumps, f"{self.context.dtype}mumps")(False, 1)
        whole = matrix.half().T.tocoo() if is_symmetric else matrix.full().tocoo()
        self.context.set_matrix(whole, symmetric=is_symmetric)

    def analyze(self):
        """Job 1; with a tolerance, for a factorization that compresses blocks."""
        if tolerance := self.options.get("tolerance", 0):
            self.context.mumps_instance.icntl[LOW_RANK] = 2
            self.context.mumps_instance.cntl[DROPPED] = tolerance
        self.context.analyze(ordering=self.options.get("ordering", "auto"))

    def factorize(self):
        """Job 2."""
        self.context.factor(reuse_analysis=True, pivot_tol=0.0 if self.is_llt else PIVOTING)

    def solve(self, b):
        """Job 3."""
        return self.context.solve(b)

    def close(self):
        """Free the memory of the solver: the instance does job -2 when nothing refers to it."""
        self.context.mumps_instance = None

    def details(self):
        """Return the ordering that was used, and how large the factor is: its entries before compression, its bytes."""
        instance, item = self.context.mumps_instance, self.matrix.dtype.itemsize
        stored = instance.infog[35] if self.options.get("tolerance", 0) else instance.infog[29]
        return {
            "ordering": self.context.analysis_stats.ordering,
            "nnz_factor": int(self.context.factor_stats.nonzeros),
            "factor_bytes": item * int(stored if stored >= 0 else -stored * MILLION),
            "operations": float(instance.rinfog[14] if self.options.get("tolerance", 0) else instance.rinfog[3]),
            "delayed_pivots": int(self.context.factor_stats.delayed_pivots),
        }
