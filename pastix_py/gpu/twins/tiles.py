"""Twins of `cuda/tiles.cu`. Work items are `first:first + count` of their tables; `step` is the tile of all of them."""

import numpy as np

from pastix_py.gpu.twins.gather import panel_of
from pastix_py.gpu.twins.solve import TILE
from pastix_py.layout.sweeps import COLUMN, WIDTH
from pastix_py.numeric.panel import LDLH, LDLT, LLH, LLT, LU

ROWS = 32  # of a piece of `solve_rows`
TARGET_ROWS, TARGET_COLUMNS = 64, 32  # of a piece of `update_rest`
BELOW, BEYOND, RIGHT = range(3)  # sides of a tile: rows of L, rows of U, columns of the diagonal block


def _is_conj(kind, symmetric):
    return kind == LDLH or (kind in (LLT, LLH) and not symmetric)


def _tile(inverses, inverse_at, c, low, n):
    """Return the inverse of a tile of n columns, a view."""
    at = inverse_at[c] + low * TILE
    return inverses[at : at + n * n].reshape(n, n).T


def _pivot(pivot, limits):
    """Return (pivot, 0), or what replaces one that is below the threshold, or no number, and 1."""
    size = abs(pivot)
    if size > limits[0] or (size == limits[0] and size > 0):
        return pivot, 0
    return (pivot / size * limits[1] if size > 0 else limits[1] if size == 0 else pivot), 1


def factor_tiles(L, inverses, inverse_at, panels, cblk, first, count, step, kind, symmetric, limits, marks, outcome):
    """Factor tile `step` of cblks in place, without exchanges, and keep its inverse.

    The inverse has the places of the factors: of LLᵀ and LLᴴ that of L; else strictly below the diagonal that of the
    unit lower L, and on and above it that of U, or the inverse of D with zeros above. `limits` is (threshold,
    substitute) for pivots, `marks` has 1 for those replaced, `outcome` of a cblk counts them, or becomes −1 − the first
    column whose pivot is not positive; nothing more is done for such a cblk.
    """
    conj, roots, square = _is_conj(kind, symmetric), kind in (LLT, LLH), kind == LU
    for c in cblk[first : first + count]:
        low, own = step * TILE, panels[c, COLUMN] + step * TILE
        n = min(TILE, panels[c, WIDTH] - low)
        place = panel_of(L, c, panels, 0)[low : low + n, low : low + n]
        tile, replaced = place.copy(), 0
        for j in range(n if outcome[c] >= 0 else 0):
            pivot = tile[j, j].real if conj else tile[j, j]
            if roots and conj:
                if not pivot > 0:
                    outcome[c] = -1 - (own + j)
                    break
            else:
                pivot, poor = _pivot(pivot, limits)
                marks[own + j] |= poor
                replaced += poor
            tile[j, j] = np.sqrt(pivot) if roots else pivot
            column = tile[j + 1 :, j].copy()
            tile[j + 1 :, j] /= tile[j, j]
            row = tile[j, j + 1 :] if square else tile[j + 1 :, j] if roots else column
            tile[j + 1 :, j + 1 :] -= np.outer(tile[j + 1 :, j], row.conj() if conj else row)
        if outcome[c] < 0:
            continue
        outcome[c] += replaced
        place[:] = tile if square else np.where(np.tri(n, dtype=bool), tile, place)
        kept = _tile(inverses, inverse_at, c, low, n)
        eye = np.eye(n, dtype=L.dtype)
        lower = np.tril(tile) if roots else np.tril(tile, -1) + eye
        lower = np.linalg.inv(lower)
        if roots:
            kept[:] = np.tril(lower)
        elif square:
            kept[:] = np.tril(lower, -1) + np.triu(np.linalg.inv(np.triu(tile)))
        else:
            kept[:] = np.tril(lower, -1) + np.diag(1 / tile.diagonal())


def solve_rows(
    L, U, inverses, inverse_at, panels, piece_cblk, piece_row, piece_side, first, count, step, kind, symmetric
):
    """Multiply up to `ROWS` rows beside a factored tile by its inverse, in place.

    They are rows of the panel of L from `piece_row` on, or rows of that of U, or columns of the diagonal block, which
    are rows of Uᵀ, by `piece_side`.
    """
    part = slice(first, first + count)
    for c, top, side in zip(piece_cblk[part], piece_row[part], piece_side[part], strict=True):
        low, w = step * TILE, panels[c, WIDTH]
        n = min(TILE, w - low)
        inverse = _tile(inverses, inverse_at, c, low, n)
        lower = np.tril(inverse, -1) + np.eye(n, dtype=L.dtype)
        if kind == LU:
            factor = np.triu(inverse) if side == BELOW else lower.T
        else:
            factor = (np.tril(inverse) if kind in (LLT, LLH) else lower).T
            factor = factor.conj() if _is_conj(kind, symmetric) else factor
            factor = factor * inverse.diagonal() if kind in (LDLT, LDLH) else factor
        panel = panel_of(L, c, panels, 0)[:w].T if side == RIGHT else panel_of(U if side else L, c, panels, side)
        panel[top : top + ROWS, low : low + n] = panel[top : top + ROWS, low : low + n] @ factor


def update_rest(L, U, panels, piece_cblk, piece_row, piece_column, piece_side, first, count, step, kind, symmetric):
    """Subtract from columns right of a factored tile what it contributes to them, in the same panel.

    A piece is up to `TARGET_ROWS` × `TARGET_COLUMNS` entries of the panel of L, or of U, by `piece_side`. Of symmetric
    kinds only what is on and below the diagonal is written.
    """
    part, square = slice(first, first + count), kind == LU
    pieces = piece_cblk[part], piece_row[part], piece_column[part], piece_side[part]
    for c, top, left, side in zip(*pieces, strict=True):
        low, w = step * TILE, panels[c, WIDTH]
        own, stop = slice(low, min(low + TILE, w)), min(left + TARGET_COLUMNS, w)
        block, panel = panel_of(L, c, panels, 0)[:w], panel_of(U if side else L, c, panels, side)
        B = block[own, left:stop].T if square and side == BELOW else block[left:stop, own]
        B = B.conj() if _is_conj(kind, symmetric) else B
        B = B * block.diagonal()[own] if kind in (LDLT, LDLH) else B
        rows = panel[top : top + TARGET_ROWS]
        change = rows[:, own] @ B.T
        below = (top + np.arange(rows.shape[0]))[:, None] >= np.arange(left, stop)
        rows[:, left:stop] -= change if square else np.where(below, change, 0)
