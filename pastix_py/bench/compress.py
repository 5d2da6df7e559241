"""What compression must reach: time, memory and accuracy over those of full rank, and how they grow with n.

Each factorization has a process of its own, and the strategies take turns: other work may share the machine.
"""

import math
import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pastix_py.bench.figure import Figure
from pastix_py.bench.one_factor import SMALL, Task, run
from pastix_py.bench.peers import SOLVERS, is_installed
from pastix_py.bench.run import Run
from pastix_py.bench.runner import one_run

SPECS = ("lap3:80", "lap3:100", "elast3:44", "helm3:70", "convdiff3:70")
GROWTH = ("lap3:40", "lap3:50", "lap3:63", "lap3:80", "lap3:100")
TOLERANCES = (1e-4, 1e-8, 1e-12)
THREADS, REPETITIONS = 2, 3
FULL, SOON, PATIENT = "none", "just-in-time", "minimal-memory"
MOST = {  # geometric means over full rank's, one for each tolerance
    (SOON, "seconds"): (0.40, 0.65, 1.0),
    (SOON, "bytes"): (0.30, 0.45, 0.65),
    (PATIENT, "peak"): (0.40, 0.55, None),
    (PATIENT, "seconds"): (1.0, 1.5, None),
}
NAMES = {"seconds": "seconds of the factorization", "bytes": "bytes of the factor", "peak": "peak resident memory"}
ERROR = 10  # most of the backward error of the solve alone, over the tolerance
ITERATIONS = (12, 3, None)  # most of a Krylov method, for each tolerance
EXPONENTS = {"operations": 1.65, "bytes": 1.20, "seconds": None}  # most, of their growth with n at the first tolerance


PEER = "mumps"  # that compresses too


class Case(NamedTuple):
    """One problem: what `one_factor.measured` returned for each (strategy, tolerance), a list over the repetitions."""

    name: str
    full: list
    found: dict

    def ratio(self, strategy, tolerance, quantity):
        """Return the median of a quantity over full rank's; infinite where the factorization failed."""
        both = zip(self.found[strategy, tolerance], self.full, strict=True)
        ratios = [a[quantity] / b[quantity] if a and b else math.inf for a, b in both]
        return statistics.median(ratios)

    def solve(self, strategy, tolerance, quantity):
        """Return what the solve of the first repetition came to; infinite where the factorization failed."""
        first = self.found[strategy, tolerance][0]
        return first[quantity] if first else math.inf


def compare(specs=(), growth=None):
    """Yield what was found of each problem, the bars over all of them, and how a factor grows over those of `growth`.

    Problems are SPECS and GROWTH where none is given, else the growth is that over the given ones.
    """
    growth = growth if growth is not None else specs or GROWTH
    cases, specs = [], specs or SPECS
    for spec in specs:
        cases.append(measured(spec))
        yield from told(cases[-1])
    for (strategy, quantity), most in MOST.items():
        for tolerance, bar in zip(TOLERANCES, most, strict=True):
            mean = statistics.geometric_mean(case.ratio(strategy, tolerance, quantity) for case in cases)
            yield Figure(f"{strategy} {tolerance:.0e}: {NAMES[quantity]} over full rank's, geometric mean", mean, bar)
    yield from solves(cases)
    yield from exponents([grown(spec, cases) for spec in growth])
    yield from beside(specs)


def measured(spec):
    """Return the `Case` of a problem."""
    full, found = [], {(strategy, tolerance): [] for strategy in (SOON, PATIENT) for tolerance in TOLERANCES}
    with tempfile.TemporaryDirectory() as folder:
        ordering = ordered(spec, folder)
        for k in range(REPETITIONS):
            full.append(factored(spec, ordering, FULL, TOLERANCES[0]))
            for (strategy, tolerance), runs in found.items():
                runs.append(factored(spec, ordering, strategy, tolerance, solves=k == 0))
    return Case(spec, full, found)


def ordered(spec, folder):
    """Order a problem once for all its factorizations; returns the file."""
    from pastix_py import pipeline
    from pastix_py.matrix.generate import generate

    path = Path(folder) / "problem.ord"
    pipeline.order(generate(spec), threads=THREADS).save(path)
    return str(path)


def factored(spec, ordering, strategy, tolerance, solves=False):
    """Return what one factorization came to, None where it failed."""
    options = {"threads": THREADS, "compress": strategy, "tolerance": tolerance}
    return run(Task(spec, ordering, options, solves))


