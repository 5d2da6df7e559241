"""A hypergraph cut in two so that few nets are cut, by way of coarser and coarser hypergraphs."""

import numpy as np

from pastix_py.jit import kernel, nested
from pastix_py.ordering.coarsen import draw
from pastix_py.ordering.hyper_coarsen import coarsen_nets
from pastix_py.ordering.hyper_moves import (
    LOCKED,
    OUT,
    choose,
    count_pins,
    empty_buckets,
    improve,
    is_better_cut,
    make_work,
    move,
    quantum_of,
)

COARSEST = 60  # vertices below which no coarser hypergraph is made
SHRINKS = 0.85  # a coarser hypergraph of more than this share of the vertices is not worth its making
HEAVIEST = 3.0  # most that a cluster may weigh, in mean weights of a vertex of the coarsest hypergraph
GROWTHS = 3  # first bisections of which the best is kept
# As int64, lest the kernels that take them are compiled once for each literal.
PASSES = np.int64(3)
IMPATIENT, PATIENT = np.int64(40), np.int64(100)  # moves without gain after which a pass ends; PATIENT at the coarsest


@kernel
def bisect_nets(h, most, target, how, state):
    """Return (side, weight): 0 or 1 of each vertex, int8 (n,), and the weights of both and of the cut, int64 (3,).

    `most` int64 (2,) bounds the weights of the sides, where the vertices allow; side 0 weighs about `target`. `how` and
    `state` are those of `coarsen`. Multilevel: Ü. V. Çatalyürek, C. Aykanat, 1999; see `hyper_coarsen`.
    """
    heaviest = max(1, int(HEAVIEST * h.vertex.sum() / COARSEST))
    levels, clusters = [h], [np.empty(0, np.int32)]
    while levels[-1].vertex.size > COARSEST:
        coarser, cluster = coarsen_nets(levels[-1], heaviest, how, state)
        if coarser.vertex.size > SHRINKS * levels[-1].vertex.size:
            break
        levels.append(coarser)
        clusters.append(cluster)
    side, weight = first_bisection(levels[-1], most, target, state)
    for k in range(len(levels) - 1, 0, -1):
        finer = np.empty(clusters[k].size, np.int8)
        for v in range(finer.size):
            finer[v] = side[clusters[k][v]]
        side = finer
        weight = improve(levels[k - 1], side, most, make_work(levels[k - 1]), PASSES, IMPATIENT)
    return side, weight


@nested
def first_bisection(h, most, target, state):
    """Return (side, weight) of the best of several bisections, each grown from a random vertex and improved."""
    n = h.vertex.size
    side, trial, best = np.zeros(n, np.int8), np.empty(n, np.int8), np.zeros(3, np.int64)
    w = make_work(h)
    for k in range(GROWTHS):
        grow(h, trial, target, most, w, state)
        weight = improve(h, trial, most, w, PASSES, PATIENT)
        if k == 0 or is_better_cut(weight, best, most):
            best[:] = weight
            side[:] = trial
    return side, best


@nested
def grow(h, side, target, most, w, state):
    """Let side 0 grow from a random vertex, or one in each component, by best moves until it weighs `target`."""
    n = h.vertex.size
    side[:] = 1
    weight = count_pins(h, side, w)
    quantum = quantum_of(h)
    empty_buckets(w)
    for _ in range(n):
        if weight[0] >= target:
            break
        v = choose(h, side, weight, most, w)
        if v < 0:
            v = draw(state, n)
            tried = 0
            while tried < n and (w.state[v] != OUT):
                v = v + 1 if v + 1 < n else 0
                tried += 1
            if tried == n:
                break
            w.state[v] = LOCKED
            if weight[0] + h.vertex[v] > most[0]:
                continue
        move(h, side, weight, v, w, quantum)
