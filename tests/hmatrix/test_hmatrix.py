"""H-matrices and their factors against dense ones."""

import os
from dataclasses import replace

import numba
import numpy as np
import pytest
from interpreted import run

from pastix_py.errors import InputError, NumericallySingular, UsageError
from pastix_py.hmatrix import COMPRESSIONS
from pastix_py.hmatrix.covariance import covariance
from pastix_py.hmatrix.entries import entries
from pastix_py.hmatrix.factor import h_factors
from pastix_py.hmatrix.hmatrix import hmatrix
from pastix_py.hmatrix.shapes import shape
from pastix_py.hmatrix.surface import single_layer, triangles_of
from pastix_py.ordering.cluster import cluster


def test_all_types():
    run(os.path.join(os.path.dirname(__file__), "hmatrix_cases.py"))


@pytest.fixture(scope="module")
def surface():
    """(entries, tree, centres) of a potential on a sphere."""
    mesh = shape("sphere:1500")
    centres = triangles_of(mesh).mean(axis=1)
    return single_layer(mesh), cluster(centres, mesh.dual(), "graph", 32), centres


@pytest.fixture(scope="module")
def made(surface):
    """(H, the dense matrix)."""
    entries, tree, centres = surface
    H = hmatrix(entries, tree, centres, tolerance=1e-6, threads=2)
    return H, entries.block(np.arange(entries.n), np.arange(entries.n))


@pytest.mark.jit
@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("aca", COMPRESSIONS)
def test_blocks_are_as_accurate_as_asked(surface, made, aca, coarse):
    A, (entries, tree, centres) = made[1], surface
    H = hmatrix(entries, tree, centres, tolerance=1e-6, threads=2, aca=aca, coarse=coarse)
    perm, leaves, off = H.tree.rows.perm, H.leaves, 6e-6 if coarse else 3e-6
    assert (leaves.rank > 0).any()
    for k, (row, column, m, n) in enumerate(leaves.places):
        r, at = leaves.rank[k], leaves.at[k]
        block = A[np.ix_(perm[row : row + m], perm[column : column + n])]
        if r < 0:
            found = leaves.values[at : at + m * n].reshape((m, n), order="F")
            assert np.array_equal(found, block)
        else:
            U = leaves.values[at : at + m * r].reshape((m, r), order="F")
            Vt = leaves.values[at + m * r : at + (m + n) * r].reshape((r, n), order="F")
            assert r * (m + n) < m * n
            assert np.linalg.norm(U @ Vt - block) < off * np.linalg.norm(block)


@pytest.mark.jit
def test_blocks_that_are_put_together_tile_the_matrix_and_store_less(surface, made):
    (H, A), (entries, tree, centres) = made, surface
    fine = hmatrix(entries, tree, centres, tolerance=1e-6, coarse=False)
    assert H.leaves.rank.size < fine.leaves.rank.size
    assert H.stored < fine.stored
    seen = np.zeros(H.shape, int)
    for row, column, m, n in H.leaves.places:
        seen[row : row + m, column : column + n] += 1
    assert (np.maximum(seen, seen.T) == 1).all()
    ends = H.leaves.at + H.sizes
    order = np.argsort(H.leaves.at, kind="stable")
    assert (ends[order][:-1] == H.leaves.at[order][1:]).all()
    x = np.random.default_rng(0).standard_normal(H.n)
    assert np.linalg.norm(h_factors(H).solve(A @ x) - x) < 1e-4 * np.linalg.norm(x)


@pytest.mark.jit
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("shape", [(), (1,), (3,), (70,)], ids=str)
def test_products(made, shape, threads):
    H, A = made
    x = np.random.default_rng(0).standard_normal((H.n, *shape))
    for trans, exact in (("N", A @ x), ("T", A.T @ x), ("H", A.T @ x)):
        found = H.product(x, trans, threads)
        assert found.shape == x.shape
        assert np.linalg.norm(found - exact) < 3e-6 * np.linalg.norm(exact)
    assert H.error() < 3e-6


