"""Solves on a device, run by NumPy, against NumPy's dense solver and the solve of the CPU."""

from types import SimpleNamespace

import numpy as np
import pytest
from device_factor import device_factor, levels
from numpy.testing import assert_allclose, assert_array_equal
from problems import KINDS, system, tolerance

from pastix_py import factorize
from pastix_py.gpu.solve import solve
from pastix_py.gpu.solve_tables import solve_tables
from pastix_py.solve import triangular

HOST = SimpleNamespace(xp=np, name="host")
PLAIN = {"scaling": "none", "matching": "none"}
OPERATORS = {"N": lambda A: A, "T": lambda A: A.T, "H": lambda A: A.conj().T}


def right_hand_sides(n, k, dtype):
    rng = np.random.default_rng(k)
    b = rng.standard_normal((n, k)).astype(dtype)
    return b + 1j * rng.standard_normal((n, k)).astype(b.real.dtype) if b.dtype.kind == "c" else b


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_against_numpy(kind, precision):
    n, width = (70, 6) if precision in "sz" else (110, 70)
    A = system(n, kind, precision, 0.06, seed=5)
    F = factorize(A, factorization=kind, precision=precision, panel_width=width, **PLAIN)
    tables, factor = solve_tables(F.plan, *levels(F.plan)), device_factor(F.plan, F.panels)
    for k in (1, 3, 70):
        b = right_hand_sides(n, k, A.dtype)
        for trans, operator in OPERATORS.items():
            x = solve(HOST, F.plan, tables, factor, b, trans)
            assert x.dtype == A.dtype
            exact = np.linalg.solve(operator(A.toarray().astype(complex)), b)
            assert_allclose(x, exact, rtol=0, atol=tolerance(A.dtype) * abs(exact).max())
            on_cpu = triangular.solve(F.plan, F.panels, b, trans)
            assert_allclose(x, on_cpu, rtol=0, atol=tolerance(A.dtype) * abs(exact).max())


def test_tables_hold_each_piece_once():
    F = factorize(system(150, "lu", "d", 0.06, seed=1), panel_width=40, **PLAIN)
    plan, tables = F.plan, solve_tables(F.plan, *levels(F.plan))
    width = np.diff(plan.symbol.cblk_col)
    below = plan.layout.cblk_rows - width
    pieces = np.zeros((plan.symbol.n_cblk, 2), int)
    np.add.at(pieces[:, 0], tables.forward_cblk, np.minimum(below[tables.forward_cblk] - tables.forward_low, 32))
    np.add.at(pieces[:, 1], tables.backward_cblk, tables.backward_high - tables.backward_low)
    assert_array_equal(pieces, np.column_stack((below, np.where(below > 0, width, 0))))
    assert_array_equal(np.sort(tables.cblk), np.arange(plan.symbol.n_cblk))
    for i in range(plan.n):
        found = tables.source[tables.source_ptr[i] : tables.source_ptr[i + 1]] - plan.n
        assert (tables.row[found] == i).all() and (np.diff(found) > 0).all()
    assert_array_equal(np.sort(tables.source), plan.n + np.arange(tables.row.size))
    assert_array_equal(np.sort(tables.collect_row), np.flatnonzero(np.diff(tables.source_ptr)))
    assert tables.collect_ptr.size == tables.n_level + 2


def test_unknowns_of_a_schur_complement_are_solved_for_in_between():
    A = system(90, "ldlh", "z", 0.06, seed=2)
    F = factorize(A, factorization="ldlh", schur=[3, 40, 71], panel_width=8, **PLAIN)
    plan, S, b = F.plan, F.schur, right_hand_sides(90, 3, A.dtype)
    place = np.argsort([3, 40, 71])
    order = np.argsort(np.argsort(plan.ordering.iperm[[3, 40, 71]]))

    def middle(X):
        return np.linalg.solve(S, X[order])[np.argsort(order)]

    x = solve(HOST, plan, solve_tables(plan, *levels(plan)), device_factor(plan, F.panels), b, "N", middle)
    assert place.size == 3
    assert_allclose(x, np.linalg.solve(A.toarray(), b), atol=1e-11)
