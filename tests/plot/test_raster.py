"""Blocks of a picture hold as many entries as a dense count finds in them."""

import numpy as np
import pytest
from patterns import dense_pattern, sparse

from pastix_py import analyze, generate
from pastix_py.matrix.check import canonical
from pastix_py.plot import fill, raster


def blocks_of(pattern, block):
    """Return the sums over square blocks of a dense array."""
    m = -(-pattern.shape[0] // block)
    sums = np.zeros((m, m), np.int64)
    for i, j in np.argwhere(pattern):
        sums[i // block, j // block] += 1
    return sums


@pytest.mark.parametrize("block", [1, 4, 7, 100])
@pytest.mark.parametrize("symmetric", [True, False])
def test_entries(block, symmetric):
    matrix = canonical(sparse(61, symmetric=symmetric))
    assert matrix.is_half is symmetric
    iperm = np.random.default_rng(1).permutation(61)
    for numbers in (None, iperm):
        np.testing.assert_array_equal(
            raster.entry_counts(matrix, block, numbers), blocks_of(dense_pattern(matrix, numbers), block)
        )


@pytest.mark.parametrize("block", [1, 5, 16, 400])
@pytest.mark.parametrize("panel_width", [3, 256])
def test_factor(block, panel_width):
    plan = analyze(generate("lap2:11"), ordering="amd", panel_width=panel_width)
    np.testing.assert_array_equal(raster.factor_counts(plan.symbol, block), blocks_of(plan.symbol.pattern(), block))


def test_columns():
    for symmetric in (True, False):
        matrix = canonical(sparse(50, symmetric=symmetric))
        plan = analyze(matrix)
        pattern = dense_pattern(matrix, plan.ordering.iperm).astype(int)
        lower = (np.tril(pattern).sum(axis=0) + np.triu(pattern).sum(axis=1)) / 2
        np.testing.assert_array_equal(fill.lower_counts(matrix, plan.ordering.iperm), lower)
        np.testing.assert_array_equal(fill.stored_counts(plan.symbol), plan.symbol.pattern().sum(axis=0))


def test_blocks_stay_few_and_means_are_means():
    assert [raster.block_size(n) for n in (0, 1, 400, 401, 1_000_000)] == [1, 1, 1, 2, 2500]
    np.testing.assert_allclose(raster.block_means(np.arange(7), 3), [1, 4, 6])
