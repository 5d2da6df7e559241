"""Nested dissection by way of the hypergraph of a matrix whose pattern is not symmetric.

The unknowns are cut in two so that few columns have rows on both sides. The unknowns of those columns are a separator
of A + Aᵀ: where column j has all its rows on one side, so is j, and no entry of A leads from there to the other side.
L. Grigori, E. Boman, S. Donfack, T. Davis, "Hypergraph-based unsymmetric nested dissection ordering for sparse LU
factorization", SIAM J. Sci. Comput. 32, 2010. The rows, cut in the same way, give other separators; near the root both
are tried. What is found is made smaller in A + Aᵀ, and the sides go on alike.
"""

from functools import partial

import numpy as np

from pastix_py.jit import kernel
from pastix_py.ordering.coarsen import NEAR, PAIRS
from pastix_py.ordering.constrain import subgraph
from pastix_py.ordering.dissect import SEEDS, dissect, is_worthwhile, number_leaf, split, tries_for
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.hyper_bisect import bisect_nets
from pastix_py.ordering.hyper_coarsen import Nets, nets_of
from pastix_py.ordering.hypergraph import restricted
from pastix_py.ordering.moves import SEPARATOR, is_better, make_work, most_weight, refine
from pastix_py.ordering.nd import Dissection, dense_of
from pastix_py.ordering.pieces import relabelled

SMALL = 2_000  # vertices up to which A + Aᵀ is dissected as by `nd`, which takes a third of the time
PASSES, PATIENCE = np.int64(12), np.int64(500)


def hypergraph(structure, weight, options):
    """Return the `Numbering` of a `Hypergraph`; minimum degree is tried as well on small ones, as for `nd`.

    Parameters
    ----------
    structure : `Hypergraph`.
    weight : int64 (n,), unknowns behind each vertex.
    options : `OrderingOptions`; the result depends on `seed` and `effort`, not on `threads`.

    """
    graph = graph_of(structure)
    is_dense = dense_of(graph)
    if is_dense.any():
        kept = np.flatnonzero(~is_dense)
        rest = hypergraph(subgraph(structure, ~is_dense), weight[kept], options)
        return rest.within(kept).followed_by(np.flatnonzero(is_dense))
    return HyperDissection(structure, graph, weight, options).numbering_or_better()


class HyperDissection(Dissection):
    """What the nodes of one dissection of a hypergraph share."""

    def __init__(self, structure, graph, weight, options):
        super().__init__(graph, weight, options)
        self.structure = structure

    def part(self, order):
        """Return what makes the task of a node; the graph of the nodes has vertex order[k] as vertex k."""
        ptr, ind = self.structure.ptr, self.structure.ind
        pattern = relabelled(ptr, ind, order) if order.size else (ptr, ind.astype(np.int32))
        return partial(HyperPart, pattern)


class HyperPart:
    """A node of the recursion as a task; its sides become tasks."""

    def __init__(self, pattern, dissection, whole, result, node):
        self.pattern, self.dissection, self.whole, self.result, self.node = pattern, dissection, whole, result, node

    def run(self):
        """Separate the node, and return the tasks of its two sides, or number all of it."""
        dissection, local = self.dissection, self.dissection.local()
        if self.node.ids.size <= SMALL:
            dissect(self.whole, self.node, dissection.tries, local, self.result, dissection.cancel)
            return []
        side = self.best_separator(local)
        if not is_worthwhile(side):
            number_leaf(self.whole, self.node, local, self.result)
            return []
        below = split(self.whole, self.node, side, self.node.coarser, self.result)
        make = partial(HyperPart, self.pattern, self.dissection, self.whole, self.result)
        return [(node.ids.size, make(node).run) for node in below]

    def best_separator(self, local):
        """Return the best side int8 (n,) of several, from columns and from rows."""
        side, weight = separate_nets(self.whole, self.pattern, self.node, 0, local)
        for k in range(1, tries_for(self.node.ids.size, self.dissection.tries)):
            other, other_weight = separate_nets(self.whole, self.pattern, self.node, k, local)
            if is_better(other_weight, weight, most_weight(weight.sum())):
                side, weight = other, other_weight
        return side


@kernel
def separate_nets(whole, pattern, node, k, local):
    """Return (side, weight) of the k-th separator tried for a node, as `bisect` does; odd ones come from the rows.

    `pattern` (ptr int64, ind int32) are the pins of all nets; `local` as for `restricted`.
    """
    state = np.array([(node.seed + 7919 * k) % (SEEDS - 1) + 1])
    net_ptr, pin = restricted(pattern[0], pattern[1], node.ids, local)
    vertex = node.graph.vertex
    h = nets_of(net_ptr, pin, vertex, vertex)
    if k % 2 == 1:
        h = Nets(h.ptr, h.net, h.vertex, h.net_ptr, h.pin, h.cost)
    total = vertex.sum()
    most = np.full(2, most_weight(total))
    side = bisect_nets(h, most, total // 2, PAIRS if whole.is_irregular else NEAR, state)[0]
    w = make_work(side.size)
    weight, count = np.zeros(3, np.int64), 0
    for e in range(h.cost.size):
        first = side[h.pin[h.net_ptr[e]]]
        part = side[e]
        for p in range(h.net_ptr[e] + 1, h.net_ptr[e + 1]):
            if side[h.pin[p]] != first:
                part = SEPARATOR
                break
        if part == SEPARATOR:
            w.separator[count] = e
            count += 1
        weight[part] += vertex[e]
    for v in w.separator[:count]:
        side[v] = SEPARATOR
    refine(node.graph, side, weight, w, count, PASSES, PATIENCE)
    return side, weight
