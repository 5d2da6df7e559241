"""Pivots exchanged inside diagonal blocks, through everything that factors are asked for, against NumPy."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from problems import PRECISIONS, tolerance
from scipy.sparse import csc_array

import pastix_py
from pastix_py import Factors, factorize

KINDS = [(kind, letter) for kind in ("ldlt", "ldlh", "lu") for letter in "sdcz" if kind != "ldlh" or letter in "cz"]
OPERATORS = {"N": lambda A: A, "T": lambda A: A.T, "H": lambda A: A.conj().T}


def blocks(kind, letter, count=6, size=13, seed=0):
    """Return a sparse matrix of full blocks with zero diagonals, joined in a chain by one block of well-placed pivots.

    Every exchange that is needed is one inside a block: what a block is, the ordering keeps together.
    """
    rng = np.random.default_rng(seed)
    n = count * size + 8
    A = np.zeros((n, n), PRECISIONS[letter])
    for b in range(count):
        i = slice(b * size, b * size + size)
        A[i, i] = values(rng, A.dtype, size, size)
        A[i, i][np.arange(size), np.arange(size)] = 0
        A[i, -8:] = values(rng, A.dtype, size, 8) / 9
        A[-8:, i] = values(rng, A.dtype, 8, size) / 9
    A[-8:, -8:] = values(rng, A.dtype, 8, 8)
    if kind != "lu":
        A = A + (A.conj().T if kind == "ldlh" else A.T)
    return A


def values(rng, dtype, m, n):
    """Return random numbers of a type."""
    found = rng.standard_normal((m, n))
    return (found + 1j * rng.standard_normal((m, n)) if dtype.kind == "c" else found).astype(dtype)


def factors(A, kind, letter, **options):
    """Return the `Factors` of A, in which there are exchanges and nothing was replaced."""
    given = {"ordering": "natural", "scaling": "none", "matching": "none"} | options
    F = factorize(csc_array(A), factorization=kind, precision=letter, **given)
    assert F.panels.exchange.any()
    assert F.panels.beside.any() == (kind != "lu")
    assert F.report.factorization["perturbed_pivots"] == 0
    return F


@pytest.mark.parametrize(("kind", "letter"), KINDS)
@pytest.mark.parametrize("panel_width", [256, 7])
def test_solves(kind, letter, panel_width):
    A = blocks(kind, letter)
    F = factors(A, kind, letter, panel_width=panel_width)
    wide = A.astype(np.result_type(A.dtype, np.float64))
    for k in (1, 3, 40):
        b = values(np.random.default_rng(k), A.dtype, len(A), k)
        for trans, op in OPERATORS.items():
            exact = np.linalg.solve(op(wide), b)
            assert_allclose(F.apply(b, trans), exact, atol=tolerance(A.dtype, 1e4) * abs(exact).max())


@pytest.mark.parametrize(("kind", "letter"), KINDS)
def test_export_determinant_and_inertia(kind, letter):
    A = blocks(kind, letter)
    F = factors(A, kind, letter)
    L, D, U = (part.toarray() for part in F.export())
    assert not np.triu(L, 1).any()
    assert not np.tril(U, -1).any()
    assert_allclose(L @ D @ U, A[np.ix_(F.row_perm, F.col_perm)], atol=tolerance(A.dtype, 1e3) * abs(A).max())
    wide = A.astype(np.result_type(A.dtype, np.float64))
    sign, logarithm = np.linalg.slogdet(wide)
    assert_allclose(F.slogdet()[0], sign, atol=tolerance(A.dtype, 1e4))
    assert_allclose(F.slogdet()[1], logarithm, rtol=tolerance(A.dtype, 1e3))
    if kind == "ldlh" or (kind == "ldlt" and letter in "sd"):
        eigenvalues = np.linalg.eigvalsh(wide)
        assert F.inertia() == (np.count_nonzero(eigenvalues > 0), np.count_nonzero(eigenvalues < 0), 0)


@pytest.mark.parametrize(("kind", "letter"), [("lu", "d"), ("ldlt", "z"), ("ldlh", "z")])
def test_schur_complement(kind, letter):
    A = blocks(kind, letter)
    rest, unknowns = np.arange(len(A) - 8), np.arange(len(A) - 8, len(A))
    F = factors(A, kind, letter, schur=unknowns, ordering="amd")
    inner = np.linalg.solve(A[np.ix_(rest, rest)], A[np.ix_(rest, unknowns)])
    assert_allclose(F.schur, A[np.ix_(unknowns, unknowns)] - A[np.ix_(unknowns, rest)] @ inner, atol=1e-11)
    assert_allclose(F.slogdet()[1], np.linalg.slogdet(A)[1])
    for trans, op in OPERATORS.items():
        assert_allclose(F.solve(np.arange(len(A)), trans), np.linalg.solve(op(A), np.arange(len(A))), atol=1e-10)


@pytest.mark.parametrize(("kind", "letter"), [("lu", "d"), ("ldlt", "d"), ("ldlh", "c")])
def test_saved_and_refactorized(tmp_path, kind, letter):
    A, other = blocks(kind, letter), blocks(kind, letter, seed=1)
    F, b = factors(A, kind, letter), np.arange(len(A), dtype=A.dtype)
    F.save(tmp_path / "A.factors")
    assert_array_equal(Factors.load(tmp_path / "A.factors").solve(b), F.solve(b))
    exact = factors(other, kind, letter)
    F.refactorize(csc_array(other))
    for name in ("L", "U", "exchange", "beside", "marks"):
        assert_array_equal(getattr(F.panels, name), getattr(exact.panels, name))


@pytest.mark.parametrize(("kind", "letter"), [("lu", "d"), ("lu", "z"), ("ldlt", "d"), ("ldlh", "z")])
def test_every_scheduler_exchanges_alike(kind, letter):
    A = blocks(kind, letter, 40, 17)
    whole = factors(A, kind, letter, scheduler="sequential", threads=1)
    for scheduler in ("static", "dynamic", "deterministic"):
        F = factors(A, kind, letter, scheduler=scheduler, threads=2)
        assert_array_equal(F.panels.exchange, whole.panels.exchange)
        assert_array_equal(F.panels.beside != 0, whole.panels.beside != 0)
        scale = abs(whole.panels.L).max()
        assert_allclose(np.nan_to_num(F.panels.L), np.nan_to_num(whole.panels.L), atol=1e-9 * scale)


def test_mixed_precision_reaches_full_accuracy():
    A = blocks("ldlt", "d")
    F = factors(A, "ldlt", "mixed")
    x = F.solve(np.ones(len(A)))
    assert F.panels.dtype == np.float32
    assert_allclose(A @ x, np.ones(len(A)), atol=1e-12)


@pytest.mark.parametrize(("kind", "n"), [("lu", 2), ("ldlt", 2), ("lu", 30), ("ldlt", 30)])
def test_an_exchanged_identity_needs_no_replacement(kind, n):
    A = np.eye(n)[::-1] + 0.0
    F = factorize(csc_array(A + 1e-300), factorization=kind, matching="none")
    assert F.report.factorization["perturbed_pivots"] == 0
    assert_allclose(F.solve(np.arange(n)), np.arange(n)[::-1], atol=1e-14)
    assert_allclose(F.slogdet(), np.linalg.slogdet(A), atol=1e-14)


def test_the_row_of_a_pivot_that_vanished_is_named_after_exchanges():
    A = np.random.default_rng(0).standard_normal((9, 9))
    A = A + A.T - 2 * np.diag(np.diag(A))
    A[4], A[:, 4] = 0, 0
    A[4, 4] = 1e-30
    with pytest.raises(pastix_py.NumericallySingular, match="row 5,"):
        factorize(csc_array(A), factorization="ldlt", scaling="none", matching="none", null_pivots="error")
