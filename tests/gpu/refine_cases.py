"""Solves and refinement that stay on a device, run by NumPy, against those of the CPU."""

import emulated
import numpy as np
import pytest
from numpy.testing import assert_allclose
from problems import system, tolerance

from pastix_py import factorize
from pastix_py.gpu.device import Device
from pastix_py.gpu.factorize import fill
from pastix_py.matrix.check import canonical
from pastix_py.options import Options
from pastix_py.solve import device as there
from pastix_py.solve.refine import refine
from pastix_py.solve.residual import System

HOST = Device("host", np)
KINDS = [("llt", "d"), ("llh", "z"), ("ldlt", "c"), ("ldlh", "z"), ("lu", "s"), ("lu", "z")]


def vectors(n, k, dtype, seed=0):
    rng = np.random.default_rng(seed)
    made = rng.standard_normal((n, k))
    return made + 1j * rng.standard_normal((n, k)) if dtype in "czD" else made


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_residuals(kind, precision, monkeypatch):
    matrix = canonical(system(60, kind, precision, 0.1, seed=2))
    if emulated.HAS_COMPILER:
        monkeypatch.setattr(there, "launch", lambda _, *told: emulated.check(*told, 1e-14))
    monkeypatch.setattr(there, "MOST", 2)
    for trans in "NTH":
        for of_b, of_x in ((precision, precision), ("z", "d")):
            b, x = vectors(60, 3, of_b), vectors(60, 3, of_x, 1)
            mine = there.DeviceSystem(HOST, matrix, b, trans).residual(x)
            known = System(matrix, b, trans).residual(x)
            assert mine.r.dtype == known.r.dtype
            assert_allclose(mine.r, known.r, atol=1e-13 * abs(known.r).max())
            assert_allclose(mine.componentwise, known.componentwise, rtol=1e-10)
            assert_allclose(mine.normwise, known.normwise, rtol=1e-10)


def test_errors_of_what_is_zero_or_not_finite():
    matrix = canonical(system(20, "lu", "d", 0.1))
    b, x = vectors(20, 4, "d"), vectors(20, 4, "d", 1)
    b[:, 0] = x[:, 0] = 0
    x[3, 1], x[3, 2], x[:, 3] = np.nan, np.inf, 1e308
    mine, known = there.DeviceSystem(HOST, matrix, b).residual(x), System(matrix, b).residual(x)
    assert mine.componentwise[:3].tolist() == known.componentwise[:3].tolist() == [0, np.inf, np.inf]
    assert mine.normwise[:3].tolist() == known.normwise[:3].tolist()
    assert not np.isnan(mine.componentwise).any() and not np.isnan(mine.normwise).any()


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("scaling", ["none", "ruiz"])
def test_solves_with_scales(kind, precision, scaling):
    A = system(80, kind, precision, 0.08, seed=6)
    F = factorize(A, factorization=kind, precision=precision, scaling=scaling, panel_width=20)
    panels, _ = fill(HOST, F.plan, F.scaled.matrix, F.dtype, None, Options())
    solve = there.DeviceSolve(F.scaled, F.plan, panels)
    for trans in "NTH":
        for dtype in ("d", "D"):
            b = vectors(80, 2, dtype)
            known = F.apply(b, trans)
            assert_allclose(solve(b, trans), known, rtol=0, atol=tolerance(A.dtype, 1000) * abs(known).max())


@pytest.mark.parametrize("trans", "NT")
def test_refinement_of_a_factor_in_single_precision(trans):
    A = system(80, "lu", "d", 0.08, seed=6)
    F = factorize(A, factorization="lu", precision="mixed")
    panels, _ = fill(HOST, F.plan, F.scaled.matrix, np.dtype("f"), None, Options())
    solve = there.DeviceSolve(F.scaled, F.plan, panels)
    b, matrix = vectors(80, 3, "d"), F.matrix
    x = solve(b, trans).astype("d")
    measured = there.DeviceSystem(HOST, matrix, b, trans)
    y, told = refine(matrix, lambda r: solve(r, trans), b, x, trans, "auto", 1e-15, 1e-14, system=measured)
    assert told.componentwise <= 1e-15 * 4 and told.iterations >= 1
    exact = np.linalg.solve(A.toarray().T if trans == "T" else A.toarray(), b)
    assert_allclose(y, exact, rtol=1e-12)


@pytest.mark.parametrize("method", ["gmres", "bicgstab"])
def test_krylov_methods_take_over_on_the_host(method):
    A = system(60, "lu", "d", 0.08, seed=7)
    F = factorize(A, factorization="lu")
    panels, _ = fill(HOST, F.plan, F.scaled.matrix, np.dtype("f"), None, Options())
    solve, b = there.DeviceSolve(F.scaled, F.plan, panels), vectors(60, 2, "d")
    measured = there.DeviceSystem(HOST, F.matrix, b)
    x, told = refine(F.matrix, solve, b, solve(b).astype("d"), "N", method, 1e-14, 1e-14, system=measured)
    assert told.componentwise <= 1e-14
    assert_allclose(A @ x, b, atol=1e-11)
