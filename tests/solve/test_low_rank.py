"""Solves with compressed factors: of all types without the compiler, of some compiled."""

import os

import numpy as np
import pytest
from interpreted import run
from numpy.testing import assert_allclose, assert_array_equal
from problems import tolerance
from smooth import SHAPE, STRATEGIES, factored, ranks_of, small_blocks, smooth  # noqa: F401

from pastix_py import factorize


def test_all_types():
    run(os.path.join(os.path.dirname(__file__), "low_rank_cases.py"))


@pytest.mark.jit
@pytest.mark.parametrize(
    ("kind", "precision"), [pytest.param("llt", "d", marks=pytest.mark.slow), ("lu", "d"), ("ldlh", "z")]
)
def test_compiled(kind, precision):
    A = smooth(kind, precision, n=240, zero_diagonal=kind == "ldlh")
    rng = np.random.default_rng(0)
    for compress in STRATEGIES:
        options = {"compress": compress, "tolerance": 1e-4, "factorization": kind, "precision": precision} | SHAPE
        f = factorize(A, scheduler="sequential", threads=1, **options)
        again = factorize(A, scheduler="sequential", threads=1, **options)
        assert ranks_of(f).any()
        for name in ("rank", "at", "diagonal", "store", "n_narrow", "at_narrow", "narrow"):
            assert_array_equal(getattr(f.panels.low_rank, name), getattr(again.panels.low_rank, name))
        held = factored(f)
        growth = max(1, abs(f.export()[0]).max())  # of pivots that are sought in diagonal blocks alone
        allowed = 10 * growth * 1e-4 * np.sqrt(ranks_of(f).size)
        assert np.linalg.norm(held - A.toarray()) <= allowed * np.linalg.norm(A.toarray(), np.inf)
        for scheduler in ("static", "dynamic", "deterministic"):
            other = factorize(A, scheduler=scheduler, threads=2, **options)
            assert_allclose(factored(other), held, rtol=0, atol=1e-9)
        for trans, matrix in (("N", held), ("T", held.T), ("H", held.conj().T)):
            for k in (1, 3, 20):
                b = rng.standard_normal((240, k)).astype(A.dtype)
                x = np.linalg.solve(matrix, b)
                assert_allclose(other.apply(b, trans), x, rtol=0, atol=tolerance(A.dtype, 1e7) * abs(x).max())
        assert_allclose(f.solve(A @ np.ones(240)), 1, rtol=1e-10)
