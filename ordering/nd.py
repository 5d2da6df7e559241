"""Nested dissection, and minimum degree where that is better."""

import threading

import numpy as np

from pastix_py import ahead
from pastix_py.jit import thread_count, wait_for
from pastix_py.ordering.amd import DENSE, minimum_degree
from pastix_py.ordering.coarsen import IRREGULAR, spread
from pastix_py.ordering.constrain import subgraph
from pastix_py.ordering.cost import cost
from pastix_py.ordering.dissect import (
    UNSET,
    Node,
    Result,
    Whole,
    dissect,
    is_worthwhile,
    number_leaf,
    separate,
    split,
    tries_for,
)
from pastix_py.ordering.hierarchy import none_coarser
from pastix_py.ordering.moves import is_better, most_weight
from pastix_py.ordering.ordering import Numbering
from pastix_py.ordering.pieces import cut, pieces, relabelled
from pastix_py.ordering.shared import compilers
from pastix_py.ordering.workers import serve

CONTEST = 40_000  # vertices up to which minimum degree is tried as well
# Separators tried for parts near the root, of at least 1/NEAR of the vertices, and for all others. The second one is a
# level, which takes little time, but in irregular graphs, where fewer parts are near the root. WILD graphs of up to
# CHANCY vertices, whose separators differ most, count as near the root all through.
TRIES = {"low": (1, 1), "normal": (2, 1), "high": (5, 3)}
NEAR, NEAR_IRREGULAR, CHANCY = 12, 3, 10_000
SMALL = 1_500  # vertices up to which minimum degree needs no alternative unless it is given up
# Mean column length, for LIGHT_AT vertices and more, and fill of a minimum degree order that needs no alternative.
LIGHT, LIGHT_AT, SPARSE = 26.0, 5_000, 2.3
# Where it often settles the matter: mean degree, of up to QUICK vertices and of more, and sum of degrees at most; or
# largest over mean degree at least.
THIN, THINNEST, QUICK, FEW, HUB = 7.0, 4.0, 12_000, 30_000, 10.0
HEAVY = 250.0  # mean column length from which it is given up
CHUNK = 1_000  # vertices of a node that is served whole by one thread, at least
SHARES = 6  # nodes served whole for each thread, about
WILD = 2.6  # largest over mean degree from which a graph counts as such


def nd(graph, weight, options):
    """Return the nested dissection `Numbering` of a graph; on small ones, minimum degree where that is better.

    Parameters
    ----------
    graph : `Graph`.
    weight : int64 (n,), unknowns behind each vertex.
    options : `OrderingOptions`; the result depends on `seed` and `effort`, not on `threads`.

    Dense vertices go last, connected components are dissected one by one, and a graph whose neighbours are far apart in
    memory is renumbered first.

    """
    is_dense = dense_of(graph)
    if is_dense.any():
        kept = np.flatnonzero(~is_dense)
        rest = nd(subgraph(graph, ~is_dense), weight[kept], options)
        return rest.within(kept).followed_by(np.flatnonzero(is_dense))
    return Dissection(graph, weight, options).numbering_or_better()


def dense_of(graph):
    """Return which vertices are dense and go last, bool (n,); none where all are."""
    is_dense = np.diff(graph.ptr) > max(16.0, DENSE * graph.n**0.5)
    return is_dense & (not is_dense.all())


