"""What solves with incomplete factors must reach: seconds over those of MKL and SciPy, and bytes per second.

Ours solve in the ordering that they are made for, the others in the natural one; all on one thread. They take turns,
each for some calls in a row, as iterations do; the median of the turns counts. Seconds are those that the processor
works for this thread.
"""

import statistics
import time
from typing import NamedTuple

import numpy as np

from pastix_py.bench.figure import Figure

TURN, TURNS = 0.004, 15  # seconds of a turn, at least one call; turns of each
COPIED = 1 << 26  # bytes of the array whose copy tells what memory gives
LARGEST = 900_000  # unknowns of systems from which on the bytes per second count
COUNT, SIZE = 200, 1_000_000  # systems, and unknowns of the largest, about
FASTER, LEAST, OVER_SCIPY, BANDWIDTH = 3.0, 1.0, 10.0, 0.6


class Seconds(NamedTuple):
    """Seconds of a forward and a backward solve, and of what they are compared with."""

    ours: float
    mkl: float  # the better one of both ways to store the factors
    scipy: float
    copy: float  # of one byte
    bytes: int  # that ours reads and writes


def arrays(factors):
    """Return (F, L, U) of the factors as `csr_array`: all in one as MKL's ILU(0) has them, and apart; U with D."""
    from scipy.sparse import csr_array, diags_array

    n = factors.inv_diag.size
    lower, upper = (csr_array((half.val, half.ind, half.ptr), shape=(n, n)) for half in (factors.L, factors.U))
    upper = csr_array(upper + diags_array(1 / factors.inv_diag))
    both = csr_array(lower + upper)
    for matrix in (both, upper):
        matrix.sort_indices()
    return both, lower, upper


def solvers(natural, ordered):
    """Return ({name: function() that solves}, what to free): factors as `L`, `U`, `inv_diag`, in both orders."""
    from pastix_py.bench.peers.trsv import Triangle
    from pastix_py.sliced.sweeps import sweeps

    both, lower, upper = arrays(natural)
    together = Triangle(both, True, True), Triangle(both, False, False)
    apart = Triangle(lower, True, True), Triangle(upper, False, False)
    b = np.random.default_rng(0).standard_normal(both.shape[0])
    work, x, y = np.empty_like(b), np.empty_like(b), np.empty_like(b)

    def by_mkl(pair):
        pair[0].solve(b, work)
        pair[1].solve(work, x)

    ours = sweeps(ordered.L, ordered.U, ordered.inv_diag)
    source, target = np.ones(COPIED, np.uint8), np.zeros(COPIED, np.uint8)
    return (
        ours,
        {
            "ours": lambda: ours.solve(b, y),
            "together": lambda: by_mkl(together),
            "apart": lambda: by_mkl(apart),
            "copy": lambda: np.copyto(target, source),
        },
        (*together, *apart),
    )


def scipy_seconds(natural):
    """Return the seconds of SciPy's solves, the best of two."""
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import spsolve_triangular

    _, lower, upper = arrays(natural)
    lower = (lower + eye_array(lower.shape[0])).tocsr()
    b = np.random.default_rng(0).standard_normal(lower.shape[0])

    def once():
        began = time.thread_time()
        spsolve_triangular(upper, spsolve_triangular(lower, b, unit_diagonal=True), lower=False)
        return time.thread_time() - began

    return min(once(), once())


def measured(natural, ordered):
    """Return the `Seconds` of a system, given its factors in natural order and in that of ours."""
    ours, functions, held = solvers(natural, ordered)
    seconds, calls = {name: [] for name in functions}, {}
    for name, function in functions.items():
        function()
        began = time.thread_time()
        function()
        calls[name] = max(1, int(TURN / (time.thread_time() - began)))
    for _ in range(TURNS):
        for name, function in functions.items():
            began = time.thread_time()
            for _ in range(calls[name]):
                function()
            seconds[name].append((time.thread_time() - began) / calls[name])
    for triangle in held:
        triangle.close()
    found = {name: statistics.median(values) for name, values in seconds.items()}
    vectors = 5 * ordered.inv_diag.nbytes  # b, x three times, the diagonal
    return Seconds(
        found["ours"],
        min(found["together"], found["apart"]),
        scipy_seconds(natural),
        found["copy"] / (2 * COPIED),
        ours.applied().slices.nbytes + vectors,
    )


def systems(files, count, largest):
    """Yield (matrix, factors in natural order, factors in ours) of the real systems that ILU(0) can precondition."""
    from pastix_py.bench import iterate
    from pastix_py.incomplete.make import ilu

    kept = 0
    for matrix in iterate.systems(files, largest):
        if kept == count:
            return
        if matrix.dtype == np.float64 and iterate.measured(matrix, iterate.BASE):
            kept += 1
            yield (
                matrix,
                *(ilu(matrix, ordering=ordering, level=0, threads=1) for ordering in ("natural", iterate.OURS)),
            )


def compare(files, count=COUNT, largest=SIZE):
    """Yield the figures of each system, and the bars of all of them."""
    found = []
    for matrix, natural, ordered in systems(files, count, largest):
        seconds = measured(natural, ordered)
        found.append((matrix.n, seconds))
        told = f"{seconds.ours * 1e6:.1f} µs, MKL {seconds.mkl * 1e6:.1f}, SciPy {seconds.scipy * 1e6:.0f}"
        yield Figure(f"{matrix.name}: {matrix.n:,} unknowns, {told}", seconds.mkl / seconds.ours, None)
    over_mkl, over_scipy = ([getattr(s, name) / s.ours for _, s in found] for name in ("mkl", "scipy"))
    yield Figure("MKL's seconds over ours: geometric mean", statistics.geometric_mean(over_mkl), least=FASTER)
    yield Figure("MKL's seconds over ours: least", min(over_mkl), least=LEAST)
    yield Figure("SciPy's seconds over ours: geometric mean", statistics.geometric_mean(over_scipy), least=OVER_SCIPY)
    rates = [s.copy * s.bytes / s.ours for n, s in found if n >= LARGEST]
    if rates:
        yield Figure("bytes per second over those of a copy, largest systems: least", min(rates), least=BANDWIDTH)
