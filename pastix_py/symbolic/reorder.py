"""Columns reordered inside each supernode, so that the rows of its descendants form few and long runs.

All columns of a supernode share one structure, so their order is free. Partition refinement: Jacquelin, Ng and Peyton,
"Fast and effective reordering of columns within supernodes using partition refinement", SIAM CSC workshop 2018.
"""

import numpy as np

from pastix_py.jit import kernel


@kernel
def facing_groups(rows, row_ptr, stop, owner, n_super):
    """List, for each supernode f, the parts of the row lists that lie in its columns.

    Produces: `group_ptr` (n_super+1), `group_low` and `group_high`: positions in `rows`, in increasing order of
    descendant.
    """
    group_ptr = np.zeros(n_super + 1, np.int64)
    for s in range(n_super):
        for p in range(row_ptr[s], stop[s]):
            if p == row_ptr[s] or owner[rows[p]] != owner[rows[p - 1]]:
                group_ptr[owner[rows[p]] + 1] += 1
    for f in range(n_super):
        group_ptr[f + 1] += group_ptr[f]
    place = group_ptr[:-1].copy()
    group_low = np.empty(group_ptr[n_super], np.int64)
    group_high = np.empty(group_ptr[n_super], np.int64)
    for s in range(n_super):
        for p in range(row_ptr[s], stop[s]):
            f = owner[rows[p]]
            if p == row_ptr[s] or f != owner[rows[p - 1]]:
                group_low[place[f]] = p
                place[f] += 1
            group_high[place[f] - 1] = p + 1
    return group_ptr, group_low, group_high


@kernel
def refine(first, members, order, at, class_of, class_begin, class_end, touched, n_hit, n_class):
    """Split every class that `members` meets in part, the parts met next to each other; returns the number of classes.

    Given: `order`, the columns of one supernode, whose first is `first`, in classes of consecutive places; `at`, the
    place of each.
    """
    n_touched = 0
    lowest = -1
    for i in range(members.size):
        c = class_of[members[i] - first]
        if n_hit[c] == 0:
            touched[n_touched] = c
            n_touched += 1
            if lowest == -1 or class_begin[c] < class_begin[lowest]:
                lowest = c
        n_hit[c] += 1
    for i in range(members.size):
        x = members[i] - first
        c = class_of[x]
        if n_hit[c] < 0 or n_hit[c] < class_end[c] - class_begin[c]:
            if n_hit[c] > 0:
                n_hit[c] = -n_hit[c]
            place = class_begin[c] if c != lowest else class_end[c] - 1
            y = order[place]
            order[at[x]], at[y] = y, at[x]
            order[place], at[x] = x, place
            if c != lowest:
                class_begin[c] += 1
            else:
                class_end[c] -= 1
    for k in range(n_touched):
        c = touched[k]
        if n_hit[c] < 0:
            if c != lowest:
                low, high = class_begin[c] + n_hit[c], class_begin[c]
            else:
                low, high = class_end[c], class_end[c] - n_hit[c]
            class_begin[n_class], class_end[n_class] = low, high
            for place in range(low, high):
                class_of[order[place]] = n_class
            n_class += 1
        n_hit[c] = 0
    return n_class


@kernel
def reorder(begin, rows, row_ptr, stop, owner):
    """Return `order` (n): the column to put at each place, each supernode permuted in itself.

    Given: `begin` (n_super+1), and the rows below each supernode, sorted, in `rows[row_ptr[s]:stop[s]]`. The sets of
    the last descendants, which have most rows, are refined first.
    """
    n_super = begin.size - 1
    n = begin[n_super]
    group_ptr, group_low, group_high = facing_groups(rows, row_ptr, stop, owner, n_super)
    order = np.arange(n)
    widest = 0
    for f in range(n_super):
        widest = max(widest, begin[f + 1] - begin[f])
    at = np.empty(widest, np.int64)
    class_of = np.empty(widest, np.int64)
    class_begin = np.empty(widest + 1, np.int64)
    class_end = np.empty(widest + 1, np.int64)
    touched = np.empty(widest + 1, np.int64)
    n_hit = np.zeros(widest + 1, np.int64)
    for f in range(n_super):
        first, width = begin[f], begin[f + 1] - begin[f]
        if width <= 2:
            continue
        inside = order[first : first + width]
        for j in range(width):
            inside[j], at[j], class_of[j] = j, j, 0
        class_begin[0], class_end[0], n_class = 0, width, np.int64(1)
        for g in range(group_ptr[f + 1] - 1, group_ptr[f] - 1, -1):
            size = group_high[g] - group_low[g]
            if n_class < width and size < width:
                members = rows[group_low[g] : group_high[g]]
                n_class = refine(first, members, inside, at, class_of, class_begin, class_end, touched, n_hit, n_class)
        for j in range(width):
            inside[j] += first
    return order
