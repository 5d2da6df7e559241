"""Orderings for incomplete factors: iterations and seconds of ILU(0)-BiCGStab on 200 systems.

`python -m pastix_py.bench.iterate -o results.jsonl` keeps the times, of which `pastix plot profile` draws the profile.
They are those of the processor, on one thread: what else runs on the machine counts less than by the clock.
"""

import statistics
import time
from typing import NamedTuple

import click
import numpy as np

from pastix_py.bench.figure import Figure

COUNT = 200
SMALLEST = 1000  # unknowns of a real matrix that counts
LARGEST = 1_000_000
ORDERINGS = ("natural", "rcm", "colorrcm", "multicolor", "hbmc", "amd")
OURS, BASE, GREEDY = "colorrcm", "rcm", "multicolor"
MOST, LEAST_OF_GREEDY, BEST = 1.10, 1.3, 0.75  # bars of the issue
TOLERANCE, LIMIT = 1e-8, 2000
REPETITIONS = (0.2, 5), (2.0, 3), (np.inf, 1)  # seconds below which runs are repeated so often, and the median counts
TIE = 1.02  # times the fastest that counts as the best as well


class Run(NamedTuple):
    """One ordering on one system."""

    ordering: str
    iterations: int
    seconds: float  # of the processor, for everything from the matrix to x, without compilation
    parts: dict  # seconds of the stages, by the clock on the wall


def real(files):
    """Yield the matrices of files that are large enough."""
    from pastix_py.errors import InputError
    from pastix_py.matrix.read import read

    for path in sorted(files):
        try:
            matrix = read(path)
        except InputError:
            continue
        if matrix.n >= SMALLEST and matrix.nnz:
            yield matrix


def gallery():
    """Yield the systems of pyamg's gallery, none where it is not installed."""
    from pastix_py.matrix.check import canonical

    try:
        from pyamg import gallery as of
    except ImportError:
        return
    for side in (100, 200):
        for epsilon, theta in ((1.0, 0.0), (0.01, 0.5), (0.001, 0.8)):
            for kind in ("FD", "FE"):
                stencil = of.diffusion.diffusion_stencil_2d(epsilon=epsilon, theta=theta, type=kind)
                name = f"diffusion-{kind}-{epsilon:g}-{theta:g}-{side}"
                yield canonical(of.stencil_grid(stencil, (side, side), format="csr"), name)
    for shape in ((300, 300), (30, 30, 30), (50, 50, 50)):
        yield canonical(of.poisson(shape, format="csr"), f"poisson-{'x'.join(map(str, shape))}")
    for side in (40, 80):
        yield canonical(of.linear_elasticity((side, side), format="csr")[0], f"elasticity-{side}")
    yield canonical(of.gauge_laplacian(120), "gauge-120")
    yield canonical(of.load_example("helmholtz_2D")["A"], "gallery-helmholtz_2D")


def systems(files, largest=LARGEST):
    """Yield the matrices of the set, without end: real ones, pyamg's gallery, porous media."""
    from pastix_py.bench.porous import media

    yield from real(files)
    yield from gallery()
    yield from (medium.matrix() for medium in media(10 * COUNT, largest))


def once(matrix, ordering, threads=1):
    """Return the `Run` of an ordering, None where it does not reach the tolerance."""
    from pastix_py.errors import PastixError
    from pastix_py.iterate import iterate
    from pastix_py.report.report import Report

    b = np.random.default_rng(0).standard_normal(matrix.n).astype(matrix.dtype)
    given = {"preconditioner": "ilu0", "krylov": "bicgstab", "ordering": ordering, "threads": threads}
    report, began = Report(), time.process_time()
    try:
        iterate(matrix, b, report=report, tolerance=TOLERANCE, max_iterations=LIMIT, **given)
    except PastixError:
        return None
    seconds = time.process_time() - began - report.compile_seconds
    parts = {name: getattr(report, name)["seconds"] for name in ("scaling", "ordering", "preconditioner", "iteration")}
    return Run(ordering, report.iteration["iterations"], seconds, parts)


