"""Nested dissection by Scotch, in a child process."""

import numpy as np

# Integers of 64 bits, and one thread: with more, the same graph is not always ordered alike.
SETTINGS = {
    "PYSCOTCH_INT_SIZE": "64",
    "PYSCOTCH_PARALLEL": "0",
    "SCOTCH_PTHREAD_NUMBER": "1",
    "SCOTCH_DETERMINISTIC": "1",
}


def program():
    """Return the `Program`."""
    from pastix_py.ordering.child import Program

    return Program("Scotch", "scotch", "pyscotch", SETTINGS)


def scotch(graph, weight, options=None):
    """Return the `Numbering` of Scotch's default strategy, with its separators; the same for the same graph and seed.

    Raises `MissingDependency` without pyscotch and `PastixError` where the child fails.
    """
    from pastix_py.ordering import child
    from pastix_py.ordering.ordering import Numbering

    program().require("ordering")
    if graph.ind.size == 0:
        return Numbering(np.arange(graph.n))
    return Numbering(*child.permutation(program(), nested_dissection, graph, weight, options.seed if options else 0))


def partition(graph, weight, k, options=None):
    """Return the part of each vertex, int64 (n,), by Scotch's dual recursive bipartitioning."""
    from pastix_py.ordering import child

    program().require("partitioner")
    return child.parts(program(), part_graph, graph, weight, k, options.seed if options else 0)


def nested_dissection(ptr, ind, weight, seed):
    """Return [perm, part_ptr, part_parent] of SCOTCH_graphOrder: column blocks are parts.

    F. Pellegrini, J. Roman, "Scotch: a software package for static mapping by dual recursive bipartitioning of process
    and architecture graphs", HPCN Europe, 1996.
    """
    lib, graph = _built(ptr, ind, weight, seed)
    n = weight.size
    iperm, perm, tree = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    bounds, count = np.empty(n + 1, np.int64), lib.SCOTCH_Num()
    strategy = lib.SCOTCH_Strat()
    lib.SCOTCH_stratInit(lib.byref(strategy))
    pointers = [_pointer(lib, array) for array in (iperm, perm)]
    blocks = [_pointer(lib, array) for array in (bounds, tree)]
    if lib.SCOTCH_graphOrder(lib.byref(graph._graph), lib.byref(strategy), *pointers, lib.byref(count), *blocks):
        raise RuntimeError("SCOTCH_graphOrder gave up")
    return [perm, bounds[: count.value + 1], tree[: count.value]]


def part_graph(ptr, ind, weight, k, seed):
    """Return [part] of SCOTCH_graphMap to k processors of equal speed."""
    _, graph = _built(ptr, ind, weight, seed)
    return [graph.partition(k)]


def _built(ptr, ind, weight, seed):
    """Return (library, graph) of Scotch, which reads SETTINGS when it is loaded."""
    from pyscotch import libscotch, random_reset, random_seed
    from pyscotch.graph import Graph

    random_seed(seed)
    random_reset()
    graph = Graph()
    graph.build(ptr, ind, velotab=weight)
    return libscotch, graph


def _pointer(lib, array):
    return array.ctypes.data_as(lib.POINTER(lib.SCOTCH_Num))
