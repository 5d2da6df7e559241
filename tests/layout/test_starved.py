"""Subtrees with more small diagonal entries than others, against the definition."""

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py import analyze, generate
from pastix_py.layout.starved import is_starved
from pastix_py.layout.tasks import tree_of
from pastix_py.matrix.check import canonical
from pastix_py.matrix.match import small_diagonal


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("share", [0.0, 0.3, 0.45, 0.6])
def test_is_the_sum_over_the_descendants(seed, share):
    plan = analyze(generate("lap2:14"), panel_width=6, amalgamation=0.0)
    symbol, small = plan.symbol, np.random.default_rng(seed).random(plan.n) < share
    parent = tree_of(symbol)
    ancestors = [{c} for c in range(symbol.n_cblk)]
    for c in range(symbol.n_cblk - 1, -1, -1):
        if parent[c] >= 0:
            ancestors[c] |= ancestors[parent[c]]
    balance = np.zeros(symbol.n_cblk, int)
    for c in range(symbol.n_cblk):
        own = small[symbol.cblk_col[c] : symbol.cblk_col[c + 1]]
        for ancestor in ancestors[c]:
            balance[ancestor] += np.count_nonzero(~own) - np.count_nonzero(own)
    assert is_starved(symbol, small) == (balance < 0).any()


def test_small_diagonal():
    A = canonical(sp.csc_array(np.array([[0.0, 5, 0], [5, 1, 1e-3], [0, 1e-3, 1e-3]])))
    assert small_diagonal(A).tolist() == [True, False, False]
    assert small_diagonal(canonical(sp.csc_array((2, 2)))).tolist() == [True, True]


@pytest.mark.parametrize(("spec", "matching"), [("kkt2:20", "none"), ("lap2:20", "none")])
def test_what_needs_no_pairs_is_not_matched(spec, matching):
    assert analyze(generate(spec), factorization="ldlt").matching.method == matching


def test_constraints_without_enough_unknowns_of_their_own_are_matched():
    n, m = 40, 30
    rng = np.random.default_rng(0)
    B = sp.random_array((m, n), density=0.2, rng=rng) + sp.eye_array(m, n)
    A = sp.block_array([[sp.eye_array(n), B.T], [B, None]])
    plan = analyze(A, ordering=np.r_[n : n + m, :n])  # all constraints are eliminated first
    assert plan.matching.method == "product"
