"""What incomplete factorizations must reach: seconds of the numeric part of ILU(k) over those of SciPy's `spilu`.

All are computed in turns on one thread, in the order of the same unknowns; the medians count. Ours scatter A into their
pattern, eliminate, and try whether solves with the factor are stable; the pattern is found before. `spilu` gets the
drop tolerance with which it keeps about as many entries, and the matrix in that order, or in the one that it finds
itself, whichever is faster.
"""

import statistics
import time

import numpy as np

from pastix_py.bench.figure import Figure

SPECS = ("lap3:40", "lap3:60", "convdiff3:40", "helm3:40", "elast3:24")
ORDERING, REPETITIONS, CLOSE = "rcm", 5, 0.1  # how near the entries of `spilu` come to ours
LOW, HIGH = (1, 2), (3, 5)  # levels whose bar is against `spilu`, and against both
SPILU, BOTH = 1.5, 1.0
SEARCH = 14  # drop tolerances that are tried
ORDERS = ("NATURAL", "COLAMD")  # of `spilu`
LONG = 1.0  # seconds from which on one run is enough


def compare(files, specs=SPECS):
    """Yield the figures of generated matrices and of files."""
    yield Figure("one thread, copies of an array", copied(), None, "GB/s")
    ratios = {}
    for name in (*specs, *files):
        matrix, permuted, ordering = case(name)
        drops = dict.fromkeys(ORDERS, 1.0)
        for level in (0, *LOW, *HIGH):
            found = measured(matrix, permuted, ordering, level, drops)
            told = ", ".join(
                f"{method} {seconds * 1e3:.2f} ms, fill {fill:.2f}" for method, (seconds, fill) in found.items()
            )
            ours, theirs = found["ilu"][0], min(found[order][0] for order in ORDERS)
            value = found["block"][0] / min(ours, theirs) if level in HIGH else ours / theirs
            ratios.setdefault(level, []).append(value)
            yield Figure(f"{name}, level {level}: {told}; ratio", value, None)
    for level, values in ratios.items():
        mean, bar = statistics.geometric_mean(values), BOTH if level in HIGH else SPILU
        what = "blocks over the faster of the others" if level in HIGH else "ilu over spilu"
        yield Figure(f"level {level}: {what}, geometric mean of {len(values)}", mean, bar if level else None)
        yield Figure(f"level {level}: {what}, worst", max(values), None)


def case(name):
    """Return (matrix, P A Pᵀ as a SciPy array, ordering) of a spec or a file."""
    from scipy.sparse import csc_array

    from pastix_py import pipeline
    from pastix_py.matrix.read import read

    matrix = read(name)
    ordering = pipeline.order(matrix, ordering=ORDERING)
    full = csc_array(matrix.full())
    return matrix, csc_array(full[ordering.perm][:, ordering.perm]), ordering


def measured(matrix, permuted, ordering, level, drops):
    """Return {method: (median seconds, entries over those of A)} of a level.

    `drops` has the drop tolerances of `spilu` at the level before, and gets those of this one: they become smaller.
    """
    from pastix_py.incomplete.make import ilu

    def ours(method):
        made = ilu(matrix, ordering=ordering, level=level, method=method, threads=1, scaling="none", matching="none")
        return made.report.factorization["seconds"], made.nnz / matrix.nnz

    methods = {"ilu": lambda: ours("ilu"), "block": lambda: ours("block")}
    fill = ours("ilu")[1]
    for order in ORDERS:
        drops[order] = drop_for(permuted, order, fill, drops[order])
        methods[order] = lambda order=order: theirs(permuted, order, drops[order])
    runs = {name: [run()] for name, run in methods.items()}
    for _ in range(REPETITIONS - 1):
        for name, run in methods.items():
            if runs[name][0][0] < LONG:
                runs[name].append(run())
    return {name: (statistics.median(seconds for seconds, _ in found), found[0][1]) for name, found in runs.items()}


def theirs(permuted, order, drop):
    """Return (seconds, entries over those of A) of `spilu` with an order of columns and a drop tolerance."""
    from scipy.sparse.linalg import spilu

    began = time.perf_counter()
    found = spilu(permuted, drop_tol=drop, fill_factor=50, permc_spec=order)
    return time.perf_counter() - began, (found.L.nnz + found.U.nnz - permuted.shape[0]) / permuted.nnz


def drop_for(permuted, order, fill, high):
    """Return the drop tolerance up to `high` with which `spilu` keeps about `fill` times the entries of A."""
    low = 1e-6
    for _ in range(SEARCH):
        drop = np.sqrt(low * high)
        found = theirs(permuted, order, drop)[1]
        if abs(found / fill - 1) < CLOSE:
            break
        low, high = (drop, high) if found > fill else (low, drop)
    return drop


def copied(size=1 << 24):
    """Return the GB/s that a copy of an array reads and writes."""
    from pastix_py.bench.cores import taken

    a, b = np.ones(size), np.zeros(size)
    return 16 * size / min(taken(np.copyto, b, a) for _ in range(REPETITIONS)) / 1e9
