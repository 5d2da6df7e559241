"""A matrix as all solvers get it: read once, with one right-hand side, one measure of error and one estimate."""

import threading
from functools import cached_property

import numpy as np

from pastix_py.bench import handover
from pastix_py.errors import PastixError
from pastix_py.matrix.read import read
from pastix_py.solve.residual import System

_last = threading.local()


class Problem:
    """The matrix that a name stands for, unless it is given, and b = A x₀, with the same random x₀ for every solver.

    Raises `InputError` where the name is no matrix.
    """

    def __init__(self, name, matrix=None):
        self.name, self.matrix = name, matrix if matrix is not None else read(name)
        x0 = np.random.default_rng(0).standard_normal(self.matrix.n).astype(self.matrix.dtype)
        self.b = self.matrix.matvec(x0)
        self.about = self.matrix.describe()
        self.about.pop("name")

    @cached_property
    def system(self):
        """What the errors of a solution are measured with."""
        return System(self.matrix, self.b[:, None])

    @cached_property
    def stream(self):
        """The matrix and b in an anonymous file, for the process of a run."""
        stream, A = handover.anonymous(), self.matrix
        handover.put(stream, {"n": A.n, "symmetry": A.symmetry.value, "name": A.name}, A.ptr, A.ind, A.val, self.b)
        return stream

    @cached_property
    def predicted_bytes(self):
        """Bytes of the factor by our own analysis; None where that fails."""
        from pastix_py import pipeline

        try:
            return pipeline.analyze(self.matrix).predicted_bytes(self.matrix.dtype)
        except (PastixError, MemoryError):
            return None

    def errors(self, x):
        """Return the normwise and the componentwise backward error of x (n,)."""
        error = self.system.residual(np.asarray(x).reshape(-1, 1))
        return {
            "backward_error": float(error.normwise[0]),
            "componentwise_backward_error": float(error.componentwise[0]),
        }


def problem(name):
    """Return the `Problem` of a name; the last one is kept, since a sweep goes through its matrices one by one."""
    if getattr(_last, "problem", None) is None or _last.problem.name != name:
        _last.problem = None
        _last.problem = Problem(name)
    return _last.problem
