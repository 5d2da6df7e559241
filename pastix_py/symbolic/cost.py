"""Operations column by column, and of column blocks as they are stored."""

import numpy as np


def column_flops(count, kind):
    """Return the operations on each column of L of `count` (n,) entries, float64 (n,), real numbers, as in `Cost`."""
    count = np.asarray(count, float)
    return (count - 1) * (2 * count - 1) if kind == "lu" else count**2


def rows_below(symbol):
    """Return the rows of each cblk below its diagonal block, int64 (n_cblk,)."""
    rows = np.concatenate([[0], np.cumsum(symbol.blok_end - symbol.blok_begin)])[symbol.cblk_blok]
    return np.diff(rows) - np.diff(symbol.cblk_col)


def cblk_flops(symbol, kind):
    """Return the operations on each cblk as it is stored, float64 (n_cblk,), real numbers, as in `Cost`."""
    low = rows_below(symbol).astype(float)
    high = low + np.diff(symbol.cblk_col)
    squares = _squares(high) - _squares(low)
    return 2 * squares - 3 * (_first(high) - _first(low)) + high - low if kind == "lu" else squares


def _first(m):
    """Return 1 + 2 + … + m."""
    return m * (m + 1) / 2


def _squares(m):
    """Return 1² + 2² + … + m²."""
    return m * (m + 1) * (2 * m + 1) / 6
