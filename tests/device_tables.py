"""Tables of the numeric kernels on a device by brute force: what their documentation says, nothing more."""

from typing import NamedTuple

import numpy as np

from pastix_py.gpu.twins import gather, tiles
from pastix_py.layout.sweeps import buffered


def short(rows):
    return [np.array(column, np.int32) for column in zip(*rows, strict=True)]


class Structure(NamedTuple):
    plan: object
    panels: np.ndarray
    bloks: np.ndarray


def structure(plan):
    symbol, layout = plan.symbol, plan.layout
    bloks = symbol.blok_begin, symbol.blok_end - symbol.blok_begin, layout.blok_row, layout.blok_cblk
    return Structure(plan, buffered(symbol, layout, plan.n_factored)[1], np.column_stack(bloks))


def rows_of(symbol, c):
    bloks = range(symbol.cblk_blok[c], symbol.cblk_blok[c + 1])
    return np.concatenate([np.arange(symbol.blok_begin[b], symbol.blok_end[b]) for b in bloks])


def tiles_of(s, cblks, beyond):
    """Return (tiles (cblk, row, column), source_ptr, source) of the panels of cblks."""
    symbol, found, sources = s.plan.symbol, [], []
    for f in cblks:
        first, stop = symbol.cblk_col[f : f + 2]
        rows = rows_of(symbol, f)[stop - first if beyond else 0 :]
        for left in range(0, stop - first, gather.COLUMNS):
            for top in range(0, rows.size, gather.ROWS):
                here = rows[top : top + gather.ROWS]
                columns = np.arange(first + left, min(first + left + gather.COLUMNS, stop))
                held = []
                for b in symbol.brow[symbol.brow_ptr[f] : symbol.brow_ptr[f + 1]]:
                    own = np.arange(symbol.blok_begin[b], symbol.blok_end[b])
                    source = rows_of(symbol, s.plan.layout.blok_cblk[b])
                    source = source if s.plan.kind == "lu" else source[source >= own[0]]
                    if np.isin(own, columns).any() and np.isin(source, here).any():
                        held.append(b)
                found.append((f, top, left))
                sources.append(held)
    ptr = np.cumsum([0, *map(len, sources)])
    return short(found), ptr.astype(np.int64), np.array([b for held in sources for b in held], np.int32)


def pieces_of(s, cblks, step, sides, columns=0):
    """Return (cblk, row, side) of all rows beside a tile, or (cblk, row, column, side) of what is right of it."""
    found = []
    for c in cblks:
        w, m = np.diff(s.plan.symbol.cblk_col)[c], s.plan.layout.cblk_rows[c]
        after = min((step + 1) * tiles.TILE, w)
        for side in sides:
            first, stop = {0: (after, m), 1: (0, m - w), 2: (after, w)}[side]
            for row in range(first, stop, tiles.TARGET_ROWS if columns else tiles.ROWS):
                if columns:
                    found += [(c, row, j, side) for j in range(after, w, columns)]
                else:
                    found.append((c, row, side))
    return short(found)
