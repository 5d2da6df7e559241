"""Every method solves what it is for, as SciPy and NumPy do, and says what it did."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from problems import system
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import LinearOperator, aslinearoperator, splu

from pastix_py import InputError, UsageError, factorize, generate, krylov
from pastix_py.krylov import METHODS, load

KIND = {"cg": "llh", "minres": "ldlh"}
GENERAL = ("gmres", "fgmres", "bicgstab", "idr")
ROUGH = {"s": 1e-4, "d": 1e-10, "c": 1e-4, "z": 1e-10}


def problem(method, precision="d", n=120, k=1, seed=3):
    """Return (A, b) of a kind that the method is for."""
    A = system(n, KIND.get(method, "lu") if precision in "cz" or method in GENERAL else KIND[method].replace("h", "t"),
               precision, 0.05, seed)  # fmt: skip
    rng = np.random.default_rng(seed)
    b = rng.standard_normal((n, k)) + (1j * rng.standard_normal((n, k)) if precision in "cz" else 0)
    return A, (b if k > 1 else b[:, 0]).astype(A.dtype)


def residuals(A, b, x):
    return np.linalg.norm(np.atleast_2d((b - A @ x).T), axis=1) / np.linalg.norm(np.atleast_2d(b.T), axis=1)


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("precision", ["d", "z"])
@pytest.mark.parametrize("method", METHODS)
def test_method_solves(method, precision, k):
    A, b = problem(method, precision, k=k)
    x, told = krylov(A, b, method, rtol=1e-10)
    assert x.shape == b.shape
    assert x.dtype == A.dtype
    assert told.converged
    assert told.end == told.reason == ""
    assert residuals(A, b, x).max() <= 1e-10
    assert_allclose(told.residuals, residuals(A, b, x), rtol=1e-2, atol=1e-15)
    exact = np.linalg.solve(A.toarray(), b)
    assert_allclose(x, exact, atol=1e-8 * abs(exact).max())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("k", [1, 3])
def test_preconditioner_saves_iterations(method, k):
    A = generate("lap2:20") if method in KIND else generate("convdiff3:8")
    b = np.random.default_rng(1).standard_normal((A.n, k))
    inexact = factorize(A, precision="s", ordering="natural")
    plain, good = krylov(A, b, method, rtol=1e-9)[1], krylov(A, b, method, M=inexact, rtol=1e-9)
    assert good[1].converged
    assert good[1].iterations < plain.iterations / 3
    assert good[1].preconditionings >= good[1].iterations
    assert residuals(A.full(), b, good[0]).max() <= 1e-9


def test_indefinite_matrix_by_minres():
    A = generate("kkt2:6")
    b = np.ones(A.n)
    x, told = krylov(A, b, "minres", rtol=1e-10)
    assert told.converged
    assert residuals(A.full(), b, x).max() <= 1e-10
    history = [line["residual"] for line in told.history]
    assert max(history) <= history[0] * 1.5


@pytest.mark.parametrize("method", METHODS)
def test_history_ends_with_what_was_measured(method):
    A, b = problem(method)
    heard = []
    _, told = krylov(A, b, method, rtol=1e-8, callback=lambda k, norm, x: heard.append((k, norm, x())))
    assert told.history[0] == {"iteration": 0, "residual": 1.0, "measured": True}
    assert told.history[-1]["measured"]
    assert told.history[-1]["residual"] == told.residuals.max()
    steps = [line for line in told.history if not line["measured"]]
    assert [line["iteration"] for line in steps] == list(range(1, told.iterations + 1))
    assert [(k, norm) for k, norm, _ in heard] == [(line["iteration"], line["residual"]) for line in steps]
    assert_allclose(np.linalg.norm(b - A @ heard[-1][2][0]) / np.linalg.norm(b), heard[-1][1], rtol=1e-3)


@pytest.mark.parametrize("method", METHODS)
def test_columns_of_all_sorts_at_once(method):
    A, b = problem(method, k=12)
    b[:, 1], b[:, 2], b[:, 3] = b[:, 0], 0, 1e200 * b[:, 3]
    b[:, 4] = 1e-200 * b[:, 4]
    x, told = krylov(A, b, method, rtol=1e-9)
    assert told.converged
    assert not x[:, 2].any()
    for q in set(range(12)) - {2}:
        size = abs(b[:, q]).max()
        assert residuals(A, b[:, q] / size, x[:, q] / size) <= 1e-9


@pytest.mark.parametrize("method", ["cg", "gmres"])
def test_block_needs_fewer_steps_than_columns_alone(method):
    A = generate("lap2:24")
    b = np.random.default_rng(0).standard_normal((A.n, 6))
    together, alone = (krylov(A, b, method, rtol=1e-9, block=block)[1] for block in (True, False))
    assert together.converged
    assert alone.converged
    assert together.iterations < alone.iterations


@pytest.mark.parametrize("method", ["gmres", "fgmres"])
def test_gmres_is_the_least_residual(method):
    A, b = problem(method, n=40)
    A, m = A.toarray(), 7
    told = krylov(csr_array(A), b, method, rtol=1e-14, maxiter=m, restart=m)[1]
    space = np.linalg.qr(np.stack([np.linalg.matrix_power(A / abs(A).max(), i) @ b for i in range(m)], axis=1))[0]
    least = np.linalg.lstsq(A @ space, b, rcond=None)[1][0] ** 0.5 / np.linalg.norm(b)
    assert_allclose(told.residuals[0], least, rtol=1e-6)


def test_flexible_method_takes_a_preconditioner_that_changes():
    A = generate("convdiff3:8")
    b, rng = np.ones(A.n), np.random.default_rng(0)
    turns = LinearOperator(A.full().shape, lambda v: v.ravel() * rng.uniform(0.5, 2, A.n), dtype=float)
    assert krylov(A, b, "fgmres", M=turns, maxiter=300)[1].converged


@pytest.mark.parametrize("method", METHODS)
def test_exact_guess_needs_no_iteration(method):
    A, b = problem(method)
    exact = splu(A).solve(b)
    x, told = krylov(A, b, method, x0=exact, rtol=1e-10)
    assert told.iterations == 0
    assert_array_equal(x, exact)


def test_same_for_any_number_of_threads():
    A = generate("lap2:100")
    b = np.random.default_rng(0).standard_normal(A.n)
    for method in METHODS:
        one, two = (krylov(A, b, method, maxiter=20, threads=threads)[0] for threads in (1, 2))
        assert_array_equal(one, two)


def test_what_counts_as_a_matrix_and_as_a_preconditioner():
    A, b = problem("gmres")
    reference = krylov(A, b, "gmres", rtol=1e-12)[0]
    for given in (A.tocoo(), A.toarray(), aslinearoperator(A)):
        assert_allclose(krylov(given, b, "gmres", rtol=1e-12)[0], reference)
    factors = factorize(A)
    for M in (factors, splu(A), factors.aslinearoperator(), np.linalg.inv(A.toarray())):
        assert krylov(A, b, "gmres", M=M, rtol=1e-12)[1].iterations <= 2
    assert krylov(A, b, "gmres", M=diags_array(1 / A.diagonal()))[1].converged


def test_auto_is_cg_for_definite_matrices_and_goes_on_where_that_gives_up():
    A = generate("lap2:12")
    assert krylov(A, np.ones(A.n))[1].method == "cg"
    shifted = A.full() - diags_array(np.full(A.n, 1.0))
    x, told = krylov(shifted, np.ones(A.n), rtol=1e-10)
    assert told.method == "gmres"
    assert "not positive definite" in told.tried[0]
    assert residuals(shifted, np.ones(A.n), x) <= 1e-10
    assert krylov(generate("convdiff3:6"), np.ones(216))[1].method == "bicgstab"


def test_unfit_input_is_refused():
    A, b = problem("gmres")
    for wrong in (
        {"method": "gmrs"},
        {"method": "cg"},
        {"method": "minres"},
        {"rtol": -1},
        {"restart": 0},
        {"maxiter": 0},
    ):
        with pytest.raises(UsageError):
            krylov(A, b, **wrong)
    for wrong in ({"b": b[1:]}, {"b": np.append(b[1:], np.nan)}, {"x0": b[:, None]}, {"M": np.eye(3)}, {"A": A[1:]}):
        with pytest.raises(InputError):
            krylov(**{"A": A, "b": b} | wrong)
    with pytest.raises(UsageError, match="mean 'gmres'"):
        load("gmrs")


@pytest.mark.parametrize("shape", [(0,), (0, 2), (5, 0)])
def test_nothing_to_solve(shape):
    x, told = krylov(csr_array(np.eye(shape[0])), np.zeros(shape))
    assert x.shape == shape
    assert told.converged
