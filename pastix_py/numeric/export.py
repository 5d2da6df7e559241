"""The factors as SciPy arrays."""

import numpy as np


def triangles(plan, panels):
    """Return (L, D, U), the product of which is P A Pᵀ with its pivots exchanged; zeros of amalgamation are dropped.

    The columns of a Schur complement, which are not factored, are those of the identity.
    """
    from scipy.sparse import csc_array, dia_array

    n, unit, symmetric = plan.n, plan.kind not in ("llt", "llh"), plan.kind in ("ldlt", "ldlh")
    diagonal = panels.diagonal(plan)
    free = plan.n - plan.n_schur
    lower = _entries(plan, panels.L, plan.layout.cblk_coef, True)
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
        row, column, value = _entries(plan, panels.U, plan.layout.cblk_coef_u, False)
        inner = _upper_of_diagonal_blocks(plan, panels.L)
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


def _entries(plan, values, coef, has_diagonal):
    """Return (row, column, value) of the stored entries strictly below the diagonal (below the blocks for U)."""
    symbol, layout = plan.symbol, plan.layout
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, values.dtype))]
    for c in range(plan.n_factored):
        first, stop = symbol.cblk_col[c], symbol.cblk_col[c + 1]
        low, high = symbol.cblk_blok[c] + (0 if has_diagonal else 1), symbol.cblk_blok[c + 1]
        spans = [np.arange(symbol.blok_begin[b], symbol.blok_end[b]) for b in range(low, high)]
        rows = np.concatenate(spans) if spans else np.zeros(0, np.int64)
        width = stop - first
        size = layout.cblk_rows[c] - (0 if has_diagonal else width)
        panel = values[coef[c] : coef[c] + size * width].reshape(width, size)
        row, column = np.tile(rows, width), np.repeat(np.arange(first, stop), size)
        below = row > column
        parts.append((row[below], column[below], panel.ravel()[below]))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _upper_of_diagonal_blocks(plan, values):
    """Return (row, column, value) of the entries above the diagonal that LU keeps in its diagonal blocks."""
    symbol, layout = plan.symbol, plan.layout
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, values.dtype))]
    for c in range(plan.n_factored):
        first, width = symbol.cblk_col[c], symbol.cblk_col[c + 1] - symbol.cblk_col[c]
        m = layout.cblk_rows[c]
        block = values[layout.cblk_coef[c] : layout.cblk_coef[c] + m * width].reshape(width, m)[:, :width].T
        i, j = np.triu_indices(width, 1)
        parts.append((first + i, first + j, block[i, j]))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))
