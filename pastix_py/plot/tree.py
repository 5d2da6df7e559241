"""The tree of the supernodes: parents, sums over subtrees, the largest domains, and a tree small enough to be drawn."""

import heapq
from typing import NamedTuple

import numpy as np

from pastix_py.symbolic.cost import cblk_flops, rows_below


class Tree(NamedTuple):
    """The tree of the supernodes, postordered: the columns of a subtree follow each other."""

    begin: np.ndarray  # (n_super + 1) first column
    parent: np.ndarray  # (n_super) −1 at a root
    work: np.ndarray  # (n_super) operations

    @property
    def width(self):
        """Columns of each supernode."""
        return np.diff(self.begin)


def tree_of(plan):
    """Return the `Tree` of a `Plan`: panels that one supernode was split into are one node again.

    The parent of a supernode is the one that its first row below belongs to.
    """
    symbol = plan.symbol
    below, width = rows_below(symbol), np.diff(symbol.cblk_col)
    first = symbol.cblk_blok[:-1] + 1
    inner = np.flatnonzero(first < symbol.cblk_blok[1:])
    above = np.full(symbol.n_cblk, -1, np.int64)
    above[inner] = symbol.blok_face[first[inner]]
    goes_on = np.zeros(symbol.n_cblk, bool)
    goes_on[:-1] = (above[:-1] == np.arange(1, symbol.n_cblk)) & (below[:-1] == below[1:] + width[1:])
    last = np.flatnonzero(~goes_on)
    owner = np.append(np.cumsum(~goes_on) - ~goes_on, -1)
    work = np.bincount(owner[:-1], cblk_flops(symbol, plan.kind), last.size)
    return Tree(np.append(0, symbol.cblk_col[last + 1]), owner[above[last]], work)


def subtree_sums(parent, values):
    """Return the sum of `values` over the subtree of each node, float64; parents come after their children."""
    total = np.asarray(values, float).tolist()
    for node, above in enumerate(parent.tolist()):
        if above >= 0:
            total[above] += total[node]
    return np.array(total)


def sums_above(parent, values):
    """Return the sum of `values` over the proper ancestors of each node, float64."""
    own, total, parent = np.asarray(values, float).tolist(), [0.0] * parent.size, parent.tolist()
    for node in range(len(parent) - 1, -1, -1):
        above = parent[node]
        if above >= 0:
            total[node] = total[above] + own[above]
    return np.array(total)


def domains(parent, columns, wanted=8):
    """Return (roots, opened): at most about `wanted` disjoint large subtrees, and the nodes above that separate them.

    `columns` are those of each subtree. The largest subtree is opened as long as there are not more than `wanted` then;
    what is smaller than a fiftieth of the whole does not count as one.
    """
    total = columns[parent < 0].sum()
    children = {}
    for node in np.flatnonzero(columns * 50 >= total).tolist():
        children.setdefault(int(parent[node]), []).append(node)
    heap, opened = [(-columns[node], node) for node in children.get(-1, [])], []
    heapq.heapify(heap)
    while heap and (below := children.get(heap[0][1])) and (len(heap) == 1 or len(heap) + len(below) <= wanted + 1):
        opened.append(heapq.heappop(heap)[1])
        for child in below:
            heapq.heappush(heap, (-columns[child], child))
    return sorted(node for _, node in heap), opened


def without_chains(begin, parent):
    """Return (begin, parent) of a postordered tree in which every chain is one node."""
    head = _chain_heads(parent)
    tops = np.flatnonzero(head == np.arange(parent.size))
    above = parent[tops]
    merged = np.searchsorted(tops, head)
    return np.append(0, begin[tops + 1]), np.where(above < 0, -1, merged[above]) if tops.size else above


class Drawn(NamedTuple):
    """A tree to be drawn; parents come after their children, the arrays are one per node."""

    parent: np.ndarray  # −1 at a root
    work: np.ndarray
    width: np.ndarray  # columns; the mean per supernode of a collapsed one
    count: np.ndarray  # supernodes that it stands for
    collapsed: np.ndarray  # whether it stands for whole subtrees
    x: np.ndarray  # place in 0..1
    level: np.ndarray  # 0 at a root


def condensed(parent, work, width, most=250):
    """Return the `Drawn` tree: chains are one node, the `most` nodes of largest subtrees are kept.

    All other subtrees below a node, or that are trees of their own, become one collapsed node.
    """
    head = _chain_heads(parent)
    tops, merged = np.unique(head, return_inverse=True)
    count = np.bincount(merged).astype(float) if head.size else np.zeros(0)
    work = np.bincount(merged, work, tops.size)
    width = np.bincount(merged, width, tops.size)
    above = parent[tops]
    parent = np.where(above < 0, -1, merged[above]) if tops.size else above
    below = [subtree_sums(parent, values) for values in (work, width, count)]
    kept = np.zeros(parent.size, bool)
    kept[np.lexsort((np.arange(parent.size), below[0]))[::-1][:most]] = True
    fringe = np.flatnonzero(~kept & ((parent < 0) | kept[parent]))
    owners, group = np.unique(parent[fringe], return_inverse=True)
    sums = [np.bincount(group, values[fringe], owners.size) for values in below]
    number = np.append(np.cumsum(kept) - 1 + owners.size, -1)
    kept = np.flatnonzero(kept)
    joined = [np.concatenate([folded, own[kept]]) for folded, own in zip(sums, (work, width, count), strict=True)]
    whole = number[np.concatenate([owners, parent[kept]])]
    joined[1] = joined[1] / np.append(sums[2], np.ones(kept.size))
    return Drawn(whole, *joined, np.arange(whole.size) < owners.size, *_placed(whole))


def _chain_heads(parent):
    """Return the topmost node of the chain that each node is part of; in a chain every node but the lowest has one."""
    children = np.bincount(parent[parent >= 0], minlength=parent.size).tolist()
    head = list(range(parent.size))
    parent = parent.tolist()
    for node in range(len(parent) - 1, -1, -1):
        above = parent[node]
        if above >= 0 and children[above] == 1:
            head[node] = head[above]
    return np.array(head, np.int64)


def _placed(parent):
    """Return (x, level): leaves at equal distances, the others in the middle of their children."""
    children = [[] for _ in range(parent.size + 1)]
    for node, above in enumerate(parent.tolist()):
        children[above].append(node)
    x, level = np.zeros(parent.size), sums_above(parent, np.ones(parent.size))
    leaves, stack = 0, [(root, False) for root in reversed(children[-1])]
    while stack:
        node, ready = stack.pop()
        if ready:
            x[node] = (x[children[node][0]] + x[children[node][-1]]) / 2
        elif children[node]:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(children[node]))
        else:
            x[node] = leaves
            leaves += 1
    return (x + 0.5) / max(leaves, 1), level.astype(np.int64)
