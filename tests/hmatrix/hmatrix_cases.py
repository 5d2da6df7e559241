"""H-matrices of both types and all admissibilities, small: run by the interpreter."""

import numpy as np
import pytest

from pastix_py.hmatrix.blocks import ADMISSIBILITIES
from pastix_py.hmatrix.factor import h_lu
from pastix_py.hmatrix.hmatrix import hmatrix
from pastix_py.hmatrix.shapes import shape
from pastix_py.hmatrix.surface import single_layer, triangles_of
from pastix_py.ordering.cluster import cluster


@pytest.mark.parametrize("method", ["connectivity", "octree"])
@pytest.mark.parametrize("admissibility", ADMISSIBILITIES)
@pytest.mark.parametrize("kappa", [0.0, 5.0])
def test_products_and_solutions(kappa, admissibility, method):
    mesh = shape("plate:120")
    centres, graph = triangles_of(mesh).mean(axis=1), mesh.dual()
    entries = single_layer(mesh, kappa)
    A = entries.block(np.arange(entries.n), np.arange(entries.n))
    tree = cluster(centres, graph, method, 12)
    H = hmatrix(entries, tree, centres, graph, 1e-7, admissibility, threads=1)
    x = np.random.default_rng(0).standard_normal((entries.n, 2)) @ np.array([[1, 0.5], [0.5, 1 + 1j]])
    for trans, op in (("N", A), ("T", A.T), ("H", A.conj().T)):
        assert np.linalg.norm(H.product(x, trans) - op @ x) < 1e-6 * np.linalg.norm(op @ x)
    F = h_lu(H, threads=1)
    for trans, op in (("N", A), ("T", A.T), ("H", A.conj().T)):
        assert np.linalg.norm(F.solve(op @ x, trans) - x) < 1e-4 * np.linalg.norm(x)
