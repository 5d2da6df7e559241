"""What the ordering must reach: fill, operations and time of `nd` over those of METIS, in the same run."""

import os
import statistics
import time
from dataclasses import replace

import numpy as np

from pastix_py.bench.figure import Figure

SPECS = ("lap2:1000", "lap2:500", "lap3:50", "lap3:70", "lap3_27:40", "elast3:24", "circuit:200000")
SMALLEST = 1500  # unknowns of a matrix from a file that counts
LONG = 0.1  # seconds that METIS takes at least where the worst case counts
SEEDS = 5
# Most of the geometric mean, and of the worst case, by effort: of the quantities, and of the time by threads.
QUANTITIES = {
    "normal": {"nnz(L)": (0.95, 1.08), "operations": (0.90, 1.15)},
    "high": {"nnz(L)": (None, None), "operations": (0.85, None)},
}
TIMES = {"normal": {2: (0.30, 0.6), 1: (0.55, None)}, "high": {2: (1.0, None)}}


def problems(files):
    """Yield (name, graph): generated problems, each also with its rows shuffled, and the matrices of files."""
    from pastix_py.errors import InputError
    from pastix_py.matrix.generate import generate
    from pastix_py.matrix.read import read
    from pastix_py.ordering.graph import graph_of

    for path in files:
        try:
            matrix = read(path)
        except InputError:
            continue
        if matrix.n >= SMALLEST:
            yield matrix.name, graph_of(matrix)
    for spec in SPECS:
        graph = graph_of(generate(spec))
        yield spec, graph
        yield f"{spec} shuffled", shuffled(graph)


def warm_up():
    """Return a graph whose ordering compiles, or loads, every kernel."""
    from pastix_py.matrix.generate import generate
    from pastix_py.ordering.graph import graph_of

    return graph_of(generate("lap3:20"))


def shuffled(graph):
    """Return the graph with its vertices in a random order, always the same."""
    from pastix_py.ordering.graph import Graph
    from pastix_py.ordering.pieces import relabelled

    order = np.random.default_rng(0).permutation(graph.n)
    ptr, ind = relabelled(graph.ptr, graph.ind, order.astype(np.int32))
    for v in range(graph.n):
        ind[ptr[v] : ptr[v + 1]].sort()
    return Graph(graph.n, ptr, ind.astype(np.int64))


def measured(graph, effort):
    """Return ({quantity: ratio}, {threads: ratio}, seconds of METIS): medians over SEEDS seeds."""
    import pymetis

    from pastix_py.options import OrderingOptions
    from pastix_py.ordering.cost import cost
    from pastix_py.ordering.stage import compressed_numbering

    ones, cores = np.ones(graph.n, np.int64), [k for k in TIMES[effort] if k <= (os.cpu_count() or 1)]
    theirs, ours = [], []
    metis_seconds, seconds = [], {threads: [] for threads in cores}
    adjacency = pymetis.CSRAdjacency(graph.ptr, graph.ind)
    for seed in range(SEEDS):
        began = time.perf_counter()
        perm, _ = pymetis.nested_dissection(adjacency, options=pymetis.Options(seed=seed))
        metis_seconds.append(time.perf_counter() - began)
        theirs.append(cost(graph, ones, np.asarray(perm, np.int64)))
        options = OrderingOptions(seed=seed, effort=effort)
        for threads in cores:
            began = time.perf_counter()
            numbering = compressed_numbering(graph, "nd", replace(options, threads=threads))[1]
            seconds[threads].append(time.perf_counter() - began)
        ours.append(cost(graph, ones, numbering.perm))
    parts = {"nnz(L)": "nnz", "operations": "squares"}
    quantities = {
        name: statistics.median(getattr(c, key) for c in ours) / statistics.median(getattr(c, key) for c in theirs)
        for name, key in parts.items()
    }
    times = {
        threads: statistics.median(a / b for a, b in zip(values, metis_seconds, strict=True))
        for threads, values in seconds.items()
    }
    return quantities, times, statistics.median(metis_seconds)


def high_effort(files):
    """Yield the figures of nested dissection with `--effort high`."""
    return compare(files, "high")


def compare(files, effort="normal"):
    """Yield a figure for each problem, and the geometric means and worst cases over all of them."""
    found = []
    measured(warm_up(), effort)
    for name, graph in problems(files):
        if not graph.ind.size:
            continue
        quantities, times, metis_seconds = measured(graph, effort)
        found.append((quantities, times, metis_seconds))
        told = ", ".join(f"{key} {value:.3f}" for key, value in quantities.items())
        told += "".join(f", {threads} thread{'s' * (threads > 1)} {value:.3f}" for threads, value in times.items())
        yield Figure(f"{name}: {told}; METIS", metis_seconds, None, "s")
    for key, (mean, worst) in QUANTITIES[effort].items():
        values = [quantities[key] for quantities, _, _ in found]
        yield Figure(f"{key} over METIS's, geometric mean of {len(values)}", statistics.geometric_mean(values), mean)
        yield Figure(f"{key} over METIS's, worst", max(values), worst)
    for threads, (mean, worst) in TIMES[effort].items():
        values = [(times[threads], metis_seconds) for _, times, metis_seconds in found if threads in times]
        if values:
            name = f"time over METIS's, {threads} threads"
            yield Figure(f"{name}, geometric mean", statistics.geometric_mean(v for v, _ in values), mean)
            long = [v for v, metis_seconds in values if metis_seconds >= LONG]
            if long:
                yield Figure(f"{name}, worst where METIS takes {LONG} s", max(long), worst)
