"""A scattered into panels, read back entry by entry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from problems import KINDS, PRECISIONS, system

from pastix_py import analyze
from pastix_py.matrix.check import canonical
from pastix_py.numeric.assemble import assemble


def stored(plan, panels):
    """Return the dense matrix that the panels hold, new numbering: L with its diagonal blocks, and U turned."""
    dense = np.zeros((plan.n, plan.n), panels.dtype)
    symbol, layout = plan.symbol, plan.layout
    for c in range(symbol.n_cblk):
        first, stop = symbol.cblk_col[c], symbol.cblk_col[c + 1]
        width, m = stop - first, layout.cblk_rows[c]
        bloks = range(symbol.cblk_blok[c], symbol.cblk_blok[c + 1])
        rows = np.concatenate([np.arange(symbol.blok_begin[b], symbol.blok_end[b]) for b in bloks])
        at = layout.cblk_coef[c]
        dense[rows, first:stop] = panels.L[at : at + m * width].reshape(width, m).T
        if plan.kind == "lu":
            at = layout.cblk_coef_u[c]
            dense[first:stop, rows[width:]] = panels.U[at : at + (m - width) * width].reshape(width, m - width)
    return dense


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_every_entry_has_its_place(kind, precision):
    A = system(80, kind, precision, 0.08, seed=3)
    matrix = canonical(A)
    plan = analyze(matrix, factorization=kind, panel_width=7)
    held = stored(plan, assemble(plan, matrix, PRECISIONS[precision])[0])
    perm = plan.ordering.perm
    wanted = A.toarray()[np.ix_(perm, perm)]
    if kind != "lu":
        held, wanted = np.tril(held), np.tril(wanted)
    assert_array_equal(held, wanted)


@given(st.integers(0, 30), st.floats(0, 0.6), st.integers(0, 10**6))
def test_symmetric_matrix_in_an_lu(n, density, seed):
    A = system(n, "ldlt", "d", density, seed)
    matrix = canonical(A)
    plan = analyze(matrix, factorization="lu", panel_width=4)
    perm = plan.ordering.perm
    assert_array_equal(stored(plan, assemble(plan, matrix, np.float64)[0]), A.toarray()[np.ix_(perm, perm)])


def test_memory_is_used_again():
    A = system(50, "llt")
    matrix = canonical(A)
    plan = analyze(matrix)
    first = assemble(plan, matrix, np.float64)[0]
    held = first.L.copy()
    first.L[:] = np.nan
    again = assemble(plan, matrix, np.float64, first)[0]
    assert again.L is first.L
    assert_array_equal(again.L, held)
    other = assemble(plan, matrix, np.float32, first)[0]
    assert other.L is not first.L
