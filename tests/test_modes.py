"""The suite's core once without the compiler and once with bounds checks, which a planted fault shows to be on."""

import os
import subprocess
import sys

import pytest

TINY = """
import sys
import numpy as np, scipy.sparse as sp
import pastix_py
from problems import system
for kind, precision in (case.split("-") for case in sys.argv[1:]):
    for ordering in ("amd", "rcm", "natural", "metis"):
        A = system(23, kind, precision, 0.15, 2)
        F = pastix_py.factorize(A, factorization=kind, ordering=ordering, panel_width=10, amalgamation=2.0)
        for trans, dense in (("N", A.toarray()), ("T", A.toarray().T)):
            b = np.arange(46.0).reshape(23, 2)
            x = F.solve(b, trans)
            assert abs(dense @ x - b).max() < (1e-2 if precision in "sc" else 1e-11)
    pastix_py.factorize(A, schur=[4, 2]).solve(np.ones(23))
print("solved")
"""
FAULT = """
import numpy as np
from pastix_py.ordering.etree import postorder
postorder(np.array([5, -1]))
"""


def run(code, *cases, **environment):
    folder = os.path.dirname(__file__)
    environment = {**os.environ, "PYTHONPATH": folder, **environment}
    return subprocess.run(
        [sys.executable, "-c", code, *cases], env=environment, capture_output=True, text=True, check=False
    )


def test_without_the_compiler():
    done = run(TINY, "llt-d", "llh-z", "ldlt-s", "ldlh-z", "lu-d", "lu-c", NUMBA_DISABLE_JIT="1")
    assert done.stdout == "solved\n", done.stderr


@pytest.mark.jit
def test_with_bounds_checks():
    done = run(TINY, "ldlt-d", "lu-c", NUMBA_BOUNDSCHECK="1")
    assert done.stdout == "solved\n", done.stderr


@pytest.mark.jit
def test_bounds_checks_are_on():
    assert "IndexError" in run(FAULT, NUMBA_BOUNDSCHECK="1").stderr
