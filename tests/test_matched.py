"""Matching in the whole: zero diagonals solved through LU, pairs in one column block, plans and factors keep it."""

import json

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from problems import system, tolerance

from pastix_py import Factors, Ordering, Plan, UsageError, analyze, explain, factorize
from pastix_py.cli.main import run
from pastix_py.errors import NumericallySingular
from pastix_py.matrix.check import canonical
from pastix_py.matrix.generate import generate

OPERATIONS = {"N": lambda A: A, "T": lambda A: A.T, "H": lambda A: A.conj().T}


def saddle(n, m, precision="d", seed=0, symmetric=True):
    """Return [[H, Bᵀ], [C, 0]] as a `csc_array`, with n + m unknowns, m of them of zero diagonal."""
    H = system(n, "ldlt" if symmetric else "lu", precision, 0.1, seed)
    B = system(n, "lu", precision, 0.1, seed + 1)[:m]
    C = B if symmetric else system(n, "lu", precision, 0.1, seed + 2)[:m]
    return sp.csc_array(sp.block_array([[H, B.T], [C, None]], format="csc").astype(H.dtype))


def shuffled(n, precision="d", seed=0, spread=3):
    """Return (permuted rows of a diagonally dominant matrix between bad scales, the rows in order again)."""
    random = np.random.default_rng(seed)
    A, perm = system(n, "lu", precision, 0.05, seed), random.permutation(n)
    left, right = (sp.diags_array(10.0 ** random.uniform(-spread, spread, n)) for _ in range(2))
    return sp.csc_array((left @ A @ right).tocsr()[perm].tocsc()).astype(A.dtype), np.argsort(perm)


