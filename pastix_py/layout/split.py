"""Wide cblks cut into panels of at most a given width; nothing is renumbered."""

import numpy as np

from pastix_py.jit import for_each, kernel, shares
from pastix_py.symbolic.blocks import facing_bloks
from pastix_py.symbolic.supernodes import even_cuts
from pastix_py.symbolic.symbol import Symbol


def split(symbol, width, n_whole=0, threads=1):
    """Return the `Symbol` whose cblks have at most `width` columns, each cut as evenly as possible.

    The panels of one cblk follow each other and have a blok facing each later panel of it. The last `n_whole` cblks
    are left as they are (a Schur complement stays one block). The symbol is the same for any number of threads.
    """
    parts, cblk_col = even_cuts(symbol.cblk_col, width, n_whole)
    if (parts == 1).all():
        return symbol
    first_part = np.concatenate([[0], np.cumsum(parts)])
    bloks = (symbol.cblk_blok, symbol.blok_begin, symbol.blok_end, symbol.blok_face, first_part, cblk_col)
    ranges, cblk_blok = shares(symbol.cblk_blok, threads), np.zeros(cblk_col.size, np.int64)

    def count(k):
        _count_pieces(ranges[k], ranges[k + 1], *bloks, cblk_blok[1:])

    for_each(threads, count, range(ranges.size - 1))
    np.cumsum(cblk_blok, out=cblk_blok)
    pieces = tuple(np.empty(cblk_blok[-1], np.int64) for _ in range(3))

    def write(k):
        _write_pieces(ranges[k], ranges[k + 1], *bloks, cblk_blok, *pieces)

    for_each(threads, write, range(ranges.size - 1))
    return Symbol(symbol.n, cblk_col, cblk_blok, *pieces, *facing_bloks(cblk_blok, pieces[-1]))


@kernel
def _count_pieces(first, last, cblk_blok, blok_begin, blok_end, blok_face, first_part, cblk_col, n_piece):
    """Write the number of bloks of each panel of the cblks first..last-1."""
    for c in range(first, last):
        for panel in range(first_part[c], first_part[c + 1]):
            n_piece[panel] = 0
            for b in range(cblk_blok[c], cblk_blok[c + 1]):
                f = blok_face[b]
                for g in range(max(panel, first_part[f]), first_part[f + 1]):
                    n_piece[panel] += max(blok_begin[b], cblk_col[g]) < min(blok_end[b], cblk_col[g + 1])


@kernel
def _write_pieces(
    first, last, cblk_blok, blok_begin, blok_end, blok_face, first_part, cblk_col, new_blok, begin, end, face
):
    """Cut every blok of the cblks first..last-1 at the panels of its face."""
    for c in range(first, last):
        for panel in range(first_part[c], first_part[c + 1]):
            t = new_blok[panel]
            for b in range(cblk_blok[c], cblk_blok[c + 1]):
                f = blok_face[b]
                for g in range(max(panel, first_part[f]), first_part[f + 1]):
                    low, high = max(blok_begin[b], cblk_col[g]), min(blok_end[b], cblk_col[g + 1])
                    if low < high:
                        begin[t], end[t], face[t] = low, high, g
                        t += 1
