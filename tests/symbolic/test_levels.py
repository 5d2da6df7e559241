"""Levels of fill of bloks, against those of single entries by their definition."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from pastix_py import analyze, generate
from pastix_py.symbolic.levels import FAR, fill_levels


def entry_levels(pattern):
    """Return the level of fill of every entry of a dense pattern, FAR where there is none."""
    level = np.where(pattern | pattern.T, 0, FAR)
    np.fill_diagonal(level, 0)
    for k in range(len(level)):
        after = slice(k + 1, None)
        level[after, after] = np.minimum(level[after, after], level[after, k, None] + level[None, k, after] + 1)
    return np.minimum(level, FAR)


def levels_of(spec, most, **options):
    """Return (plan, matrix in the order of the factor as a dense pattern, levels of its bloks)."""
    matrix = generate(spec)
    plan = analyze(matrix, row_order="none", **options)
    perm = plan.ordering.perm
    pattern = matrix.full().toarray()[np.ix_(perm, perm)] != 0
    return plan, pattern, fill_levels(matrix, plan.ordering.iperm, plan.symbol, plan.layout.col_cblk, most)


@pytest.mark.parametrize("spec", ["lap2:7", "lap3:4", "circuit:60", "convdiff3:4"])
def test_bloks_of_one_entry(spec):
    plan, pattern, level = levels_of(spec, FAR, panel_width=1, amalgamation=0.0)
    wanted, symbol = entry_levels(pattern), plan.symbol
    for b, c in enumerate(plan.layout.blok_cblk):
        assert symbol.blok_end[b] - symbol.blok_begin[b] == 1
        assert level[b] == wanted[symbol.blok_begin[b], symbol.cblk_col[c]]
    assert level.max() > 1


@pytest.mark.parametrize("spec", ["lap3:6", "circuit:200"])
def test_bloks_with_entries_have_level_zero(spec):
    plan, pattern, level = levels_of(spec, FAR, panel_width=8)
    symbol = plan.symbol
    for b, c in enumerate(plan.layout.blok_cblk):
        rows, columns = slice(symbol.blok_begin[b], symbol.blok_end[b]), slice(*symbol.cblk_col[c : c + 2])
        is_diagonal = b == symbol.cblk_blok[c]
        assert (level[b] == 0) == (is_diagonal or pattern[rows, columns].any())


def test_higher_levels_are_not_told_apart():
    _, _, whole = levels_of("lap3:6", FAR, panel_width=4)
    for most in (1, 2):
        _, _, level = levels_of("lap3:6", most, panel_width=4)
        assert_array_equal(level, np.minimum(whole, most))
