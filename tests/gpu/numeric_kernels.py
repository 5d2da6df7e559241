"""Numeric kernels of `gpu/cuda` against their twins, and what these make against the factor of the CPU."""

from itertools import pairwise

import emulated
import numpy as np
import pytest
from device_factor import assert_same_factor, device_factor, levels
from device_tables import pieces_of, rows_of, structure, tiles_of
from numpy.testing import assert_allclose, assert_array_equal
from problems import KINDS, system, tolerance

from pastix_py import factorize
from pastix_py.dense.pivots import substitute_for
from pastix_py.gpu.numeric_tables import numeric_tables
from pastix_py.gpu.twins import gather, tiles
from pastix_py.layout.kind import KINDS as NAMES
from pastix_py.numeric.assemble import assemble
from pastix_py.numeric.threshold import pivot_threshold

PLAIN = {"scaling": "none", "matching": "none"}


def factor(s, panels, launch, symmetric, limits):
    """Factor assembled panels in place; returns (inverses, inverse_at, marks, outcome)."""
    kind, square, L, U = NAMES.index(s.plan.kind), s.plan.kind == "lu", panels.L, panels.U
    width = np.diff(s.plan.symbol.cblk_col)
    size = width // 32 * 1024 + (width % 32) ** 2
    inverse_at = np.concatenate(([0], np.cumsum(size)))
    inverses, marks = np.full(inverse_at[-1], np.nan, L.dtype), np.zeros(s.plan.n, np.int8)
    outcome = np.zeros(s.plan.symbol.n_cblk, np.int64)
    scaled, conj = int(s.plan.kind in ("ldlt", "ldlh")), int(kind in (1, 3) or (kind == 0 and not symmetric))
    ptr, order = levels(s.plan)
    for low, high in pairwise(ptr):
        cblks = order[low:high]
        for beyond in range(1 + square):
            tile, source_ptr, source = tiles_of(s, cblks, beyond)
            if tile:
                told = s.panels, s.bloks, *tile, source_ptr, source, 0, source_ptr.size - 1
                launch("gather_updates", source_ptr.size - 1, (L, U, *told, int(square), beyond, scaled, conj))
        for step in range(-(-int(width[cblks].max()) // tiles.TILE)):
            wide = cblks[width[cblks] > step * tiles.TILE]
            own = wide.astype(np.int32), 0, wide.size, step, kind, int(symmetric)
            launch("factor_tiles", wide.size, (L, inverses, inverse_at, s.panels, *own, limits, marks, outcome))
            piece = pieces_of(s, wide, step, (0, 1, 2) if square else (0,))
            if piece:
                told = L, U, inverses, inverse_at, s.panels, *piece, 0, piece[0].size, step, kind, int(symmetric)
                launch("solve_rows", piece[0].size, told)
            piece = pieces_of(s, wide, step, (0, 1) if square else (0,), tiles.TARGET_COLUMNS)
            if piece:
                told = L, U, s.panels, *piece, 0, piece[0].size, step, kind, int(symmetric)
                launch("update_rest", piece[0].size, told)
    return inverses, inverse_at, marks, outcome


def checking(precision, ran):
    def launch(name, grid, args):
        ran.add(name)
        emulated.check(name, grid, args, tolerance(precision))

    return launch


@pytest.mark.skipif(not emulated.HAS_COMPILER, reason="no g++")
@pytest.mark.parametrize(("kind", "precision"), [("llt", "d"), ("ldlh", "c"), ("ldlt", "z"), ("lu", "z"), ("lu", "s")])
def test_products_scattered(kind, precision):
    F, s, panels, _, _ = prepared(kind, precision, n=90, width=60)
    tables, square = numeric_tables(F.plan, large=1), int(kind == "lu")
    assert not tables.source.size
    width, rng = np.diff(F.plan.symbol.cblk_col), np.random.default_rng(0)
    for source, target, top, face, faces in tables.large[::3].tolist():
        for beyond in range(1 + square):
            first = face + faces if beyond else top
            n_row = int(F.plan.layout.cblk_rows[source]) - first
            W = rng.standard_normal(n_row * faces).astype(F.dtype)
            told = W, n_row, faces, panels.L, panels.U, s.panels, s.bloks, source, target, first, face, square, beyond
            grid = -(-n_row // gather.ROWS), -(-faces // gather.COLUMNS)
            emulated.check("scatter_subtract", grid, told, 0)
        B, w = np.full(faces * width[source] + 1, np.nan, F.dtype), int(width[source])
        told = B, faces, panels.L, s.panels, source, face, int(kind[:3] == "ldl"), int(kind in ("llh", "ldlh"))
        emulated.check("facing_rows", -(-faces * w // gather.THREADS), told, tolerance(F.dtype))
        assert np.isfinite(B[:-1]).all() and np.isnan(B[-1])
    assert width.max() > gather.COLUMNS


def prepared(kind, precision, n=130, width=40, seed=3):
    A = system(n, kind, precision, 0.05, seed=seed)
    F = factorize(A, factorization=kind, precision=precision, panel_width=width, **PLAIN)
    threshold = np.zeros(1, F.dtype).real.dtype.type(pivot_threshold(F.scaled.matrix, F.dtype))
    limits = np.array([threshold, substitute_for(threshold)])
    return (
        F,
        structure(F.plan),
        assemble(F.plan, F.scaled.matrix, F.dtype)[0],
        kind == "llt" and F.dtype.kind == "c",
        limits,
    )


@pytest.mark.skipif(not emulated.HAS_COMPILER, reason="no g++")
@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_against_twins(kind, precision):
    F, s, panels, symmetric, limits = prepared(kind, precision)
    width, ran = np.diff(F.plan.symbol.cblk_col), set()
    assert width.max() > tiles.TILE
    assert (np.sort(width)[-2:] > 16).all()  # the first of them contributes to the last by staged strips
    kept = factor(s, panels, checking(F.dtype, ran), symmetric, limits)
    assert_same_factor(F.plan, panels, F.panels, tolerance(F.dtype))
    assert ran == {*emulated.kernels("gather"), *emulated.kernels("tiles")} - {"scatter_subtract", "facing_rows"}
    known = device_factor(F.plan, F.panels)
    assert_array_equal(kept[1], known.inverse_at)
    assert_allclose(kept[0], known.inverses, rtol=0, atol=tolerance(F.dtype) * abs(known.inverses).max())
    assert not kept[2].any() and not kept[3].any()


@pytest.mark.skipif(not emulated.HAS_COMPILER, reason="no g++")
@pytest.mark.parametrize(("kind", "precision"), [("ldlt", "z"), ("ldlh", "c"), ("lu", "d"), ("llt", "z"), ("llt", "d")])
def test_pivots_that_vanish(kind, precision):
    """A zero column and row: its pivot is replaced, and for a factorization that cannot, it is told of."""
    F, s, panels, symmetric, limits = prepared(kind, precision, n=60, width=40)
    column = int(F.plan.symbol.cblk_col[F.plan.symbol.n_cblk // 2])
    for c in range(s.plan.symbol.n_cblk):
        rows, at, m = rows_of(s.plan.symbol, c), s.plan.layout.cblk_coef[c], s.plan.layout.cblk_rows[c]
        first, stop = s.plan.symbol.cblk_col[c : c + 2]
        panel = panels.L[at : at + m * (stop - first)].reshape(stop - first, m).T
        panel[rows == column] = 0
        beyond = panels.U[s.plan.layout.cblk_coef_u[c] :][: (m - stop + first) * (stop - first)]
        if kind == "lu":
            beyond.reshape(stop - first, -1).T[rows[stop - first :] == column] = 0
        if first <= column < stop:
            panel[:, column - first] = 0
            if kind == "lu":
                beyond.reshape(stop - first, -1)[column - first] = 0
    launch = checking(F.dtype, set())
    inverses, _, marks, outcome = factor(s, panels, launch, symmetric, limits)
    if kind == "llt" and precision == "d":
        assert outcome[outcome < 0].max() == -1 - column and not marks.any()
        return
    assert np.flatnonzero(marks).tolist() == [column]
    assert outcome.sum() == 1 and outcome.min() == 0
    expected = limits[1] ** (0.5 if kind == "llt" else 1)
    assert_allclose(panels.diagonal(F.plan)[column], expected, rtol=1e-5)
    assert np.isfinite(inverses).all()
