"""Compressed factors where there is little to compress, or nothing: run by `test_low_rank`, interpreted."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.sparse import csc_array
from smooth import SHAPE, small_blocks, smooth  # noqa: F401

from pastix_py import factorize
from pastix_py.errors import StructurallySingular


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
@pytest.mark.parametrize("size", [84, 83, 40, 1])
def test_schur_complement_of_any_size(kind, size):
    A, unknowns = smooth(kind), np.arange(84 - size, 84)
    F = factorize(A, factorization=kind, compress="just-in-time", tolerance=1e-8, schur=unknowns, **SHAPE)
    rest, B = np.arange(84 - size), A.toarray()
    inner = B[np.ix_(rest, rest)]
    expected = B[np.ix_(unknowns, unknowns)]
    if rest.size:
        expected = expected - B[np.ix_(unknowns, rest)] @ np.linalg.solve(inner, B[np.ix_(rest, unknowns)])
    assert_allclose(F.schur, expected, atol=1e-6 * abs(B).max())
    assert_allclose(F.solve(B @ np.ones(84)), 1)


@pytest.mark.parametrize("compress", ["just-in-time", "minimal-memory", "auto"])
def test_matrices_of_no_and_of_one_unknown(compress):
    assert factorize(csc_array((0, 0)), compress=compress).solve(np.ones(0)).size == 0
    assert_allclose(factorize(csc_array([[4.0]]), compress=compress).solve([2.0]), 0.5)
    with pytest.raises(StructurallySingular, match="row 1 "):
        factorize(csc_array([[0.0]]), compress=compress)


def test_blocks_of_rank_one():
    A = csc_array(2 * np.eye(40) + np.ones((40, 40)))
    F = factorize(A, compress="just-in-time", tolerance=1e-8, **SHAPE)
    told = F.report.factorization["compression"]
    assert told["blocks"] > 5 and told["dense_blocks"] == 0
    assert told["rank_histogram"] == {"up_to": [0, 1], "blocks": [0, told["blocks"]]}
    assert_allclose(F.solve(A @ np.ones(40)), 1)
