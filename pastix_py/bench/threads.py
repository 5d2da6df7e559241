"""The curve of speed-ups: factorization, solves and ordering on 1, 2, 4, ... threads, beside as many products."""

import os
import statistics

from pastix_py.bench.cores import COLUMNS, columns, counted_threads, product_rate, taken
from pastix_py.bench.figure import Figure

SPEC = "lap3:100"
REPETITIONS = 3
MANY, LEAST = 16, 0.75  # from this many threads on, least speed-up over that of products


def measure():
    """Yield seconds of every stage and the rate of products for each number of threads, and the speed-ups."""
    from pastix_py.matrix.generate import generate

    matrix, found, products = generate(SPEC), {}, {}
    stages_of(generate("lap3:30"), 1)  # compiles
    for threads in counts():
        found[threads], products[threads] = stages_of(matrix, threads)
        told = ", ".join(f"{name} {seconds:.3f}" for name, seconds in found[threads].items())
        yield Figure(f"{SPEC}, {counted_threads(threads)}: {told} s; products, Gflop/s", products[threads] / 1e9)
    for threads in counts()[1:]:
        own = found[1]["factorization"] / found[threads]["factorization"]
        other = products[threads] / products[1]
        name = f"{SPEC}: speed-up {own:.2f} on {counted_threads(threads)}, products {other:.2f}; ratio"
        yield Figure(name, own / other, least=LEAST if threads >= MANY else None)


def counts():
    """Return the powers of two up to the number of cores, and that number."""
    cores = os.cpu_count() or 1
    return sorted({1 << k for k in range(cores.bit_length())} | {cores})


def stages_of(matrix, threads):
    """Return {stage: seconds}, medians of factorizations in memory that is there, and the rate of products."""
    from pastix_py import pipeline

    factors = pipeline.factorize(matrix, threads=threads, ordering="nd")
    found = {name: getattr(factors.report, name)["seconds"] for name in ("ordering", "analysis")}
    runs = [(refactorized(factors, matrix), product_rate(threads)) for _ in range(REPETITIONS)]
    found["factorization"], rate = map(statistics.median, zip(*runs, strict=True))
    for count in (1, COLUMNS):
        b = columns(matrix, count)
        found[f"solve of {count}"] = statistics.median(taken(factors.apply, b) for _ in range(REPETITIONS))
    factors.close()
    return found, rate


def refactorized(factors, matrix):
    """Return the seconds of one more factorization."""
    return factors.refactorize(matrix).report.factorization["seconds"]
