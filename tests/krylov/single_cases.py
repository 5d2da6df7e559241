"""Every method in single precision; `test_precisions` runs these."""

import numpy as np
import pytest
from problems import system

from pastix_py import krylov
from pastix_py.krylov import METHODS

KIND = {"cg": "llt", "minres": "ldlt"}


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("precision", ["s", "c"])
@pytest.mark.parametrize("method", METHODS)
def test_method_solves(method, precision, k):
    kind = KIND.get(method, "lu")
    A = system(30, kind.replace("t", "h") if precision == "c" and method in KIND else kind, precision, 0.1, 1)
    b = np.random.default_rng(0).standard_normal((30, k)).astype(A.dtype)
    x, told = krylov(A, b, method, rtol=1e-4)
    assert x.dtype == A.dtype
    assert told.converged
    assert (np.linalg.norm(b - A @ x, axis=0) <= 1.1e-4 * np.linalg.norm(b, axis=0)).all()


def test_types_follow_all_that_is_given():
    A = system(20, "lu", "s", 0.1, 1)
    assert krylov(A, np.ones(20, np.float32), rtol=1e-4)[0].dtype == np.float32
    assert krylov(A, np.ones(20))[0].dtype == np.float64
    assert krylov(A, np.ones(20, np.complex64), rtol=1e-4)[0].dtype == np.complex64
    assert krylov(A, np.ones(20, np.float32), M=1j * np.eye(20), rtol=1e-4)[0].dtype == np.complex128
