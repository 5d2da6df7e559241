"""Compression against the singular value decomposition: error, rank, orthonormal columns."""

import numpy as np
import pytest
from guarded import guarded, linux
from problems import PRECISIONS

from pastix_py.lowrank import DEFAULT, METHODS
from pastix_py.lowrank.space import Space, make_space
from pastix_py.lowrank.whole import arguments, compress_often, low_rank


def random(rng, shape, dtype):
    block = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        block = block + 1j * rng.standard_normal(shape)
    return block.astype(dtype)


def orthonormal(rng, m, k, dtype):
    return np.linalg.qr(random(rng, (m, k), dtype))[0]


def graded(rng, m, n, values, dtype=np.float64):
    """Return a block with given singular values."""
    k = len(values)
    return ((orthonormal(rng, m, k, dtype) * values) @ orthonormal(rng, n, k, dtype).conj().T).astype(dtype)


def clusters(rng, m, n, gap):
    """Return 1/|x − y| of two cubes of points, `gap` apart."""
    x, y = rng.random((m, 3)), rng.random((n, 3)) + np.array([1 + gap, 0, 0])
    return 1 / np.linalg.norm(x[:, None] - y, axis=2)


def least_rank(B, tol):
    """Return the rank that the singular value decomposition wants."""
    values = np.linalg.svd(B.astype(complex), compute_uv=False)
    return int((np.sqrt(np.cumsum(values[::-1] ** 2))[::-1] > tol).sum())


def check(B, tol, method, most=None, share=0.1):
    """Check what a method makes of a block; returns the rank."""
    size, epsilon = min(B.shape), np.finfo(B.dtype).eps
    found = low_rank(B, tol, most, method)
    assert found is not None
    U, Vt = found
    rank = U.shape[1]
    wide = np.complex128 if B.dtype.kind == "c" else np.float64
    left = np.linalg.norm(B.astype(wide) - U.astype(wide) @ Vt.astype(wide))
    assert left <= tol * (1 + 1e-12) + 10 * epsilon * np.linalg.norm(B)
    assert abs(U.conj().T @ U - np.eye(rank)).max(initial=0) <= 2 * epsilon * size
    assert rank <= (1 + share) * least_rank(B, tol) + 2
    return rank


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("method", METHODS)
def test_random_blocks_of_given_rank(method, precision):
    dtype, rng = PRECISIONS[precision], np.random.default_rng(0)
    tight = 1e-4 if np.finfo(dtype).eps > 1e-10 else 1e-10
    for m, n in ((40, 40), (70, 25), (25, 70)):
        for rank in (1, 3, 12, 25):
            B = random(rng, (m, rank), dtype) @ random(rng, (rank, n), dtype)
            assert check(B, tight * np.linalg.norm(B), method) == rank


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("method", METHODS)
def test_graded_singular_values(method, precision):
    dtype, rng = PRECISIONS[precision], np.random.default_rng(1)
    single = np.finfo(dtype).eps > 1e-10
    for decay in (0.9, 0.6, 0.2):
        B = graded(rng, 60, 45, decay ** np.arange(45.0), dtype)
        for tol in (1e-1, 1e-2, 1e-4) if single else (1e-3, 1e-7, 1e-12):
            check(B, tol, method, share=0.25 if method == "pqrcp" else 0.1)  # pivots are not the best columns


@pytest.mark.parametrize("method", METHODS)
def test_kernels_of_clusters(method):
    rng = np.random.default_rng(2)
    for gap in (0.0, 1.0):
        B = clusters(rng, 96, 80, gap)
        for tol in (1e-3, 1e-6, 1e-9):
            check(B, tol * np.linalg.norm(B), method, share=0.1 if method == "pqrcp" else 0.05)


@pytest.mark.parametrize("method", METHODS)
def test_shapes_down_to_one_row(method):
    rng = np.random.default_rng(3)
    for m, n in ((1, 1), (1, 9), (9, 1), (2, 50), (50, 2), (33, 7), (7, 33), (100, 31), (8, 8)):
        B = random(rng, (m, n), np.float64)
        assert check(B, 1e-13 * np.linalg.norm(B), method) == min(m, n)
        assert check(B, 0.9 * np.linalg.norm(B), method) <= min(m, n)


@pytest.mark.parametrize("method", METHODS)
def test_blocks_below_the_tolerance_have_rank_zero(method):
    B = np.random.default_rng(4).standard_normal((20, 30))
    for block, tol in ((np.zeros((20, 30)), 0.0), (np.zeros((20, 30)), 1.0), (B, 1.001 * np.linalg.norm(B))):
        U, Vt = low_rank(block, tol, method=method)
        assert U.shape == (20, 0) and Vt.shape == (0, 30)
    assert low_rank(B, 0.999 * np.linalg.norm(B), method=method)[0].shape[1] > 0


