"""`pastix factorize MATRIX -o X.factors`."""

import click

from pastix_py.cli.io import check_noun_output, refuse_given, refuse_idle, reported, show
from pastix_py.cli.options import PLANNED, file_option, matrix_argument, needed_output, options_of, quiet, report
from pastix_py.cli.progress import progress_bar
from pastix_py.options import AnalysisOptions, DeviceOptions, FactorizationOptions, OrderingOptions, RuntimeOptions


@click.command("factorize")
@matrix_argument
@file_option("--plan", section="Input", help="What `pastix analyze` wrote for a matrix of this pattern.")
@options_of(OrderingOptions, AnalysisOptions, FactorizationOptions, RuntimeOptions, DeviceOptions)
@needed_output
@report
@quiet
def command(matrix, plan, output, report, quiet, **options):
    """Order, analyze and factorize; keep the factors for `pastix solve --factors`.

    Examples:
        pastix factorize A.mtx -o A.factors
        pastix factorize A.mtx --plan A.plan --precision mixed -o A.factors
    """
    from pastix_py import pipeline
    from pastix_py.layout.plan import Plan
    from pastix_py.matrix.read import read

    check_noun_output(output, report, options["trace"] or None, inputs=(matrix, plan, options["ordering"]))
    if plan:
        refuse_given(PLANNED, "the plan has it")
    refuse_idle(options, planned=plan)
    A = read(matrix)
    with reported(report), progress_bar(quiet) as progress:
        factors = pipeline.factorize(A, plan=Plan.load(plan) if plan else None, progress=progress, **options)
    factors.save(output)
    show(factors.report.seal(), report, quiet)
