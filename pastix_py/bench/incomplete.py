"""What incomplete factorizations must reach: seconds of the numeric part of ILU(k) over those of SciPy's `spilu`.

All are computed in turns on one thread, in the order of the same unknowns; the medians count. Ours scatter A into their
pattern, eliminate, and try the factor on a vector of ones; the pattern is found before. `spilu` gets the drop tolerance
with which it keeps about as many entries, and the matrix in that order.
"""

import statistics
import time

import numpy as np

SPECS = ("lap3:40", "lap3:60", "convdiff3:40", "helm3:40", "elast3:24")
ORDERING, REPETITIONS, CLOSE = "rcm", 5, 0.1  # how near the entries of `spilu` come to ours
LOW, HIGH = (1, 2), (3, 5)  # levels whose bar is against `spilu`, and against both
SPILU, BOTH = 1.5, 1.0
SEARCH = 14  # drop tolerances that are tried


def compare(files, figure, specs=SPECS):
    """Yield the figures of generated matrices and of files."""
    yield figure("one thread, copies of an array", copied(), None, "GB/s")
    ratios = {}
    for name in (*specs, *files):
        matrix, permuted, ordering = case(name)
        for level in (0, *LOW, *HIGH):
            found = measured(matrix, permuted, ordering, level)
            told = ", ".join(
                f"{method} {seconds * 1e3:.2f} ms, fill {fill:.2f}" for method, (seconds, fill) in found.items()
            )
            ours, theirs = found["ilu"][0], found["spilu"][0]
            best = min(ours, theirs)
            value = found["block"][0] / best if level in HIGH else ours / theirs
            ratios.setdefault(level, []).append(value)
            yield figure(f"{name}, level {level}: {told}; ratio", value, None)
    for level, values in ratios.items():
        mean, bar = statistics.geometric_mean(values), BOTH if level in HIGH else SPILU
        what = "blocks over the faster of the others" if level in HIGH else "ilu over spilu"
        yield figure(f"level {level}: {what}, geometric mean of {len(values)}", mean, bar if level else None)
        yield figure(f"level {level}: {what}, worst", max(values), None)


def case(name):
    """Return (matrix, P A Pᵀ as a SciPy array, ordering) of a spec or a file."""
    from scipy.sparse import csc_array

    from pastix_py import pipeline
    from pastix_py.matrix.read import read

    matrix = read(name)
    ordering = pipeline.order(matrix, ordering=ORDERING)
    full = csc_array(matrix.full())
    return matrix, csc_array(full[ordering.perm][:, ordering.perm]), ordering


def measured(matrix, permuted, ordering, level):
    """Return {method: (median seconds, entries over those of A)} of a level."""
    from pastix_py.incomplete.make import ilu

    def ours(method):
        made = ilu(matrix, ordering=ordering, level=level, method=method, threads=1, scaling="none", matching="none")
        return made.report.factorization["seconds"], made.nnz / matrix.nnz

    methods = {"ilu": lambda: ours("ilu"), "block": lambda: ours("block")}
    fill = ours("ilu")[1]
    drop = drop_for(permuted, fill)
    methods["spilu"] = lambda: theirs(permuted, drop)
    runs = {name: [] for name in methods}
    for _ in range(REPETITIONS):
        for name, run in methods.items():
            runs[name].append(run())
    return {name: (statistics.median(seconds for seconds, _ in found), found[0][1]) for name, found in runs.items()}


def theirs(permuted, drop):
    """Return (seconds, entries over those of A) of `spilu` with a drop tolerance."""
    from scipy.sparse.linalg import spilu

    began = time.perf_counter()
    found = spilu(permuted, drop_tol=drop, fill_factor=50, permc_spec="NATURAL")
    return time.perf_counter() - began, (found.L.nnz + found.U.nnz - permuted.shape[0]) / permuted.nnz


def drop_for(permuted, fill):
    """Return the drop tolerance with which `spilu` keeps about `fill` times the entries of A, by bisection."""
    low, high = 1e-6, 1.0
    for _ in range(SEARCH):
        drop = np.sqrt(low * high)
        found = theirs(permuted, drop)[1]
        if abs(found / fill - 1) < CLOSE:
            break
        low, high = (drop, high) if found > fill else (low, drop)
    return drop


def copied(size=1 << 24):
    """Return the GB/s that a copy of an array reads and writes."""
    from pastix_py.bench.cores import taken

    a, b = np.ones(size), np.zeros(size)
    return 16 * size / min(taken(np.copyto, b, a) for _ in range(REPETITIONS)) / 1e9
