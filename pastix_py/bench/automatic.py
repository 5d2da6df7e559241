"""What `--compress auto` must not cost: seconds over those of full rank where there is little or nothing to gain.

Small and two-dimensional problems, and one of random values, which do not compress at all. Both take turns in one
process on one ordering; analysis and factorization count, and of each pair the ratio.
"""

import statistics
import time

import numpy as np

from pastix_py.bench.figure import Figure
from pastix_py.matrix.check import canonical

SPECS = (
    "lap2:300",
    "lap2:1000",
    "lap3:20",
    "lap3:30",
    "lap3:40",
    "lap3:50",
    "lap3_27:30",
    "convdiff3:30",
    "helm3:25",
    "elast3:16",
    "kkt2:100",
    "circuit:20000",
)
RANDOM, NEIGHBOURS = 8000, 4  # unknowns of the random matrix, and entries of each of its rows
TOLERANCES = (1e-4, 1e-8, 1e-12)
THREADS = 2
TIME, FEWEST, MOST = 4.0, 3, 41  # seconds for the pairs of one case, and how many they are
SLOWER = 1.05  # most of the median ratio, wherever full rank takes a hundredth of a second at least
COUNTS = 0.01


def random_matrix(n=RANDOM, neighbours=NEIGHBOURS):
    """Return a symmetric positive definite matrix with entries anywhere, the factor of which is dense."""
    from scipy.sparse import csc_array, eye_array, random_array

    entries = random_array((n, n), density=neighbours / n, rng=np.random.default_rng(0))
    return canonical(csc_array(entries + entries.T + 4 * neighbours * eye_array(n)))


def compare(specs=SPECS):
    """Yield the median ratio of each problem and tolerance, and the worst of those that count."""
    from pastix_py.matrix.generate import generate

    worst = (0.0, "")
    for spec in (*specs, f"random {RANDOM}"):
        matrix = random_matrix() if spec.startswith("random") else generate(spec)
        for tolerance, full, ratio, chosen in ratios(matrix):
            yield Figure(f"{spec} {tolerance:.0e}: full rank {full:.3f} s, {chosen}", ratio)
            if full >= COUNTS:
                worst = max(worst, (ratio, f"{spec} {tolerance:.0e}"))
    yield Figure(f"worst ({worst[1]})", worst[0], SLOWER)


def ratios(matrix):
    """Yield (tolerance, seconds at full rank, ratio, what was chosen and why) of a `Matrix`."""
    from pastix_py import pipeline

    ordering = pipeline.order(matrix, threads=THREADS)
    for tolerance in TOLERANCES:
        pairs, began = [], time.perf_counter()
        taken(matrix, ordering, tolerance, "auto")
        while len(pairs) < FEWEST or (time.perf_counter() - began < TIME and len(pairs) < MOST):
            full, _ = taken(matrix, ordering, tolerance, "none")
            automatic, plan = taken(matrix, ordering, tolerance, "auto")
            pairs.append((full, automatic))
        ratio = statistics.median(automatic / full for full, automatic in pairs)
        yield tolerance, statistics.median(full for full, _ in pairs), ratio, plan.reason


def taken(matrix, ordering, tolerance, compress):
    """Return (seconds of analysis and factorization, `Plan`)."""
    from pastix_py import pipeline

    options = {"threads": THREADS, "compress": compress, "tolerance": tolerance}
    began = time.perf_counter()
    plan = pipeline.analyze(matrix, ordering=ordering, **options)
    factors = pipeline.factorize(matrix, plan=plan, **options)
    seconds = time.perf_counter() - began
    factors.close()
    return seconds, plan
