"""Condition numbers against dense ones, and bounds of the error against the error."""

import json

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py import factorize
from pastix_py.cli.main import run
from pastix_py.errors import AccuracyNotReached


def system(n, condition, dtype, seed=0):
    """Return a matrix (n, n) of that condition number, not symmetric."""
    rng = np.random.default_rng(seed)
    parts = [rng.standard_normal((n, n)) for _ in range(4)]
    if dtype is complex:
        parts = [parts[0] + 1j * parts[1], parts[2] + 1j * parts[3]]
    Q, P = (np.linalg.qr(part)[0] for part in parts[:2])
    return sp.csc_array((Q * np.geomspace(1, 1 / condition, n)) @ P)


@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize(("n", "condition"), [(1, 1), (2, 10), (3, 1e3), (40, 1e2), (40, 1e10)])
def test_condition_number(n, condition, dtype):
    A = system(n, condition, dtype)
    true = np.linalg.cond(A.toarray(), 1)
    found = factorize(A).condition_number()
    assert true / 3.1 <= found <= true * (1 + 1e-6 * condition / 1e4 + 1e-9)


@pytest.mark.parametrize("trans", "NTH")
@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize("condition", [1e2, 1e9])
def test_bound_holds_and_is_not_far_off(condition, dtype, trans):
    A = system(60, condition, dtype, seed=3)
    rng = np.random.default_rng(4)
    x0 = rng.standard_normal((60, 2)).astype(dtype)
    op = {"N": A, "T": A.T, "H": A.conj().T}[trans]
    F = factorize(A)
    x = F.solve(op @ x0, trans, errors=True)
    errors = abs(x - x0).max(axis=0) / abs(x).max(axis=0)
    bound = F.report.forward_error_bound
    assert errors.max() <= bound <= 1e3 * condition * np.finfo(float).eps
    assert F.report.condition_number > condition / 100


def test_without_the_option_nothing_is_estimated():
    F = factorize(system(20, 10, float))
    F.solve(np.ones(20))
    assert F.report.condition_number is None
    assert F.report.forward_error_bound is None
    assert "condition" not in repr(F)


def test_a_singular_system_has_no_bound():
    A = sp.csc_array(np.ones((3, 3)) + np.diag([0.0, 0.0, 1.0]))
    F = factorize(A, accuracy=1.0)
    try:
        F.solve(np.ones(3), errors=True)
    except AccuracyNotReached as error:
        F = error
    assert F.report.condition_number > 1e7


def test_flag(capsys):
    assert run(["solve", "lap2:12", "--errors", "--report", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    dense = np.linalg.cond(dense_laplacian(12), 1)
    assert dense / 3.1 <= report["condition_number"] <= dense * 1.0001
    assert report["forward_error"] <= report["forward_error_bound"] < 1e-10


def dense_laplacian(k):
    path = sp.diags_array([-np.ones(k - 1), 2 * np.ones(k), -np.ones(k - 1)], offsets=[-1, 0, 1])
    return (sp.kron(path, sp.eye_array(k)) + sp.kron(sp.eye_array(k), path)).toarray()
