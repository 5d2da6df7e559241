"""Condition numbers against dense ones, and bounds of the error against the error."""

import json

import numpy as np
import pytest
import scipy.sparse as sp
from problems import system as problem

from pastix_py import NumericallySingular, factorize
from pastix_py.cli.main import run
from pastix_py.matrix.generate import generate


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
    bounds = np.array(F.report.solve["forward_error_bounds"])
    assert bounds.shape == (2,)
    assert (errors <= bounds).all()
    assert bounds.max() == bound
    assert F.report.condition_number > condition / 100


def test_without_the_option_nothing_is_estimated():
    F = factorize(system(20, 10, float))
    F.solve(np.ones(20))
    assert F.report.condition_number is None
    assert F.report.forward_error_bound is None
    assert "condition" not in repr(F)


SINGULAR = {
    "two of four": np.ones((4, 4)) + np.diag([0.0, 0.0, 1.0, 2.0]),
    "rank one": np.ones((3, 3)),
    "two rows alike": system(40, 10, float).toarray()[[0, 0, *range(2, 40)]],
    "complex": system(40, 10, complex).toarray()[[0, 0, *range(2, 40)]],
    "graph": 2j * np.eye(30) - 1j * np.roll(np.eye(30), 1, 0) - 1j * np.roll(np.eye(30), -1, 0),
}


@pytest.mark.parametrize("precision", ["auto", "mixed"])
@pytest.mark.parametrize("name", SINGULAR)
def test_a_singular_system_has_no_bound(name, precision):
    A = SINGULAR[name]
    F = factorize(sp.csc_array(A), precision=precision)
    F.solve(A @ np.arange(A.shape[0]), errors=True)
    assert F.report.factorization["perturbed_pivots"] or precision == "mixed"
    assert F.report.condition_number == F.report.forward_error_bound == np.inf
    assert sum("has no bound" in text for text in F.report.warnings) == 1
    assert F.report.as_dict()["condition_number"] is None
    assert "the error of x has no bound" in repr(F)


@pytest.mark.parametrize("trans", "NTH")
@pytest.mark.parametrize("name", SINGULAR)
def test_bound_of_the_solution_of_least_norm(name, trans):
    A = SINGULAR[name]
    op = {"N": A, "T": A.T, "H": A.conj().T}[trans]
    b = op @ np.random.default_rng(5).standard_normal(A.shape[0])
    F = factorize(sp.csc_array(A), null_pivots="fix")
    x = F.solve(b, trans, errors=True)
    wanted = np.linalg.lstsq(op, b, rcond=1e-10)[0]
    assert abs(x - wanted).max() / abs(wanted).max() <= F.report.forward_error_bound + 1e-14 < 1e-10
    assert F.condition_number() == np.inf
    assert not any("bound" in text for text in F.report.warnings)


def test_replaced_pivots_of_a_regular_matrix_do_not_spoil_the_estimates():
    n_known = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        A = sp.random_array((60, 60), density=0.05, rng=rng) + sp.diags_array(np.r_[np.zeros(20), np.ones(40)])
        A = (A + sp.eye_array(60, k=1) + sp.eye_array(60, k=-59)).tocsc()
        F = factorize(A, matching="none", refine="gmres", accuracy=1.0, null_pivots="warn")
        x0 = rng.standard_normal(60)
        try:
            x = F.solve(A @ x0, errors=True)
        except NumericallySingular:
            continue
        true, found = np.linalg.cond(A.toarray(), 1), F.report.condition_number
        if F.report.factorization["perturbed_pivots"] and np.isfinite(found):
            n_known += 1
            assert true / 3.1 <= found <= 1.5 * true
            assert abs(x - x0).max() / abs(x).max() <= F.report.forward_error_bound
    assert n_known


@pytest.mark.parametrize("kind", ["llt", "llh", "ldlt", "ldlh", "lu"])
@pytest.mark.parametrize("letter", "dz")
def test_pivot_growth_is_that_of_the_exported_factors(kind, letter):
    if letter == "d" and kind in ("llh", "ldlh"):
        kind = kind.replace("h", "t")
    A = problem(70, kind, letter, 0.1, 2)
    F = factorize(A, factorization=kind, panel_width=8)
    F.solve(np.ones(70), errors=True)
    _, D, U = F.export()
    entries = abs((D @ U).toarray()) if kind not in ("llt", "llh") else abs(U.diagonal()) ** 2
    found = F.report.factorization["pivot_growth"]
    assert found == pytest.approx(entries.max() / F.scaled.matrix.max_abs(), rel=1e-12)
    assert found < 100


@pytest.mark.parametrize("kind", ["ldlt", "lu"])
def test_pivot_growth_of_compressed_factors_is_that_of_the_full_ones(kind):
    matrix = generate("lap3:14")
    rough = {"compress": "just-in-time", "tolerance": 1e-4, "precision": "d", "clusters": "none"}
    found = []
    for options in ({}, rough):
        F = factorize(matrix, factorization=kind, **options)
        F.solve(np.ones(matrix.n), errors=True)
        found.append(F.report.factorization["pivot_growth"])
    assert (F.panels.low_rank.rank > 0).any()
    assert found[1] == pytest.approx(found[0], rel=1e-3)


def test_large_growth_is_told():
    n = 60
    A = np.eye(n) - np.tril(np.ones((n, n)), -1)  # Wilkinson's matrix
    A[:, -1] = 1
    F = factorize(sp.csc_array(A), ordering="natural", matching="none", scaling="none")
    assert "entries grew" not in repr(F)
    F.solve(A @ np.ones(n), errors=True)
    assert F.report.factorization["pivot_growth"] == 2.0 ** (n - 1)
    assert "entries grew by 5.8e+17" in repr(F)


def test_flag(capsys):
    assert run(["solve", "lap2:12", "--errors", "--report", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    dense = np.linalg.cond(dense_laplacian(12), 1)
    assert dense / 3.1 <= report["condition_number"] <= dense * 1.0001
    assert report["forward_error"] <= report["forward_error_bound"] < 1e-10


def dense_laplacian(k):
    path = sp.diags_array([-np.ones(k - 1), 2 * np.ones(k), -np.ones(k - 1)], offsets=[-1, 0, 1])
    return (sp.kron(path, sp.eye_array(k)) + sp.kron(sp.eye_array(k), path)).toarray()
