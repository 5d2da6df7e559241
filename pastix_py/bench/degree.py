"""What minimum degree must reach: fill and time of `amd` over those of SuiteSparse, which the wheel of QDLDL holds."""

import ctypes
import importlib.util
import statistics
import time

import numpy as np

from pastix_py.bench.figure import Figure

REPETITIONS = 5
FILL, SECONDS = 1.03, 2.0  # most of the geometric means


def reference():
    """Return a function of a `Graph`: the permutation int64 (n,) of SuiteSparse's `amd_l_order` with its defaults."""
    from pastix_py.errors import MissingDependency

    found = importlib.util.find_spec("qdldl")
    if found is None:
        raise MissingDependency("SuiteSparse's minimum degree comes with QDLDL: pip install qdldl")
    library = ctypes.CDLL(found.origin)
    vector = np.ctypeslib.ndpointer(np.int64, flags="C")
    library.amd_l_order.argtypes = [ctypes.c_longlong, vector, vector, vector, ctypes.c_void_p, ctypes.c_void_p]

    def order(graph):
        perm = np.empty(graph.n, np.int64)
        library.amd_l_order(graph.n, graph.ptr, graph.ind, perm, None, None)
        return perm

    return order


def compare(files):
    """Yield the fill, operations and seconds of `amd` over the reference's, of each problem and over all."""
    from pastix_py.bench.orderings import problems, warm_up
    from pastix_py.options import OrderingOptions
    from pastix_py.ordering.cost import cost
    from pastix_py.ordering.stage import order

    theirs, options = reference(), OrderingOptions(threads=1)

    def ours(graph):
        return order(graph, "amd", options=options).perm

    ours(warm_up())
    found = []
    for name, graph in problems(files):
        if not graph.ind.size:
            continue
        ones, seconds = np.ones(graph.n, np.int64), ([], [])
        for _ in range(REPETITIONS):
            for taken, function in zip(seconds, (ours, theirs), strict=True):
                began = time.perf_counter()
                perm = function(graph)
                taken.append(time.perf_counter() - began)
        own, other = cost(graph, ones, ours(graph)), cost(graph, ones, perm)
        found.append((own.nnz / other.nnz, own.squares / other.squares, *map(statistics.median, seconds)))
        fill, operations, own_seconds, other_seconds = found[-1]
        told = f"nnz(L) {fill:.3f}, operations {operations:.3f}, time {own_seconds / other_seconds:.3f}"
        yield Figure(f"{name}: {told}; SuiteSparse", other_seconds, None, "s")
    fill, operations, own_seconds, other_seconds = (np.array(values) for values in zip(*found, strict=True))
    for name, values, bar in (
        ("nnz(L)", fill, FILL),
        ("operations", operations, None),
        ("time", own_seconds / other_seconds, SECONDS),
    ):
        mean = statistics.geometric_mean(values)
        yield Figure(f"{name} over SuiteSparse's minimum degree, geometric mean of {len(found)}", mean, bar)
        yield Figure(f"{name} over SuiteSparse's minimum degree, worst", values.max(), None)
