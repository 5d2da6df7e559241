"""Levels of cblks: those of one level wait for earlier levels alone."""

import numpy as np

from pastix_py.jit import kernel


def levels_of(symbol, stop, first=0):
    """Return (level_ptr, level_cblk): the cblks first:stop by level, those of a level by width, widest first.

    The level of a cblk is one more than the highest of those of them that contribute to it. Both int64, the first with
    one entry more than there are levels.
    """
    level = _levels(first, stop, symbol)
    order = np.lexsort((-np.diff(symbol.cblk_col)[first:stop], level))
    return np.searchsorted(level[order], np.arange(level.max(initial=-1) + 2)), first + order


@kernel
def _levels(first, stop, symbol):
    level = np.zeros(stop - first, np.int64)
    for c in range(first, stop):
        for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            f = symbol.blok_face[b]
            if f < stop:
                level[f - first] = max(level[f - first], level[c - first] + 1)
    return level
