"""Elimination tree, postorder and column counts of `P A Pᵀ`, straight from the graph and the permutation."""

import numpy as np

from pastix_py.jit import for_each, kernel

SMALL = 20_000  # rows that are not worth another thread
PIECES = 8  # of the rows, where there are several threads


def lower_rows(ptr, ind, perm, iperm, threads=1):
    """Return (low_ptr, low): the columns j < i of each row i of P A Pᵀ, in any order; int64 (n+1,), int32.

    Given: `ptr` (n+1), `ind` graph of A + Aᵀ in the user's numbering; `perm[new] = old` and its inverse.
    """
    n = perm.size
    count = PIECES if threads > 1 and n > SMALL else 1
    shares = [n * k // count for k in range(count + 1)]
    low_ptr = np.zeros(n + 1, np.int64)
    operands = (ptr, ind, perm, iperm, low_ptr)
    parts = for_each(threads, lambda k: _lower_rows(shares[k], shares[k + 1], *operands), range(count))
    if count == 1:
        return low_ptr, parts[0]
    at = np.cumsum([0, *(part.size for part in parts)])
    low = np.empty(at[-1], np.int32)

    def place(k):
        low[at[k] : at[k + 1]] = parts[k]
        low_ptr[shares[k] + 1 : shares[k + 1] + 1] += at[k]

    for_each(threads, place, range(count))
    return low_ptr, low


@kernel
def _lower_rows(begin, end, ptr, ind, perm, iperm, low_ptr):
    """Return the columns of rows begin..end-1; `low_ptr` gets where each of these rows ends."""
    low = np.empty(ind.size // 2, np.int32)
    q = 0
    for i in range(begin, end):
        old = perm[i]
        for p in range(ptr[old], ptr[old + 1]):
            j = iperm[ind[p]]
            if j < i:
                low[q] = j
                q += 1
        low_ptr[i + 1] = q
    return low[:q]


@kernel
def etree(low_ptr, low):
    """parent[j] = min{i > j : L[i, j] ≠ 0}, −1 at a root.

    Given: `lower_rows`. Produces: `parent` (n), in the same numbering.
    Liu, "The role of elimination trees in sparse factorization", SIAM J. Matrix Anal. 11 (1990), with path compression.
    """
    n = low_ptr.size - 1
    parent = np.full(n, -1, np.int64)
    ancestor = np.full(n, -1, np.int64)
    for i in range(n):
        for p in range(low_ptr[i], low_ptr[i + 1]):
            k = low[p]
            while k != -1 and k < i:
                above = ancestor[k]
                ancestor[k] = i
                if above == -1:
                    parent[k] = i
                k = above
    return parent


@kernel
def postorder(parent):
    """post[k] = the k-th node when every subtree is numbered contiguously, children in increasing order.

    Given: `parent` (n) with parent[j] > j, or −1 at a root. Sizes of subtrees give every node its place.
    """
    n = parent.size
    size = np.ones(n, np.int64)
    for j in range(n):
        if parent[j] != -1:
            size[parent[j]] += size[j]
    post = np.empty(n, np.int64)
    free, free_below = n, size  # the next root ends in front of `free`, the next child of j of `free_below[j]`
    for j in range(n - 1, -1, -1):
        held = size[j]
        if parent[j] == -1:
            place = free - 1
            free -= held
        else:
            place = free_below[parent[j]] - 1
            free_below[parent[j]] -= held
        post[place] = j
        free_below[j] = place
    return post


@kernel
def renumbered_tree(parent, post):
    """Return the tree whose node k is node post[k] of `parent` (n)."""
    place = np.empty(post.size, np.int64)
    for k in range(post.size):
        place[post[k]] = k
    moved = np.empty(post.size, np.int64)
    for k in range(post.size):
        above = parent[post[k]]
        moved[k] = place[above] if above != -1 else -1
    return moved


@kernel
def tree_height(parent):
    """Return the number of nodes on the longest path up to a root, 0 for no nodes.

    Given: `parent` (n) with parent[j] > j, or −1 at a root.
    """
    highest = 0
    height = np.ones(parent.size, np.int64)
    for j in range(parent.size):
        highest = max(highest, height[j])
        if parent[j] != -1:
            height[parent[j]] = max(height[parent[j]], height[j] + 1)
    return highest
