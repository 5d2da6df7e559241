"""What it costs to look for silent errors in the course of Krylov methods, where there are none.

`python -m pastix_py.bench.silent`
"""

import statistics
import time

import click
import numpy as np

SYSTEMS = {"lap3:40": ("cg", "minres"), "convdiff3:40": ("bicgstab", "gmres", "idr")}
RATES = (0.0, 1e-4, 1e-3, 1e-2)
REPETITIONS, TOLERANCE = 5, 1e-10


def seconds(A, b, method, rate):
    """Return (seconds of the processor, without compilation; looks that were taken) of one solution."""
    from pastix_py.iterate import iterate
    from pastix_py.report.report import Report

    given = {"krylov": method, "preconditioner": "ilu0", "tolerance": TOLERANCE, "threads": 1}
    report, began = Report(), time.process_time()
    iterate(A, b, report=report, error_rate=rate, **given)
    return time.process_time() - began - report.compile_seconds, report.iteration["checks"]


def costs():
    """Yield (system, method, rate, looks, share of the time that they take) for medians of runs by turns."""
    from pastix_py.matrix.generate import generate

    for spec, methods in SYSTEMS.items():
        A = generate(spec)
        b = np.random.default_rng(0).standard_normal(A.n)
        for method in methods:
            runs = [[seconds(A, b, method, rate) for rate in RATES] for _ in range(REPETITIONS + 1)][1:]
            middle = [statistics.median(run[k][0] for run in runs) for k in range(len(RATES))]
            for k, rate in enumerate(RATES[1:], 1):
                yield spec, method, rate, runs[0][k][1], middle[k] / middle[0] - 1


@click.command()
def main():
    """Print what looking for silent errors costs."""
    for spec, method, rate, looks, share in costs():
        click.echo(f"{spec:14} {method:9} R = {rate:<7g} {looks:3} looks {100 * share:+6.1f} %")


if __name__ == "__main__":
    main()
