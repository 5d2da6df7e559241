"""Tables of the numeric kernels against those made by brute force."""

from itertools import pairwise

import numpy as np
import pytest
from device_tables import pieces_of, rows_of, structure, tiles_of
from numpy.testing import assert_array_equal
from problems import system

from pastix_py import analyze
from pastix_py.gpu.levels import levels_of
from pastix_py.gpu.numeric_tables import (
    FACE,
    FACES,
    SOURCE,
    TARGET,
    TOP,
    numeric_tables,
    panel_tables,
    update_tables,
)
from pastix_py.gpu.twins import tiles


def planned(kind, width=70, n=300, density=0.02, schur=()):
    return analyze(system(n, kind, "d", density, seed=4), factorization=kind, panel_width=width, schur=schur)


def test_levels():
    plan = planned("llt", 30)
    ptr, order = levels_of(plan.symbol, plan.n_factored)
    assert_array_equal(np.sort(order), np.arange(plan.symbol.n_cblk))
    level = np.empty(order.size, int)
    for number, (low, high) in enumerate(pairwise(ptr)):
        level[order[low:high]] = number
        width = np.diff(plan.symbol.cblk_col)[order[low:high]]
        assert (np.diff(width) <= 0).all() and width.size
    for f in range(plan.symbol.n_cblk):
        sources = plan.layout.blok_cblk[plan.symbol.brow[plan.symbol.brow_ptr[f] : plan.symbol.brow_ptr[f + 1]]]
        assert level[f] == max((level[c] + 1 for c in sources), default=0)


@pytest.mark.parametrize("kind", ["ldlt", "lu"])
def test_steps_and_pieces(kind):
    plan = planned(kind)
    tables, s, square = numeric_tables(plan), structure(plan), kind == "lu"
    width = np.diff(plan.symbol.cblk_col)
    for level, (low, high) in enumerate(pairwise(tables.cblk_ptr)):
        cblks = tables.cblk[low:high]
        steps = range(tables.step_ptr[level], tables.step_ptr[level + 1])
        assert len(steps) == -(-width[cblks].max() // tiles.TILE)
        for step, at in enumerate(steps):
            wide = cblks[: tables.step_count[at]]
            assert set(wide) == set(cblks[width[cblks] > step * tiles.TILE])
            made = zip(*(a[tables.rows_ptr[at] : tables.rows_ptr[at + 1]] for a in tables.rows), strict=True)
            expected = pieces_of(s, wide, step, (0, 1, 2) if square else (0,))
            assert sorted(made) == sorted(zip(*expected, strict=True))
            made = list(zip(*(a[tables.rest_ptr[at] : tables.rest_ptr[at + 1]] for a in tables.rest), strict=True))
            assert len(made) == len(set(made))
            covered = {(c, i, j, side) for c, row, j, side in made for i in range(row, row + tiles.TARGET_ROWS)}
            for c, top, j, side in zip(*pieces_of(s, wide, step, (0, 1) if square else (0,), 32), strict=True):
                for i in range(top, min(top + tiles.TARGET_ROWS, s.panels[c, 2] - side * width[c])):
                    assert square or i < j or (c, i, j, side) in covered


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_sources(kind):
    plan = planned(kind)
    tables, s = numeric_tables(plan, large=40**3), structure(plan)
    assert tables.large.size
    large = {b for update in tables.large for b in bloks_of(plan, update)}
    for level, (low, high) in enumerate(pairwise(tables.cblk_ptr)):
        for beyond in range(2 if kind == "lu" else 1):
            part = slice(*tables.gather_ptr[2 * level + beyond : 2 * level + beyond + 2])
            made = list(zip(*(a[part] for a in tables.tiles), strict=True))
            expected, ptr, source = tiles_of(s, tables.cblk[low:high], beyond)
            wanted = {
                tile: [b for b in source[a:b] if b not in large]
                for tile, a, b in zip(zip(*expected, strict=True), ptr, ptr[1:], strict=False)
            }
            wanted = {tile: held for tile, held in wanted.items() if held}
            cuts = tables.source_ptr[part.start : part.stop + 1]
            got = {t: tables.source[a:b].tolist() for t, a, b in zip(made, cuts, cuts[1:], strict=False)}
            for tile, held in got.items():
                assert held == wanted[tile], (tile, held)
            assert set(got) == set(wanted)


def bloks_of(plan, update):
    """Return the bloks of the source that face the target of a large update, having checked what it says of them."""
    symbol, c = plan.symbol, update[SOURCE]
    own = np.arange(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1])
    facing = own[symbol.blok_face[own] == update[TARGET]]
    assert update[TOP] == update[FACE] == plan.layout.blok_row[facing[0]]
    assert update[FACES] == (symbol.blok_end - symbol.blok_begin)[facing].sum()
    width = np.diff(symbol.cblk_col)[c]
    assert (rows_of(symbol, c).size - update[TOP]) * update[FACES] * width >= 40**3
    return facing.tolist()


def test_a_schur_complement_is_the_last_level():
    plan = planned("ldlt", schur=np.arange(20))
    tables = numeric_tables(plan)
    assert tables.cblk[tables.cblk_ptr[-2] :].tolist() == [plan.symbol.n_cblk - 1]
    assert tables.step_ptr[-1] == tables.step_ptr[-2]
    assert tables.gather_ptr[-1] > tables.gather_ptr[-3]


def sources_of(plan, tables):
    """Return ({(side, tile): its sources}, large updates, sorted) of tables."""
    found = {}
    for side in range(2):
        for level in range(tables.n_level):
            for t in range(*tables.gather_ptr[2 * level + side : 2 * level + side + 2]):
                tile = side, *(int(column[t]) for column in tables.tiles)
                found.setdefault(tile, []).extend(tables.source[slice(*tables.source_ptr[t : t + 2])].tolist())
    return found, sorted(map(tuple, tables.large.tolist()))


@pytest.mark.parametrize("kind", ["ldlt", "lu"])
@pytest.mark.parametrize("schur", [(), (3, 40, 71)])
def test_parts_of_the_updates_are_the_whole(kind, schur):
    """The cblks before a window, cut in two, and those in it: their sources are those of all cblks, in their order."""
    plan = planned(kind, schur=schur)
    n, known, parts, large, cblks = plan.symbol.n_cblk, panel_tables(plan), {}, [], []
    cuts = [0, n // 3, n // 2, n - 2, n]
    for first, stop in pairwise(cuts):
        half = first // 2
        made = [update_tables(plan, (a, b), (first, stop), known, 40**3) for a, b in ((0, half), (half, first))]
        made.append(numeric_tables(plan, 40**3, (first, stop), known))
        assert all(not tables.step_count.size and not tables.rows[0].size for tables in made[:-1])
        cblks += np.sort(made[-1].cblk).tolist()
        for tables in made:
            tiles, updates = sources_of(plan, tables)
            large += updates
            for tile, held in tiles.items():
                parts.setdefault(tile, []).extend(held)
    whole = sources_of(plan, numeric_tables(plan, 40**3))
    assert cblks == list(range(n)) and len(whole[1]) > 1
    assert (parts, sorted(large)) == whole
