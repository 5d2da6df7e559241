"""Twin of `cuda/gather.cu`. Work items are `first:first + count` of their tables."""

import numpy as np

from pastix_py.layout.sweeps import BLOK, COEF, COEF_U, COLUMN, HEIGHT, WIDTH

ROWS, COLUMNS = 64, 32  # of a tile of a panel
THREADS = 256  # of a block
BEGIN, SIZE, ROW, OWNER = range(4)  # columns of the table of bloks


def panel_of(A, c, panels, beyond):
    """Return the panel of a cblk as (rows, width), a view: of L, or of U if `beyond`."""
    m, w = panels[c, HEIGHT], panels[c, WIDTH]
    rows, at = (m - w, panels[c, COEF_U]) if beyond else (m, panels[c, COEF])
    return A[at : at + rows * w].reshape(w, rows).T


def _rows_of(panels, bloks, c):
    """Return the rows of the matrix that a panel of L has."""
    own = bloks[panels[c, BLOK] : panels[c + 1, BLOK]]
    return np.concatenate([np.arange(b[BEGIN], b[BEGIN] + b[SIZE]) for b in own])


def gather_updates(
    L,
    U,
    panels,
    bloks,
    tile_cblk,
    tile_row,
    tile_column,
    source_ptr,
    source,
    first,
    count,
    square,
    beyond,
    scaled,
    conj,
):
    """Subtract from tiles of panels what narrow cblks contribute to them.

    A tile is up to `ROWS` × `COLUMNS` entries of the panel of `tile_cblk` from (`tile_row`, `tile_column`) on, in L or
    in U if `beyond`. Its sources are the bloks source[source_ptr[t]:source_ptr[t + 1]] that face the cblk, in this
    order; of each, the rows A of its panel that lie in the tile, times B: its own rows that are columns of the tile.
    A is of L, or U if `beyond`, B of the other one if `square`, else of L, times D if `scaled`, conjugated if `conj`.
    Where it is not `square` only what is on and below the diagonal is written.
    """
    for t in range(first, first + count):
        f, top, left = tile_cblk[t], tile_row[t], tile_column[t]
        shift = panels[f, WIDTH] if beyond else 0
        target = panel_of(U if beyond else L, f, panels, beyond)[top : top + ROWS, left : left + COLUMNS]
        rows = _rows_of(panels, bloks, f)[shift + top : shift + top + ROWS]
        columns = panels[f, COLUMN] + left + np.arange(target.shape[1])
        sums = np.zeros(target.shape, target.dtype)
        for b in source[source_ptr[t] : source_ptr[t + 1]]:
            c = bloks[b, OWNER]
            held = _rows_of(panels, bloks, c)
            skip = panels[c, WIDTH]
            from_row = skip if square else bloks[b, ROW]
            own = from_row + np.flatnonzero(np.isin(held[from_row:], rows))
            A = panel_of(U, c, panels, 1)[own - skip] if square and beyond else panel_of(L, c, panels, 0)[own]
            facing = bloks[b, ROW] + np.flatnonzero(np.isin(bloks[b, BEGIN] + np.arange(bloks[b, SIZE]), columns))
            B = panel_of(U, c, panels, 1)[facing - skip] if square and not beyond else panel_of(L, c, panels, 0)[facing]
            B = B.conj() if conj else B
            B = B * panel_of(L, c, panels, 0)[:skip].diagonal() if scaled else B
            sums[np.ix_(rows.searchsorted(held[own]), columns.searchsorted(held[facing]))] += A @ B.T
        below = (top + np.arange(target.shape[0]))[:, None] >= left + np.arange(target.shape[1])
        target -= sums if square else np.where(below, sums, 0)


def scatter_subtract(W, n_row, n_column, L, U, panels, bloks, source, target, top, face, square, beyond):
    """Subtract from the panel of cblk `target` a product W (n_row × n_column, flat, by columns) of cblk `source`.

    Row i of it belongs to row `top` + i of the panel of the source, counted with its diagonal block, column j to row
    `face` + j of it; the panel is that of U if `beyond`. Where it is not `square` only what is on and below the
    diagonal is written. The grid has a block for each `ROWS` × `COLUMNS` of W.
    """
    held, own = _rows_of(panels, bloks, source), _rows_of(panels, bloks, target)
    rows = own.searchsorted(held[top : top + n_row]) - (panels[target, WIDTH] if beyond else 0)
    columns = held[face : face + n_column] - panels[target, COLUMN]
    change = W[: n_row * n_column].reshape(n_column, n_row).T
    change = change if square else np.where(rows[:, None] >= columns, change, 0)
    panel_of(U if beyond else L, target, panels, beyond)[np.ix_(rows, columns)] -= change


def facing_rows(B, count, L, panels, source, face, scaled, conj):
    """Put rows face:face + count of the panel of L of cblk `source` to B, flat, by columns: times D, conjugated.

    The grid has a block for each `THREADS` coefficients of B.
    """
    panel = panel_of(L, source, panels, 0)
    rows = panel[face : face + count]
    rows = rows.conj() if conj else rows
    B[: rows.size] = (rows * panel[: rows.shape[1]].diagonal() if scaled else rows).T.ravel()
