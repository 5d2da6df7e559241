"""Column counts of the factor: subtrees of the elimination tree side by side, then what is above them.

J. R. Gilbert, E. G. Ng, B. W. Peyton, "An efficient algorithm to compute row and column counts for sparse Cholesky
factorization", SIAM J. Matrix Anal. Appl. 15, 1994.
"""

import numpy as np

from pastix_py.jit import inner, kernel
from pastix_py.ordering.etree import SMALL
from pastix_py.ordering.subtrees import Subtrees, cut

# What is known of a row: the last leaf of its row subtree, the first descendant of that, and the weight of the row.
LEAF, FIRST, WEIGHT = 0, 1, 2


def col_count(ptr, ind, perm, iperm, parent, weight, threads=1):
    """Return Σ {weight[i] : i ≥ j, L[i, j] ≠ 0} for each column j, int64 (n,).

    Parameters
    ----------
    ptr, ind, perm, iperm : graph and permutation as for `lower_rows`, numbered so that `parent` is postordered.
    parent : (n) elimination tree.
    weight : (n) of the rows of P A Pᵀ, all ones for the plain count.
    threads : int; the counts are the same for any number.

    """
    n = perm.size
    whole = Subtrees(np.zeros(1, np.int64), np.full(1, n), np.zeros(0, np.int64))
    trees = whole if threads == 1 or n < SMALL else cut(parent)
    slot = np.empty(n if trees.top.size else 0, np.int64)
    slot[trees.top] = np.arange(trees.top.size)
    count, ancestor, first = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    shared = (parent, weight, trees.top, slot, first, count, ancestor)

    def count_one(k):
        return count_range(ptr, ind, perm, iperm, trees.low[k], trees.high[k], *shared)

    found = trees.for_each(threads, count_one)
    if trees.top.size:
        above = np.array([rest for rest, _ in found], np.int64)
        touched_ptr = np.cumsum([0, *(slots.size for _, slots in found)])
        touched = np.concatenate([np.zeros(0, np.int64), *(slots for _, slots in found)])
        count_top(ptr, ind, perm, iperm, trees, above, touched_ptr, touched, *shared)
    return count


@inner
def meet(ancestor, q):
    """Return the root of q among the columns done: the lowest common ancestor of q and the column at hand."""
    root = q
    while root != ancestor[root]:
        root = ancestor[root]
    while q != root:
        ancestor[q], q = root, ancestor[q]
    return root


@kernel
def count_range(ptr, ind, perm, iperm, low, high, parent, weight, top, slot, first, count, ancestor):
    """Count the columns low..high-1, whole subtrees with one parent, which is on top or none.

    Produces `first` and `count` there; returns (what is to be added to the count of that parent, the slots of the rows
    on top that have an entry here).
    """
    rows = np.empty((high - low + top.size, 3), np.int32)
    for r in range(rows.shape[0]):
        rows[r, LEAF], rows[r, FIRST] = -1, -1
    above = np.int64(0)
    for j in range(low, high):
        first[j], count[j], ancestor[j] = j, 0, j
        rows[j - low, WEIGHT] = weight[j]
    for k in range(top.size):
        rows[high - low + k, WEIGHT] = weight[top[k]]
    for j in range(low, high):
        if first[j] == j:
            count[j] += weight[j]
        f, old = first[j], perm[j]
        for p in range(ptr[old], ptr[old + 1]):
            i = iperm[ind[p]]
            if i <= j:
                continue
            r = i - low if i < high else high - low + slot[i]
            if f <= rows[r, FIRST]:
                continue
            q = np.int64(rows[r, LEAF])
            rows[r, FIRST], rows[r, LEAF] = f, j
            count[j] += rows[r, WEIGHT]
            if q != -1:
                root = meet(ancestor, q)
                if root < j:  # in the subtree of a sibling
                    above -= rows[r, WEIGHT]
                else:
                    count[root] -= rows[r, WEIGHT]
        if parent[j] != -1 and parent[j] < high:
            ancestor[j] = parent[j]
            first[parent[j]] = min(first[parent[j]], f)
            count[parent[j]] -= weight[j]
        else:
            above -= weight[j]
    for j in range(low, high):
        if parent[j] != -1 and parent[j] < high:
            count[parent[j]] += count[j]
        else:
            above += count[j]
    touched, n_touched = np.empty(top.size, np.int64), 0
    for k in range(top.size):
        if rows[high - low + k, LEAF] >= 0:
            touched[n_touched] = k
            n_touched += 1
    return above, touched[:n_touched].copy()


@kernel
def count_top(
    ptr, ind, perm, iperm, trees, above, touched_ptr, touched, parent, weight, top, slot, first, count, ancestor
):
    """Count the columns on top, each range below them taken for one column with entries in the rows `touched`."""
    rows = np.full((top.size, 2), -1, np.int64)
    for j in top:
        first[j], count[j], ancestor[j] = j, 0, j
    k = 0
    for j in top:
        while k < trees.low.size and trees.low[k] < j:
            own, on = trees.low[k], trees.high[k] - 1
            for t in touched[touched_ptr[k] : touched_ptr[k + 1]]:
                if rows[t, LEAF] != -1:
                    count[meet(ancestor, rows[t, LEAF])] -= weight[top[t]]
                rows[t, FIRST], rows[t, LEAF] = own, on
            if parent[on] != -1:
                ancestor[on] = parent[on]
                first[parent[on]] = min(first[parent[on]], own)
                count[parent[on]] += above[k]
            k += 1
        if first[j] == j:
            count[j] += weight[j]
        old = perm[j]
        for p in range(ptr[old], ptr[old + 1]):
            i = iperm[ind[p]]
            if i <= j or first[j] <= rows[slot[i], FIRST]:
                continue
            t = slot[i]
            count[j] += weight[i]
            if rows[t, LEAF] != -1:
                count[meet(ancestor, rows[t, LEAF])] -= weight[i]
            rows[t, FIRST], rows[t, LEAF] = first[j], j
        if parent[j] != -1:
            ancestor[j] = parent[j]
            first[parent[j]] = min(first[parent[j]], first[j])
            count[parent[j]] -= weight[j]
    for j in top:
        if parent[j] != -1:
            count[parent[j]] += count[j]
