"""From supernodes to the `Symbol`: the rows of each supernode, then their runs."""

import numpy as np

from pastix_py.clock import Clock
from pastix_py.jit import kernel
from pastix_py.ordering.ordering import inverse
from pastix_py.symbolic.reorder import RowOrder, reorder
from pastix_py.symbolic.symbol import Symbol


@kernel
def row_lists(low_ptr, low, place, owner, tree, row_ptr):
    """Return the rows below each supernode, sorted: s holds row i where s is in the row subtree of i.

    Given: `lower_rows` in a numbering whose row k is row `place[k]` here, a renumbering that keeps descendants first;
    `owner` (n), the supernode of each column, and `tree`. Rows are visited in increasing order, so each list comes out
    sorted. `row_ptr` is an upper bound of the lengths on entry (list s may take `row_ptr[s]:row_ptr[s+1]`); the true
    ends come back as `stop`. Liu, SIAM J. Matrix Anal. 11 (1990), section 5.
    """
    n = place.size
    source = np.empty(n, np.int64)
    supernode = np.empty(n, np.int64)
    for k in range(n):
        source[place[k]] = k
        supernode[k] = owner[place[k]]
    stop = row_ptr[:-1].copy()
    rows = np.empty(row_ptr[-1], np.int64)
    seen = np.full(tree.size, -1, np.int64)
    for i in range(n):
        k = source[i]
        own = supernode[k]
        for p in range(low_ptr[k], low_ptr[k + 1]):
            s = supernode[low[p]]
            while s != own and s != -1 and seen[s] != i:
                seen[s] = i
                rows[stop[s]] = i
                stop[s] += 1
                s = tree[s]
    return rows, stop


@kernel
def begins_blok(rows, p, low, owner):
    """Tell whether a blok begins at position p of the sorted rows that begin at `low`."""
    return p == low or rows[p] != rows[p - 1] + 1 or owner[rows[p]] != owner[rows[p - 1]]


@kernel
def blok_counts(rows, row_ptr, stop, owner):
    """Return `cblk_blok` (n_super+1): the bloks of each supernode, its diagonal one included, summed up."""
    cblk_blok = np.zeros(row_ptr.size, np.int64)
    for s in range(row_ptr.size - 1):
        n_blok = 1
        for p in range(row_ptr[s], stop[s]):
            n_blok += begins_blok(rows, p, row_ptr[s], owner)
        cblk_blok[s + 1] = cblk_blok[s] + n_blok
    return cblk_blok


@kernel
def runs(rows, row_ptr, stop, owner, begin):
    """Cut the sorted rows of each supernode into bloks: maximal runs that face one supernode."""
    cblk_blok = blok_counts(rows, row_ptr, stop, owner)
    n_super, n_blok = begin.size - 1, cblk_blok[-1]
    blok_begin = np.empty(n_blok, np.int64)
    blok_end = np.empty(n_blok, np.int64)
    blok_face = np.empty(n_blok, np.int64)
    for s in range(n_super):
        b = cblk_blok[s]
        blok_begin[b], blok_end[b], blok_face[b] = begin[s], begin[s + 1], s
        for p in range(row_ptr[s], stop[s]):
            if begins_blok(rows, p, row_ptr[s], owner):
                b += 1
                blok_begin[b], blok_face[b] = rows[p], owner[rows[p]]
            blok_end[b] = rows[p] + 1
    return cblk_blok, blok_begin, blok_end, blok_face


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


def block_symbol(low_ptr, low, place, begin, tree, rows_below, n_fixed=0, row_order="refine"):
    """Return (order, symbol, what the reordering did): cblks are the given supernodes, reordered so that bloks are few.

    Parameters
    ----------
    low_ptr, low : `lower_rows`, in any numbering equivalent to this one.
    place : (n) number here of each row there.
    begin : (n_super+1) first column of each supernode; supernodes are contiguous and postordered.
    tree : (n_super) parent of each supernode.
    rows_below : (n_super) number of rows below each supernode.
    n_fixed : the last columns, whose order must stay.
    row_order : a key of ROW_ORDERS.

    Returns
    -------
    order : (n) the column, in the numbering given, at each place of the symbol's.
    symbol : `Symbol`.
    done : `RowOrder`.

    """
    n = place.size
    owner = np.repeat(np.arange(tree.size), np.diff(begin))
    row_ptr = np.concatenate([[0], np.cumsum(rows_below)])
    rows, stop = row_lists(low_ptr, low, place, owner, tree, row_ptr)
    n_blok_before = int(blok_counts(rows, row_ptr, stop, owner)[-1])
    with Clock() as clock:
        order = reorder(row_order, rows, row_ptr, stop, owner, begin)
        order[n - n_fixed :] = np.arange(n - n_fixed, n)
        if row_order != "none":
            rows, stop = row_lists(low_ptr, low, inverse(order)[place], owner, tree, row_ptr)
    cblk_blok, blok_begin, blok_end, blok_face = runs(rows, row_ptr, stop, owner, begin)
    symbol = Symbol(n, begin, cblk_blok, blok_begin, blok_end, blok_face, *facing_bloks(cblk_blok, blok_face))
    return order, symbol, RowOrder(row_order, clock.seconds, n_blok_before, symbol.n_blok)
