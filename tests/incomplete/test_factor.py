"""Incomplete factors: of all types without the compiler, of some compiled, on any number of threads."""

import os

import numpy as np
import pytest
from interpreted import run
from numpy.testing import assert_allclose, assert_array_equal
from problems import PRECISIONS

from pastix_py import generate, ilu
from pastix_py.incomplete import small, turns


def test_all_types():
    run(os.path.join(os.path.dirname(__file__), "factor_cases.py"))


def test_breakdowns():
    run(os.path.join(os.path.dirname(__file__), "breakdown_cases.py"))


def error(F):
    """Return ‖(A x − b)‖∞ where x is what F gives for b, over ‖b‖∞."""
    A, b = F.scaled.matrix, np.ones(F.shape[0])
    return abs(A.matvec(F.solve(b)) - b).max()


def departure(F):
    """Return how far L U is from A where A has entries off the diagonal, and from what solves with F undo."""
    A, b = F.scaled.matrix.full().toarray()[np.ix_(F.row_perm, F.col_perm)], np.ones(F.shape[0])
    L, D, U = F.export()
    held = (L @ D @ U).toarray()
    off = (A != 0) & ~np.eye(b.size, dtype=bool)
    return abs(held - A)[off].max(), abs(held @ F.solve(b)[F.col_perm] - b).max()


@pytest.mark.jit
@pytest.mark.parametrize(("spec", "kind"), [("lap3:8", "llt"), ("convdiff3:8", "lu")])
def test_compiled(spec, kind, monkeypatch):
    monkeypatch.setattr(turns, "WORTH", 0)
    monkeypatch.setattr(turns, "PART", 16)
    A = generate(spec)
    for options in ({"level": 1}, {"level": 1, "modified": 0.5}, {"method": "block", "level": 2}):
        alone, shared = (ilu(A, threads=threads, scaling="none", **options) for threads in (1, 2))
        assert alone.report.factorization["kind"] == kind
        for name in ("L", "U"):
            assert_array_equal(getattr(alone, name).val, getattr(shared, name).val)
        assert max(departure(alone)) < 1e-13
    whole = ilu(A, level=512, threads=2, scaling="none")
    assert error(whole) < 1e-13
    blocks = ilu(A, level=512, method="block", threads=2, scaling="none")
    assert error(blocks) < 1e-13
    loose = ilu(A, method="ilut", drop=1e-4, fill=0.0, scaling="none")
    assert error(loose) < 0.1


@pytest.mark.jit
def test_a_broken_pivot_ends_all_threads(monkeypatch):
    monkeypatch.setattr(turns, "WORTH", 0)
    monkeypatch.setattr(turns, "PART", 16)
    A = generate("lap3:8").full().tolil()
    A[200, 200] = -1.0
    for method in ("ilu", "block"):
        F = ilu(A.tocsc(), factorization="llt", method=method, threads=2)
        assert F.report.factorization["shift"] > 0
        assert (F.inv_diag > 0).all()


@pytest.mark.jit
@pytest.mark.parametrize("precision", "dz")
def test_small_products(precision):
    from pastix_py.jit import kernel

    @kernel
    def compiled(rows, gathered, begin, own, low, high, source, target, coef, left, lda, w, vectors, to, work):
        small.contribute(
            gathered, begin, own, low, high, source, target, coef, left, lda, w, vectors, to, work
        )  # fmt: skip
        small.multiply_rows(rows, coef, to, w, work[w * lda :], vectors)

    rng, dtype = np.random.default_rng(0), np.dtype(PRECISIONS[precision])
    for w in (1, 3, 4, 6, 13):
        for vectors in (1, 2, 3, 4):
            ld, rows = vectors * small.lanes_of(dtype), 11
            wide = min(w, ld)
            coef = rng.standard_normal(3000 + rows * ld).astype(dtype)
            coef += 1j * rng.standard_normal(coef.size) if dtype.kind == "c" else 0
            source, target = (rng.permutation(rows).astype(np.int32) for _ in range(2))
            target[:2] = [0, min(1, ld - 1)] if ld > 1 else [0, 1]
            target[2:] = np.setdiff1d(np.arange(rows), target[:2])
            work = np.zeros(w * ld + 4000, dtype)
            work[w * ld :] = coef[:4000].copy() if coef.size >= 4000 else np.resize(coef, 4000)
            given = 40, 0, 2, 0, rows, source, target
            plain, fast = coef.copy(), coef.copy()
            small.contribute(*given, plain, 300, 16, wide, vectors, 3000, work)
            small.multiply_rows(rows, plain, 3000, wide, work[wide * 16 :], vectors)
            compiled(rows, *given, fast, 300, 16, wide, vectors, 3000, work)
            assert not work[: wide * ld].any()
            assert_allclose(fast, plain, rtol=1e-12, atol=1e-12)
