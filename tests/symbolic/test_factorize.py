"""The symbol against the fill by definition."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from pastix_py.layout.layout import lay_out
from pastix_py.layout.split import split
from pastix_py.matrix.generate import generate
from pastix_py.options import Options
from pastix_py.ordering import counts, etree, subtrees
from pastix_py.ordering.graph import Graph, graph_of
from pastix_py.ordering.ordering import Ordering
from pastix_py.ordering.stage import order
from pastix_py.symbolic import row_lists
from pastix_py.symbolic.factorize import symbolic_factorization

CASES = st.tuples(st.integers(0, 30), st.floats(0, 0.3), st.integers(0, 10**6))
WIDTHS = st.integers(1, 6)


def problem(case):
    """Return (Graph, dense pattern, random Ordering)."""
    n, density, seed = case
    rng = np.random.default_rng(seed)
    dense = rng.random((n, n)) < density
    dense = (dense | dense.T) & ~np.eye(n, dtype=bool)
    ptr = np.concatenate([[0], np.cumsum(dense.sum(1))]).astype(np.int64)
    graph = Graph(n, ptr, np.nonzero(dense)[1].astype(np.int64))
    return graph, dense, Ordering.from_perm(rng.permutation(n), "random")


def fill(dense):
    """Return the lower pattern of the factor, by elimination."""
    L = np.tril(dense) | np.eye(len(dense), dtype=bool)
    for j in range(len(dense)):
        below = np.flatnonzero(L[:, j])
        below = below[below > j]
        L[np.ix_(below, below)] |= np.tril(np.ones((below.size, below.size), bool))
    return L


def check_symbol(symbol):
    """Assert what every `Symbol` promises."""
    assert symbol.cblk_col[0] == 0
    assert symbol.cblk_col[-1] == symbol.n
    assert (np.diff(symbol.cblk_col) > 0).all()
    facing = [[] for _ in range(symbol.n_cblk)]
    for c in range(symbol.n_cblk):
        low, high = symbol.cblk_blok[c], symbol.cblk_blok[c + 1]
        assert (symbol.blok_begin[low], symbol.blok_end[low]) == tuple(symbol.cblk_col[c : c + 2])
        assert symbol.blok_face[low] == c
        for b in range(low, high):
            f = symbol.blok_face[b]
            assert symbol.cblk_col[f] <= symbol.blok_begin[b] < symbol.blok_end[b] <= symbol.cblk_col[f + 1]
            if b > low:
                assert symbol.blok_end[b - 1] <= symbol.blok_begin[b]
                facing[f].append(b)
    for c in range(symbol.n_cblk):
        assert symbol.brow[symbol.brow_ptr[c] : symbol.brow_ptr[c + 1]].tolist() == facing[c]


@given(CASES, WIDTHS)
def test_without_amalgamation_the_symbol_has_no_entry_too_many(case, width):
    """Columns are reordered inside supernodes, where the fill can only shrink: the entries stay."""
    graph, dense, given_order = problem(case)
    ordering, symbol, cost, _ = symbolic_factorization(graph, given_order, 0.0)
    check_symbol(symbol)
    assert not (fill(dense[np.ix_(ordering.perm, ordering.perm)]) & ~symbol.pattern()).any()
    counts = fill(dense[np.ix_(given_order.perm, given_order.perm)]).sum(0).astype(int)
    assert symbol.pattern().sum() == counts.sum() == cost.nnz
    panels = split(symbol, width)
    check_symbol(panels)
    assert_array_equal(panels.pattern(), symbol.pattern())
    assert np.diff(panels.cblk_col).max(initial=0) <= width
    assert cost.flops("llt") == (counts**2).sum()
    assert cost.flops("lu", True) == 4 * sum((c - 1) * (2 * c - 1) for c in counts)
    assert cost.entries("lu") == 2 * counts.sum() - graph.n


@given(CASES, st.floats(0.1, 3.0))
def test_amalgamation_only_adds_and_never_joins_what_is_not_a_chain(case, scale):
    graph, dense, ordering = problem(case)
    ordering, symbol, cost, _ = symbolic_factorization(graph, ordering, scale)
    exact = fill(dense[np.ix_(ordering.perm, ordering.perm)])
    check_symbol(symbol)
    assert not (exact & ~symbol.pattern()).any()
    assert cost.nnz <= symbol.pattern().sum()


@given(CASES, st.integers(1, 5), WIDTHS)
def test_schur_unknowns_stay_last_and_in_order(case, n_schur, width):
    graph, dense, ordering = problem(case)
    n_schur = min(n_schur, graph.n)
    if not n_schur:
        return
    last = ordering.perm[graph.n - n_schur :]
    ordering, symbol, *_ = symbolic_factorization(graph, ordering, 1.0, n_schur)
    assert_array_equal(ordering.perm[graph.n - n_schur :], last)
    symbol = split(symbol, width, 1)
    check_symbol(symbol)
    assert symbol.cblk_col[-2] == graph.n - n_schur
    exact = fill(dense[np.ix_(ordering.perm, ordering.perm)])
    assert not (exact & ~symbol.pattern()).any()


@given(CASES, WIDTHS, st.sampled_from(["llt", "lu"]))
def test_layout_gives_every_entry_its_own_place(case, width, kind):
    graph, _, ordering = problem(case)
    symbol = split(symbolic_factorization(graph, ordering, 1.0)[1], width)
    layout = lay_out(symbol, kind)
    places = []
    for c in range(symbol.n_cblk):
        for b in range(symbol.cblk_blok[c], symbol.cblk_blok[c + 1]):
            for j in range(symbol.cblk_col[c + 1] - symbol.cblk_col[c]):
                start = layout.cblk_coef[c] + j * layout.cblk_rows[c] + layout.blok_row[b]
                places.extend(range(start, start + symbol.blok_end[b] - symbol.blok_begin[b]))
    assert sorted(places) == list(range(layout.cblk_coef[-1]))
    squares = (np.diff(symbol.cblk_col) ** 2).sum()
    assert layout.cblk_coef_u[-1] == (layout.cblk_coef[-1] - squares if kind == "lu" else 0)


@pytest.mark.parametrize("n", [40, 90])
def test_reordering_inside_supernodes_makes_fewer_bloks(n):
    """A star of overlapping cliques: without refinement the rows of each would be scattered."""
    rng = np.random.default_rng(7)
    dense = np.zeros((n, n), bool)
    core = np.arange(n - 20, n)
    dense[np.ix_(core, core)] = True
    for j in range(n - 20):
        dense[j, rng.permutation(core)[:10] if j < 2 else core[::2]] = True
    dense = (dense | dense.T) & ~np.eye(n, dtype=bool)
    ptr = np.concatenate([[0], np.cumsum(dense.sum(1))]).astype(np.int64)
    graph = Graph(n, ptr, np.nonzero(dense)[1].astype(np.int64))
    symbol = symbolic_factorization(graph, Ordering.from_perm(np.arange(n), "natural"), 0.0).symbol
    runs = [symbol.cblk_blok[c + 1] - symbol.cblk_blok[c] - 1 for c in range(symbol.n_cblk)]
    assert np.mean([r for r in runs if r]) < 5


def assert_same(one, other):
    """Assert that two structures have the same permutation, symbol and cost."""
    assert_array_equal(one.ordering.perm, other.ordering.perm)
    assert_array_equal(one.ordering.iperm, other.ordering.iperm)
    assert one.cost == other.cost
    for name in one.symbol._fields:
        assert_array_equal(getattr(one.symbol, name), getattr(other.symbol, name))


@given(CASES, st.sampled_from([0.0, 1.0]), st.integers(0, 3), WIDTHS)
def test_any_number_of_threads_gives_the_same(case, amalgamation, n_schur, width):
    graph, _, ordering = problem(case)
    given = (graph, ordering, amalgamation, min(n_schur, graph.n))
    one = symbolic_factorization(*given)
    small = [patch.object(module, "SMALL", 0) for module in (counts, etree, row_lists)]
    with small[0], small[1], small[2], patch.object(subtrees, "SHARES", 3), patch.object(subtrees, "LEAST", 2):
        several = symbolic_factorization(*given, threads=3)
    assert_same(one, several)
    for whole, cut in zip(split(one.symbol, width), split(one.symbol, width, threads=2), strict=True):
        assert_array_equal(whole, cut)


@pytest.mark.parametrize("spec", ["lap2:160", "lap3:28"])
def test_many_unknowns_on_two_threads(spec):
    graph = graph_of(generate(spec))
    ordering = order(graph, "nd", options=Options(threads=1, effort="low"))
    assert_same(symbolic_factorization(graph, ordering), symbolic_factorization(graph, ordering, threads=2))
