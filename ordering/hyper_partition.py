"""A hypergraph cut in k parts by repeated bisection, so that nets reach into few parts."""

import numpy as np

from pastix_py.jit import kernel, nested, wait_for
from pastix_py.ordering.coarsen import PAIRS
from pastix_py.ordering.hyper_bisect import bisect_nets
from pastix_py.ordering.hyper_coarsen import nets_of

UNEVEN = 0.03  # most by which a part may be heavier than the mean
SEEDS = 2**31 - 2


def partition(structure, weight, k, options):
    """Return the part 0..k-1 of each vertex of a `Hypergraph`, int64 (n,), of a small connectivity − 1.

    Parameters
    ----------
    structure : `Hypergraph`.
    weight : int64 (n,), of the vertices; a net costs 1.
    k : number of parts, at least 1.
    options : `OrderingOptions`, of which the seed counts.

    A net that is cut goes on in both parts with its pins there: the sum of the cuts is connectivity − 1. Ü. V.
    Çatalyürek, C. Aykanat, IEEE Trans. Parallel Distrib. Syst. 10, 1999.

    """
    pins, vertex = structure.ind.astype(np.int32), weight.astype(np.int32)
    whole = nets_of(structure.ptr, pins, np.ones(structure.n, np.int32), vertex)
    part = np.zeros(structure.n, np.int64)
    wait_for(cut_in, whole, np.int64(k), most_of(weight, k), options.seed % SEEDS + 1, part)
    return part


def most_of(weight, k):
    """Return the most that one of k parts may weigh."""
    return max(int((1 + UNEVEN) * weight.sum() / k), -(-int(weight.sum()) // k))


def connectivity(structure, part):
    """Return Σ (λ − 1) over the nets of a `Hypergraph`, where λ parts have a pin of the net; `part` int64 (n,)."""
    net = np.repeat(np.arange(structure.n), np.diff(structure.ptr))
    reached = np.unique(net * (part.max(initial=0) + 1) + part[structure.ind])
    return int(reached.size - np.count_nonzero(np.diff(structure.ptr)))


@kernel
def cut_in(whole, k, most, seed, part):
    """Write the part of each vertex to `part`, which comes zeroed: k parts of a weight of at most `most`."""
    todo = [(whole, np.arange(part.size), k, np.int64(0), np.int64(seed))]
    while len(todo) > 0:
        h, ids, parts, first, seed = todo.pop()
        part[ids] = first
        if parts == 1 or ids.size == 0:
            continue
        low = parts // 2
        # Of what the parts may exceed the mean by, each bisection takes as much as those below it.
        depth, reach = 0, 1
        while reach < parts:
            depth, reach = depth + 1, 2 * reach
        total = h.vertex.sum()
        slack = max(most * parts / max(total, 1), 1.0) ** (1.0 / depth)
        share = total * slack / parts
        state = np.array([seed])
        bounds = np.array((max(np.int64(share * low), 1), max(np.int64(share * (parts - low)), 1)))
        side = bisect_nets(h, bounds, total * low // parts, PAIRS, state)[0]
        for which in range(2):
            below = side_of(h, side, which)
            count = low if which == 0 else parts - low
            start = first if which == 0 else first + low
            todo.append((below, ids[side == which], count, start, state[0] % 2147483646 + 1))


@nested
def side_of(h, side, which):
    """Return the `Nets` among the vertices of one side; nets of fewer than two pins there are dropped."""
    number = np.cumsum(side == which) - 1
    net_ptr, pin = np.zeros(h.cost.size + 1, np.int64), np.empty(h.pin.size + 1, np.int32)
    cost = np.empty(h.cost.size, np.int32)
    nets, q = 0, np.int64(0)
    for e in range(h.cost.size):
        begin = q
        for p in range(h.net_ptr[e], h.net_ptr[e + 1]):
            pin[q] = number[h.pin[p]]
            q += np.int64(side[h.pin[p]] == which)
        if q - begin < 2:
            q = begin
            continue
        cost[nets] = h.cost[e]
        nets += 1
        net_ptr[nets] = q
    return nets_of(net_ptr[: nets + 1].copy(), pin[:q].copy(), cost[:nets].copy(), h.vertex[side == which])
