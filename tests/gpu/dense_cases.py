"""Factorizations on a device, run by NumPy, by themselves: products of their factors, and NumPy's dense solver."""

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from problems import KINDS, system, tolerance
from scipy.sparse import csc_array

from pastix_py import analyze, factorize
from pastix_py.gpu import device as devices
from pastix_py.gpu import factorize as on_device
from pastix_py.gpu import panels as made
from pastix_py.gpu.device import Device
from pastix_py.gpu.factorize import fill
from pastix_py.gpu.numeric_tables import numeric_tables
from pastix_py.gpu.solve import solve_there
from pastix_py.matrix.check import canonical
from pastix_py.options import Options

HOST = Device("host twin", np)
PLAIN = {"scaling": "none", "matching": "none"}


def filled(A, kind, dtype, width, old=None, plan=None):
    """Return (plan, panels, first column without a positive pivot) of a matrix as it is."""
    plan = plan or analyze(A, factorization=kind, panel_width=width, matching="none")
    return plan, *fill(HOST, plan, canonical(A), np.dtype(dtype), old, Options())


def dense_product(plan, panels):
    """Return L Lᵀ, L D Lᴴ, L U … of panels, dense (n, n), with each factor made of them entry by entry."""
    n, symbol, layout, kind = plan.n, plan.symbol, plan.layout, plan.kind
    L, U = np.zeros((n, n), panels.dtype), np.zeros((n, n), panels.dtype)
    for c in range(symbol.n_cblk):
        columns = slice(*symbol.cblk_col[c : c + 2])
        w, m, at, au = columns.stop - columns.start, layout.cblk_rows[c], layout.cblk_coef[c], layout.cblk_coef_u[c]
        bloks = range(symbol.cblk_blok[c], symbol.cblk_blok[c + 1])
        rows = np.concatenate([np.arange(symbol.blok_begin[b], symbol.blok_end[b]) for b in bloks])
        L[rows, columns] = panels.L[at : at + m * w].reshape(w, m).T
        if kind == "lu":
            U[columns, rows[w:]] = panels.U[au : au + (m - w) * w].reshape(w, m - w)
            U[columns, columns] = np.triu(L[columns, columns])
    if kind in ("llt", "llh"):
        L = np.tril(L)
        return L @ (L.conj().T if kind == "llh" else L.T)
    unit = np.tril(L, -1) + np.eye(n, dtype=L.dtype)
    if kind == "lu":
        return unit @ U
    return unit * L.diagonal() @ (unit.conj().T if kind == "ldlh" else unit.T)


def assert_product(A, plan, panels):
    perm, dense = plan.ordering.perm, A.toarray()
    error = abs(dense_product(plan, panels) - dense[np.ix_(perm, perm)]).max()
    assert error < tolerance(panels.dtype) * abs(dense).max()


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_product_and_solution(kind, precision):
    A = system(110, kind, precision, 0.05, seed=8)
    plan, panels, failed = filled(A, kind, A.dtype, 70)
    assert failed == -1 and not panels.marks.any()
    assert_product(A, plan, panels)
    b, dense = np.random.default_rng(1).standard_normal((110, 3)).astype(A.dtype), A.toarray()
    for trans, operator in {"N": dense, "T": dense.T, "H": dense.conj().T}.items():
        exact = np.linalg.solve(operator, b)
        x = solve_there(plan, panels, b, trans)
        assert_allclose(x, exact, rtol=0, atol=tolerance(A.dtype) * abs(exact).max())


@pytest.mark.parametrize("kind", ["llt", "llh", "ldlt", "ldlh", "lu"])
@pytest.mark.parametrize("strip", [1 << 20, 90])
def test_products_of_the_library(kind, strip, monkeypatch):
    """Straight into a panel, or into a work array of one strip or many, beside the kernel for narrow sources."""
    monkeypatch.setattr(made, "numeric_tables", partial(numeric_tables, large=300))
    monkeypatch.setattr(on_device, "strip_size", lambda plan: strip)
    multiply, how = on_device.multiply, []

    def told(*given, subtract=False):
        how.append(subtract)
        multiply(*given, subtract=subtract)

    monkeypatch.setattr(on_device, "multiply", told)
    A = system(90, kind, "z", 0.05, seed=3)
    plan, panels, _ = filled(A, kind, np.complex128, 25)
    assert any(how) and not all(how) and panels.resident.tables.numeric.source.size
    assert_product(A, plan, panels)


def test_other_values_in_the_same_memory():
    A = system(70, "ldlh", "z", 0.06, seed=3)
    plan, first, _ = filled(A, "ldlh", np.complex128, 20)
    known = first.L.copy()
    _, second, _ = filled(A * 2.5, "ldlh", np.complex128, 20, first, plan)
    assert_product(A * 2.5, plan, second)
    _, third, _ = filled(A, "ldlh", np.complex128, 20, second, plan)
    assert third.L is first.L and third.resident.tables is first.resident.tables
    assert_array_equal(third.L, known)


@pytest.mark.parametrize("kinds", [("lu", "ldlt", "lu"), ("ldlt", "ldlh", "ldlt")])
def test_values_of_another_symmetry(kinds, monkeypatch):
    """Another part of the matrix may be stored for each: what goes where has to be found for all that LU takes."""
    monkeypatch.setitem(devices.DEVICES, "gpu", lambda: HOST)
    pattern, F, b = system(60, "ldlt", "z", 0.06, seed=2), None, np.arange(60.0)
    for seed, kind in enumerate(kinds):
        A, rng = pattern.toarray(), np.random.default_rng(seed)
        A *= 1 + 0.2 * rng.random(A.shape)
        other = {"lu": A, "ldlt": A.T, "ldlh": A.conj().T}[kind]
        A = csc_array(A + other)
        F = F.refactorize(A) if F else factorize(A, factorization="lu", device="gpu", **PLAIN)
        assert F.panels.on_device
        assert_allclose(F.solve(b), np.linalg.solve(A.toarray(), b), rtol=1e-9)


def test_first_column_without_a_positive_pivot():
    A = system(60, "llt", "d", 0.1, seed=5).tolil()
    A[25, 25] = A[44, 44] = -1
    plan, _, failed = filled(A.tocsc(), "llt", "d", 12)
    dense = A.toarray()[np.ix_(plan.ordering.perm, plan.ordering.perm)]
    assert failed == next(k for k in range(60) if np.linalg.eigvalsh(dense[: k + 1, : k + 1])[0] <= 0)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_tiny(n):
    A = system(n, "lu", "d", 1.0)
    plan, panels, failed = filled(A, "lu", "d", 4)
    assert failed == -1
    assert_allclose(solve_there(plan, panels, np.ones((n, 2))), np.linalg.solve(A.toarray(), np.ones((n, 2))))
    assert solve_there(plan, panels, np.ones((n, 0))).shape == (n, 0)