def told(case):
    """Yield a line for full rank, and one for each strategy and tolerance: all ratios, the errors, the iterations."""
    full = case.full[0]
    if full:
        rest = f"{full['bytes'] / 1e9:.3g} GB, peak {full['peak'] / 1e9:.3g} GB"
        seconds = statistics.median(run["seconds"] for run in case.full if run)
        yield Figure(f"{case.name} {full['kind']}, full rank: {rest}", seconds, None, "s")
    for strategy, tolerance in case.found:
        shares = ", ".join(f"{name} {case.ratio(strategy, tolerance, name):.2f}" for name in ("bytes", "peak"))
        error, steps, reached = (case.solve(strategy, tolerance, name) for name in ("error", "iterations", "reached"))
        solve = f"error {error:.1e}, {steps} iterations to {reached:.0e}"
        name = f"{case.name} {strategy} {tolerance:.0e}: {shares}; {solve}; seconds over full rank's"
        yield Figure(name, case.ratio(strategy, tolerance, "seconds"))


def solves(cases):
    """Yield the bars of the solves, the worst of both strategies: of one alone, and of a Krylov method."""
    for tolerance, most in zip(TOLERANCES, ITERATIONS, strict=True):
        for quantity, unit, bar, name in (
            ("error", tolerance, ERROR, f"backward error of the solve alone over {tolerance:.0e}"),
            ("iterations", 1, most, f"Krylov iterations to {SMALL:.0e} with {tolerance:.0e}"),
        ):
            found = [(case.solve(s, tolerance, quantity) / unit, case.name) for case in cases for s in (SOON, PATIENT)]
            worst, where = max(found)
            yield Figure(f"{name}, worst ({where})", worst, bar)


def grown(spec, cases):
    """Return what a just-in-time factorization at the first tolerance came to, measured before or now."""
    for case in cases:
        if case.name == spec:
            runs = case.found[SOON, TOLERANCES[0]]
            break
    else:
        with tempfile.TemporaryDirectory() as folder:
            ordering = ordered(spec, folder)
            runs = [factored(spec, ordering, SOON, TOLERANCES[0]) for _ in range(REPETITIONS)]
    runs = [run for run in runs if run]
    return {name: statistics.median(run[name] for run in runs) for name in ("n", *EXPONENTS)} if runs else None


def exponents(points):
    """Yield the exponents p of quantities ~ nᵖ, by least squares."""
    points = [point for point in points if point]
    if len(points) < 2:
        return
    for quantity, most in EXPONENTS.items():
        x, y = (np.log([point[name] for point in points]) for name in ("n", quantity))
        values = ", ".join(f"{point[quantity]:.3g}" for point in points)
        name = f"just-in-time {TOLERANCES[0]:.0e}, growth of the {quantity} with n ({values}): exponent"
        yield Figure(name, float(np.polyfit(x, y, 1)[0]), most)


def beside(specs):
    """Yield what MUMPS comes to with block low-rank factors, over its own full rank; one line where it is missing."""
    if not is_installed(PEER):
        yield Figure(f"{PEER}: not measured, as it is not installed: {SOLVERS[PEER].install}", math.nan)
        return
    for spec in specs:
        full, *others = (one_run(_peer_run(spec, tolerance)) for tolerance in (0, *TOLERANCES))
        if not full.get("details"):
            yield Figure(f"{spec} {PEER}, full rank: {full['status']}, {full.get('reason')}", math.nan)
            continue
        yield Figure(f"{spec} {PEER}, full rank: {_size_of(full):.3g} GB", full["factorize_seconds"], None, "s")
        for tolerance, found in zip(TOLERANCES, others, strict=True):
            name = f"{spec} {PEER} {tolerance:.0e}: "
            if not found.get("details"):
                yield Figure(f"{name}{found['status']}, {found.get('reason')}", math.nan)
                continue
            told = f"bytes {_size_of(found) / _size_of(full):.2f}; error {found['backward_error']:.1e}"
            ratio = found["factorize_seconds"] / full["factorize_seconds"]
            yield Figure(f"{name}{told}; seconds over full rank's", ratio)


def _peer_run(spec, tolerance):
    """Return the `Run` of the peer."""
    options = {"tolerance": tolerance} if tolerance else {}
    return Run(spec, PEER, options, repetitions=1, warmup=0, threads=THREADS)


def _size_of(result):
    """Return the gigabytes of a factor."""
    return result["details"]["factor_bytes"] / 1e9
