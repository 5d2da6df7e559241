"""Factorizations on a device, run by NumPy, against those of the CPU."""

from functools import partial

import numpy as np
import pytest
from device_factor import assert_same_factor
from numpy.testing import assert_allclose
from problems import KINDS, system, tolerance

from pastix_py import factorize
from pastix_py.gpu import panels as made
from pastix_py.gpu.device import Device
from pastix_py.gpu.factorize import fill
from pastix_py.gpu.numeric_tables import numeric_tables
from pastix_py.gpu.solve import solve
from pastix_py.options import Options

HOST = Device("host", np)
PLAIN = {"scaling": "none", "matching": "none"}


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_against_the_cpu(kind, precision, monkeypatch):
    """Wide updates by products of the library, of several strips; then new values in the same memory."""
    monkeypatch.setattr(made, "numeric_tables", partial(numeric_tables, large=4000))
    monkeypatch.setattr("pastix_py.gpu.factorize.strip_size", lambda plan: 500)
    A = system(110, kind, precision, 0.05, seed=3)
    F = factorize(A, factorization=kind, precision=precision, panel_width=40, **PLAIN)
    panels, failed = fill(HOST, F.plan, F.scaled.matrix, F.dtype, None, Options())
    assert failed == -1 and not panels.marks.any()
    assert panels.resident.tables.numeric.large.size
    assert_same_factor(F.plan, panels.on_host(), F.panels, tolerance(F.dtype))
    again, _ = fill(HOST, F.plan, F.scaled.matrix, F.dtype, panels, Options())
    assert again.L is panels.L
    assert_same_factor(F.plan, again, F.panels, tolerance(F.dtype))
    b = A @ np.ones((110, 2), A.dtype)
    x = solve(HOST, F.plan, panels.resident.tables.solve, panels.resident, b)
    assert_allclose(x, np.ones((110, 2)), rtol=0, atol=tolerance(F.dtype, 1000))


def test_a_half_is_expanded_for_lu():
    A = system(60, "ldlt", "d", 0.05)
    F = factorize(A, factorization="lu", **PLAIN)
    panels, _ = fill(HOST, F.plan, F.scaled.matrix, F.dtype, None, Options())
    assert_same_factor(F.plan, panels, F.panels, tolerance(F.dtype))


def test_the_first_column_without_a_positive_pivot_is_told():
    A = system(80, "llt", "d", 0.06, seed=4).tolil()
    for i in (20, 50):
        A[i, i] = -1
    A = A.tocsc()
    plan = factorize(A, factorization="ldlt", **PLAIN).plan.with_kind("llt")
    F = factorize(A, factorization="ldlt", **PLAIN)
    _, failed = fill(HOST, plan, F.scaled.matrix, F.dtype, None, Options())
    assert failed == np.sort(plan.ordering.iperm[[20, 50]])[0]
