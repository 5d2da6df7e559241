"""`pastix trace FILE`."""

import click

from pastix_py.cli.formatting import Option
from pastix_py.cli.io import check_outputs
from pastix_py.cli.options import quiet
from pastix_py.cli.options import report as report_option
from pastix_py.errors import UsageError

MOST = 1_000_000  # simulated workers


@click.command("trace")
@click.argument("trace", metavar="FILE")
@click.option(
    "--simulate", cls=Option, section="Input", metavar="P,...", help="Predict the time on P workers, every scheduler."
)
@report_option
@quiet
def command(trace, simulate, report, quiet):
    """Tell where the time of a recorded factorization went, and how far it is from the least possible.

    FILE is what --trace wrote, as Chrome trace events or Paje. No schedule of its tasks is faster than the bounds: all
    work shared evenly (area), the longest path through the task graph (critical path), and the larger time of a linear
    program that mixes both. The simulation runs the tasks, as long as they took, on P workers.

    Examples:
        pastix trace run.json
        pastix trace run.json --simulate 2,16,64
        pastix trace run.json --report - --quiet
    """
    from pastix_py.cli.trace_table import show_trace, write_trace
    from pastix_py.report.trace import summary
    from pastix_py.runtime.trace_file import read

    workers = worker_counts(simulate) if simulate is not None else ()
    check_outputs(report, inputs=(trace,))
    told = summary(read(trace), workers)
    if report is not None:
        write_trace(told, report)
    if not quiet:
        show_trace(told, err=report == "-")


def worker_counts(text):
    """Return the numbers in P[,P...], each once; raises `UsageError` for anything but positive ones."""
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and 0 < int(word) <= MOST for word in words):
        raise UsageError(f"--simulate takes numbers of workers from 1 to {MOST:,}, such as 2,16,64; not {text!r}.")
    return tuple(dict.fromkeys(map(int, words)))