@pytest.mark.jit
@pytest.mark.parametrize(("is_symmetric", "threads"), [(True, 1), (True, 2), (False, 2)])
def test_factors_solve(surface, made, is_symmetric, threads):
    A, (entries, tree, centres) = made[1], surface
    H = hmatrix(replace(entries, is_symmetric=is_symmetric), tree, centres, tolerance=1e-6)
    F = h_factors(H, threads=threads)
    assert F.method == ("h-ldlt" if is_symmetric else "h-lu")
    b = np.random.default_rng(1).standard_normal((H.n, 2))
    for trans, op in (("N", A), ("T", A.T), ("H", A.T)):
        x = np.linalg.solve(op, b)
        assert np.linalg.norm(F.solve(b, trans) - x) < 1e-4 * np.linalg.norm(x)
    assert F.solve(b[:, 0]) == pytest.approx(F.solve(b)[:, 0])
    assert F.solve(b[:, 0] + 1j * b[:, 1]) == pytest.approx(F.solve(b) @ [1, 1j])


@pytest.mark.jit
def test_covariances_of_a_cloud():
    points = np.random.default_rng(0).random((700, 2))
    made = covariance(points, "matern32", 0.2, 1e-2)
    tree = cluster(points, None, "principal", 32)
    H = hmatrix(made, tree, points, tolerance=1e-8)
    A = made.block(np.arange(700), np.arange(700))
    b = np.ones(700)
    assert np.linalg.norm(h_factors(H).solve(b) - np.linalg.solve(A, b)) < 1e-4 * np.linalg.norm(np.linalg.solve(A, b))


@pytest.mark.parametrize("admissibility", ["standard", "weak", "hodlr"])
def test_no_unknowns(admissibility):
    points = np.zeros((0, 2))
    H = hmatrix(covariance(points), cluster(points), points, admissibility=admissibility)
    for none in (np.zeros(0), np.zeros((0, 3))):
        assert (H @ none).shape == h_factors(H).solve(none).shape == none.shape


def entry(rule):
    return entries(numba.njit(rule), 300, data=np.random.default_rng(0).random(300))


@pytest.mark.jit
def test_entries_that_are_not_finite():
    points = np.random.default_rng(0).random((300, 2))
    tree = cluster(points, None, "median", 16)
    bad = entry(lambda i, j, data: np.nan if i == 7 and j == 40 else 1.0 / (1 + abs(i - j)))
    with pytest.raises(InputError, match=r"\(8, 41\)"):
        hmatrix(bad, tree, points, admissibility="hodlr", tolerance=1e-3)


@pytest.mark.jit
def test_singular_matrices():
    points = np.random.default_rng(0).random((300, 2))
    tree = cluster(points, None, "median", 16)
    for rule in (lambda i, j, data: 0.0, lambda i, j, data: data[i] * data[j]):
        H = hmatrix(entry(rule), tree, points, admissibility="hodlr", tolerance=1e-6)
        with pytest.raises(NumericallySingular, match="unknown"):
            h_factors(H)


def test_what_does_not_fit(surface, made):
    entries, _, centres = surface
    tree = cluster(centres[:50], None, "median")
    with pytest.raises(UsageError, match="50 unknowns"):
        hmatrix(entries, tree, centres[:50])
    tree = cluster(centres, None, "median")
    with pytest.raises(UsageError, match="50 points"):
        hmatrix(entries, tree, centres[:50])
    with pytest.raises(UsageError, match="between 0 and 1"):
        hmatrix(entries, tree, centres, tolerance=0)
    with pytest.raises(UsageError, match="'partial'"):
        hmatrix(entries, tree, centres, aca="partal")
    for given, part in (({"threads": -1}, "threads"), ({"eta": "2"}, "eta"), ({"tolerance": None}, "tolerance")):
        with pytest.raises(UsageError, match=part):
            hmatrix(entries, tree, centres, **given)
    for tolerance in (0, 1.0, np.nan, "1e-3"):
        with pytest.raises(UsageError, match="tolerance"):
            h_factors(made[0], tolerance)
