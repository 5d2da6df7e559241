"""The plan: panels of bounded width, coefficients that do not overlap, tasks in order, a file that keeps it all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from problems import system

from pastix_py import InputError, Plan, analyze, generate
from pastix_py.layout.kind import KINDS
from pastix_py.layout.split import split
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.ordering import Ordering
from pastix_py.symbolic.factorize import symbolic_factorization

problems = st.builds(system, st.integers(0, 40), st.just("llt"), st.just("d"), st.floats(0, 0.5), st.integers(0, 10**6))


def structure(A):
    from pastix_py.matrix.check import canonical

    matrix = canonical(A)
    ordering = Ordering.from_perm(np.arange(matrix.n), "natural", matrix.pattern_fingerprint)
    return symbolic_factorization(graph_of(matrix), ordering, 1.0, 0)[1]


@given(problems, st.integers(1, 12))
def test_split_keeps_the_pattern_and_bounds_the_width(A, width):
    symbol = structure(A)
    panels = split(symbol, width)
    assert np.diff(panels.cblk_col).max(initial=0) <= width
    assert set(symbol.cblk_col) <= set(panels.cblk_col)
    assert_array_equal(panels.pattern(), symbol.pattern())
    for b in range(panels.n_blok):
        low, high = panels.cblk_col[panels.blok_face[b]], panels.cblk_col[panels.blok_face[b] + 1]
        assert low <= panels.blok_begin[b] < panels.blok_end[b] <= high


@given(problems, st.integers(1, 12))
def test_brow_lists_the_bloks_that_face(A, width):
    panels = split(structure(A), width)
    diagonal = set(panels.cblk_blok[:-1])
    for c in range(panels.n_cblk):
        listed = panels.brow[panels.brow_ptr[c] : panels.brow_ptr[c + 1]]
        wanted = [b for b in range(panels.n_blok) if panels.blok_face[b] == c and b not in diagonal]
        assert list(listed) == wanted


@given(problems, st.sampled_from(["llt", "lu"]), st.integers(1, 12))
def test_coefficients_are_laid_out_without_gap_or_overlap(A, kind, width):
    plan = analyze(A, factorization=kind, panel_width=width)
    symbol, layout = plan.symbol, plan.layout
    height = symbol.blok_end - symbol.blok_begin
    for c in range(symbol.n_cblk):
        bloks = slice(symbol.cblk_blok[c], symbol.cblk_blok[c + 1])
        width = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
        assert layout.cblk_rows[c] == height[bloks].sum()
        assert_array_equal(layout.blok_row[bloks], np.cumsum(height[bloks]) - height[bloks])
        assert layout.cblk_coef[c + 1] - layout.cblk_coef[c] == width * layout.cblk_rows[c]
        beyond = width * (layout.cblk_rows[c] - width) if kind == "lu" else 0
        assert layout.cblk_coef_u[c + 1] - layout.cblk_coef_u[c] == beyond
        assert set(layout.col_cblk[symbol.cblk_col[c] : symbol.cblk_col[c + 1]]) == {c}
    assert plan.predicted_bytes(np.float32) == 4 * plan.n_coefficients()


def test_nnz_factor_counts_exact_entries():
    A = system(60, "llt", "d", 0.1, 4)
    perm = analyze(A, amalgamation=3.0).ordering.perm
    dense = np.linalg.cholesky(A.toarray()[np.ix_(perm, perm)])
    assert np.count_nonzero(abs(dense) > 1e-14) <= analyze(A).nnz_factor
    lower = analyze(A, factorization="ldlt").nnz_factor
    assert analyze(A, factorization="lu").nnz_factor == 2 * lower - 60


@pytest.mark.parametrize("kind", KINDS)
def test_saved_and_loaded(tmp_path, kind):
    A = generate("helm3:4") if kind in ("llt", "ldlt", "lu") else generate("lap3:4")
    plan = analyze(A, factorization=kind, panel_width=9)
    plan.save(tmp_path / "A.plan")
    again = Plan.load(tmp_path / "A.plan")
    assert (again.kind, again.pattern, again.cost) == (plan.kind, plan.pattern, plan.cost)
    for noun in ("symbol", "layout", "tasks"):
        for one, other in zip(getattr(plan, noun), getattr(again, noun), strict=True):
            assert_array_equal(one, other)
    assert_array_equal(plan.ordering.perm, again.ordering.perm)
    assert repr(again) == repr(plan)


def test_damaged_file_is_refused(tmp_path):
    path = tmp_path / "A.plan"
    analyze(generate("lap3:6")).save(path)
    whole = path.read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError):
            Plan.load(path)
    path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 255]) + whole[5001:])
    with pytest.raises(InputError):
        Plan.load(path)


def test_with_kind_lays_out_anew():
    plan = analyze(generate("lap3:5"))
    assert plan.with_kind("llt") is plan
    other = plan.with_kind("lu")
    assert other.layout.cblk_coef_u[-1] > 0
    assert other.symbol is plan.symbol
