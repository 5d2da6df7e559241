"""Pivots of dense factorizations: which are replaced, and by what."""

import numpy as np
import pytest

from pastix_py.dense import nopiv

DTYPES = ["f", "d", "F", "D"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("form", [nopiv.DIAGONAL, nopiv.SQUARE])
def test_small_pivots_are_replaced_and_marked(form, dtype):
    w = 21
    diagonal = np.arange(1.0, w + 1)
    bad = {1: -1e-12, 3: 0, 9: 1e-12, 20: 0}
    for j, value in bad.items():
        diagonal[j] = value
    flat, marks = np.diag(diagonal).astype(dtype).ravel(), np.zeros(w + 2, np.int8)
    threshold = np.finfo(dtype).dtype.type(1e-3)
    work = np.empty(nopiv.work_size(w), dtype)
    count = nopiv.factor(form, 0, w, w, flat, 0, w, 0, flat, 0, 0, threshold, marks, 2, work)
    assert count == len(bad)
    assert np.flatnonzero(marks).tolist() == [j + 2 for j in sorted(bad)]
    for j, value in bad.items():
        diagonal[j] = -1e-3 if value < 0 else 1e-3
    np.testing.assert_allclose(flat.reshape(w, w).diagonal(), diagonal, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["F", "D"])
def test_a_replaced_complex_pivot_keeps_its_direction(dtype):
    pivot, poor = nopiv.safe_pivot(np.dtype(dtype).type(3e-5 - 4e-5j), np.finfo(dtype).dtype.type(1e-3))
    assert poor == 1
    np.testing.assert_allclose(pivot, 6e-4 - 8e-4j, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["F", "D"])
def test_no_pivot_overflows_on_the_way_to_its_inverse(dtype):
    huge = np.finfo(dtype).max / 8
    flat = np.array([[huge * (1 + 1j), huge], [huge, 2 * huge]], dtype).ravel(order="F")
    work, marks = np.empty(nopiv.work_size(2), dtype), np.zeros(2, np.int8)
    threshold = np.finfo(dtype).dtype.type(1)
    nopiv.factor(nopiv.DIAGONAL, 0, 2, 2, flat, 0, 2, 0, flat, 0, 0, threshold, marks, 0, work)
    np.testing.assert_allclose(flat[1], 0.5 - 0.5j, rtol=1e-5)
    np.testing.assert_allclose(flat[3] / huge, 1.5 + 0.5j, rtol=1e-5)
