"""Twins of `cuda/solve.cu`. Work items are `first:first + count` of their tables; X has `k` columns `n_row` apart."""

import numpy as np

from pastix_py.layout.sweeps import BUFFER, COEF, COEF_U, COLUMN, HEIGHT, WIDTH

TILE = 32  # columns that are inverted together


def _columns(X, n_row, k):
    """Return flat X as (n_row, k)."""
    return X[: n_row * k].reshape(k, n_row).T


def collect(X, n_row, k, row, first, count, source_ptr, source, lanes):
    """Subtract from the unknowns row[first:first + count] what buffers hold for them; `lanes` threads share a row."""
    X = _columns(X, n_row, k)
    for i in row[first : first + count]:
        X[i] -= X[source[source_ptr[i] : source_ptr[i + 1]]].sum(axis=0)


def solve_tiles(L, inverses, inverse_at, panels, cblk, first, count, X, n_row, k, backward, transposed, unit, conj):
    """Solve with the diagonal blocks of cblks, tile by tile, by their inverses.

    Forward, the triangle T is the lower half of the block, or its upper half `transposed`; backward it is the upper
    half, or its lower half transposed, and `conj`ugated. Its diagonal is 1 if it is `unit`.
    """
    X, lower = _columns(X, n_row, k), bool(backward) == bool(transposed)
    for c in cblk[first : first + count]:
        at, m, w, own = panels[c, COEF], panels[c, HEIGHT], panels[c, WIDTH], panels[c, COLUMN]
        block = L[at : at + m * w].reshape(w, m).T[:w]
        block = block.T if transposed else block
        x, tiles = X[own : own + w], range(0, w, TILE)
        for low in reversed(tiles) if backward else tiles:
            high = min(low + TILE, w)
            size, start = high - low, inverse_at[c] + low * TILE
            inverse = inverses[start : start + size * size].reshape(size, size).T
            inverse = np.tril(inverse, -unit) if lower else np.triu(inverse, unit)
            inverse = (inverse.T if transposed else inverse) + unit * np.eye(size, dtype=L.dtype)
            x[low:high] = (inverse.conj() if conj else inverse) @ x[low:high]
            rest = slice(0, low) if backward else slice(high, w)
            part = block[rest, low:high]
            x[rest] -= (part.conj() if conj else part) @ x[low:high]


def _panel(P, beyond, panels, c):
    """Return the rows of a panel below its diagonal block: of L, or of U if `beyond`."""
    m, w = panels[c, HEIGHT], panels[c, WIDTH]
    at = panels[c, COEF_U if beyond else COEF]
    if beyond:
        return P[at : at + (m - w) * w].reshape(w, m - w).T
    return P[at : at + m * w].reshape(w, m).T[w:]


def product_forward(P, beyond, panels, cblk, low, first, count, X, n, n_row, k, rows):
    """Put the product of up to `rows` rows of a panel, from `low` on, with its unknowns into its buffer."""
    X = _columns(X, n_row, k)
    for c, start in zip(cblk[first : first + count], low[first : first + count], strict=True):
        own, w = panels[c, COLUMN], panels[c, WIDTH]
        stop = min(start + rows, panels[c, HEIGHT] - w)
        place = n + panels[c, BUFFER]
        X[place + start : place + stop] = _panel(P, beyond, panels, c)[start:stop] @ X[own : own + w]


def product_backward(P, beyond, panels, cblk, low, high, first, count, row, X, n_row, k, conj):
    """Subtract from unknowns `low:high` of a cblk the transposed panel times the unknowns of its rows."""
    X, part = _columns(X, n_row, k), slice(first, first + count)
    for c, start, stop in zip(cblk[part], low[part], high[part], strict=True):
        own, buffer = panels[c, COLUMN], panels[c, BUFFER]
        panel = _panel(P, beyond, panels, c)[:, start:stop]
        below = X[row[buffer : buffer + panel.shape[0]]]
        X[own + start : own + stop] -= (panel.conj() if conj else panel).T @ below
