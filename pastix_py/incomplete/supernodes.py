"""Approximate supernodes of ILU(k): columns that follow each other and have nearly the same rows make dense blocks.

P. Hénon, P. Ramet, J. Roman, "On finding approximate supernodes for an efficient block-ILU(k) factorization", Parallel
Computing 34, 2008. There, supernodes are merged along a tree; here they stay where the ordering has them, so that the
pattern of the blocks holds that of ILU(k). What a block contributes to rows that its target has not is never computed:
the others are listed beforehand.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel


class Supernodes(NamedTuple):
    """Columns `begin[c]:begin[c + 1]` of L have the rows `ind[ptr[c]:ptr[c + 1]]` below, ascending; of Uᵀ the same.

    Rows ind[low:high] of cblk `source[p]` belong to the columns of cblk c, for p in face[c]:face[c + 1], ascending.
    """

    begin: np.ndarray  # (n_cblk+1) int64
    owner: np.ndarray  # (n) int32, the cblk of each column
    ptr: np.ndarray  # (n_cblk+1) int64
    ind: np.ndarray  # int32
    face: np.ndarray  # (n_cblk+1) int64
    source: np.ndarray  # int32
    low: np.ndarray  # int64
    high: np.ndarray  # int64

    @property
    def n_cblk(self):
        """Number of cblks."""
        return self.begin.size - 1


def supernodes(groups, ptr, ind, widest, share):
    """Return the `Supernodes` of the rows of U of ILU(k), in any order, given by groups of columns with the same rows.

    Parameters
    ----------
    groups : (n_group+1) int64, first column of each group.
    ptr, ind : groups beyond each group that have entries in its rows.
    widest : most columns of a cblk.
    share : of the entries of the columns of a cblk, zeros that are allowed.

    """
    begin = joined(groups, ptr, ind, widest, share)
    cuts, owner, rows_ptr, rows = unions(groups, ptr, ind, begin, widest)
    return Supernodes(cuts, owner, rows_ptr, rows, *faces(cuts, owner, rows_ptr, rows))


@kernel
def joined(groups, ptr, ind, widest, share):
    """Return the first group of each cblk, closed by their number: one joins those before while few zeros come in."""
    n = groups.size - 1
    mark, begin, count = np.full(n, -1), np.empty(n + 1, np.int64), 0
    width, rows, exact = 0, 0, 0
    for g in range(n):
        own, below, new = groups[g + 1] - groups[g], 0, 0
        for p in range(ptr[g], ptr[g + 1]):
            size = groups[ind[p] + 1] - groups[ind[p]]
            below += size
            new += size * (mark[ind[p]] != count - 1)
        union = rows + new - own * (mark[g] == count - 1)
        wide, held = width + own, exact + own * (own + 1) // 2 + own * below
        dense = wide * (wide + 1) // 2 + wide * union
        if count and wide <= widest and dense - held <= share * dense:
            width, rows, exact = wide, union, held
        else:
            begin[count], width, rows, exact = g, own, below, own * (own + 1) // 2 + own * below
            count += 1
        for p in range(ptr[g], ptr[g + 1]):
            mark[ind[p]] = count - 1
    begin[count] = n
    return begin[: count + 1].copy()


@kernel
def unions(groups, ptr, ind, begin, widest):
    """Return (begin, owner, ptr, rows) of cblks made of groups begin[c]:begin[c + 1]; wide ones are cut evenly."""
    n, n_super = groups[-1], begin.size - 1
    mark, found, count = np.full(groups.size - 1, -1), np.empty(groups.size - 1, np.int64), 0
    cuts, owner, rows_ptr = np.zeros(n + 1, np.int64), np.empty(n, np.int32), np.zeros(n + 1, np.int64)
    rows, end = np.empty(ind.size + n, np.int32), 0
    for s in range(n_super):
        held, below = 0, 0
        for g in range(begin[s], begin[s + 1]):
            for p in range(ptr[g], ptr[g + 1]):
                h = ind[p]
                if h >= begin[s + 1] and mark[h] != s:
                    mark[h], found[held] = s, h
                    held += 1
                    below += groups[h + 1] - groups[h]
        found[:held].sort()
        first, last = groups[begin[s]], groups[begin[s + 1]]
        parts = (last - first + widest - 1) // widest
        for k in range(parts):
            low, high = first + k * (last - first) // parts, first + (k + 1) * (last - first) // parts
            needed = end + last - high + below
            if needed > rows.size:
                longer = np.empty(2 * needed, np.int32)
                longer[:end] = rows[:end]
                rows = longer
            for row in range(high, last):
                rows[end] = row
                end += 1
            for q in range(held):
                for row in range(groups[found[q]], groups[found[q] + 1]):
                    rows[end] = row
                    end += 1
            owner[low:high] = count
            count += 1
            cuts[count], rows_ptr[count] = high, end
    return cuts[: count + 1].copy(), owner, rows_ptr[: count + 1].copy(), rows[:end].copy()


@kernel
def faces(begin, owner, ptr, ind):
    """Return (face, source, low, high) of the rows of each cblk that belong to the columns of others."""
    n_cblk = begin.size - 1
    face, total = np.zeros(n_cblk + 2, np.int64), 0
    for c in range(n_cblk):
        last = -1
        for p in range(ptr[c], ptr[c + 1]):
            if owner[ind[p]] != last:
                last = owner[ind[p]]
                face[last + 2] += 1
                total += 1
    for c in range(n_cblk):
        face[c + 2] += face[c + 1]
    source, low, high = np.empty(total, np.int32), np.empty(total, np.int64), np.empty(total, np.int64)
    for c in range(n_cblk):
        p = ptr[c]
        while p < ptr[c + 1]:
            f, start = owner[ind[p]], p
            while p < ptr[c + 1] and owner[ind[p]] == f:
                p += 1
            q = face[f + 1]
            source[q], low[q], high[q] = c, start, p
            face[f + 1] = q + 1
    return face[: n_cblk + 1].copy(), source, low, high


class Updates(NamedTuple):
    """What a cblk contributes to another: for pair p of `Supernodes`, rows `ptr[p]:ptr[p + 1]` of these lists.

    Rows are counted in a panel, those of the diagonal block first. Rows that the target has not are not there.
    """

    ptr: np.ndarray  # int64
    own: np.ndarray  # int64, where the rows beyond the diagonal block of the target begin
    source: np.ndarray  # int32, row of the panel that contributes
    target: np.ndarray  # int32, row of the panel that it is subtracted from


@kernel
def updates_of(nodes):
    """Return (ptr, own, source, target) of the `Updates` between the cblks of `Supernodes`."""
    mark, here, n_pair = np.full(nodes.owner.size, -1), np.empty(nodes.owner.size, np.int32), nodes.source.size
    ptr, own, end = np.zeros(n_pair + 1, np.int64), np.empty(n_pair, np.int64), 0
    lists = np.empty((2, 4 * nodes.ind.size + 64), np.int32)
    for f in range(nodes.begin.size - 1):
        first, stop = nodes.begin[f], nodes.begin[f + 1]
        for row in range(first, stop):
            mark[row], here[row] = f, row - first
        for t in range(nodes.ptr[f], nodes.ptr[f + 1]):
            mark[nodes.ind[t]], here[nodes.ind[t]] = f, stop - first + t - nodes.ptr[f]
        for p in range(nodes.face[f], nodes.face[f + 1]):
            c = nodes.source[p]
            shift = nodes.begin[c + 1] - nodes.begin[c] - nodes.ptr[c]
            most = end + nodes.ptr[c + 1] - nodes.low[p]
            if most > lists.shape[1]:
                longer = np.empty((2, 2 * most), np.int32)
                longer[:, :end] = lists[:, :end]
                lists = longer
            for t in range(nodes.low[p], nodes.ptr[c + 1]):
                row = nodes.ind[t]
                lists[0, end], lists[1, end] = t + shift, here[row]
                end += mark[row] == f
            ptr[p + 1], own[p] = end, ptr[p] + nodes.high[p] - nodes.low[p]
    return ptr, own, lists[0, :end].copy(), lists[1, :end].copy()
