"""Levels of cblks: those of one level wait for earlier levels alone."""

import numpy as np

from pastix_py.jit import kernel


def levels_of(symbol, n_factored):
    """Return (level_ptr, level_cblk): the first `n_factored` cblks by level, those of a level by width, widest first.

    The level of a cblk is one more than the highest of those that contribute to it. Both int64, the first with one
    entry more than there are levels.
    """
    level = _levels(n_factored, symbol)
    order = np.lexsort((-np.diff(symbol.cblk_col)[:n_factored], level))
    return np.searchsorted(level[order], np.arange(level.max(initial=-1) + 2)), order


@kernel
def _levels(n_factored, symbol):
    level = np.zeros(n_factored, np.int64)
    for c in range(n_factored):
        for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            f = symbol.blok_face[b]
            if f < n_factored:
                level[f] = max(level[f], level[c] + 1)
    return level
