"""Elimination tree, postorder and column counts of `P A Pᵀ`, straight from the graph and the permutation."""

import numpy as np

from pastix_py.jit import kernel


@kernel
def lower_rows(ptr, ind, perm, iperm):
    """Return (low_ptr, low): the columns j < i of each row i of P A Pᵀ, in any order.

    Given: `ptr` (n+1), `ind` graph of A + Aᵀ in the user's numbering; `perm[new] = old` and its inverse.
    """
    n = perm.size
    low_ptr = np.empty(n + 1, np.int64)
    low = np.empty(ind.size // 2, np.int64)
    q = 0
    for i in range(n):
        low_ptr[i] = q
        old = perm[i]
        for p in range(ptr[old], ptr[old + 1]):
            j = iperm[ind[p]]
            if j < i:
                low[q] = j
                q += 1
    low_ptr[n] = q
    return low_ptr, low


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

    Given: `parent` (n) with parent[j] > j, or −1 at a root.
    """
    n = parent.size
    first_child = np.full(n, -1, np.int64)
    sibling = np.full(n, -1, np.int64)
    for j in range(n - 1, -1, -1):
        if parent[j] != -1:
            sibling[j] = first_child[parent[j]]
            first_child[parent[j]] = j
    post = np.empty(n, np.int64)
    stack = np.empty(n, np.int64)
    k = 0
    for root in range(n):
        if parent[root] != -1:
            continue
        stack[0], top = root, 0
        while top >= 0:
            j = stack[top]
            child = first_child[j]
            if child == -1:
                post[k] = j
                k += 1
                top -= 1
            else:
                first_child[j] = sibling[child]
                top += 1
                stack[top] = child
    return post


@kernel
def col_count(ptr, ind, perm, iperm, parent, weight):
    """col_count[j] = Σ {weight[i] : i ≥ j, L[i, j] ≠ 0}.

    Given: graph and permutation as for `lower_rows`, numbered so that `parent` is postordered; `weight` (n) of the
    vertices of the graph, all ones for the plain count.
    Gilbert, Ng, Peyton, "An efficient algorithm to compute row and column counts", SIAM J. Matrix Anal. 15 (1994).
    """
    n = perm.size
    first = np.arange(n)
    count = np.empty(n, np.int64)
    for j in range(n):
        count[j] = weight[perm[j]]
    for j in range(n):
        if parent[j] != -1:
            first[parent[j]] = min(first[parent[j]], first[j])
            count[parent[j]] = 0
    ancestor = np.arange(n)
    max_first = np.full(n, -1, np.int64)
    previous_leaf = np.full(n, -1, np.int64)
    for j in range(n):
        old = perm[j]
        if parent[j] != -1:
            count[parent[j]] -= weight[old]
        for p in range(ptr[old], ptr[old + 1]):
            i = iperm[ind[p]]
            if i <= j or first[j] <= max_first[i]:
                continue
            max_first[i] = first[j]
            count[j] += weight[perm[i]]
            q = previous_leaf[i]
            previous_leaf[i] = j
            if q != -1:
                root = q
                while root != ancestor[root]:
                    root = ancestor[root]
                while q != root:
                    ancestor[q], q = root, ancestor[q]
                count[root] -= weight[perm[i]]
        if parent[j] != -1:
            ancestor[j] = parent[j]
    for j in range(n):
        if parent[j] != -1:
            count[parent[j]] += count[j]
    return count


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
