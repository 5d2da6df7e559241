"""The pass over vectors, and orthonormal blocks, against NumPy."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from pastix_py.krylov.blocks import combined, orthonormal
from pastix_py.krylov.vectors import PIECE, Pass, Vectors


def filled(rng, shape, dtype):
    values = rng.standard_normal(shape)
    return (values + 1j * rng.standard_normal(shape) if np.dtype(dtype).kind == "c" else values).astype(dtype)


@pytest.mark.parametrize("n", [0, 1, PIECE, PIECE + 1, 5 * PIECE + 7])
@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_pass_is_what_it_lists(n, dtype):
    rng = np.random.default_rng(0)
    vectors = Vectors(4, 2, n, dtype)
    vectors.W[:] = W = filled(rng, (4, 2, n), dtype)
    factor = filled(rng, 2, dtype)
    a = 2.5 * W[0] + factor[:, None] * W[1]
    c = W[2] - a
    d = 3 * a
    found = vectors.sweep(Pass.of([(0, 1), (2, 0), (3, 0)], [(0, 2), (1, 1)]), (2.5, 1, 0), (factor, -1, 3))
    for row, expected in enumerate((a, W[1], c, d)):
        assert_allclose(vectors.W[row], expected, atol=1e-14 * 10)
    assert_allclose(found[0], [np.vdot(x, y) for x, y in zip(a, c, strict=True)], atol=1e-12 * max(n, 1))
    assert_allclose(found[1], [np.vdot(x, x) for x in W[1]], atol=1e-12 * max(n, 1))


def test_assignment_does_not_read_what_was_there():
    vectors = Vectors(2, 1, 5, float)
    vectors.W[0], vectors.W[1] = np.nan, 2
    assert vectors.sweep(Pass.of([(0, 1)], [(0, 0)]), (0,), (1,))[0, 0] == 20


def test_pieces_on_threads_are_the_same_bits():
    n = 40 * PIECE + 3
    W = np.random.default_rng(0).standard_normal((6, 1, n))
    found = []
    for threads in (1, 2, 3):
        vectors = Vectors(6, 1, n, float, threads)
        vectors.W[:] = W
        found.append(
            vectors.sweep(Pass.of([(0, i) for i in range(1, 6)], [(0, i) for i in range(6)]), (1,) * 5, (0.1,) * 5)
        )
    assert_array_equal(found[0], found[1])
    assert_array_equal(found[0], found[2])


@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_orthonormal_block_leaves_dependent_vectors_out(dtype):
    rng = np.random.default_rng(1)
    Y = filled(rng, (5, 200), dtype)
    Y[1], Y[3] = 0, 1e10 * Y[0] - 2e10 * Y[2]
    V, T = orthonormal(Y)
    assert len(V) == 3
    assert_allclose(V.conj() @ V.T, np.eye(3), atol=1e-14)
    assert_allclose(combined(T, V), Y, atol=1e-9 * abs(Y).max())
    assert len(orthonormal(np.zeros((2, 9)))[0]) == 0
