"""What has no solution, or not by this method, ends early with the best that was found, and never in NaN."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import LinearOperator

from pastix_py import MemoryLimit, generate, krylov
from pastix_py.krylov import METHODS, rounds, solve
from pastix_py.krylov.recurrence import Recurrence

N = 40
RNG = np.random.default_rng(4)
Q = np.linalg.qr(RNG.standard_normal((N, N)))[0]
SKEW = np.triu(RNG.standard_normal((N, N)), 1)
SYMMETRIC = {
    "zero": np.zeros((N, N)),
    "singular": (Q[:, 1:] * np.linspace(1, 2, N - 1)) @ Q[:, 1:].T,
    "ill": (Q * np.logspace(0, -15, N)) @ Q.T,
    "indefinite": (Q * np.linspace(-1, 2, N)) @ Q.T,
    "negative": -np.eye(N),
    "tall": 1e300 * np.eye(N),
    "small": 1e-300 * np.eye(N),
}
OTHER = {"shift": np.roll(np.eye(N), 1, axis=0), "skew": SKEW - SKEW.T, "nilpotent": np.triu(SKEW, 1)}


def cases():
    """Yield (name, matrix, method)."""
    for method, found in METHODS.items():
        for name, A in (SYMMETRIC if found.needs else SYMMETRIC | OTHER).items():
            yield pytest.param((A + A.T) / 2 if name in SYMMETRIC else A, method, id=f"{method}-{name}")


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize(("A", "method"), list(cases()))
def test_end_is_told_and_the_best_is_kept(A, method, k):
    b = np.random.default_rng(0).standard_normal((N, k))
    with np.errstate(all="raise", under="ignore"):
        x, told = krylov(csr_array(A), b, method, rtol=1e-10, maxiter=400)
    assert np.isfinite(x).all()
    with np.errstate(all="ignore"):
        measured = np.linalg.norm(b - A @ x, axis=0) / np.linalg.norm(b, axis=0)
        unsure = 1e-14 * abs(A).max() * abs(x).sum(axis=0)
    assert (abs(told.residuals - measured) <= 0.01 * measured + unsure + 1e-14).all()
    assert told.converged == (told.residuals <= 1e-10).all()
    assert (told.residuals <= 1).all(), "zero is no worse"
    assert told.converged or (told.end in (rounds.LIMIT, rounds.STAGNATION, rounds.BREAKDOWN, rounds.INDEFINITENESS))
    assert told.converged or told.reason


@pytest.mark.parametrize("k", [1, 3])
def test_indefinite_matrix_is_told_by_cg_at_once(k):
    A = (Q * np.linspace(-1, 2, N)) @ Q.T
    told = krylov((A + A.T) / 2, np.ones((N, k)), "cg")[1]
    assert (told.end, told.reason) == ("indefinite", "the matrix is not positive definite")
    assert told.iterations < N


@pytest.mark.parametrize("method", ["cg", "minres"])
def test_indefinite_preconditioner_is_told(method):
    A = generate("lap2:8")
    told = krylov(A, np.ones(64), method, M=diags_array(np.where(np.arange(64) % 2, 1.0, -1.0)))[1]
    assert (told.end, told.reason) == ("indefinite", "the preconditioner is not positive definite")


@pytest.mark.parametrize("method", METHODS)
def test_limit(method):
    A = generate("lap2:20")
    x, told = krylov(A, np.ones(A.n), method, maxiter=5)
    assert (told.end, told.iterations) == ("limit", 5)
    assert told.reason == "the limit of 5 iterations was reached"
    assert np.linalg.norm(np.ones(A.n) - A @ x) < np.linalg.norm(np.ones(A.n)) * 1.0001


def test_stagnation_of_gmres_is_told_after_a_few_rounds():
    told = krylov(np.roll(np.eye(100), 1, axis=0), np.eye(100)[0], "gmres", restart=10)[1]
    assert (told.end, told.iterations) == ("stagnation", 10 * rounds.FRUITLESS)


@pytest.mark.parametrize("method", METHODS)
def test_products_that_turn_bad_leave_the_best(method):
    A, count = generate("lap2:15"), [0]

    def product(v):
        count[0] += 1
        return A.full() @ v.ravel() * (np.nan if count[0] > 12 else 1)

    x, told = krylov(LinearOperator((225, 225), product, dtype=float), np.ones(225), method, maxiter=200)
    assert np.isfinite(x).all()
    assert not told.converged


@pytest.mark.parametrize("method", METHODS)
def test_claim_that_is_not_true_starts_another_round(method, monkeypatch):
    A = generate("lap2:15")
    start = Recurrence.start

    def forgetful(self, x, r):
        start(self, x, r if self.starts else r * 1.01)
        self.starts += 1

    monkeypatch.setattr(Recurrence, "start", forgetful)
    told = krylov(A, np.ones(225), method, rtol=1e-9)[1]
    assert told.converged
    assert told.restarts == 1


def test_accuracy_that_rounding_does_not_allow_is_stagnation():
    A = generate("lap2:15")
    told = krylov(A, np.random.default_rng(0).standard_normal(225), "cg", rtol=1e-18)[1]
    assert told.end == "stagnation"
    assert told.residuals[0] < 1e-14


def test_guess_that_is_good_already_is_kept():
    A = np.diag(np.r_[np.ones(9), 0.0])
    guess = np.full(10, 2.0)
    b = np.ones(10)
    x, _ = krylov(csr_array(A), b, "bicgstab", x0=guess, rtol=1e-12)
    assert np.linalg.norm(b - A @ x) <= np.linalg.norm(b - A @ guess)
    b = A @ guess
    assert_array_equal(krylov(csr_array(A), b, "bicgstab", x0=guess)[0], guess)


def test_too_many_vectors_for_the_memory(monkeypatch):
    monkeypatch.setattr(solve, "available_bytes", lambda: 10_000)
    with pytest.raises(MemoryLimit, match="smaller restart"):
        krylov(generate("lap2:20"), np.ones(400), "gmres")
