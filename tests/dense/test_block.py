"""Pivots of dense factorizations: which are replaced, and by what."""

import numpy as np
import pytest

from pastix_py.dense import block, pivots
from pastix_py.dense.square import factor_square
from pastix_py.dense.symmetric import factor_symmetric

DTYPES = ["f", "d", "F", "D"]


FORMS = ["symmetric", "square"]


def factored(form, A, threshold, first=0):
    """Return (factored block, `Pivots`, pivots replaced) of a square matrix."""
    w, flat = len(A), A.ravel(order="F").copy()
    n, work = w + first, np.empty(block.work_size(w), A.dtype)
    limit = A.real.dtype.type(threshold)
    found = pivots.Pivots(limit, 2 * limit, np.zeros(n, np.int8), np.zeros(n, np.int32), np.zeros(n, A.dtype))
    panel = w, w, flat, 0, w, found
    if form == "square":
        count = factor_square(*panel, found.exchange, first, work)
    else:
        count, _ = factor_symmetric(0, *panel, first, work)
    return flat.reshape(w, w).T, found, count


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("form", FORMS)
def test_small_pivots_are_replaced_and_marked(form, dtype):
    w = 21
    diagonal = np.arange(1.0, w + 1)
    bad = {1: -1e-12, 3: 0, 9: 1e-12, 20: 0}
    for j, value in bad.items():
        diagonal[j] = value
    F, found, count = factored(form, np.diag(diagonal).astype(dtype), 1e-3, 2)
    assert count == len(bad)
    assert np.flatnonzero(found.marks).tolist() == [j + 2 for j in sorted(bad)]
    for j, value in bad.items():
        diagonal[j] = -2e-3 if value < 0 else 2e-3
    np.testing.assert_allclose(F.diagonal(), diagonal, rtol=1e-6)


@pytest.mark.parametrize("w", [3, 9, 20, 41])
@pytest.mark.parametrize("form", FORMS)
def test_a_rank_that_is_short_by_one_costs_one_replacement(form, w):
    for seed, j in ((0, 0), (1, w // 2), (2, w - 1)):
        A = np.random.default_rng(seed).standard_normal((w, w))
        A = A + A.T
        A[j], A[:, j] = 0, 0
        _, found, count = factored(form, A, 1e-9)
        assert count == np.count_nonzero(found.marks) == 1


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_a_number_ends_and_is_marked(form, dtype):
    for place in ((0, 0), (7, 7), (9, 4), (4, 9), (12, 12)):
        A = np.random.default_rng(0).standard_normal((13, 13)).astype(dtype)
        A = A + A.T
        A[place] = A[place[::-1]] = np.nan
        _, found, count = factored(form, A, 1e-3)
        assert count == np.count_nonzero(found.marks) > 0


@pytest.mark.parametrize("dtype", ["F", "D"])
def test_a_replaced_complex_pivot_keeps_its_direction(dtype):
    pivot, poor = pivots.safe_pivot(np.dtype(dtype).type(3e-5 - 4e-5j), *np.array([1e-3, 1e-2], np.finfo(dtype).dtype))
    assert poor == 1
    np.testing.assert_allclose(pivot, 6e-3 - 8e-3j, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["F", "D"])
def test_no_pivot_overflows_on_the_way_to_its_inverse(dtype):
    huge = np.finfo(dtype).max / 8
    F, _, _ = factored("symmetric", np.array([[huge * (1 + 1j), huge], [huge, 2 * huge]], dtype), 1)
    np.testing.assert_allclose(F[1, 0], 0.5 - 0.5j, rtol=1e-5)
    np.testing.assert_allclose(F[1, 1] / huge, 1.5 + 0.5j, rtol=1e-5)
