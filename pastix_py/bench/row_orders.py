"""What the order of columns inside supernodes must reach: blocks and seconds of each one, and the numeric time."""

import statistics

from pastix_py.bench.figure import Figure

SPECS = ("lap3:50", "lap3:30", "lap2:300", "elast3:15", "lap3_27:20")
JUDGED = "lap3:50"
MOST_TIME = 0.10  # of the numeric time that refinement may take
MOST_BLOCKS = 1.03  # of the travelling salesman's blocks
REPETITIONS = 5


def measured(spec):
    """Return {row order: (blocks, seconds, numeric seconds)} of a generated problem, medians, one ordering for all."""
    from pastix_py import pipeline
    from pastix_py.matrix.generate import generate
    from pastix_py.symbolic.reorder import ROW_ORDERS

    matrix = generate(spec)
    ordering = pipeline.order(matrix, ordering="nd")
    made, numeric = {}, {method: [] for method in ROW_ORDERS}
    for method in ROW_ORDERS:
        plans = [pipeline.analyze(matrix, ordering=ordering, row_order=method) for _ in range(REPETITIONS + 1)]
        seconds = statistics.median(plan.row_order.seconds for plan in plans[1:])
        factors = pipeline.factorize(matrix, plan=plans[0], scaling="none", threads=1)
        made[method] = plans[0].symbol.n_blok, seconds, factors
    for _ in range(REPETITIONS):
        for method, (_, _, factors) in made.items():
            numeric[method].append(factors.refactorize(matrix).report.factorization["seconds"])
    return {method: (made[method][0], made[method][1], statistics.median(numeric[method])) for method in made}


def compare():
    """Yield the figures of every problem; those of JUDGED have bars."""
    for spec in SPECS:
        found = measured(spec)
        for method, (blocks, seconds, numeric) in found.items():
            yield Figure(f"{spec} {method}: {blocks:,} blocks, numeric {numeric:.3f} s; itself", seconds, None, "s")
        blocks, seconds, numeric = found["refine"]
        most_time, most_blocks = (MOST_TIME, MOST_BLOCKS) if spec == JUDGED else (None, None)
        yield Figure(f"{spec} refine: its seconds over the numeric ones", seconds / numeric, most_time)
        yield Figure(f"{spec} refine: blocks over the salesman's", blocks / found["salesman"][0], most_blocks)
        yield Figure(f"{spec} refine: numeric seconds over those without", numeric / found["none"][2], None)
