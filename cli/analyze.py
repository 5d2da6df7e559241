"""`pastix analyze MATRIX -o X.plan`."""

import click

from pastix_py.cli.io import check_noun_output, refuse_idle
from pastix_py.cli.options import matrix_argument, needed_output, options_of, quiet
from pastix_py.options import AnalysisOptions, DeviceOptions, OrderingOptions


@click.command("analyze")
@matrix_argument
@options_of(OrderingOptions, AnalysisOptions, DeviceOptions)
@needed_output
@quiet
def command(matrix, output, quiet, **options):
    """Order, and plan the factorization: structure, layout, tasks.

    Examples:
        pastix analyze A.mtx -o A.plan
        pastix analyze A.mtx --ordering A.ord --factorization ldlt -o A.plan
    """
    from pastix_py import pipeline
    from pastix_py.matrix.read import read
    from pastix_py.memory import size
    from pastix_py.report.report import Report

    check_noun_output(output, inputs=(matrix, options["ordering"]))
    refuse_idle(options)
    told = Report()
    plan = pipeline.analyze(read(matrix), report=told, **options)
    plan.save(output)
    if not quiet:
        click.echo(repr(plan))
        if "device_bytes" in told.analysis:
            whole, least = (size(told.analysis[key]) for key in ("device_bytes", "device_bytes_streamed"))
            click.echo(f"{'memory of a GPU':22} {whole}, streamed at least {least}")
