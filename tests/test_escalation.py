"""What is done where the accuracy is missed: each step by matrices that need it, told in the report."""

import pickle
from importlib import import_module

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py import factorize, read
from pastix_py.bench.hard import badly_scaled, hard_set, tiny_rows
from pastix_py.bench.problem import Problem
from pastix_py.errors import AccuracyNotReached, NumericallySingular
from pastix_py.matrix.check import canonical


@pytest.fixture(scope="module")
def weak():
    """Return matrices whose leaves have no pivot of their own, though no diagonal entry is small."""
    found = []
    for matrix in (canonical(sp.csc_array(tiny_rows(np.random.default_rng((6, k))))) for k in range(30)):
        try:
            factorize(matrix, matching="none", scaling="ruiz").solve(matrix.matvec(np.ones(matrix.n)))
        except (AccuracyNotReached, NumericallySingular):
            found.append(matrix)
    assert found
    return found


def residual(matrix, x, b, trans="N"):
    whole = matrix.full() if trans == "N" else matrix.full().T
    return (abs(b - whole @ x) / (abs(whole) @ abs(x) + abs(b) + np.finfo(float).tiny)).max()


def test_a_matrix_is_matched_where_its_accuracy_is_missed(weak):
    for matrix in weak:
        b = matrix.matvec(np.ones(matrix.n))
        F = factorize(matrix)
        assert F.plan.matching.method == "none"
        assert residual(matrix, F.solve(b), b) <= 1e-14
        assert F.plan.matching.method == "product"
        assert [step for step in F.report.escalation if "with a matching" in step]
        assert F.report.ordering["seconds"] > 0
        before = list(F.report.escalation)
        ones = np.ones(matrix.n)
        assert residual(matrix, F.solve(ones, "T"), ones, "T") <= 1e-14  # these factors are used, not others made
        assert F.report.escalation == before


def test_what_was_asked_for_is_kept(weak):
    matrix = weak[0]
    b = matrix.matvec(np.ones(matrix.n))
    for options in ({"matching": "none"}, {"refine": "classic"}):
        F = factorize(matrix, **options)
        with pytest.raises(NumericallySingular):
            F.solve(b)
        assert not F.report.escalation


def test_factors_escalate_after_a_copy(weak):
    matrix = weak[0]
    b = matrix.matvec(np.ones(matrix.n))
    F = pickle.loads(pickle.dumps(factorize(matrix)))
    assert residual(matrix, F.solve(b), b) <= 1e-14


@pytest.mark.parametrize("steps, iterations", [(4, 30), (0, 30), (0, 3)])
def test_a_matched_matrix_is_refined_by_more_digits_by_gmres_or_tried_without(
    real_matrices, monkeypatch, steps, iterations
):
    monkeypatch.setattr(import_module("pastix_py.solve.refine"), "EXTENDED_STEPS", steps)
    monkeypatch.setattr(import_module("pastix_py.solve.krylov"), "RESTART", iterations)
    monkeypatch.setattr(import_module("pastix_py.solve.krylov"), "CYCLES", 1)
    matrix = read(real_matrices / "nnc1374.mtx.gz")
    b = matrix.matvec(np.random.default_rng(0).standard_normal(matrix.n))
    F = factorize(matrix)
    assert F.plan.matching.method == "product"
    assert residual(matrix, F.solve(b), b) <= 1e-14
    history = F.report.refinement["history"]
    assert any("without a matching" in step for step in F.report.escalation) == (iterations == 3)
    assert ("extended" in [line["method"] for line in history]) == (steps > 0)
    assert ("gmres" in [line["method"] for line in history]) == (steps == 0)


def test_a_singular_system_without_a_solution_is_refused_after_every_step():
    A = np.diag([2.0, 1.0, 4.0, 1.0]) + np.diag([1.0, 1.0, 1.0], 1)
    A[3] = 2 * A[0] + A[1]  # exactly, in every order of the operations
    F = factorize(sp.csc_array(A))
    with pytest.raises(NumericallySingular) as caught:
        F.solve(np.array([1.0, 1.0, 1.0, -5.0]))
    assert caught.value.report.refinement["history"]


def test_growth_of_the_factors_is_made_good_by_bicgstab_at_last():
    n = 80
    A = np.eye(n) - np.tril(np.ones((n, n)), -1)  # Wilkinson's matrix: entries of U grow to 2^79
    A[:, -1] = 1
    used = set()
    for seed in range(6):
        x0 = np.random.default_rng(seed).standard_normal(n)
        F = factorize(sp.csc_array(A))
        assert np.allclose(F.solve(A @ x0), x0, atol=1e-11)
        used |= {line["method"] for line in F.report.refinement["history"]}
    assert "bicgstab" in used


def test_what_was_said_of_pivots_is_taken_back_with_their_factor(weak):
    for matrix in weak:
        F = factorize(matrix)
        before = [text for text in F.report.warnings if "vanished" in text]
        F.solve(matrix.matvec(np.ones(matrix.n)))
        after = [text for text in F.report.warnings if "vanished" in text]
        assert len(before) == 1
        assert len(after) == bool(F.report.factorization["perturbed_pivots"])


def test_hard_systems_are_solved_or_refused():
    for matrix in hard_set(1):
        b = matrix.matvec(np.random.default_rng(0).standard_normal(matrix.n).astype(matrix.dtype))
        x = factorize(matrix).solve(b)
        assert residual(matrix, x, b) <= 1.01e-14


def test_a_factor_that_is_no_better_is_not_kept():
    matrix = canonical(sp.csc_array(badly_scaled(np.random.default_rng((1, 20)))))
    F = factorize(matrix)
    assert F.report.scaling["matching"] == "product"
    with pytest.raises(AccuracyNotReached):
        F.solve(Problem("badly scaled", matrix).b)
    assert [text for text in F.report.escalation if "no better" in text]
    assert F.plan.matching.method == F.report.scaling["matching"] == "product"
    assert not F.report.factorization["perturbed_pivots"]
    row_scale, col_scale = F.scaled.row_scale, F.scaled.col_scale
    x = F.solve(matrix.matvec(col_scale) * 1.0) / col_scale
    assert row_scale.size and abs(x - 1).max() < 1e-10
