"""Factors on a device made from those of the CPU, for tests of the solve by itself."""

from types import SimpleNamespace

import numpy as np
from numpy.testing import assert_allclose
from scipy.linalg import solve_triangular

from pastix_py.gpu.twins.solve import TILE


def levels(plan):
    """Return (level_ptr, level_cblk): cblks by the longest chain of contributions to each."""
    symbol = plan.symbol
    level = np.zeros(plan.n_factored, int)
    for c in range(plan.n_factored):
        for b in symbol.brow[symbol.brow_ptr[c] : symbol.brow_ptr[c + 1]]:
            level[c] = max(level[c], level[plan.layout.blok_cblk[b]] + 1)
    order = np.argsort(level, kind="stable")
    return np.searchsorted(level[order], np.arange(level.max(initial=-1) + 2)), order


def inverted(tile, kind):
    """Return what is kept of the inverses of a factored tile, in one square."""
    eye = np.eye(tile.shape[0], dtype=tile.dtype)
    if kind in ("llt", "llh"):
        return solve_triangular(tile, eye, lower=True)
    lower = np.tril(solve_triangular(tile, eye, lower=True, unit_diagonal=True), -1)
    if kind == "lu":
        return lower + solve_triangular(tile, eye)
    return lower + np.diag(1 / tile.diagonal())


def device_factor(plan, panels):
    """Return the coefficients with the inverses of the tiles, as the factorization on a device keeps them."""
    assert not panels.exchange.any() and not panels.beside.any()
    width = np.diff(plan.symbol.cblk_col)
    size = width // TILE * TILE**2 + (width % TILE) ** 2
    inverse_at = np.concatenate(([0], np.cumsum(size)))
    inverses = np.empty(inverse_at[-1], panels.dtype)
    for c, w in enumerate(width[: plan.n_factored]):
        at, m = plan.layout.cblk_coef[c], plan.layout.cblk_rows[c]
        block = panels.L[at : at + m * w].reshape(w, m).T[:w]
        for low in range(0, w, TILE):
            high = min(low + TILE, w)
            tile = inverted(block[low:high, low:high], plan.kind)
            start = inverse_at[c] + low * TILE
            inverses[start : start + tile.size] = tile.T.ravel()
    diagonal = panels.diagonal(plan)
    return SimpleNamespace(L=panels.L, U=panels.U, inverses=inverses, inverse_at=inverse_at, diagonal=diagonal)


def assert_same_factor(plan, panels, reference, eps):
    """The strict upper triangles of diagonal blocks are nobody's for symmetric kinds."""
    L, known = panels.L.copy(), reference.L.copy()
    for c in range(plan.symbol.n_cblk if plan.kind != "lu" else 0):
        at, m, w = plan.layout.cblk_coef[c], plan.layout.cblk_rows[c], np.diff(plan.symbol.cblk_col)[c]
        for array in (L, known):
            block = array[at : at + m * w].reshape(w, m).T[:w]
            block[np.triu_indices(w, 1)] = 0
    assert_allclose(L, known, rtol=0, atol=eps * abs(known).max())
    assert_allclose(panels.U, reference.U, rtol=0, atol=eps * abs(reference.U).max(initial=0))
