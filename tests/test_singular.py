"""Singular systems: null spaces against the SVD, least-norm solutions against lstsq, and refusals of the rest."""

import json
import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.linalg import subspace_angles

from pastix_py import AccuracyNotReached, ConditionWarning, NumericallySingular, PivotWarning, factorize, solve
from pastix_py.cli.main import run

N = 40


def laplacian(rng):
    """Return the Laplacian of a connected graph: its null space is the constants."""
    graph = abs(sp.random_array((N, N), density=0.1, rng=rng)) + sp.diags_array([np.ones(N - 1)], offsets=[1])
    graph = graph + graph.T
    return (sp.diags_array(graph.sum(axis=0)) - graph).toarray()


def saddle_point(rng):
    """Return a saddle point matrix one of whose constraints is the sum of two others."""
    B = rng.standard_normal((N, 3))
    B = np.c_[B, B[:, 0] + B[:, 1]]
    return np.block([[laplacian(rng) + np.eye(N), B], [B.T, np.zeros((4, 4))]])


def complex_general(rng):
    """Return a complex matrix of rank N - 2."""
    A = rng.standard_normal((N, N)) + 1j * rng.standard_normal((N, N))
    A[:, 3], A[:, 9] = A[:, 5] + A[:, 7], 1j * A[:, 2]
    return A


MATRICES = {
    "neumann": (laplacian, 1),
    "two parts": (lambda rng: sp.block_diag([laplacian(rng), laplacian(rng)]).toarray(), 2),
    "unsymmetric": (lambda rng: laplacian(rng) * (0.5 + rng.random(N)), 1),
    "saddle point": (saddle_point, 1),
    "complex": (complex_general, 2),
    "complex symmetric": (lambda rng: (1 + 2j) * laplacian(rng), 1),
}


@pytest.mark.parametrize("name", MATRICES)
def test_singular_but_consistent(name):
    make, nullity = MATRICES[name]
    rng = np.random.default_rng(1)
    A = make(rng)
    n = A.shape[0]
    F = factorize(sp.csc_array(A), null_pivots="fix")
    assert f"{nullity} unknown" in F.report.warnings[0]
    x0 = rng.standard_normal((n, 2)) + (1j * rng.standard_normal((n, 2)) if A.dtype.kind == "c" else 0)
    for trans, op in (("N", A), ("T", A.T), ("H", A.conj().T)):
        V = F.null_space(trans=trans)
        assert V.shape == (n, nullity)
        assert np.allclose(V.conj().T @ V, np.eye(nullity), atol=1e-14)
        assert subspace_angles(V, np.linalg.svd(op)[2][-nullity:].conj().T).max() < 1e-12
        assert np.linalg.norm(op @ F.null_space(nullity, trans)) <= 1e-13 * np.linalg.norm(op)
        x = F.solve(op @ x0, trans)
        assert np.allclose(x, np.linalg.lstsq(op, op @ x0, rcond=1e-10)[0], atol=1e-11)
        with pytest.raises(NumericallySingular, match="not in its range") as caught:
            F.solve(rng.standard_normal(n), trans)
        assert caught.value.row is not None


@pytest.mark.parametrize("seed", range(80, 100))
def test_all_null_vectors_are_found_where_pivots_are_rounding_errors_times_large_coefficients(seed):
    rng, n = np.random.default_rng(seed), 48
    A = rng.standard_normal((n, n)) * (rng.random((n, n)) < 0.3) + np.diag(rng.standard_normal(n))
    for total, one, other in ((3, 9, 20), (11, 30, 7), (40, 2, 33)):
        A[total] = A[one] + A[other]
    V = factorize(A, null_pivots="fix").null_space()
    assert V.shape == (n, 3)
    assert subspace_angles(V, np.linalg.svd(A)[2][-3:].T).max() < 1e-11


