"""Where the coefficients live: one column-major panel per cblk, laid one after the other in a flat array."""

from typing import NamedTuple

import numpy as np

LEAST_WIDTH = 32  # columns of a cblk that is worth compressing


class Layout(NamedTuple):
    """Offsets and strides of the panels. All arrays int64.

    Entry (i, j) of L, with j in cblk c and i at row r of blok b, is `L[cblk_coef[c] + (j − cblk_col[c]) ·
    cblk_rows[c] + blok_row[b] + r]`. The diagonal block is stored square. For LU it holds both triangles, and U,
    transposed, has a panel of its own without the diagonal block: `U[cblk_coef_u[c] + (j − cblk_col[c]) ·
    (cblk_rows[c] − width) + …]`. A cblk that is compressed takes no coefficients here.
    """

    cblk_coef: np.ndarray  # (n_cblk+1) offset of each panel in L
    cblk_coef_u: np.ndarray  # (n_cblk+1) offset of each panel in U, all 0 where the kind has no U
    cblk_rows: np.ndarray  # (n_cblk) rows of a panel = its leading dimension
    blok_row: np.ndarray  # (n_blok) row of each blok inside its panel
    col_cblk: np.ndarray  # (n) cblk of each column
    blok_cblk: np.ndarray  # (n_blok) cblk that holds each blok
    is_low: np.ndarray  # (n_cblk) int8, 1 where a cblk is compressed


def panel_size(width, rows, square):
    """Return the coefficients of a panel of L, with those of U behind it where it is `square`; of numbers or arrays."""
    return width * (2 * rows - width if square else rows)


def lay_out(symbol, kind, compress=False, n_schur=0):
    """Return the `Layout` of a `Symbol` for a factorization kind.

    Where it is to `compress`, wide cblks with rows below are compressed, but not that of a Schur complement.
    """
    height = symbol.blok_end - symbol.blok_begin
    above = np.concatenate([[0], np.cumsum(height)])
    first = symbol.cblk_blok[:-1]
    cblk_rows = above[symbol.cblk_blok[1:]] - above[first]
    width = np.diff(symbol.cblk_col)
    blok_row = above[:-1] - np.repeat(above[first], np.diff(symbol.cblk_blok))
    is_low = ((width >= LEAST_WIDTH) & (cblk_rows > width) & compress).astype(np.int8)
    is_low[symbol.n_cblk - int(n_schur > 0) :] = 0
    coef = np.concatenate([[0], np.cumsum(np.where(is_low, 0, width * cblk_rows))])
    below = np.concatenate([[0], np.cumsum(np.where(is_low, 0, width * (cblk_rows - width)))])
    return Layout(
        coef,
        below if kind == "lu" else np.zeros_like(below),
        cblk_rows,
        blok_row,
        np.repeat(np.arange(symbol.n_cblk), width),
        np.repeat(np.arange(symbol.n_cblk), np.diff(symbol.cblk_blok)),
        is_low,
    )