@pytest.mark.parametrize("trans", "NTH")
@pytest.mark.parametrize("precision", "dz")
@pytest.mark.parametrize("symmetric", [False, True])
def test_saddle_points_through_lu(precision, symmetric, trans):
    A = saddle(60, 20, precision, 1, symmetric)
    F = factorize(A, factorization="lu")
    assert F.report.scaling["matching"] == "product"
    assert F.report.scaling["moved"] > 0
    b = np.random.default_rng(2).standard_normal((80, 2))
    x = F.solve(b, trans)
    assert F.report.componentwise_backward_error <= 1e-14
    assert F.report.factorization["perturbed_pivots"] == 0
    assert_allclose(x, np.linalg.solve(OPERATIONS[trans](A.toarray()), b), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("precision", "sdcz")
def test_rows_out_of_order_under_bad_scales(precision):
    A, in_order = shuffled(80, precision, 3)
    F = factorize(A)
    assert_array_equal(F.scaled.row_perm, in_order)
    b = np.ones(80, A.dtype)
    F.solve(b)
    assert F.report.componentwise_backward_error <= (1e-14 if precision in "dz" else 1e-5)
    L, D, U = F.export()
    scaled = F.scaled.matrix.full().toarray()[np.ix_(F.perm, F.perm)]
    assert_allclose((L @ D @ U).toarray(), scaled, atol=tolerance(A.dtype))


def test_scales_at_the_ends_of_the_range():
    A = shuffled(60, "d", 4, 150)[0]
    F = factorize(A)
    b = A @ np.ones(60)
    F.solve(b)
    assert F.report.componentwise_backward_error <= 1e-14


def test_scales_beyond_the_range_of_the_right_hand_side():
    A = shuffled(60, "d", 4, 60)[0]
    F, b = factorize(A), np.ones(60, np.float32)
    for trans in "NT":
        x = F.solve(b, trans)
        assert F.report.componentwise_backward_error <= 1e-14
        assert_allclose(F.aslinearoperator(trans) @ b, x, rtol=1e-8)


@pytest.mark.parametrize("precision", "dz")
@pytest.mark.parametrize("seed", range(4))
def test_determinant_counts_the_moved_rows(precision, seed):
    A = shuffled(31 + seed, precision, seed, 1)[0]
    sign, logarithm = factorize(A).slogdet()
    wanted = np.linalg.slogdet(A.toarray())
    assert sign == pytest.approx(wanted[0])
    assert logarithm == pytest.approx(wanted[1])


@pytest.mark.parametrize("scaling", ["none", "ruiz", "auto"])
def test_scaling_can_be_forced(scaling):
    A = saddle(40, 15, "d", 5)
    F = factorize(A, factorization="lu", scaling=scaling)
    assert F.report.scaling["method"] == {"auto": "product"}.get(scaling, scaling)
    assert F.report.scaling["matching"] == "product"
    x = F.solve(A @ np.ones(55))
    assert_allclose(x, 1, rtol=1e-8)


def test_matching_can_be_forbidden():
    F = factorize(saddle(40, 15, "d", 5), factorization="lu", matching="none")
    assert F.plan.matching.method == "none"
    assert F.scaled.row_perm.size == 0
    assert {"matching": "none", "moved": 0, "pairs": 0}.items() <= F.report.scaling.items()


def test_auto_leaves_sane_matrices_alone():
    for spec in ("lap3:4", "convdiff3:4", "helm3:3"):
        assert analyze(generate(spec)).matching.method == "none"


@pytest.mark.parametrize("ordering", ["natural", "amd", "rcm", "nd", "metis", "auto"])
@pytest.mark.parametrize(("precision", "kind"), [("d", "ldlt"), ("z", "ldlt"), ("z", "ldlh")])
def test_pairs_share_a_column_block(precision, kind, ordering):
    A = saddle(60, 25, precision, 6)
    if kind == "ldlh":
        A = sp.csc_array(A + A.conj().T)
    plan = analyze(A, matching="product", ordering=ordering)
    assert plan.kind == kind
    pairs = plan.matching.pairs
    assert len(pairs) >= 25
    assert_array_equal(*plan.layout.col_cblk[plan.ordering.iperm[pairs]].T)


def test_pairs_follow_each_other_where_columns_are_not_reordered():
    plan = analyze(saddle(60, 25, "d", 6), matching="product", row_order="none")
    place = plan.ordering.iperm[plan.matching.pairs]
    assert_array_equal(abs(place[:, 0] - place[:, 1]), 1)


def test_given_ordering_is_taken_as_it_is():
    A, perm = saddle(30, 10, "d", 7), np.random.default_rng(8).permutation(40)
    for kind in ("lu", "ldlt"):
        given = analyze(A, ordering=perm, matching="product", factorization=kind, row_order="none")
        plain = analyze(A, ordering=perm, matching="none", factorization=kind, row_order="none")
        assert given.matching.method == "product"
        if kind == "ldlt":
            assert_array_equal(given.ordering.perm, plain.ordering.perm)
        F = factorize(A, plan=given)
        F.solve(np.ones(40))
        assert F.report.componentwise_backward_error <= 1e-14


@pytest.mark.parametrize("kind", ["lu", "ldlt"])
def test_plan_keeps_its_matching(kind, tmp_path):
    A = saddle(40, 15, "d", 9)
    plan = analyze(A, factorization=kind, matching="product")
    assert "product" in repr(plan)
    plan.save(tmp_path / "plan")
    again = Plan.load(tmp_path / "plan")
    assert again.matching.method == "product"
    assert_array_equal(again.matching.row_perm, plan.matching.row_perm)
    assert_array_equal(again.matching.pairs, plan.matching.pairs)
    F = factorize(A, plan=again)
    x = F.solve(np.ones(55))
    assert F.report.scaling["method"] == F.report.scaling["matching"] == "product"
    assert_allclose(A @ x, 1, atol=1e-10)
    with pytest.raises(UsageError, match="--matching product"):
        factorize(A, plan=again, matching="none")
    with pytest.raises(UsageError, match="--matching none"):
        factorize(A, plan=analyze(A, matching="none"), matching="product")


def test_saved_factors_solve(tmp_path):
    A, _ = shuffled(50, "d", 10)
    F = factorize(A)
    F.save(tmp_path / "factors")
    again = Factors.load(tmp_path / "factors")
    for trans in "NT":
        x = again.solve(np.ones(50), trans)
        assert_allclose(x, F.solve(np.ones(50), trans))
        assert again.report.componentwise_backward_error <= 1e-14
    assert again.slogdet() == pytest.approx(F.slogdet())


def test_refactorization_keeps_the_rows_and_scales_anew():
    A, in_order = shuffled(60, "d", 11)
    F = factorize(A)
    random = np.random.default_rng(12)
    B = A.copy()
    B.data *= 10.0 ** random.uniform(-0.1, 0.1, B.nnz)
    left = sp.diags_array(10.0 ** random.uniform(-5, 5, 60))
    for C in (B, sp.csc_array(left @ B)):
        F.refactorize(C)
        assert_array_equal(F.scaled.row_perm, in_order)
        size = abs(F.scaled.matrix.full().toarray())
        assert size.max() <= 2 and size.max(axis=0).min() >= 0.5 and size.max(axis=1).min() >= 0.5
        F.solve(np.ones(60))
        assert F.report.componentwise_backward_error <= 1e-14


def test_refactorization_with_values_that_would_be_matched_otherwise():
    A = np.array([[0.1, 4, 1], [4, 0.1, 0], [0, 1, 3]])
    F = factorize(A, matching="product")
    assert F.scaled.row_perm.tolist() == [1, 0, 2]
    B = np.array([[4, 1.5, 1], [1, 4, 0], [0, 1, 3]])
    x = F.refactorize(B).solve(np.ones(3))
    assert F.scaled.row_perm.tolist() == [1, 0, 2]
    assert_allclose(x, np.linalg.solve(B, np.ones(3)), rtol=1e-12)


def test_vanished_pivot_is_named_by_the_row_of_the_user():
    A = np.zeros((4, 4))
    A[0, 2], A[1, 0], A[2, 3], A[3, 1] = 2, 3, 4, 5
    A[0, :2], A[2, :] = 0, [0, 0, 4, 4]
    A[0, 2:] = [2, 2]  # rows 0 and 2 depend on each other
    with pytest.raises(NumericallySingular) as caught:
        factorize(A, factorization="lu", null_pivots="error")
    assert caught.value.row in (0, 2)
    assert f"row {caught.value.row + 1}" in str(caught.value)


def test_schur_complement_is_of_rows_where_they_are():
    A = saddle(40, 15, "d", 13)
    F = factorize(A, factorization="lu", schur=[3, 4])
    assert F.report.scaling["matching"] == "none"
    with pytest.raises(UsageError, match="Schur"):
        factorize(A, factorization="lu", schur=[3, 4], matching="product")


def test_refined_to_double_from_a_single_factor():
    A, _ = shuffled(50, "d", 14, 30)
    F = factorize(A, precision="mixed")
    F.solve(np.ones(50))
    assert F.report.componentwise_backward_error <= 1e-14


def test_ordering_of_another_method_fits():
    A = canonical(shuffled(40, "d", 15)[0])
    ordering = Ordering.from_perm(np.arange(40), "mine")
    x = factorize(A, ordering=ordering).solve(np.ones(40))
    assert_allclose(A.matvec(x), 1, atol=1e-9)


def test_words_and_flags(tmp_path, capsys):
    path = tmp_path / "A.mtx"
    assert run(["generate", "kkt2:5", "-o", str(path)]) == 0
    assert run(["analyze", str(path), "--factorization", "lu", "-o", str(tmp_path / "A.plan"), "--quiet"]) == 0
    capsys.readouterr()
    assert run(["solve", str(path), "--plan", str(tmp_path / "A.plan"), "--report", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["scaling"]["matching"] == "product"
    assert report["scaling"]["seconds"] > 0
    told = " ".join(explain(generate("kkt2:5"), factorization="lu"))
    assert "matched" in told and "rows change places" in told and "small entries" in told
    assert "pairs of unknowns" in " ".join(explain(generate("kkt2:5"), matching="product"))
    assert "matched" not in " ".join(explain(generate("kkt2:5")))
