"""The recursion of nested dissection: a graph is separated, each side is dissected, the separator is numbered last.

A. George, "Nested dissection of a regular finite element mesh", SIAM J. Numer. Anal. 10, 1973. A node of the recursion
is a set of vertices with the places that they receive; its random numbers come from its position in the tree, so that
the result is the same in whatever order, and by whichever thread, the nodes are served.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel, nested
from pastix_py.ordering.bisect import bisect
from pastix_py.ordering.coarsen import NEAR, PAIRS, Level
from pastix_py.ordering.hierarchy import Coarser, coarsened, count_of, induce, inherited, none_coarser
from pastix_py.ordering.leaf import order_leaf
from pastix_py.ordering.levels import level_separator
from pastix_py.ordering.moves import SEPARATOR, is_better, most_weight

LEAF = 300  # vertices below which minimum degree takes over
THICK = 0.5  # share of the vertices in a separator from which a graph is not worth its dissection
SEEDS = 2**31 - 1
# As int64, lest the kernels that take them are compiled once for each literal.
FIRST, SECOND = np.int64(0), np.int64(1)
UNSET = -2  # in `part` where no part begins


class Whole(NamedTuple):
    """The graph that is dissected, `ind` and `weight` int32, and ones for the weight of the edges of its subgraphs.

    An irregular one is coarsened by pairs.
    """

    ptr: np.ndarray
    ind: np.ndarray
    weight: np.ndarray
    ones: np.ndarray
    is_irregular: bool


class Node(NamedTuple):
    """A set of vertices to be numbered.

    `graph` is the `Level` among them, with those `Coarser` graphs that it has from the node above, `ids` int32 (k,)
    their numbers in the whole graph. They receive the places `begin : begin + k`; `parent` is the first place of the
    separator above, -1 for none.
    """

    graph: Level
    coarser: Coarser
    ids: np.ndarray
    begin: int
    parent: int
    seed: int


class Result(NamedTuple):
    """Vertices by place, int32 (n,), and where a part begins the first place of its parent, UNSET elsewhere."""

    perm: np.ndarray
    part: np.ndarray


@kernel
def dissect(whole, node, tries, local, result, cancel):
    """Number the vertices of a node and of all below it; `tries` as for `tries_for`.

    `local` int32 (n,) is -1 for each vertex of the whole graph, before and after. `cancel` int64 (1,) ends it early
    where it is not 0.
    """
    stack = [node]
    while len(stack) > 0 and cancel[0] == 0:
        node = stack.pop()
        if node.ids.size <= LEAF:
            number_leaf(whole, node, local, result)
            continue
        side, weight, coarser = separate(whole, node, FIRST)
        for k in range(1, tries_for(node.ids.size, tries)):
            other, other_weight, _ = separate(whole, node, k)
            if is_better(other_weight, weight, most_weight(weight.sum())):
                side, weight = other, other_weight
        if is_worthwhile(side):
            a, b = split(whole, node, side, coarser, result)
            stack.append(b)
            stack.append(a)
        else:
            number_leaf(whole, node, local, result)


@kernel
def tries_for(n, tries):
    """Return how many separators are tried for n vertices; `tries` int64 (3,): for n or more, for fewer, that n."""
    return tries[0] if n >= tries[2] else tries[1]


@kernel
def separate(whole, node, k):
    """Return (side, weight, coarser) of the k-th separator tried for a node: as `bisect` does, and what it came by.

    A level is second in a regular graph, whose sides inherit what the first came by; the others come by no graphs that
    are inherited.
    """
    state = np.array([(node.seed + 7919 * k) % (SEEDS - 1) + 1])
    if k == 1 and not whole.is_irregular:
        side, weight = level_separator(node.graph, state)
        return side, weight, node.coarser
    how = PAIRS if whole.is_irregular else NEAR
    coarser = node.coarser
    if k > 0 or count_of(coarser) == 0:
        coarser = coarsened(node.graph, how, state)
    side, weight = bisect(node.graph, coarser, how, state)
    return side, weight, none_coarser() if whole.is_irregular else coarser


@kernel
def number_leaf(whole, node, local, result):
    """Number a node that is not dissected."""
    if node.ids.size > 0:
        places = result.perm[node.begin : node.begin + node.ids.size]
        order_leaf(whole.ptr, whole.ind, whole.weight, node.ids, local, places)
        result.part[node.begin] = node.parent


@kernel
def is_worthwhile(side):
    """Return whether the separator leaves two sides, and something of them."""
    count = np.zeros(3, np.int64)
    for v in range(side.size):
        count[side[v]] += 1
    return count[SEPARATOR] <= THICK * side.size and max(count[0], count[1]) < side.size


@kernel
def split(whole, node, side, coarser, result):
    """Number the separator of a node, and return the nodes of its two sides; `coarser` is what they inherit from."""
    n = node.ids.size
    count = np.zeros(3, np.int64)
    for v in range(n):
        count[side[v]] += 1
    parent, q = node.parent, node.begin + count[0] + count[1]
    if count[SEPARATOR] > 0:
        result.part[q] = parent
        parent = q
    for v in range(n):
        if side[v] == SEPARATOR:
            result.perm[q] = node.ids[v]
            q += 1
    seed = node.seed * 48271 % SEEDS
    graph, left, ids = child(whole, node, side, coarser, FIRST, count[0])
    first = Node(graph, left, ids, node.begin, parent, seed)
    seed = seed * 48271 % SEEDS
    graph, left, ids = child(whole, node, side, coarser, SECOND, count[1])
    return first, Node(graph, left, ids, node.begin + count[0], parent, seed)


@nested
def child(whole, node, side, coarser, which, count):
    """Return (graph, coarser, ids) of the `count` vertices on one side of a node."""
    g, n = node.graph, node.ids.size
    number = np.full(n, -1, np.int32)
    ids, vertex = np.empty(count, np.int32), np.empty(count, np.int32)
    k, entries = 0, np.int64(0)
    for v in range(n):
        if side[v] == which:
            number[v] = k
            ids[k] = node.ids[v]
            vertex[k] = g.vertex[v]
            k += 1
            entries += g.ptr[v + 1] - g.ptr[v]
    ptr, ind = np.empty(count + 1, np.int64), np.empty(entries, np.int32)
    q = induce(g, number, ptr, ind)
    left = inherited(coarser, number, vertex) if count > LEAF else none_coarser()
    return Level(ptr, ind[:q], whole.ones[:q], vertex), left, ids
