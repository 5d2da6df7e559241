"""A partition of a graph into k parts, by way of coarser and coarser graphs.

The coarsest one is cut in two again and again, and the parts are improved in each finer one: G. Karypis, V. Kumar,
"Multilevel k-way partitioning scheme for irregular graphs", J. Parallel Distrib. Comput. 48, 1998.
"""

import numpy as np

from pastix_py.jit import kernel, thread_count, wait_for
from pastix_py.ordering.coarsen import IRREGULAR, NEAR, PAIRS, Level, coarsen, spread
from pastix_py.ordering.edge_moves import cut_weight, lighten, make_work, refine
from pastix_py.ordering.pieces import pieces, relabelled
from pastix_py.ordering.workers import serve

TOLERANCE = 0.03  # a part may weigh so much more than its share
COARSEST, PER_PART = 100, 40  # vertices, and vertices for each part, below which no coarser graph is made
SHRINKS = 0.9  # a coarser graph of more than this share of the vertices is not worth its making
HEAVIEST = 1.5  # most that a cluster may weigh, in mean weights of a vertex of the coarsest graph
GROWTHS = np.int64(12)  # first halves of which the best is kept
PASSES = np.int64(8)
IMPATIENT, PATIENT, SHARE = np.int64(30), 200, 20  # a pass ends after n / SHARE moves without gain, within bounds
TRIES = {"low": 1, "normal": 2, "high": 6}  # partitions of which the best is kept


def kway(graph, weight, k, options):
    """Return the part of each vertex, int32 (n,), of a partition into k parts that cuts few edges.

    Parameters
    ----------
    graph : `Graph`.
    weight : int64 (n,), weight of each vertex; parts weigh up to TOLERANCE more than their share, where it can be.
    k : int, at least 1.
    options : `OrderingOptions`; the result depends on `seed` and `effort`, not on `threads`.

    """
    order, _ = wait_for(pieces, graph.ptr, graph.ind)
    ptr, ind = (
        wait_for(relabelled, graph.ptr, graph.ind, order) if order.size else (graph.ptr, graph.ind.astype(np.int32))
    )
    level = Level(ptr, ind, np.ones(ind.size, np.int32), (weight[order] if order.size else weight).astype(np.int32))
    how = PAIRS if spread(ptr) > IRREGULAR else NEAR
    found, cancel = {}, np.zeros(1, np.int64)

    def attempt(number):
        state = np.array([(options.seed + 7919 * number) % (2**31 - 2) + 1])
        part = multilevel(level, k, how, state, cancel)
        found[number] = (*quality(level, part, k), number, part)

    tries = range(TRIES[options.effort] if k > 1 else 1)
    tasks = [(graph.n, lambda number=number: attempt(number)) for number in tries]
    serve(tasks, thread_count(options.threads), cancel)
    part = min(found.values(), key=lambda one: one[:3])[3]
    if not order.size:
        return part
    placed = np.empty_like(part)
    placed[order] = part
    return placed


def multilevel(g, k, how, state, cancel):
    """Return the part of each vertex of a `Level`, int32 (n,); `how` as for `coarsen`, `state` as for `draw`.

    `cancel` int64 (1,) ends it early where it is not 0.
    """
    most = most_weights(g, np.full(k, 1 / k), TOLERANCE)
    levels, clusters = hierarchy(g, max(COARSEST, PER_PART * k), how, state, cancel)
    part = np.zeros(levels[-1].vertex.size, np.int32)
    halve(levels[-1], np.arange(part.size), 0, k, TOLERANCE / max(1, (k - 1).bit_length()), part, state)
    for depth in range(len(levels) - 1, -1, -1):
        if depth < len(clusters):
            part = part[clusters[depth]]
        if not cancel[0]:
            improve(levels[depth], part, most, state)
    return part