def measured(matrix, orderings):
    """Return {ordering: `Run` of median seconds, or None}; None where BASE does not reach the tolerance.

    Orderings go by turns, so that a machine that becomes slower is so for all of them.
    """
    base = once(matrix, BASE)
    if base is None:
        return None
    rounds = next(count for limit, count in REPETITIONS if base.seconds < limit)
    runs = {ordering: [] for ordering in orderings}
    for turn in range(rounds):
        for ordering, found in runs.items():
            if turn == 0 or found[0] is not None:
                found.append(once(matrix, ordering))
    return {ordering: _median(found) for ordering, found in runs.items()}


def _median(runs):
    """Return the run of median seconds, None where the first is."""
    if None in runs:
        return None
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def all_runs(files, count=COUNT, largest=LARGEST, orderings=ORDERINGS):
    """Yield (matrix, {ordering: `Run` or None}) of the first `count` systems that ILU(0) can precondition."""
    kept, warm = 0, set()
    for matrix in systems(files, largest):
        if kept == count:
            return
        if matrix.dtype not in warm:  # compiled, or loaded, before anything is timed
            for ordering in orderings:
                once(matrix, ordering)
            warm.add(matrix.dtype)
        runs = measured(matrix, orderings)
        if runs is not None:
            kept += 1
            yield matrix, runs


def lines(matrix, runs):
    """Yield the results of one system, as `pastix bench` keeps them."""
    for ordering, run in runs.items():
        about = {"key": f"{matrix.name} {ordering}", "matrix": matrix.name, "n": matrix.n, "nnz": matrix.nnz}
        about |= {"solver": ordering, "options": {}, "status": "ok" if run else "failed"}
        about |= {"total_seconds": run.seconds, "iterations": run.iterations, "parts": run.parts} if run else {}
        yield about | {"reason": None if run else "the tolerance is not reached"}


def figures(found):
    """Yield the figures of [(matrix, runs)]."""
    for ordering in {name: None for _, runs in found for name in runs}:
        both = [(runs[ordering], runs[BASE]) for _, runs in found if runs[ordering]]
        if ordering == BASE or not both:
            continue
        ratio = statistics.geometric_mean(max(a.iterations, 1) / max(b.iterations, 1) for a, b in both)
        most = MOST if ordering == OURS else None
        least = LEAST_OF_GREEDY if ordering == GREEDY else None
        yield Figure(f"iterations with {ordering} over {BASE}, geometric mean of {len(both)}", ratio, most, "", least)
        seconds = statistics.geometric_mean(a.seconds / b.seconds for a, b in both)
        yield Figure(f"seconds with {ordering} over {BASE}, geometric mean of {len(both)}", seconds)
    for ordering in {name: None for _, runs in found for name in runs}:
        wins = sum(is_best(runs, ordering) for _, runs in found)
        least = BEST if ordering == OURS else None
        yield Figure(
            f"share of {len(found)} systems on which {ordering} is fastest", wins / len(found), None, "", least
        )


def is_best(runs, ordering):
    """Return whether an ordering takes the least time, within TIE."""
    fastest = min(run.seconds for run in runs.values() if run)
    return runs[ordering] is not None and runs[ordering].seconds <= TIE * fastest


def compare(files):
    """Yield the figures of all systems, those of files first."""
    yield from figures(list(all_runs(files)))


@click.command()
@click.argument("files", nargs=-1)
@click.option("--count", default=COUNT, help="Systems.")
@click.option("--largest", default=LARGEST, help="Unknowns of the largest system, about.")
@click.option("-o", "--output", metavar="FILE", help="Append the results here, for pastix plot profile.")
def main(files, count, largest, output):
    """Compare orderings for ILU(0)-BiCGStab on real matrices, in FILES, and on generated ones."""
    from pastix_py.bench.store import appending

    found = []
    for matrix, runs in all_runs(files, count, largest):
        found.append((matrix, runs))
        told = "  ".join(
            f"{name} {run.iterations} {run.seconds:.3f} s" if run else f"{name} –" for name, run in runs.items()
        )
        click.echo(f"{time.strftime('%H:%M:%S')} {matrix.name} {matrix.n:,}: {told}")
        if output:
            with appending(output) as append:
                for line in lines(matrix, runs):
                    append(line)
    for one in figures(found):
        click.echo(f"  {one.name:64} {one.value:9.3g} {one.unit:2}   {one.bar}".rstrip())


if __name__ == "__main__":
    main()
