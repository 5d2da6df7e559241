"""The solver of this package as a peer among the others."""

import numpy as np

from pastix_py import pipeline
from pastix_py.bench.peers.solver import Solver
from pastix_py.matrix.matrix import Matrix
from pastix_py.options import AnalysisOptions, OrderingOptions

OF_ANALYSIS = {*OrderingOptions.__dataclass_fields__, *AnalysisOptions.__dataclass_fields__}
DETAILS = ("analysis", "factorization", "refinement", "escalation", "warnings")


class Pastix(Solver):
    """The solver of this package."""

    @classmethod
    def warm(cls, matrix, options):
        """Solve a tiny system of the same kind, which loads the kernels; the ordering is one that starts no process."""
        n = 4
        ptr, ind = np.arange(n + 1), np.arange(n)
        if not matrix.is_half:
            ptr, ind = 2 * ptr, np.array([0, 1, 0, 1, 2, 3, 2, 3])
        val = np.where(ind == np.repeat(np.arange(n), np.diff(ptr)), 4, 1).astype(matrix.dtype)
        tiny = Matrix(n, ptr, ind, val, matrix.symmetry)
        instance = cls(tiny, 1, options | {"ordering": "amd"})
        for phase, given in ((instance.analyze, ()), (instance.factorize, ()), (instance.solve, (np.ones(n),))):
            phase(*given)
        instance.close()

    def analyze(self):
        """Order and plan."""
        self.plan = pipeline.analyze(self.matrix, **{k: v for k, v in self.options.items() if k in OF_ANALYSIS})

    def factorize(self):
        """Scale, assemble and factor."""
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
        return {key: report[key] for key in DETAILS}