def hierarchy(g, coarsest, how, state, cancel=(0,)):
    """Return (levels, clusters): coarser and coarser graphs of `g`, and the vertex of the next one for each vertex."""
    levels, clusters = [g], []
    heaviest = max(1, int(HEAVIEST * g.vertex.sum() / coarsest))
    while levels[-1].vertex.size > coarsest and not cancel[0]:
        coarser, cluster = coarsen(levels[-1], heaviest, how, state)
        if coarser.vertex.size > SHRINKS * levels[-1].vertex.size:
            break
        levels.append(coarser)
        clusters.append(cluster)
    return levels, clusters


def halve(g, ids, first, k, tolerance, part, state):
    """Give the parts first..first+k-1 to the vertices `ids` of a graph, which are those of `g`."""
    if k == 1 or ids.size == 0:
        part[ids] = first
        return
    left = k // 2
    share = np.array([left / k, 1 - left / k])
    most = most_weights(g, share, tolerance)
    levels, clusters = hierarchy(g, COARSEST, PAIRS, state)
    side = grown(levels[-1], share[0], most, GROWTHS, state)
    for depth in range(len(clusters) - 1, -1, -1):
        side = side[clusters[depth]]
        improve(levels[depth], side, most, state)
    for which, parts in ((0, left), (1, k - left)):
        below, chosen = among(g, side, np.int32(which))
        halve(below, ids[chosen], first + which * left, parts, tolerance, part, state)


@kernel
def grown(g, share, most, growths, state):
    """Return the best of several halves of a small graph, each grown from a random vertex and improved."""
    n, total = g.vertex.size, g.vertex.sum()
    growing = np.array([total, total - np.int64(share * total)])
    work = make_work(n, 2)
    best, best_over, best_cut = np.zeros(n, np.int32), np.int64(2**62), np.int64(0)
    for _ in range(growths):
        side, weight = np.ones(n, np.int32), np.array([0, total])
        lighten(g, side, weight, growing, work, state)
        lighten(g, side, weight, most, work, state)
        refine(g, side, weight, most, work, PASSES, IMPATIENT)
        over, cut = np.maximum(weight - most, 0).sum(), cut_weight(g, side)
        if over < best_over or (over == best_over and cut < best_cut):
            best, best_over, best_cut = side, over, cut
    return best


def improve(g, part, most, state):
    """Move vertices between parts, none of which may then weigh more than `most` int64 (k,) where it can be."""
    work, weight = make_work(part.size, most.size), weights(g, part, most.size)
    if (weight > most).any():
        lighten(g, part, weight, most, work, state)
    patience = np.int64(min(PATIENT, max(IMPATIENT, part.size // SHARE)))
    refine(g, part, weight, most, work, PASSES, patience)


def weights(g, part, k):
    """Return the weight of each part, int64 (k,)."""
    return np.bincount(part, g.vertex, k).astype(np.int64)


def most_weights(g, share, tolerance):
    """Return the most that each part may weigh, int64 (k,): `tolerance` above its share, and no less than that."""
    target = share * g.vertex.sum()
    return np.maximum((1 + tolerance) * target, np.ceil(target - 1e-6)).astype(np.int64)


def quality(g, part, k):
    """Return (overweight, edge cut) of a partition: less is better."""
    most = most_weights(g, np.full(k, 1 / k), TOLERANCE)
    return int(np.maximum(weights(g, part, k) - most, 0).sum()), int(cut_weight(g, part))


@kernel
def among(g, part, which):
    """Return (level, ids) of the vertices of one part: the graph among them with its weights, and what they are."""
    number = np.full(part.size, -1, np.int32)
    ids = np.flatnonzero(part == which)
    entries = np.int64(0)
    for k in range(ids.size):
        number[ids[k]] = k
        entries += g.ptr[ids[k] + 1] - g.ptr[ids[k]]
    ptr, ind, edge = np.zeros(ids.size + 1, np.int64), np.empty(entries, np.int32), np.empty(entries, np.int32)
    q = np.int64(0)
    for k in range(ids.size):
        for p in range(g.ptr[ids[k]], g.ptr[ids[k] + 1]):
            if number[g.ind[p]] >= 0:
                ind[q], edge[q] = number[g.ind[p]], g.edge[p]
                q += 1
        ptr[k + 1] = q
    return Level(ptr, ind[:q], edge[:q], g.vertex[ids]), ids
