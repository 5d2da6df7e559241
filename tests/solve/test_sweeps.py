"""The tasks of the solves: in any order that the graph allows, and on any number of threads, the same bits."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from problems import KINDS, system, tolerance

from pastix_py import factorize
from pastix_py.layout.sweeps import build_sweeps
from pastix_py.runtime.desk import make_desk
from pastix_py.solve import triangular

N = 150


def factors(kind, precision, **options):
    """Return factors whose solves have tasks of every kind, with their matrix."""
    A = system(N, kind, precision, 0.04, seed=8)
    F = factorize(A, factorization=kind, precision=precision, panel_width=20, scaling="none", **options)
    plan = F.plan
    cut = build_sweeps(plan.symbol, plan.layout, plan.n_factored, shares=8, least=40, piece=256)
    plan.__dict__["sweeps"] = cut
    return A, F


def right_hand_sides(dtype, k, order="F"):
    rng = np.random.default_rng(k)
    b = rng.standard_normal((N, k))
    b = b + 1j * rng.standard_normal((N, k)) if np.dtype(dtype).kind == "c" else b
    return np.asarray(b, dtype, order=order)


def any_order(sweep, seed):
    """Yield the tasks in a random order in which each comes after those that it waits for."""
    rng, left = np.random.default_rng(seed), sweep.n_pred.copy()
    ready = np.flatnonzero(left == 0).tolist()
    while ready:
        t = ready.pop(rng.integers(len(ready)))
        yield t
        for s in sweep.succ[sweep.succ_ptr[t] : sweep.succ_ptr[t + 1]]:
            left[s] -= 1
            if left[s] == 0:
                ready.append(s)


def solve_in_order(F, b, transposed, seed):
    """Return the solution computed by tasks in a random order, every work array full of what is not a number."""
    plan, panels = F.plan, F.panels
    sweeps, k = plan.sweeps, b.shape[1]
    x, X = np.full_like(b, np.nan), np.full(sweeps.buffers.n_row * k, np.nan, b.dtype)
    works = triangular.works_of(plan, k, b.dtype)
    works[0][:] = np.nan
    factor, vectors = triangular.factor_of(plan.kind, panels, transposed), triangular.vectors(b, X, x, False)
    for part in sweeps.parts:
        order = np.array(list(any_order(part, seed)))
        assert order.size == part.kind.size
        triangular.run(plan, part, factor, vectors, [works], make_desk(part, 1, True, [order]), [None])
    return x


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("k", [1, 3, 64])
def test_any_order_gives_the_same_bits(kind, precision, k):
    A, F = factors(kind, precision)
    b = right_hand_sides(A.dtype, k)
    for transposed in (False, True)[: 1 + (kind == "lu")]:
        found = [solve_in_order(F, b, transposed, seed) for seed in range(3)]
        exact = np.linalg.solve((A.T if transposed else A).toarray().astype(complex), b)
        assert_allclose(found[0], exact, rtol=0, atol=tolerance(A.dtype) * abs(exact).max())
        for other in found[1:]:
            np.testing.assert_array_equal(found[0], other)


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("trans", "NTH")
def test_any_number_of_threads_gives_the_same_bits(kind, precision, trans):
    A, F = factors(kind, precision)
    for k in (1, 2, 5, 64, 130):
        b = right_hand_sides(A.dtype, k, "C" if k == 5 else "F")
        one = triangular.solve(F.plan, F.panels, b, trans)
        op = {"N": A, "T": A.T, "H": A.conj().T}[trans].toarray().astype(complex)
        exact = np.linalg.solve(op, b)
        assert_allclose(one, exact, rtol=0, atol=tolerance(A.dtype) * abs(exact).max())
        for threads in (2, 3):
            np.testing.assert_array_equal(triangular.solve(F.plan, F.panels, b, trans, threads=threads), one)


@pytest.mark.parametrize(("kind", "precision"), [("llt", "d"), ("ldlh", "z"), ("lu", "z"), ("ldlt", "c")])
@pytest.mark.parametrize("trans", "NTH")
@pytest.mark.parametrize("k", [1, 9])
def test_a_schur_complement_in_the_middle(kind, precision, trans, k):
    A, F = factors(kind, precision, schur=[5, 17, 3, 80])
    b = right_hand_sides(A.dtype, k)
    op = {"N": A, "T": A.T, "H": A.conj().T}[trans].toarray().astype(complex)
    exact = np.linalg.solve(op, b)
    assert_allclose(F.apply(b, trans), exact, rtol=0, atol=tolerance(A.dtype) * abs(exact).max())