class Dissection:
    """What the nodes of one dissection share."""

    def __init__(self, graph, weight, options):
        self.graph, self.weight = graph, weight
        self.threads = thread_count(options.threads)
        uneven = spread(graph.ptr)
        self.is_irregular, self.has_hubs = uneven > IRREGULAR, uneven > HUB
        near, other = TRIES[options.effort]
        if self.is_irregular and graph.n <= CONTEST:
            near = other = near if uneven > WILD and graph.n <= CHANCY else other
        self.tries = np.array((near, other, graph.n // (NEAR_IRREGULAR if self.is_irregular else NEAR)))
        self.seed = options.seed % (2**31 - 2) + 1
        self.cancel, self.scratch = np.zeros(1, np.int64), threading.local()
        self.order, self.degree_perm, self.degree_squares, self.is_settled = None, None, 0.0, False

    def numbering_or_better(self):
        """Return the `Numbering` by dissection, or on small graphs by minimum degree where that is better.

        Minimum degree goes first where it often settles the matter, and else runs beside the dissection.
        """
        graph = self.graph
        if graph.n > CONTEST:
            return self.numbering()
        if graph.n <= SMALL:  # where a thread of its own would cost more
            self.try_minimum_degree()
        elif self.threads == 1 or self.is_soon_settled():
            wait_for(self.try_minimum_degree)
        is_tried = self.degree_perm is not None
        dissected = None if self.is_settled else self.numbering([] if is_tried else [self.try_minimum_degree])
        if self.is_settled:
            return Numbering.of_one_part(self.degree_perm)
        if self.degree_perm.size and self.degree_squares < wait_for(cost, graph, self.weight, dissected.perm).squares:
            return Numbering.of_one_part(self.degree_perm)
        return dissected

    def is_soon_settled(self):
        """Return whether minimum degree often settles the matter of such a graph, and takes little time elsewhere."""
        n, degrees = self.graph.n, self.graph.ind.size
        return degrees <= max(FEW, n * (THIN if n <= QUICK else THINNEST)) or self.has_hubs

    def try_minimum_degree(self):
        """Order by minimum degree, which settles the matter where hardly anything fills, and on SMALL graphs."""
        graph, weight = self.graph, self.weight
        perm, entries, squares = minimum_degree(graph.ptr, graph.ind, weight, graph.n, HEAVY)
        own = weight.sum() + np.dot(np.diff(graph.ptr), weight) / 2
        light = LIGHT * max(1.0, LIGHT_AT / max(graph.n, 1))
        is_light = squares <= light * entries or entries <= SPARSE * own
        self.degree_perm, self.degree_squares = perm, squares
        if perm.size == graph.n and (graph.n <= SMALL or is_light):
            self.is_settled, self.cancel[0] = True, 1

    def local(self):
        """Return the numbers that this thread gives to the vertices of a leaf, -1 for all of them."""
        if not hasattr(self.scratch, "local"):
            self.scratch.local = np.full(self.graph.n, -1, np.int32)
        return self.scratch.local

    def part(self, order):
        """Return what makes the task of a node; the graph of the nodes has vertex order[k] as vertex k."""
        return Part

    def numbering(self, beside=()):
        """Return the `Numbering` by dissection, None where that is cancelled; functions run `beside` it."""
        n = self.graph.n
        result = Result(np.empty(n, np.int32), np.full(n, UNSET))
        ahead.share(compilers)
        serve([*((2**62, function) for function in beside), (n, lambda: self.begin(result))], self.threads, self.cancel)
        if self.cancel[0]:
            return None
        perm = self.order[result.perm] if self.order.size else result.perm.astype(np.int64)
        return Numbering.of_places(perm, result.part)

    def begin(self, result):
        """Return the tasks of the pieces of the graph, whose vertices are put in `order` first."""
        order, piece_ptr = pieces(self.graph.ptr, self.graph.ind)
        if order.size:
            ptr, ind = relabelled(self.graph.ptr, self.graph.ind, order)
            weight = self.weight[order].astype(np.int32)
        else:
            ptr, ind, weight = self.graph.ptr, self.graph.ind.astype(np.int32), self.weight.astype(np.int32)
        self.order = order
        whole = Whole(ptr, ind, weight, np.ones(ind.size, np.int32), self.is_irregular)
        make, tasks = self.part(order), []
        for k in range(piece_ptr.size - 1):
            graph, ids = cut(whole, piece_ptr[k], piece_ptr[k + 1])
            node = Node(graph, none_coarser(), ids, piece_ptr[k], -1, self.seed)
            tasks.append((node.ids.size, make(self, whole, result, node).run))
        return tasks


class Part:
    """A node of the recursion as a task: separators are tried by as many threads, sides become tasks."""

    def __init__(self, dissection, whole, result, node):
        self.dissection, self.whole, self.result, self.node = dissection, whole, result, node
        self.found, self.lock = {}, threading.Lock()

    def run(self):
        """Serve the node, whole where it is small or there is one thread; return the tasks that are left."""
        n, dissection = self.node.ids.size, self.dissection
        chunk = max(CHUNK, dissection.graph.n // (SHARES * dissection.threads))
        if dissection.threads == 1 or n <= chunk:
            dissect(self.whole, self.node, dissection.tries, dissection.local(), self.result, dissection.cancel)
            return []
        tries = tries_for(n, dissection.tries)
        if tries == 1:
            return self.separated(0, 1)
        return [(n, lambda k=k: self.separated(k, tries)) for k in range(tries)]

    def separated(self, k, tries):
        """Try the k-th separator; return the tasks of the two sides once the last of them is there."""
        found = separate(self.whole, self.node, k)
        with self.lock:
            self.found[k] = found
            if len(self.found) < tries:
                return []
        side, weight, coarser = self.found[0]
        for number in range(1, tries):
            other, other_weight, _ = self.found[number]
            if is_better(other_weight, weight, most_weight(weight.sum())):
                side, weight = other, other_weight
        if not is_worthwhile(side):
            number_leaf(self.whole, self.node, self.dissection.local(), self.result)
            return []
        below = split(self.whole, self.node, side, coarser, self.result)
        return [(node.ids.size, Part(self.dissection, self.whole, self.result, node).run) for node in below]
