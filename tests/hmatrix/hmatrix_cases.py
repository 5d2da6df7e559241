"""H-matrices of both types and all admissibilities, small: run by the interpreter."""

import importlib

import numpy as np
import pytest

from pastix_py.errors import InputError
from pastix_py.hmatrix import ADMISSIBILITIES, COMPRESSIONS
from pastix_py.hmatrix.coarsen import MOST, make_work
from pastix_py.hmatrix.covariance import covariance
from pastix_py.hmatrix.entries import entries
from pastix_py.hmatrix.factor import h_factors
from pastix_py.hmatrix.hmatrix import hmatrix
from pastix_py.hmatrix.shapes import shape
from pastix_py.hmatrix.surface import single_layer, triangles_of
from pastix_py.hmatrix.update import SPARE
from pastix_py.ordering.cluster import cluster


@pytest.mark.parametrize("method", ["connectivity", "octree"])
@pytest.mark.parametrize("admissibility", ADMISSIBILITIES)
@pytest.mark.parametrize("kappa", [0.0, 5.0])
def test_products_and_solutions(kappa, admissibility, method):
    mesh = shape("plate:60")
    centres, graph = triangles_of(mesh).mean(axis=1), mesh.dual()
    entries = single_layer(mesh, kappa)
    A = entries.block(np.arange(entries.n), np.arange(entries.n))
    tree = cluster(centres, graph, method, 8)
    H = hmatrix(entries, tree, centres, graph, 1e-7, admissibility, threads=1)
    x = np.random.default_rng(0).standard_normal((entries.n, 2)) @ np.array([[1, 0.5], [0.5, 1 + 1j]])
    for trans, op in (("N", A), ("T", A.T), ("H", A.conj().T)):
        assert np.linalg.norm(H.product(x, trans) - op @ x) < 1e-6 * np.linalg.norm(op @ x)
    F = h_factors(H, threads=1)
    for trans, op in (("N", A), ("T", A.T), ("H", A.conj().T)):
        assert np.linalg.norm(F.solve(op @ x, trans) - x) < 1e-4 * np.linalg.norm(x)


def test_clusters_of_very_different_sizes(monkeypatch):
    factor = importlib.import_module("pastix_py.hmatrix.factor")
    monkeypatch.setattr(factor, "SMALL", 400)
    monkeypatch.setattr(factor, "WIDE", 24)
    cloud = np.random.default_rng(0).random((90, 3))
    cloud[:66] *= 1e-3
    entries = covariance(cloud, "exponential", 0.5, 0.1)
    A = entries.block(np.arange(90), np.arange(90))
    tree = cluster(cloud, None, "bisection", 8)
    b = np.ones(90)
    for admissibility in ("standard", "hodlr"):
        F = h_factors(hmatrix(entries, tree, cloud, None, 1e-8, admissibility, threads=1))
        assert np.linalg.norm(A @ F.solve(b) - b) < 1e-5 * np.linalg.norm(b)


@pytest.mark.parametrize("aca", COMPRESSIONS)
def test_variants_of_the_approximation(aca):
    mesh = shape("plate:60")
    centres = triangles_of(mesh).mean(axis=1)
    entries = single_layer(mesh, 5.0)
    A = entries.block(np.arange(entries.n), np.arange(entries.n))
    H = hmatrix(entries, cluster(centres, None, "median", 16), centres, None, 1e-3, threads=1, aca=aca, coarse=True)
    assert np.linalg.norm(H.product(np.eye(entries.n)) - A) < 3e-3 * np.linalg.norm(A)


def test_blocks_that_are_put_together_have_their_room():
    points = np.random.default_rng(0).random((200, 2))
    entries = covariance(points, "matern32", 0.3, 0.1)
    H = hmatrix(entries, cluster(points, None, "principal", 64), points, None, 1e-6, threads=1)
    A = entries.block(np.arange(200), np.arange(200))
    assert np.linalg.norm(H.product(np.eye(200)) - A) < 3e-6 * np.linalg.norm(A)


def test_products_with_blocks_that_were_put_together_have_their_room():
    work = make_work(200, 3, np.dtype(float))
    assert work.T.size >= MOST * (MOST + SPARE)


def test_a_symmetric_matrix_with_nothing_on_its_diagonal():
    x = np.sort(np.random.default_rng(0).random(70))
    A = np.abs(x[:, None] - x)
    given = entries(lambda i, j, data: abs(data[i] - data[j]), 70, data=x, is_symmetric=True)
    for admissibility in ("standard", "hodlr"):
        H = hmatrix(given, cluster(x[:, None], None, "median", 8), x[:, None], None, 1e-9, admissibility, threads=1)
        F = h_factors(H)
        assert F.method == "h-ldlt"
        b = np.random.default_rng(1).standard_normal((70, 2))
        assert np.linalg.norm(A @ F.solve(b) - b) < 1e-5 * np.linalg.norm(b)


def test_leaves_that_are_of_no_low_rank():
    noise = np.random.default_rng(0).standard_normal((70, 70)) + 30 * np.eye(70)
    tree = cluster(np.arange(70.0)[:, None], None, "median", 16)
    values = np.ascontiguousarray(noise).ravel()
    given = entries(lambda i, j, data: data[i * 70 + j], 70, data=values)
    H = hmatrix(given, tree, None, None, 1e-3, "hodlr", threads=1)
    assert (H.leaves.rank[H.leaves.places[:, 2] > 16] < 0).all()
    b = np.ones(70)
    assert np.linalg.norm(noise @ h_factors(H, 1e-10).solve(b) - b) < 1e-7 * np.linalg.norm(b)


@pytest.mark.parametrize("aca", ["partial", "randomized"])
def test_unknowns_at_the_same_place(aca):
    points = np.repeat(np.random.default_rng(1).random((60, 3)), 3, axis=0)
    entries = covariance(points, "exponential", 0.3, 0.01)
    A = entries.block(np.arange(180), np.arange(180))
    for method in ("median", "octree", "hilbert"):
        H = hmatrix(entries, cluster(points, None, method, 16), points, None, 1e-6, "weak", threads=1, aca=aca)
        assert np.linalg.norm(H.product(np.eye(180)) - A) < 3e-6 * np.linalg.norm(A)


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_entries_whose_squares_are_lost_are_refused(size):
    points = np.linspace(0, 1, 80)[:, None]
    given = entries(lambda i, j, data: data[0] / (1 + abs(i - j)), 80, data=[size])
    with pytest.raises(InputError, match="scale the matrix"):
        hmatrix(given, cluster(points, None, "median", 8), points, threads=1)


def test_a_row_of_very_small_entries():
    def rule(i, j, data):
        return (1e-154 if i % 2 == 0 else 1.0) / (1 + abs(i - j)) + (i == j)

    points = np.linspace(0, 1, 64)[:, None]
    given = entries(rule, 64)
    A = given.block(np.arange(64), np.arange(64))
    H = hmatrix(given, cluster(points, None, "median", 8), points, None, 1e-6, "hodlr", threads=1)
    assert np.linalg.norm(H.product(np.eye(64)) - A) < 3e-6 * np.linalg.norm(A)
