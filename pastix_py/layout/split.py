"""Wide cblks cut into panels of at most a given width; nothing is renumbered."""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.symbolic.blocks import facing_bloks
from pastix_py.symbolic.symbol import Symbol


def split(symbol, width, n_whole=0):
    """Return the `Symbol` whose cblks have at most `width` columns, each cut as evenly as possible.

    The panels of one cblk follow each other and have a blok facing each later panel of it. The last `n_whole` cblks
    are left as they are (a Schur complement stays one block).
    """
    columns = np.diff(symbol.cblk_col)
    parts = -(-columns // width)
    if n_whole:
        parts[-n_whole:] = 1
    if (parts == 1).all():
        return symbol
    first_part = np.concatenate([[0], np.cumsum(parts)])
    cblk_col = _cuts(symbol.cblk_col, parts, first_part)
    cblk_blok, begin, end, face = _split_bloks(
        symbol.cblk_blok, symbol.blok_begin, symbol.blok_end, symbol.blok_face, first_part, cblk_col
    )
    return Symbol(symbol.n, cblk_col, cblk_blok, begin, end, face, *facing_bloks(cblk_blok, face))


def _cuts(cblk_col, parts, first_part):
    """Return the first column of every panel, closed by n."""
    source = np.repeat(np.arange(parts.size), parts)
    part = np.arange(source.size) - first_part[source]
    columns = np.diff(cblk_col)[source]
    return np.append(cblk_col[source] + part * columns // parts[source], cblk_col[-1])


@kernel
def _split_bloks(cblk_blok, blok_begin, blok_end, blok_face, first_part, cblk_col):
    """Cut every blok at the panels of its face: first counted, then filled."""
    n_cblk = cblk_blok.size - 1
    new_blok = np.zeros(cblk_col.size, np.int64)
    begin = np.empty(0, np.int64)
    end = np.empty(0, np.int64)
    face = np.empty(0, np.int64)
    for fill in range(2):
        t = 0
        for c in range(n_cblk):
            for panel in range(first_part[c], first_part[c + 1]):
                new_blok[panel] = t
                for b in range(cblk_blok[c], cblk_blok[c + 1]):
                    f = blok_face[b]
                    for g in range(max(panel, first_part[f]), first_part[f + 1]):
                        low, high = max(blok_begin[b], cblk_col[g]), min(blok_end[b], cblk_col[g + 1])
                        if low >= high:
                            continue
                        if fill:
                            begin[t], end[t], face[t] = low, high, g
                        t += 1
        new_blok[cblk_col.size - 1] = t
        if not fill:
            begin = np.empty(t, np.int64)
            end = np.empty(t, np.int64)
            face = np.empty(t, np.int64)
    return new_blok, begin, end, face
