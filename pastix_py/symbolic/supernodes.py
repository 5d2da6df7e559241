"""Supernodes: columns of equal structure, and relaxed amalgamation of those whose union costs little."""

import numpy as np

from pastix_py.jit import inner, kernel, nested


@kernel
def fundamental(parent, count, n_free):
    """Return the first column of each supernode, closed by n: j and j+1 share one where L[:, j] = {j} ∪ L[:, j+1].

    Given: postordered `parent` and `col_count` (n); the columns `n_free:` are one supernode whatever their structure.
    """
    n = parent.size
    begin = np.empty(n + 1, np.int64)
    n_super = 0
    for j in range(n):
        if j >= n_free:
            joined = j > n_free
        else:
            joined = j > 0 and parent[j - 1] == j and count[j - 1] == count[j] + 1
        if not joined:
            begin[n_super] = j
            n_super += 1
    begin[n_super] = n
    return begin[: n_super + 1].copy()


@kernel
def supernode_tree(begin, parent):
    """Return the parent of each supernode, −1 at a root."""
    n_super = begin.size - 1
    owner = np.empty(begin[n_super], np.int64)
    for s in range(n_super):
        owner[begin[s] : begin[s + 1]] = s
    tree = np.empty(n_super, np.int64)
    for s in range(n_super):
        above = parent[begin[s + 1] - 1]
        tree[s] = owner[above] if above != -1 else -1
    return tree


@inner
def worth_merging(width, rows, zeros, scale):
    """Tell whether a supernode of `width` columns and `rows` rows below them may hold `zeros` explicit zeros.

    The share of zeros allowed falls with the width (Ashcraft and Grimes, ACM TOMS 15, 1989): a narrow supernode
    costs more in overhead than in arithmetic, a wide one only in arithmetic.
    """
    entries = width * (width + 1) // 2 + width * rows
    if width <= 4:
        share = 0.9
    elif width <= 16:
        share = 0.5
    elif width <= 48:
        share = 0.15
    else:
        share = 0.05
    return zeros <= scale * share * entries


@kernel
def amalgamate(begin, tree, count, scale, n_keep):
    """Merge supernodes into their parents while `worth_merging`; return (into, zeros of the merged supernodes).

    Given: `begin` (n_super+1), `tree` (n_super) postordered, `col_count`; the last `n_keep` supernodes take nobody in.
    Produces: `into[s]`, the supernode that s becomes part of (s itself where it stays).
    """
    n_super = tree.size
    width, rows = np.empty(n_super, np.int64), np.empty(n_super, np.int64)
    into, zeros = np.empty(n_super, np.int64), np.zeros(n_super, np.int64)
    first_child, sibling = np.empty(n_super, np.int64), np.empty(n_super, np.int64)
    for s in range(n_super):
        width[s], rows[s] = begin[s + 1] - begin[s], count[begin[s + 1] - 1] - 1
        into[s], first_child[s], sibling[s] = s, -1, -1
    if scale <= 0.0:
        return into
    for p in range(n_super):
        c = first_child[p] if p < n_super - n_keep else -1
        while c != -1:
            merged = zeros[p] + zeros[c] + width[c] * (width[p] + rows[p] - rows[c])
            if worth_merging(width[p] + width[c], rows[p], merged, scale):
                width[p] += width[c]
                zeros[p] = merged
                into[c] = p
            c = sibling[c]
        if tree[p] != -1:
            sibling[p] = first_child[tree[p]]
            first_child[tree[p]] = p
    for s in range(n_super - 1, -1, -1):
        into[s] = into[into[s]]
    return into


@kernel
def merged_order(begin, tree, into):
    """Renumber so that every merged supernode is contiguous and its descendants precede it.

    Produces: `order` (n), the old column at each new place; `begin` and `tree` of the merged supernodes.
    """
    n_super = tree.size
    columns = np.zeros(n_super, np.int64)  # of a merged supernode, and then of all below it too
    n_below = np.zeros(n_super, np.int64)  # merged supernodes in its subtree
    for s in range(n_super):
        columns[into[s]] += begin[s + 1] - begin[s]
    width = columns.copy()
    for s in range(n_super):
        if into[s] == s:
            n_below[s] += 1
            if tree[s] != -1:
                columns[into[tree[s]]] += columns[s]
                n_below[into[tree[s]]] += n_below[s]
    number, place = number_subtrees(tree, into, columns, n_below, width)
    n_merged = 0
    for s in range(n_super):
        n_merged += number[s] >= 0
    order = np.empty(begin[n_super], np.int64)
    merged_begin = np.zeros(n_merged + 1, np.int64)
    merged_tree = np.empty(n_merged, np.int64)
    for s in range(n_super):
        m = into[s]
        if m == s:
            merged_begin[number[s] + 1] = place[s] + width[s]
            merged_tree[number[s]] = number[into[tree[s]]] if tree[s] != -1 else -1
    filled = place
    for s in range(n_super):
        m = into[s]
        for j in range(begin[s], begin[s + 1]):
            order[filled[m]] = j
            filled[m] += 1
    return order, merged_begin, merged_tree


@nested
def number_subtrees(tree, into, columns, n_below, width):
    """Return the number of each merged supernode, -1 of what is part of one, and the first place of its columns.

    Given: the columns and the merged supernodes of each subtree, children being numbered in increasing order: from the
    last root down, each takes the places in front of those that were taken. `columns` and `n_below` are lost.
    """
    n_super = tree.size
    number, place = np.empty(n_super, np.int64), np.empty(n_super, np.int64)
    free, n_free = np.int64(0), np.int64(0)
    for s in range(n_super):
        number[s] = -1
        if into[s] == s and tree[s] == -1:
            free, n_free = free + columns[s], n_free + n_below[s]
    for s in range(n_super - 1, -1, -1):
        if into[s] != s:
            continue
        held, n_held = columns[s], n_below[s]
        if tree[s] == -1:
            end, n_end = free, n_free
            free, n_free = free - held, n_free - n_held
        else:
            above = into[tree[s]]
            end, n_end = columns[above], n_below[above]
            columns[above], n_below[above] = end - held, n_end - n_held
        columns[s], n_below[s] = end - width[s], n_end - 1
        number[s], place[s] = n_end - 1, end - width[s]
    return number, place


def even_cuts(begin, width, n_whole=0):
    """Return (parts, cuts): how many panels each supernode has, and the first column of every panel, closed by n.

    Parameters
    ----------
    begin : int64 (n_super+1), first column of each supernode.
    width : the most columns of a panel; each supernode is cut as evenly as possible.
    n_whole : the last supernodes, which are left as they are.

    """
    columns = np.diff(begin)
    parts = -(-columns // width)
    if n_whole:
        parts[-n_whole:] = 1
    source = np.repeat(np.arange(parts.size), parts)
    part = np.arange(source.size) - (np.cumsum(parts) - parts)[source]
    return parts, np.append(begin[source] + part * columns[source] // parts[source], begin[-1])
