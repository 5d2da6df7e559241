"""The rows below each supernode: found by row subtrees, and put in order again where columns have moved."""

import numpy as np

from pastix_py.jit import for_each, kernel, nested, shares
from pastix_py.ordering.etree import SMALL
from pastix_py.ordering.ordering import inverse
from pastix_py.ordering.subtrees import Subtrees, cut
from pastix_py.symbolic.row_sets import WORD, RowLists, ones


def row_lists(low_ptr, low, source, owner, begin, tree, rows_below, threads=1):
    """Return the `RowLists` of supernodes: s holds row i where s is in the row subtree of i.

    Liu, SIAM J. Matrix Anal. 11 (1990), section 5. Subtrees of supernodes are worked on side by side; what is above
    them has rows of its own only, and is one more piece of work.

    Given: as for `block_symbol`, and `owner` (n), the supernode of each column. `rows_below` are upper bounds.
    """
    ptr = np.concatenate([[0], np.cumsum(rows_below)])
    lists = RowLists(np.empty(ptr[-1], np.int64), ptr, ptr[:-1].copy())
    there = owners_there(source, begin)
    none, n_super = np.zeros(0, np.int64), tree.size
    whole = Subtrees(np.zeros(1, np.int64), np.full(1, n_super), none)
    trees = whole if threads == 1 or source.size < SMALL else cut(tree, rows_below + np.diff(begin))
    rows_on_top, enter = none, none
    if trees.top.size:
        enter = np.arange(n_super)
        for first, stop in zip(trees.low, trees.high, strict=True):
            enter[first:stop] = tree[stop - 1]
        rows_on_top = np.flatnonzero(np.repeat(trees.is_on_top(n_super), np.diff(begin)))
    shared = (rows_on_top, low_ptr, low, source, there, begin, tree, lists)

    def list_one(k):
        if k < trees.low.size:
            list_rows(trees.low[k], trees.high[k], none, *shared)
        elif trees.top.size:
            list_rows(0, n_super, enter, *shared)

    for_each(threads, list_one, range(trees.low.size, -1, -1))
    return lists


@kernel
def owners_there(source, begin):
    """Return the supernode of each row, int32 (n,), in the numbering whose row `source[i]` is row i here."""
    there = np.empty(source.size, np.int32)
    for s in range(begin.size - 1):
        for i in range(begin[s], begin[s + 1]):
            there[source[i]] = s
    return there


@kernel
def list_rows(first, stop, enter, rows_on_top, low_ptr, low, source, there, begin, tree, lists):
    """List the rows of supernodes first..stop-1, whole subtrees, or of those on top where `enter` leads there.

    Rows are visited in increasing order, so each list comes out sorted.
    """
    seen = np.empty(stop - first, np.int64)
    for s in range(seen.size):
        seen[s] = -1
    begin_own = begin[first]
    n_own = 0 if enter.size else begin[stop] - begin_own
    for r in range(n_own + rows_on_top.size):
        i = begin_own + r if r < n_own else rows_on_top[r - n_own]
        k = source[i]
        own = there[k]
        for p in range(low_ptr[k], low_ptr[k + 1]):
            s = np.int64(there[low[p]])
            if enter.size:
                s = enter[s]
            while first <= s < stop and s != own and seen[s - first] != i:
                seen[s - first] = i
                lists.rows[lists.stop[s]] = i
                lists.stop[s] += 1
                s = tree[s]


def move_rows(lists, owner, begin, order, threads=1):
    """Renumber the rows of the `RowLists`, in place, where the column `order[k]` moves to place k; all stay sorted.

    Columns move inside their supernodes only.
    """
    place, cuts = inverse(order), shares(lists.ptr, threads)
    moved = np.logical_or.reduceat(order != np.arange(order.size), begin[:-1]) if order.size else np.zeros(0, bool)
    operands = (lists, owner, begin, place, moved, np.diff(begin).max(initial=0))
    for_each(threads, lambda k: move_rows_of(cuts[k], cuts[k + 1], *operands), range(cuts.size - 1))


@kernel
def move_rows_of(low, high, lists, owner, begin, place, moved, widest):
    """Renumber the rows of supernodes low..high-1; `widest` is the largest number of columns of any."""
    bits = np.zeros(widest // WORD + 1, np.int64)
    for s in range(low, high):
        p = lists.ptr[s]
        while p < lists.stop[s]:
            f = owner[lists.rows[p]]
            q = p + 1
            while q < lists.stop[s] and lists.rows[q] < begin[f + 1]:
                q += 1
            if moved[f] and q - p < begin[f + 1] - begin[f]:
                sort_places(lists.rows[p:q], place, begin[f], bits)
            p = q


@nested
def sort_places(rows, place, first, bits):
    """Put the places of `rows` there instead, sorted; all are `first` or little more. `bits` are 0 before and after."""
    last = 0
    for k in range(rows.size):
        x = place[rows[k]] - first
        bits[x // WORD] |= np.int64(1) << (x % WORD)
        last = max(last, x // WORD)
    k = 0
    for w in range(last + 1):
        word = bits[w]
        bits[w] = 0
        while word != 0:
            rows[k] = first + w * WORD + ones((word & -word) - 1)
            word &= word - 1
            k += 1