def test_solutions_are_of_least_norm_whatever_refined_them():
    a, b, c = 0.27711478, 0.2, 0.6771148
    A = np.array([[0, 0, a, a], [0, 0, b, b], [a, b, 0, c], [a, b, c, 0]], np.float32)
    rhs = A @ np.array([[1, -1], [0.5, -1.6], [-1.7, 0.1], [-0.7, 0.2]], np.float32)
    F = factorize(A, null_pivots="fix", factorization="lu", ordering="natural", scaling="ruiz")
    for refine in ("auto", "gmres", "bicgstab"):
        x = F.solve(rhs, refine=refine)
        assert np.allclose(x, np.linalg.lstsq(A.astype(float), rhs, rcond=1e-6)[0], atol=1e-4)


def test_the_share_of_b_outside_the_range_is_told():
    A = laplacian(np.random.default_rng(2))
    b = A @ np.arange(N)
    b = b / np.linalg.norm(b) * 0.8 + np.full(N, 0.6 / np.sqrt(N))
    with pytest.raises(NumericallySingular, match=r"a share of 6\.0e-01"):
        solve(sp.csc_array(A), b, null_pivots="fix")


def test_b_in_the_range_is_not_blamed_where_the_accuracy_is_missed():
    A = laplacian(np.random.default_rng(2))
    with pytest.raises(NumericallySingular, match="backward error stayed") as caught:
        solve(sp.csc_array(A), A @ np.arange(N), null_pivots="fix", accuracy=1e-30)
    assert "not in its range" not in str(caught.value)


def test_mixed_precision_tells_a_singular_matrix():
    A = laplacian(np.random.default_rng(3))
    F = factorize(sp.csc_array(A), null_pivots="fix", precision="mixed")
    assert F.null_space().shape == (N, 1)


def test_null_space_of_given_dimension_is_that_of_the_svd():
    rng = np.random.default_rng(4)
    Q, P = (np.linalg.qr(rng.standard_normal((N, N)))[0] for _ in range(2))
    A = (Q * np.r_[np.geomspace(1, 0.1, N - 3), 1e-4, 1e-6, 1e-8]) @ P
    F = factorize(sp.csc_array(A))
    assert F.null_space().shape == (N, 0)
    for trans, basis in (("N", P.T), ("H", Q)):
        assert subspace_angles(F.null_space(2, trans), basis[:, -2:]).max() < 1e-8


def test_warn_solves_what_is_consistent_and_refuses_an_answer_that_blows_up():
    A = sp.csc_array(laplacian(np.random.default_rng(5)))
    F = factorize(A, factorization="ldlt")
    x = F.solve(A @ np.ones(N) + A @ np.arange(N))
    assert abs(x).max() < 1e8
    with pytest.raises(NumericallySingular, match="vanished"):
        F.solve(np.ones(N))


def test_a_regular_system_is_left_alone():
    A = sp.csc_array(laplacian(np.random.default_rng(6)) + np.eye(N))
    F = factorize(A, null_pivots="fix")
    assert not F.report.warnings
    assert np.allclose(F.solve(A @ np.arange(N)), np.arange(N))


def ring(n):
    """Return the Laplacian of a ring, whose last pivot of Cholesky factorization is a rounding error."""
    return 2 * np.eye(n) - np.roll(np.eye(n), 1, 0) - np.roll(np.eye(n), -1, 0)


def test_an_answer_that_blows_up_without_a_vanished_pivot_comes_with_a_warning():
    A = ring(30)
    F = factorize(sp.csc_array(A))
    assert F.plan.kind == "llt"
    assert not F.report.factorization["perturbed_pivots"]
    with pytest.warns(ConditionWarning, match="singular to working precision") as caught:
        F.solve(np.eye(30)[0])
    assert caught[0].filename == __file__
    assert "singular to working precision" in F.report.warnings[0]
    F = factorize(sp.csc_array(A))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        F.solve(A @ np.arange(30))
    assert not F.report.warnings


