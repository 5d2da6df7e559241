"""A graph cut in two by a small set of vertices, by way of coarser and coarser graphs."""

import numpy as np

from pastix_py.jit import kernel, nested
from pastix_py.ordering.coarsen import PAIRS, draw
from pastix_py.ordering.hierarchy import LARGE, cluster_of, count_of, level_of
from pastix_py.ordering.moves import SEPARATOR, is_better, make_work, most_weight, move_to, refine

GROWTHS = 2  # first separators of which the best is kept, and twice as many for large graphs
# As int64, lest the kernels that take them are compiled once for each literal.
PASSES = np.int64(12)
# Bounds of the moves without gain after which a pass ends; irregular graphs take the upper one.
IMPATIENT, PATIENT = np.int64(100), np.int64(500)
ALL = np.int64(2**31 - 1)
GROWING = np.int64(0)  # side that grows


@kernel
def bisect(g, coarser, how, state):
    """Return (side, weight): 0, 1 or SEPARATOR of each vertex, int8 (n,), and the weights of the three, int64 (3,).

    No vertex of side 0 is a neighbour of one of side 1, and a side weighs at most BALANCE of the whole where the graph
    allows. `coarser` has the `Coarser` graphs of g, `how` is how they were made, `state` that of `draw`. Multilevel:
    B. Hendrickson, E. Rothberg, "Improving the run time and quality of nested dissection ordering", SIAM J. Sci.
    Comput. 20, 1998.
    """
    n, top = g.ptr.size - 1, count_of(coarser)
    total = np.int64(0)
    for v in range(n):
        total += g.vertex[v]
    w = make_work(n)
    growths = 2 * GROWTHS if n > LARGE else GROWTHS
    side, weight = first_separator(level_of(coarser, top - 1) if top else g, growths, total, w, state)
    for k in range(top - 1, -1, -1):
        side, count = project(side, cluster_of(coarser, k), w)
        patience = PATIENT if how == PAIRS else min(PATIENT, max(IMPATIENT, 2 * count))
        refine(level_of(coarser, k - 1) if k else g, side, weight, w, count, PASSES, patience)
    return side, weight


@nested
def first_separator(g, growths, total, w, state):
    """Return (side, weight) of the best of several separators, each grown from a random vertex and refined."""
    n = g.ptr.size - 1
    side, trial = np.empty(n, np.int8), np.empty(n, np.int8)
    best, weight = np.full(3, total), np.empty(3, np.int64)
    most = most_weight(total)
    for _ in range(growths):
        count = grow(g, trial, weight, total, w, state)
        refine(g, trial, weight, w, count, PASSES, PATIENT)
        if is_better(weight, best, most):
            best[:] = weight
            side[:] = trial
    return side, best


@nested
def grow(g, side, weight, total, w, state):
    """Let side 0 grow from a random vertex, or one in each component, by best moves; the size of the separator."""
    n = g.ptr.size - 1
    most = most_weight(total)
    side[:] = 1
    weight[0], weight[1], weight[SEPARATOR] = 0, total, 0
    count = 0
    for _ in range(n):
        if weight[1] <= most:
            break
        v = draw(state, n)
        while side[v] != 1:
            v = v + 1 if v + 1 < n else 0
        side[v] = SEPARATOR
        weight[1] -= g.vertex[v]
        weight[SEPARATOR] += g.vertex[v]
        w.separator[count] = v
        count = move_to(g, side, weight, GROWING, most, ALL, w, count + 1)
    return count


@nested
def project(side, cluster, w):
    """Return (side of the finer vertices, size of the separator), which is listed in the work."""
    finer = np.empty(cluster.size, np.int8)
    count = 0
    for v in range(cluster.size):
        finer[v] = side[cluster[v]]
        if finer[v] == SEPARATOR:
            w.separator[count] = v
            count += 1
    return finer, count
