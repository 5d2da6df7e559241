"""How the time of nested dissection grows with the number of unknowns."""

import time

import numpy as np

from pastix_py.bench.figure import Figure

FAMILIES = {"lap2": (100, 200, 400, 800, 1600, 2000), "lap3": (22, 34, 54, 86, 126, 158)}
THREADS = 2
STEEPEST = 1.05  # most of the exponent of n in seconds / log n, which is 1 where time grows as n log n


def measure():
    """Yield the nanoseconds for each n log₂ n of two families from 10⁴ to 4·10⁶ unknowns, and their exponents."""
    from pastix_py.matrix.generate import generate
    from pastix_py.options import OrderingOptions
    from pastix_py.ordering.graph import graph_of
    from pastix_py.ordering.stage import order

    options = OrderingOptions(threads=THREADS)
    for family, sizes in FAMILIES.items():
        found = []
        for size in (sizes[0], *sizes):  # the first one compiles, and does not count
            graph = graph_of(generate(f"{family}:{size}"))
            began = time.perf_counter()
            order(graph, "nd", options=options)
            found.append((graph.n, (time.perf_counter() - began) / np.log2(graph.n)))
        for size, (n, seconds) in zip(sizes, found[1:], strict=True):
            told = f"{family}:{size}: {n:,} unknowns, {seconds * np.log2(n):.3f} s; for each n log₂ n"
            yield Figure(told, 1e9 * seconds / n, None, "ns")
        exponent = np.polyfit(*np.log(found[1:]).T, 1)[0]
        yield Figure(f"{family}: exponent of n in seconds / log n", exponent, STEEPEST)
