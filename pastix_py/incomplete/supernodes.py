"""Approximate supernodes of ILU(k): columns that follow each other and have nearly the same rows make dense blocks.

P. Hénon, P. Ramet, J. Roman, "On finding approximate supernodes for an efficient block-ILU(k) factorization", Parallel
Computing 34, 2008. There, supernodes are merged along a tree; here they stay where the ordering has them, so that the
pattern of the blocks holds that of ILU(k).
"""

import numpy as np

from pastix_py.incomplete.pattern import mirrored_pattern
from pastix_py.jit import kernel


def supernodes(groups, ptr, ind, widest, share):
    """Return (begin, pattern): the first unknown of each block, closed by n, and the `Pattern` of blocks of ILU(k).

    Parameters
    ----------
    groups, ptr, ind : as `grouped_rows` returns them.
    widest : most unknowns of a block.
    share : of the entries of the columns of a block, zeros that are allowed.

    """
    begin, ptr, ind = cut(groups, ptr, ind, widest)
    first = joined(begin, ptr, ind, widest, share)
    return begin[first], mirrored_pattern(*united(first, ptr, ind))


@kernel
def cut(groups, ptr, ind, widest):
    """Return (begin, ptr, ind) of the same rows, groups wider than `widest` cut into equal parts."""
    n = groups.size - 1
    parts = np.zeros(n + 1, np.int64)
    for g in range(n):
        parts[g + 1] = parts[g] + (groups[g + 1] - groups[g] + widest - 1) // widest
    if parts[n] == n:
        return groups, ptr, ind
    total = 0
    for g in range(n):
        beyond, own = 0, parts[g + 1] - parts[g]
        for p in range(ptr[g], ptr[g + 1]):
            beyond += parts[ind[p] + 1] - parts[ind[p]]
        total += own * beyond + own * (own - 1) // 2
    begin, new_ptr, new_ind, q = (
        np.empty(parts[n] + 1, np.int64),
        np.zeros(parts[n] + 1, np.int64),
        np.empty(total, np.int32),
        0,
    )
    for g in range(n):
        own, width = parts[g + 1] - parts[g], groups[g + 1] - groups[g]
        for k in range(own):
            begin[parts[g] + k] = groups[g] + k * width // own
            for h in range(parts[g] + k + 1, parts[g + 1]):
                new_ind[q] = h
                q += 1
            for p in range(ptr[g], ptr[g + 1]):
                for h in range(parts[ind[p]], parts[ind[p] + 1]):
                    new_ind[q] = h
                    q += 1
            new_ptr[parts[g] + k + 1] = q
    begin[parts[n]] = groups[n]
    return begin, new_ptr, new_ind


@kernel
def joined(groups, ptr, ind, widest, share):
    """Return the first group of each block, closed by their number: a group joins those before if few zeros come in."""
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
def united(first, ptr, ind):
    """Return (ptr, ind) of the rows of U of the blocks that groups first[c]:first[c + 1] make."""
    n, count = ptr.size - 1, first.size - 1
    owner, mark = np.empty(n, np.int32), np.full(count, -1, np.int32)
    for c in range(count):
        owner[first[c] : first[c + 1]] = c
    new_ptr, new_ind, q = np.zeros(count + 1, np.int64), np.empty(ind.size, np.int32), 0
    for c in range(count):
        mark[c] = c
        for p in range(ptr[first[c]], ptr[first[c + 1]]):
            d = owner[ind[p]]
            if mark[d] != c:
                mark[d] = c
                new_ind[q] = d
                q += 1
        new_ptr[c + 1] = q
    return new_ptr, new_ind[:q].copy()
