"""Supernodes: columns of equal structure, and relaxed amalgamation of those whose union costs little."""

import numpy as np

from pastix_py.jit import kernel


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


def supernode_tree(begin, parent):
    """Return the parent of each supernode, −1 at a root."""
    owner = np.append(np.repeat(np.arange(begin.size - 1), np.diff(begin)), -1)
    return owner[parent[begin[1:] - 1]]


@kernel
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
    width = begin[1:] - begin[:-1]
    rows = np.empty(n_super, np.int64)
    for s in range(n_super):
        rows[s] = count[begin[s + 1] - 1] - 1
    zeros = np.zeros(n_super, np.int64)
    into = np.arange(n_super)
    if scale <= 0.0:
        return into
    first_child = np.full(n_super, -1, np.int64)
    sibling = np.full(n_super, -1, np.int64)
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
    first_child = np.full(n_super, -1, np.int64)
    sibling = np.full(n_super, -1, np.int64)
    first_part = np.full(n_super, -1, np.int64)
    next_part = np.full(n_super, -1, np.int64)
    n_merged = 0
    for s in range(n_super - 1, -1, -1):
        next_part[s] = first_part[into[s]]
        first_part[into[s]] = s
        if into[s] == s:
            n_merged += 1
            if tree[s] != -1:
                above = into[tree[s]]
                sibling[s] = first_child[above]
                first_child[above] = s
    order = np.empty(begin[n_super], np.int64)
    merged_begin = np.zeros(n_merged + 1, np.int64)
    number = np.full(n_super, -1, np.int64)
    stack = np.empty(n_super, np.int64)
    place = 0
    m = 0
    for root in range(n_super):
        if into[root] != root or tree[root] != -1:
            continue
        stack[0], top = root, 0
        while top >= 0:
            s = stack[top]
            child = first_child[s]
            if child != -1:
                first_child[s] = sibling[child]
                top += 1
                stack[top] = child
                continue
            part = first_part[s]
            while part != -1:
                for j in range(begin[part], begin[part + 1]):
                    order[place] = j
                    place += 1
                part = next_part[part]
            number[s] = m
            m += 1
            merged_begin[m] = place
            top -= 1
    merged_tree = np.full(n_merged, -1, np.int64)
    for s in range(n_super):
        if into[s] == s and tree[s] != -1:
            merged_tree[number[s]] = number[into[tree[s]]]
    return order, merged_begin, merged_tree
