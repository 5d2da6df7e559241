"""The solver of this package as a peer among the others."""

from pastix_py import pipeline
from pastix_py.bench.one_factor import operations_of
from pastix_py.bench.peers.base import Solver
from pastix_py.options import AnalysisOptions, OrderingOptions

OF_ANALYSIS = {*OrderingOptions.__dataclass_fields__, *AnalysisOptions.__dataclass_fields__}
DETAILS = ("analysis", "factorization", "refinement", "escalation", "warnings")


class Pastix(Solver):
    """The solver of this package."""

    @classmethod
    def warm(cls, matrix, options):
        """Load the kernels on a tiny system, with an ordering that starts no process."""
        super().warm(matrix, options | {"ordering": "amd"})

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
        told = {"factor_bytes": self.factors.panels.nbytes, "operations": operations_of(self.factors)}
        return {key: report[key] for key in DETAILS} | told
