"""From supernodes to the `Symbol`: the rows of each supernode, then their runs."""

import numpy as np

from pastix_py.clock import Clock
from pastix_py.jit import for_each, kernel, shares
from pastix_py.symbolic.reorder import RowOrder, reorder
from pastix_py.symbolic.row_lists import move_rows, row_lists
from pastix_py.symbolic.supernodes import even_cuts
from pastix_py.symbolic.symbol import Symbol


@kernel
def count_bloks(low, high, lists, owner, begin, n_blok):
    """Write the number of bloks of each supernode low..high-1, diagonal one included: runs that face one supernode."""
    for s in range(low, high):
        n_blok[s], last, end = 1, -2, 0
        for p in range(lists.ptr[s], lists.stop[s]):
            i = lists.rows[p]
            if i != last + 1 or i >= end:
                n_blok[s] += 1
                if i >= end:
                    end = begin[owner[i] + 1]
            last = i


@kernel
def write_bloks(low, high, lists, owner, begin, cblk_blok, blok_begin, blok_end, blok_face):
    """Write the bloks of supernodes low..high-1, as `count_bloks` counts them."""
    for s in range(low, high):
        b, last, end, face = cblk_blok[s], -2, 0, s
        blok_begin[b], blok_end[b], blok_face[b] = begin[s], begin[s + 1], s
        for p in range(lists.ptr[s], lists.stop[s]):
            i = lists.rows[p]
            if i != last + 1 or i >= end:
                if i >= end:
                    face = owner[i]
                    end = begin[face + 1]
                b += 1
                blok_begin[b], blok_face[b] = i, face
            blok_end[b] = i + 1
            last = i


def blok_pointers(lists, owner, begin, threads):
    """Return `cblk_blok` (n_super+1) of the row lists."""
    cblk_blok = np.zeros(begin.size, np.int64)
    cuts = shares(lists.ptr, threads)

    def count(k):
        count_bloks(cuts[k], cuts[k + 1], lists, owner, begin, cblk_blok[1:])

    for_each(threads, count, range(cuts.size - 1))
    return np.cumsum(cblk_blok, out=cblk_blok)


def runs(lists, owner, begin, threads):
    """Cut the sorted rows of each supernode into bloks: maximal runs that face one supernode."""
    cblk_blok = blok_pointers(lists, owner, begin, threads)
    bloks = tuple(np.empty(cblk_blok[-1], np.int64) for _ in range(3))
    cuts = shares(lists.ptr, threads)

    def write(k):
        write_bloks(cuts[k], cuts[k + 1], lists, owner, begin, cblk_blok, *bloks)

    for_each(threads, write, range(cuts.size - 1))
    return cblk_blok, *bloks


@kernel
def facing_bloks(cblk_blok, blok_face):
    """Return (brow_ptr, brow): the off-diagonal bloks that face each cblk, in increasing order."""
    n_cblk = cblk_blok.size - 1
    brow_ptr = np.zeros(n_cblk + 1, np.int64)
    for c in range(n_cblk):
        for b in range(cblk_blok[c] + 1, cblk_blok[c + 1]):
            brow_ptr[blok_face[b] + 1] += 1
    for c in range(n_cblk):
        brow_ptr[c + 1] += brow_ptr[c]
    place = brow_ptr[:-1].copy()
    brow = np.empty(brow_ptr[n_cblk], np.int64)
    for c in range(n_cblk):
        for b in range(cblk_blok[c] + 1, cblk_blok[c + 1]):
            brow[place[blok_face[b]]] = b
            place[blok_face[b]] += 1
    return brow_ptr, brow


def block_symbol(low_ptr, low, source, begin, tree, rows_below, n_fixed=0, row_order="refine", threads=1, width=0):
    """Return (order, symbol, what the reordering did): cblks are the given supernodes, reordered so that bloks are few.

    Parameters
    ----------
    low_ptr, low : `lower_rows`, in any numbering equivalent to this one.
    source : (n) number there of each row here.
    begin : (n_super+1) first column of each supernode; supernodes are contiguous and postordered.
    tree : (n_super) parent of each supernode.
    rows_below : (n_super) number of rows below each supernode.
    n_fixed : the last columns, whose order must stay.
    row_order : a key of ROW_ORDERS.
    threads : int; the result is the same for any number.
    width : of the clusters that wide supernodes are made of, see `clusters`; no column leaves its own. 0 for none.

    Returns
    -------
    order : (n) the column, in the numbering given, at each place of the symbol's.
    symbol : `Symbol`.
    done : `RowOrder`.

    """
    n = source.size
    owner = np.repeat(np.arange(tree.size), np.diff(begin))
    lists = row_lists(low_ptr, low, source, owner, begin, tree, rows_below, threads)
    n_blok_before = int(blok_pointers(lists, owner, begin, threads)[-1])
    with Clock() as clock:
        order = reorder(row_order, lists, *_within(owner, begin, width, n_fixed), threads=threads)
        order[n - n_fixed :] = np.arange(n - n_fixed, n)
        if row_order != "none":
            move_rows(lists, owner, begin, order, threads)
    cblk_blok, *bloks = runs(lists, owner, begin, threads)
    symbol = Symbol(n, begin, cblk_blok, *bloks, *facing_bloks(cblk_blok, bloks[-1]))
    return order, symbol, RowOrder(row_order, clock.seconds, n_blok_before, symbol.n_blok)


def _within(owner, begin, width, n_fixed):
    """Return (owner, begin) of what no column leaves: supernodes, or their clusters."""
    if not width:
        return owner, begin
    cuts = even_cuts(begin, width, int(n_fixed > 0))[1]
    return np.repeat(np.arange(cuts.size - 1), np.diff(cuts)), cuts
