"""Nested dissection with the bisections of KaHIP, in a child process."""

import numpy as np

LEAF = 300  # vertices below which minimum degree takes over
ECO = 1  # between 'fast' and 'strong'
UNEVEN, EVEN = 0.2, 0.03  # a half may weigh so much more than its share in a dissection, and a part in a partition


def program():
    """Return the `Program`."""
    from pastix_py.ordering.child import Program

    return Program("KaHIP", "kahip", "kahip")


def kahip(graph, weight, options=None):
    """Return the `Numbering` by recursive bisections of KaHIP, made vertex separators; leaves by minimum degree.

    The package has no ordering of its own; a separator is a least vertex cover of the edges that a bisection cuts.

    Raises `MissingDependency` without kahip and `PastixError` where the child fails.
    """
    from pastix_py.ordering import child
    from pastix_py.ordering.from_parts import numbering
    from pastix_py.ordering.ordering import Numbering

    program().require("ordering")
    if graph.ind.size == 0:
        return Numbering(np.arange(graph.n))
    seed = options.seed if options else 0
    return numbering(graph, weight, child.permutation(program(), bisections, graph, weight, LEAF, seed)[0])


def partition(graph, weight, k, options=None):
    """Return the part of each vertex, int64 (n,), by KaFFPa in its 'eco' mode."""
    from pastix_py.ordering import child

    program().require("partitioner")
    return child.parts(program(), kaffpa, graph, weight, k, options.seed if options else 0)


def kaffpa(ptr, ind, weight, k, seed):
    """Return [part] of KaFFPa.

    P. Sanders, C. Schulz, "Engineering multilevel graph partitioning algorithms", ESA, 2011.
    """
    return [_kaffpa(ptr, ind, weight, k, EVEN, seed)]


def bisections(ptr, ind, weight, leaf, seed):
    """Return [code] of bisections down to graphs of `leaf` vertices: bits from the root on, all codes equally long."""
    n = weight.size
    code, length = np.zeros(n, np.int64), np.zeros(n, np.int64)
    number, waiting = np.empty(n, np.int64), [(ptr, ind, np.arange(n))]
    while waiting:
        ptr, ind, ids = waiting.pop()
        if ids.size <= leaf or ind.size == 0 or length[ids[0]] == 60:
            continue
        side = _kaffpa(ptr, ind, weight[ids], 2, UNEVEN, seed)
        code[ids] = 2 * code[ids] + side
        length[ids] += 1
        owner = np.repeat(side, np.diff(ptr))
        is_inner = owner == side[ind]
        inner = np.concatenate(([0], np.cumsum(is_inner)))[ptr]
        for which in (0, 1):
            chosen = np.flatnonzero(side == which)
            if chosen.size == ids.size:
                continue
            number[chosen] = np.arange(chosen.size)
            degree = np.diff(inner)[chosen]
            below = number[ind[is_inner & (owner == which)]]
            waiting.append((np.concatenate(([0], np.cumsum(degree))), below, ids[chosen]))
    return [code << (length.max() - length)]


def _kaffpa(ptr, ind, weight, k, imbalance, seed):
    """Return the part of each vertex, int64 (n,)."""
    import kahip

    ones, seed = np.ones(ind.size, np.int32), seed % (2**31 - 1)
    arrays = (weight.astype(np.int32), ptr.astype(np.int32), ones, ind.astype(np.int32))
    return np.array(kahip.kaffpa(*arrays, k, imbalance, True, seed, ECO)[1], np.int64)