@pytest.mark.parametrize("condition", [1e6, 1e13])
def test_an_ill_conditioned_system_is_solved_without_a_warning(condition):
    rng = np.random.default_rng(8)
    Q, P = (np.linalg.qr(rng.standard_normal((N, N)))[0] for _ in range(2))
    A = (Q * np.geomspace(1, 1 / condition, N)) @ P
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = solve(sp.csc_array(A), Q[:, -1])
    assert abs(x).max() > condition / 100


@pytest.mark.parametrize("refine", ["none", "auto"])
def test_a_regular_matrix_whose_pivots_vanish_is_not_called_singular(refine):
    n = 300
    shift = sp.csc_array((np.full(n, 10.0), (np.arange(n), (np.arange(n) + n // 2) % n)))
    A = sp.csc_array(sp.random_array((n, n), density=0.02, rng=np.random.default_rng(3))) + shift
    assert np.linalg.cond(A.toarray()) < 100
    with (
        pytest.warns(PivotWarning),
        pytest.raises(AccuracyNotReached, match=r"not known to be singular.*matching auto"),
    ):
        factorize(A, matching="none", factorization="lu").solve(A @ np.ones(n), refine=refine)


def test_vanished_pivots_are_warned_of_once():
    A = sp.csc_array(laplacian(np.random.default_rng(9)))
    with pytest.warns(PivotWarning, match="1 pivot vanished, the first in row") as caught:
        F = factorize(A, factorization="ldlt")
        F.solve(A @ np.arange(N))
    assert len(caught) == 1
    assert caught[0].filename == __file__
    with pytest.warns(PivotWarning):
        F.refactorize(A)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        factorize(A, null_pivots="fix").solve(A @ np.arange(N))


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("precision", ["d", "s"])
def test_an_overflow_of_x_is_named(precision):
    A = sp.diags_array([1e-30, 1.0, 1.0]).tocsc() if precision == "s" else sp.diags_array([1e-200, 1e-9, 1.0]).tocsc()
    b = np.array([1e30 if precision == "s" else 1e200, 1.0, 1.0])
    kind = "float32" if precision == "s" else "float64"
    with pytest.raises(AccuracyNotReached, match=f"Entries of x leave the range of {kind}"):
        solve(A, b, precision=precision)


def test_advice_is_of_what_was_not_tried():
    A = sp.csc_array(laplacian(np.random.default_rng(6)) + np.eye(N))
    for options, advice in (
        ({}, "try another --refine, or a larger"),
        ({"precision": "s"}, "try --precision d, another --refine, or a larger"),
        ({"matching": "none", "factorization": "lu"}, "try --matching auto, another --refine, or a larger"),
    ):
        with pytest.raises(AccuracyNotReached, match=advice):
            solve(A, A @ np.arange(N), accuracy=1e-30, **options)
    A = laplacian(np.random.default_rng(2))
    with pytest.raises(NumericallySingular, match="or take --matching auto"):
        solve(sp.csc_array(A), np.ones(N), matching="none", factorization="ldlt")


def test_shell_keeps_warnings_in_the_report(tmp_path, capsys):
    import scipy.io

    scipy.io.mmwrite(tmp_path / "A.mtx", sp.coo_array(laplacian(np.random.default_rng(7))))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert run(["solve", str(tmp_path / "A.mtx"), "--factorization", "ldlt", "--report", "-"]) == 0
    assert "vanished" in json.loads(capsys.readouterr().out)["warnings"][0]


def test_shell(tmp_path, capsys):
    import scipy.io

    scipy.io.mmwrite(tmp_path / "A.mtx", sp.coo_array(laplacian(np.random.default_rng(7))))
    assert run(["solve", str(tmp_path / "A.mtx"), "--null-pivots", "fix", "--report", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert "1 unknown free" in report["warnings"][0]
    assert report["componentwise_backward_error"] <= 1e-14