@pytest.mark.parametrize("method", METHODS)
def test_what_needs_more_than_the_largest_rank_is_refused(method):
    rng = np.random.default_rng(5)
    B = random(rng, (50, 12), np.float64) @ random(rng, (12, 60), np.float64)
    tol = 1e-8 * np.linalg.norm(B)
    for most in (0, 1, 11):
        assert low_rank(B, tol, most, method) is None
    assert check(B, tol, method, 12) == 12
    full = random(rng, (50, 60), np.float64)
    assert low_rank(full, 1e-8, 40, method) is None
    for tol in (1e-17, 0.0):  # below the precision: refused, or else nothing is left
        found = low_rank(full, tol, 49, method)
        assert found is None


@pytest.mark.parametrize("method", METHODS)
def test_blocks_that_are_not_finite_are_refused(method):
    for value in (np.nan, np.inf, -np.inf, 1e300):
        B = np.random.default_rng(6).standard_normal((40, 40))
        B[3, 5] = value
        assert low_rank(B, 1e-8, 30, method) is None


@pytest.mark.parametrize("method", METHODS)
def test_block_stays_and_result_is_reproducible(method):
    B = clusters(np.random.default_rng(7), 64, 48, 0.5)
    first, again = (low_rank(B, 1e-6, 40, method) for _ in range(2))
    twice = low_rank(B, 1e-6, 40, method, count=2)
    for found in (again, twice):
        np.testing.assert_array_equal(first[0], found[0])
        np.testing.assert_array_equal(first[1], found[1])


def test_few_rows_and_columns_among_zeros():
    B = np.zeros((90, 80))
    B[np.ix_([3, 40, 41, 77], [0, 9, 50])] = np.random.default_rng(8).standard_normal((4, 3))
    for method in METHODS:
        assert check(B, 1e-12, method) == 3


@pytest.mark.parametrize("scale", [1e-150, 1e-30, 1e30, 1e140])
def test_ranks_do_not_depend_on_the_scale(scale):
    B = clusters(np.random.default_rng(9), 64, 64, 0.2)
    told = low_rank(B, 1e-6, method=DEFAULT)[0].shape[1]
    assert low_rank(B * scale, 1e-6 * scale, method=DEFAULT)[0].shape[1] == told


@pytest.mark.parametrize("method", METHODS)
def test_error_and_columns_of_all_kinds_of_blocks(method):
    rng = np.random.default_rng(10)
    for _ in range(60):
        m, n = rng.integers(1, 90, 2)
        size, kind = min(m, n), rng.integers(5)
        steps = np.where(np.arange(size) < size // 3, 1.0, 1e-9)
        decays = (
            10.0 ** (-rng.uniform(0.01, 2) * np.arange(size)),
            10.0 ** -np.sort(rng.uniform(0, 18, size)),
            steps,
            (1.0 + np.arange(size)) ** -rng.uniform(0.5, 8),
        )
        if kind < 4:
            B = graded(rng, m, n, decays[kind])
        else:
            B = rng.standard_normal((m, n)) * (rng.random((m, n)) < 0.1) * 10.0 ** rng.uniform(-8, 0, n)
        B *= 10.0 ** rng.uniform(-6, 0, (m, 1)) if rng.random() < 0.3 else 1.0
        norm = np.linalg.norm(B)
        tol = norm * 10.0 ** -rng.uniform(0, 14.5)
        U, Vt = low_rank(B, tol, method=method)
        assert np.linalg.norm(B - U @ Vt) <= tol + 1e-14 * norm
        assert abs(U.T @ U - np.eye(U.shape[1])).max(initial=0) <= 1e-13


@pytest.mark.jit
@linux
@pytest.mark.parametrize("method", METHODS)
def test_nothing_beyond_the_arrays_is_touched(method):
    rng = np.random.default_rng(11)
    for m, n in ((1, 1), (7, 90), (61, 40), (33, 33), (40, 77)):
        for rank in (min(m, n), max(min(m, n) // 3, 1)):
            B = rng.standard_normal((m, rank)) @ rng.standard_normal((rank, n))
            number, tol, most, *sizes, flat, U, Vt, space, codes = arguments(B, 1e-8, min(rank + 2, m, n), method)
            flat, U, Vt, *space = (guarded(array) for array in (flat, U, Vt, *space[:2]))
            space = Space(*space, make_space(m, n, B.dtype).order)
            assert compress_often(1, number, tol, most, *sizes, flat, U, Vt, space, codes) == rank
