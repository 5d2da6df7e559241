"""Costs against sums over the columns of the factor by definition."""

import numpy as np
import pytest

from pastix_py.ordering.compress import compress
from pastix_py.ordering.cost import cost, cost_of
from pastix_py.ordering.ordering import Numbering


@pytest.mark.parametrize("seed", range(3))
def test_cost_is_the_sum_over_columns(seed):
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 5, 20)
    count = weight + rng.integers(0, 30, 20)
    columns = [c - k for c, w in zip(count.tolist(), weight.tolist(), strict=True) for k in range(w)]
    made = cost_of(count, weight)
    assert made.n == len(columns)
    assert made.entries("llt") == sum(columns)
    assert made.entries("lu") == 2 * sum(columns) - len(columns)
    assert made.flops("llt") == sum(c * c for c in columns)
    assert made.flops("lu", True) == 4 * sum((c - 1) * (2 * c - 1) for c in columns)


@pytest.mark.parametrize("name", ["grid", "box", "scattered", "three unknowns per node"])
def test_cost_of_a_graph_counts_the_fill(gallery, fill, name):
    graph = gallery[name]
    small, weight, group = compress(graph)
    perm = np.random.default_rng(0).permutation(small.n)
    whole = Numbering(perm).expanded(weight, group).perm
    assert cost(small, weight, perm).nnz == fill(graph, whole)
