"""Sparse direct solver: order, analyze, factorize, solve and refine.

    x = pastix_py.solve(A, b)

    F = pastix_py.factorize(A)
    x = F.solve(b)

Names are imported when they are used: `import pastix_py` costs nothing.
"""

import sys
from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_HOME = {
    "order": "pipeline",
    "partition": "pipeline",
    "analyze": "pipeline",
    "factorize": "pipeline",
    "solve": "pipeline",
    "refine": "pipeline",
    "iterate": "iterate",
    "krylov": "krylov.solve",
    "ilu": "incomplete.make",
    "cluster": "ordering.cluster",
    "shape": "hmatrix.shapes",
    "single_layer": "hmatrix.surface",
    "covariance": "hmatrix.covariance",
    "entries": "hmatrix.entries",
    "hmatrix": "hmatrix.hmatrix",
    "h_factors": "hmatrix.factor",
    "compare_orderings": "compare_orderings",
    "explain": "explain",
    "plot": "plot",
    "read": "matrix.read",
    "generate": "matrix.generate",
    "fetch": "collection.fetch",
    "write": "matrix.write",
    "Matrix": "matrix.matrix",
    "Symmetry": "matrix.matrix",
    "Ordering": "ordering.ordering",
    "Partition": "ordering.partition",
    "Mesh": "ordering.mesh",
    "ClusterTree": "ordering.cluster",
    "HMatrix": "hmatrix.hmatrix",
    "HFactors": "hmatrix.factor",
    "Plan": "layout.plan",
    "Factors": "factors.factors",
    "Incomplete": "incomplete.incomplete",
    "Report": "report.report",
    "Options": "options",
    "splu": "dropin",
    "factorized": "dropin",
    "spsolve": "dropin",
    "PastixError": "errors",
    "UsageError": "errors",
    "InputError": "errors",
    "SingularError": "errors",
    "StructurallySingular": "errors",
    "NumericallySingular": "errors",
    "NotPositiveDefinite": "errors",
    "AccuracyNotReached": "errors",
    "MemoryLimit": "errors",
    "OutputError": "errors",
    "DeviceUnavailable": "errors",
    "MissingDependency": "errors",
    "PastixWarning": "errors",
    "PivotWarning": "errors",
    "ConditionWarning": "errors",
}
__all__ = sorted(_HOME)  # noqa: PLE0605  (the table is the list)


def __getattr__(name):
    if name == "dense":  # the one folder with something for users: `dense.lu`
        return import_module(f"{__name__}.dense")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return __all__


class _Package(ModuleType):
    """The package, in which `solve` is the function although a folder has that name too."""

    def __setattr__(self, name, value):
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
