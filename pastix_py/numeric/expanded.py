"""A panel of a factor as a dense array, whether it is compressed or not."""

import numpy as np

from pastix_py.lowrank.product import DENSE


def dense_panel(c, side, plan, panels):
    """Return the panel of cblk c, dense: of L with the diagonal block (side 0), or of U, transposed, without it (1)."""
    layout, symbol, low = plan.layout, plan.symbol, panels.low_rank
    width = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    first, stop = symbol.cblk_blok[c] + side, symbol.cblk_blok[c + 1]
    if not layout.is_low[c]:
        rows = layout.cblk_rows[c] - side * width
        values, at = ((panels.L, layout.cblk_coef), (panels.U, layout.cblk_coef_u))[side]
        return _block(values, at[c], rows, width)
    parts = [] if side else [_block(low.store, low.diagonal[c], width, width)]
    for b in range(first + 1 - side, stop):
        parts.append(dense_blok(side, b, symbol.blok_end[b] - symbol.blok_begin[b], width, low))
    return np.concatenate(parts)


def dense_blok(side, b, height, width, low):
    """Return blok b of L (side 0) or U (1) of a compressed cblk, dense (height, width)."""
    rank, n_narrow = low.rank[side, b], low.n_narrow[side, b]
    sizes, dtype = (height, width), low.store.dtype
    if rank == DENSE and n_narrow:
        return _block(low.narrow, low.at_narrow[side, b], *sizes).astype(dtype)
    if rank == DENSE:
        return _block(low.store, low.at[side, b], *sizes)
    blok = _product(low.store, low.at[side, b], rank - n_narrow, *sizes, dtype)
    return blok + _product(low.narrow, low.at_narrow[side, b], n_narrow, *sizes, dtype) if n_narrow else blok


def _product(values, at, rank, height, width, dtype):
    """Return U Vᵀ, Vᵀ stored behind U, computed in a dtype."""
    U, Vt = _block(values, at, height, rank), _block(values, at + rank * height, rank, width)
    return U.astype(dtype, copy=False) @ Vt.astype(dtype, copy=False)


def _block(values, at, height, width):
    """Return height × width coefficients that are stored column-major without gaps."""
    return values[at : at + height * width].reshape(width, height).T
