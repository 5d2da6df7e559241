"""Pivots that vanish or have the wrong sign are found in the right column."""

import numpy as np
import pytest
from scipy.sparse import csc_array

from pastix_py import analyze
from pastix_py.matrix.check import canonical
from pastix_py.numeric.assemble import assemble
from pastix_py.runtime.desk import first_failure
from pastix_py.runtime.execute import execute

REPLACED = 1e-8 * 2**13  # what stands for a pivot below a threshold of 1e-8: larger by the fourth root of 1/ε


def run(A, kind, threshold, **options):
    """Return (plan, panels, failing column) of a factorization in natural order."""
    matrix = canonical(A)
    plan = analyze(matrix, factorization=kind, ordering="natural", **options)
    panels = assemble(plan, matrix, matrix.dtype)[0]
    return plan, panels, first_failure(execute(plan, panels, threshold), plan.n)


@pytest.mark.parametrize("n", [5, 40])
@pytest.mark.parametrize("bad", [0, 3, 4])
@pytest.mark.parametrize("value", [-1.0, 0.0])
def test_cholesky_names_the_column(n, bad, value):
    A = np.eye(n) * 4 + (np.ones((n, n)) if n == 40 else 0)
    A[bad, bad] = value - 100.0 * (n == 40)
    plan, _, failed = run(csc_array(A), "llt", 0.0, panel_width=16)
    assert plan.ordering.perm[failed] == bad


@pytest.mark.parametrize("kind", ["ldlt", "lu"])
@pytest.mark.parametrize("n", [6, 60])
def test_small_pivots_are_replaced_and_marked(kind, n):
    A = np.diag(np.arange(1.0, n + 1))
    A[2, 2], A[4, 4] = 1e-20, 0.0
    A[n - 1, 0] = A[0, n - 1] = 0.5
    plan, panels, failed = run(csc_array(A), kind, 1e-8)
    assert failed == -1
    assert sorted(plan.ordering.perm[panels.replaced()]) == [2, 4]
    diagonal = panels.diagonal(plan)[plan.ordering.iperm]
    np.testing.assert_allclose(diagonal[[2, 4]], REPLACED)


def test_sign_of_a_replaced_pivot_is_kept():
    plan, panels, _ = run(csc_array(np.diag([1.0, -1e-20, 3.0])), "ldlt", 1e-8)
    np.testing.assert_allclose(panels.diagonal(plan)[plan.ordering.iperm], [1.0, -REPLACED, 3.0])
