"""The factors as SciPy arrays."""

import numpy as np

from pastix_py.numeric.expanded import dense_panel


def triangles(plan, panels):
    """Return (L, D, U), the product of which is P A Pᵀ with its pivots exchanged; zeros of amalgamation are dropped.

    The columns of a Schur complement, which are not factored, are those of the identity.
    """
    from scipy.sparse import csc_array, dia_array

    n, unit, symmetric = plan.n, plan.kind not in ("llt", "llh"), plan.kind in ("ldlt", "ldlh")
    diagonal = panels.diagonal(plan)
    free = plan.n - plan.n_schur
    lower = _entries(plan, panels, 0)
    ones = np.ones(n, panels.dtype)
    ones[:free] = 1 if unit else diagonal[:free]
    L = _with_diagonal(csc_array, n, _exchanged(plan, panels, *lower[:2]), *lower[1:], ones)
    D = np.ones(n, panels.dtype)
    if symmetric:
        D[:free] = diagonal[:free]
    D = dia_array((D[None], [0]), shape=(n, n))
    if symmetric and panels.beside.any():
        above = panels.beside.conj() if plan.kind == "ldlh" else panels.beside
        D = dia_array((np.stack([panels.beside, D.data[0], np.roll(above, 1)]), [-1, 0, 1]), shape=(n, n))
    if plan.kind == "lu":
        row, column, value = _entries(plan, panels, 1)
        inner = _upper_of_diagonal_blocks(plan, panels)
        row, column, value = (np.concatenate(pair) for pair in zip((column, row, value), inner, strict=True))
        ones[:free] = diagonal[:free]
        U = _with_diagonal(csc_array, n, row, column, value, ones)
    else:
        U = (L.conj() if plan.kind in ("llh", "ldlh") else L).T.tocsc()
    return L, D, U


def _exchanged(plan, panels, row, column):
    """Return the rows of entries of L once pivots are exchanged: in its diagonal block, an entry has moved already."""
    c = plan.layout.col_cblk
    place = np.argsort(panels.exchanged())
    return np.where(c[row] == c[column], row, place[row])


def _with_diagonal(container, n, row, column, value, diagonal):
    """Return the triangle of the given off-diagonal entries and diagonal."""
    keep = value != 0
    every = np.arange(n)
    rows, columns = np.concatenate([row[keep], every]), np.concatenate([column[keep], every])
    return container((np.concatenate([value[keep], diagonal]), (rows, columns)), shape=(n, n))


def _entries(plan, panels, side):
    """Return (row, column, value) of the stored entries of L strictly below the diagonal (side 0), or of U, transposed,
    below the diagonal blocks (1).
    """
    symbol = plan.symbol
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, panels.dtype))]
    for c in range(plan.n_factored):
        first, stop = symbol.cblk_col[c], symbol.cblk_col[c + 1]
        low, high = symbol.cblk_blok[c] + side, symbol.cblk_blok[c + 1]
        spans = [np.arange(symbol.blok_begin[b], symbol.blok_end[b]) for b in range(low, high)]
        rows = np.concatenate(spans) if spans else np.zeros(0, np.int64)
        row, column = np.tile(rows, stop - first), np.repeat(np.arange(first, stop), rows.size)
        below = row > column
        parts.append((row[below], column[below], dense_panel(c, side, plan, panels).ravel("F")[below]))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _upper_of_diagonal_blocks(plan, panels):
    """Return (row, column, value) of the entries above the diagonal that LU keeps in its diagonal blocks."""
    symbol = plan.symbol
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, panels.dtype))]
    for c in range(plan.n_factored):
        first, width = symbol.cblk_col[c], symbol.cblk_col[c + 1] - symbol.cblk_col[c]
        i, j = np.triu_indices(width, 1)
        parts.append((first + i, first + j, dense_panel(c, 0, plan, panels)[i, j]))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))
