"""A solve does without `scipy.linalg` and parts of NumPy, and whoever imports these later finds them whole."""

import subprocess
import sys

import pytest

SOLVE = "import numpy, pastix_py, sys; F = pastix_py.factorize(pastix_py.generate('lap2:5')); F.solve(numpy.ones(25))"
WHOLE = "import scipy.linalg; scipy.linalg.cython_blas.__pyx_capi__['dgemm']; scipy.linalg.inv(numpy.eye(3))"
NAMES = "from numpy import *; testing.assert_equal(numpy.eye(1), 1); f2py"
DOT = "import numba; assert numba.njit(lambda x: numpy.dot(x, x))(numpy.ones(3)) == 3"


@pytest.mark.parametrize("blas", ["", "scipy"])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.jit
def test_a_solve_leaves_them_alone(before, blas):
    parts = ["import numpy, scipy.linalg" if before else "", f"import os; os.environ['PASTIX_BLAS'] = '{blas}'", SOLVE]
    check = f"assert ('scipy.linalg' in sys.modules) is ('numpy.f2py' in sys.modules) is {before}"
    left = f"assert ('scipy.linalg.cython_blas' in sys.modules) is {before}"
    code = "\n".join([*parts, check, left, WHOLE, NAMES, DOT])
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
