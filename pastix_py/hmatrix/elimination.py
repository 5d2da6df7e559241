"""What a block elimination H = L U or H = L D Lᵀ does with each block of a tree, found before any number is looked at.

Block C, of the clusters τ and σ, becomes L_τ⁻¹ (C − Σ A B) above the diagonal and (C − Σ A B) U_σ⁻¹ below it, over
pairs of blocks A = L(τ, κ) and B = U(κ, σ). Pairs of which both are divided, as C is, are left to the blocks in C; so
each product is formed where one of the three is a leaf, once for all of it. What a block has of them is kept as one
block of low rank until the blocks in it take their parts: S. Börm, "Hierarchical matrix arithmetic with accumulated
updates", Computing and Visualization in Science 20, 2019.

Of a symmetric matrix there is the lower half only: U(κ, σ) is D_κ L(σ, κ)ᵀ, D the leaves on the diagonal.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.hmatrix.blocks import DIVIDED, grown
from pastix_py.jit import kernel, nested
from pastix_py.layout.tasks import longest, successors

BLOCK, END = 0, 1  # kinds of tasks: a block is worked on; all in it are done
PER_TASK = 2e4  # operations that could be done while a task begins and ends
SAMPLE = 32  # columns that operations with large blocks are done for, about


class Pairs(NamedTuple):
    """The pairs of each block: A and B of pair p of block k are first[p] and second[p], ptr[k] ≤ p < ptr[k + 1]."""

    ptr: np.ndarray  # (blocks + 1,) int64
    first: np.ndarray  # int32
    second: np.ndarray  # int32


class EliminationTasks(NamedTuple):
    """Tasks in the order of a sequential elimination; int64 unless said."""

    kind: np.ndarray  # (tasks) BLOCK or END
    block: np.ndarray  # (tasks)
    n_pred: np.ndarray
    succ_ptr: np.ndarray
    succ: np.ndarray
    next: np.ndarray  # −1: no two tasks write the same
    region: np.ndarray  # 0
    cost: np.ndarray  # float64, operations, about
    priority: np.ndarray  # float64, operations on the longest way from here to the end


class Structure(NamedTuple):
    """How blocks lie in each other; int64."""

    parent: np.ndarray  # (blocks), −1 for the whole matrix
    child_ptr: np.ndarray  # (blocks + 1)
    child: np.ndarray  # blocks in each, row by row
    width: np.ndarray  # (blocks) how many of them lie side by side; 0 where they are a lower triangle
    diagonal: np.ndarray  # (clusters) the block of a cluster with itself
    half: bool  # whether there is the lower half only


@kernel
def structure_of(row, col, kind, end, col_child, n_cluster, half):
    """Return the `Structure` of a block tree."""
    count = row.size
    parent, width, diagonal = np.full(count, -1), np.ones(count, np.int64), np.full(n_cluster, -1)
    child_ptr = np.zeros(count + 1, np.int64)
    child, filled = np.empty(count, np.int64), np.int64(0)
    for k in range(count):
        if row[k] == col[k]:
            diagonal[row[k]] = k
        if kind[k] == DIVIDED:
            width[k] = max(col_child[col[k] + 1] - col_child[col[k]], 1)
            if half and row[k] == col[k]:
                width[k] = 0
            inside = k + 1
            while inside < end[k]:
                parent[inside] = k
                child[filled] = inside
                filled += 1
                inside = end[inside]
        child_ptr[k + 1] = filled
    return Structure(parent, child_ptr, child, width, diagonal, half)


@nested
def inside(s, k, i, j):
    """Return the block in row i and column j of those that block k is divided into."""
    before = i * s.width[k] if s.width[k] > 0 else i * (i + 1) // 2
    return s.child[s.child_ptr[k] + before + j]


@nested
def place_in(s, k):
    """Return (i, j): where block k lies in its parent."""
    first = s.child_ptr[s.parent[k]]
    at = np.int64(0)
    while s.child[first + at] != k:
        at += 1
    width = s.width[s.parent[k]]
    if width > 0:
        return at // width, at % width
    i = np.int64(0)
    while (i + 1) * (i + 2) // 2 <= at:
        i += 1
    return i, at - i * (i + 1) // 2


@nested
def right_in(s, b, q, j):
    """Return the block of a pair that is the second one, in row q and column j of B; of a half, where its mirror is."""
    return inside(s, b, j, q) if s.half else inside(s, b, q, j)


@kernel
def pairs_of(s, row, col, kind, begin):
    """Return the `Pairs`; `begin` has the first unknown of each cluster."""
    count = row.size
    ptr, depth = np.zeros(count + 1, np.int64), np.zeros(count, np.int64)
    first, second, n_pair = np.empty(1024, np.int32), np.empty(1024, np.int32), np.int64(0)
    # Of each block above, the pairs that it leaves to the blocks in it.
    left, right, top = np.empty(1024, np.int64), np.empty(1024, np.int64), np.zeros(128, np.int64)
    for k in range(count):
        own = s.parent[k]
        if own >= 0:
            depth[k] = depth[own] + 1
            i, j = place_in(s, k)
            level = depth[k]
            top[level + 1] = top[level]
            # Those of its parent first, then those of the elimination inside the parent.
            for source in range(2):
                low, high = (top[level - 1], top[level]) if source == 0 else (0, 1)
                for p in range(low, high):
                    a = left[p] if source == 0 else own
                    b = right[p] if source == 0 else own
                    n_inner = s.width[a]
                    if source == 1 and row[own] == col[own]:
                        n_inner = min(i, j)
                    elif source == 1 and begin[row[own]] < begin[col[own]]:
                        a, n_inner = s.diagonal[row[own]], i
                    elif source == 1:
                        b, n_inner = s.diagonal[col[own]], j
                    for q in range(n_inner):
                        # A block divided one way only has one row, or one column, of blocks.
                        one, other = inside(s, a, i, q), right_in(s, b, q, j)
                        if kind[k] == DIVIDED and kind[one] == DIVIDED and kind[other] == DIVIDED:
                            if top[level + 1] == left.size:
                                left, right = grown(left, 2 * left.size), grown(right, 2 * right.size)
                            left[top[level + 1]], right[top[level + 1]] = one, other
                            top[level + 1] += 1
                        else:
                            if n_pair == first.size:
                                first, second = grown(first, 2 * n_pair), grown(second, 2 * n_pair)
                            first[n_pair], second[n_pair] = one, other
                            n_pair += 1
        ptr[k + 1] = n_pair
    return Pairs(ptr, first[:n_pair].copy(), second[:n_pair].copy())


@kernel
def waits_of(s, row, col, kind, end, begin):
    """Return (tasks: kind, block, and edges (2, edges)): which task of which block waits for which."""
    count = row.size
    begins, ends = np.empty(count, np.int64), np.empty(count, np.int64)
    task_kind, block = np.empty(2 * count, np.int8), np.empty(2 * count, np.int64)
    n_task, open_blocks, n_open = np.int64(0), np.empty(128, np.int64), 0
    for k in range(count + 1):
        while n_open > 0 and (k == count or end[open_blocks[n_open - 1]] <= k):
            n_open -= 1
            ends[open_blocks[n_open]] = n_task
            task_kind[n_task], block[n_task] = END, open_blocks[n_open]
            n_task += 1
        if k < count:
            begins[k] = n_task
            task_kind[n_task], block[n_task] = BLOCK, k
            n_task += 1
            if kind[k] == DIVIDED:
                open_blocks[n_open] = k
                n_open += 1
            else:
                ends[k] = begins[k]
    edges, n_edge = np.empty((2, 8 * count), np.int64), np.int64(0)
    for k in range(count):
        own = s.parent[k]
        if own < 0:
            continue
        i, j = place_in(s, k)
        edges = edges if n_edge + 2 * (i + j) + 8 < edges.shape[1] else doubled(edges)
        edges[0, n_edge], edges[1, n_edge] = begins[own], begins[k]
        edges[0, n_edge + 1], edges[1, n_edge + 1] = ends[k], ends[own]
        n_edge += 2
        on_diagonal = row[own] == col[own]
        above = begin[row[own]] < begin[col[own]]
        for q in range(min(i, j) if on_diagonal else 0):
            edges[0, n_edge], edges[1, n_edge] = ends[inside(s, own, i, q)], begins[k]
            edges[0, n_edge + 1], edges[1, n_edge + 1] = ends[right_in(s, own, q, j)], begins[k]
            n_edge += 2
        if on_diagonal and i != j:
            edges[0, n_edge], edges[1, n_edge] = ends[inside(s, own, min(i, j), min(i, j))], begins[k]
            n_edge += 1
        if not on_diagonal:
            for q in range(i if above else j):
                before = inside(s, own, q, j) if above else inside(s, own, i, q)
                edges[0, n_edge], edges[1, n_edge] = ends[before], begins[k]
                n_edge += 1
    return task_kind[:n_task].copy(), block[:n_task].copy(), edges[:, :n_edge].copy()


@nested
def doubled(edges):
    """Return edges with as much room again."""
    wider = np.empty((2, 2 * edges.shape[1]), np.int64)
    wider[:, : edges.shape[1]] = edges
    return wider


def elimination(tree):
    """Return (`Structure`, `Pairs`, `EliminationTasks`) of a `BlockTree` whose rows and columns are clustered alike."""
    rows = tree.rows
    given = tree.row, tree.col, tree.kind, tree.end
    s = structure_of(*given, rows.child, rows.n_node, tree.half)
    pairs = pairs_of(s, tree.row, tree.col, tree.kind, rows.begin)
    kind, block, edges = waits_of(s, *given, rows.begin)
    m, n = rows.size[tree.row].astype(float), rows.size[tree.col].astype(float)
    cost = np.where(kind == BLOCK, ((1 + np.diff(pairs.ptr)) * SAMPLE * (m + n))[block], 0.0) + PER_TASK
    n_pred, succ_ptr, succ = successors(kind.size, edges)
    turns = np.full(kind.size, -1)
    priority = longest(succ_ptr, succ, turns, cost)
    tasks = EliminationTasks(kind, block, n_pred, succ_ptr, succ, turns, np.zeros_like(turns), cost, priority)
    return s, pairs, tasks
