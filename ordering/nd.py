"""Nested dissection, and minimum degree where that is better."""

import os
import threading

import numpy as np

from pastix_py.jit import wait_for
from pastix_py.ordering.amd import DENSE, minimum_degree
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
from pastix_py.ordering.moves import is_better, most_weight
from pastix_py.ordering.ordering import Numbering
from pastix_py.ordering.pieces import cut, pieces, relabelled
from pastix_py.ordering.workers import serve

TRIES = {"low": (1, 1), "normal": (2, 1), "high": (5, 3)}  # separators tried for graphs near the root, and below
CONTEST = 40_000  # vertices up to which minimum degree is tried as well
SMALL = 1_500  # vertices up to which minimum degree needs no alternative unless it is given up
# Mean column length, for LIGHT_AT vertices and more, and fill of a minimum degree order that needs no alternative.
LIGHT, LIGHT_AT, SPARSE = 26.0, 5_000, 2.3
HEAVY = 250.0  # mean column length from which it is given up
THIN = 7.0  # mean degree up to which minimum degree often settles it, and is not tried beside a dissection but before
NEAR = 3  # parts of the graph's vertices that are near the root: a third and more
CHUNK = 1_000  # vertices of a node that is served whole by one thread, at least
SHARES = 6  # nodes served whole for each thread, about
IRREGULAR = 1.75  # largest over mean degree from which a graph counts as irregular


def nd(graph, weight, options):
    """Return the nested dissection `Numbering` of a graph; minimum degree is tried as well on small ones.

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
    return Contest(graph, weight, options).winner()


def dense_of(graph):
    """Return which vertices are dense and go last, bool (n,); none where all are."""
    is_dense = np.diff(graph.ptr) > max(16.0, DENSE * graph.n**0.5)
    return is_dense & (not is_dense.all())


class Contest:
    """Dissection and minimum degree of one graph, at the same time where there are threads; the better one counts."""

    def __init__(self, graph, weight, options):
        self.graph, self.weight = graph, weight
        self.threads = options.threads or os.cpu_count() or 1
        self.tries = np.array((*TRIES[options.effort], int(graph.n / NEAR)))
        self.seed = options.seed % (2**31 - 2) + 1
        self.cancel, self.scratch = np.zeros(1, np.int64), threading.local()
        self.degree_perm, self.degree_squares = None, 0.0
        self.is_settled = False

    def winner(self):
        """Return the better `Numbering`."""
        is_contest = self.graph.n <= CONTEST
        if self.graph.n <= SMALL:
            self.try_minimum_degree()
        elif is_contest and (self.threads == 1 or self.graph.ind.size <= THIN * self.graph.n):
            wait_for(self.try_minimum_degree)
        if not self.is_settled:
            first = [(2**62, self.try_minimum_degree)] if is_contest and self.degree_perm is None else []
            dissected = self.dissected(first)
        if self.is_settled:
            return Numbering.of_one_part(self.degree_perm)
        if is_contest and self.degree_perm.size and self.degree_squares < self.squares_of(dissected):
            return Numbering.of_one_part(self.degree_perm)
        return dissected

    def try_minimum_degree(self):
        """Order by minimum degree; the contest is settled where hardly anything fills, or very much does."""
        graph = self.graph
        made = minimum_degree(graph.ptr, graph.ind, self.weight, graph.n, HEAVY)
        self.degree_perm, entries, self.degree_squares = made
        own = self.weight.sum() + np.dot(np.diff(graph.ptr), self.weight) / 2
        light = LIGHT * max(1.0, LIGHT_AT / max(graph.n, 1))
        is_light = self.degree_squares <= light * entries or entries <= SPARSE * own
        self.is_settled = self.degree_perm.size == graph.n and (graph.n <= SMALL or is_light)
        if self.is_settled:
            self.cancel[0] = 1

    def squares_of(self, numbering):
        """Return the squared lengths of the columns that a numbering makes."""
        return wait_for(cost, self.graph, self.weight, numbering.perm).squares

    def local(self):
        """Return the numbers that this thread gives to the vertices of a leaf, -1 for all of them."""
        if not hasattr(self.scratch, "local"):
            self.scratch.local = np.full(self.graph.n, -1, np.int32)
        return self.scratch.local

    def dissection(self, order):
        """Return what makes the task of a node; the graph of the nodes has vertex order[k] as vertex k."""
        return Dissection

    def dissected(self, first):
        """Return the `Numbering` by dissection; `first` are tasks to be run beside it."""
        n = self.graph.n
        result = Result(np.empty(n, np.int32), np.full(n, UNSET))
        order, piece_ptr = pieces(self.graph.ptr, self.graph.ind)
        if order.size:
            ptr, ind = relabelled(self.graph.ptr, self.graph.ind, order)
            weight = self.weight[order].astype(np.int32)
        else:
            ptr, ind, weight = self.graph.ptr, self.graph.ind.astype(np.int32), self.weight.astype(np.int32)
        degree = np.diff(ptr)
        is_irregular = bool(degree.max(initial=0) > IRREGULAR * degree.mean()) if n else False
        whole = Whole(ptr, ind, weight, np.ones(ind.size, np.int32), is_irregular)
        make, tasks = self.dissection(order), []
        for k in range(piece_ptr.size - 1):
            node = Node(*cut(whole, piece_ptr[k], piece_ptr[k + 1]), piece_ptr[k], -1, self.seed)
            tasks.append((node.ids.size, make(self, whole, result, node).run))
        serve(first + tasks, self.threads, self.cancel)
        if self.cancel[0]:
            return None
        perm = order[result.perm] if order.size else result.perm.astype(np.int64)
        return Numbering.of_places(perm, result.part)


class Dissection:
    """A node of the recursion as a task: separators are tried by as many threads, sides become tasks."""

    def __init__(self, contest, whole, result, node):
        self.contest, self.whole, self.result, self.node = contest, whole, result, node
        self.found, self.lock = {}, threading.Lock()

    def run(self):
        """Serve the node, whole where it is small or there is one thread; return the tasks that are left."""
        n, contest = self.node.ids.size, self.contest
        chunk = max(CHUNK, contest.graph.n // (SHARES * contest.threads))
        if contest.threads == 1 or n <= chunk:
            dissect(self.whole, self.node, contest.tries, contest.local(), self.result, contest.cancel)
            return []
        tries = tries_for(n, contest.tries)
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
        side, weight = self.found[0]
        for number in range(1, tries):
            other, other_weight = self.found[number]
            if is_better(other_weight, weight, most_weight(weight.sum())):
                side, weight = other, other_weight
        if not is_worthwhile(side):
            number_leaf(self.whole, self.node, self.contest.local(), self.result)
            return []
        below = split(self.whole, self.node, side, self.result)
        return [(node.ids.size, Dissection(self.contest, self.whole, self.result, node).run) for node in below]
