"""`pastix order MATRIX -o X.ord`, and `--compare`."""

import click

from pastix_py.cli.formatting import Option
from pastix_py.cli.io import check_noun_output, refuse_given
from pastix_py.cli.options import file_option, matrix_argument, options_of
from pastix_py.cli.options import report as report_option
from pastix_py.errors import UsageError
from pastix_py.options import OrderingOptions


@click.command("order")
@matrix_argument
@options_of(OrderingOptions)
@click.option(
    "--compare", cls=Option, section="Output", metavar="NAME,...", help="Show what each of several orderings leads to."
)
@file_option("-o", "--output", section="Output", help="Write the ordering here; of several, that of fewest operations.")
@report_option
def command(matrix, compare, output, report, **options):
    """Number the unknowns so that the factor stays sparse, or compare orderings.

    Examples:
        pastix order A.mtx -o A.ord
        pastix order lap3:20 --ordering amd -o lap3.ord
        pastix order A.mtx --compare nd,amd,rcm
    """
    from pastix_py import pipeline
    from pastix_py.matrix.read import read

    names = [name.strip() for name in compare.split(",") if name.strip()] if compare is not None else []
    inputs = (matrix, *names, options["ordering"])
    check_noun_output(output, report, inputs=inputs)
    if compare is not None:
        _compare(read(matrix), names, output, report, options)
        return
    refuse_given(["report"], "it holds what --compare finds")
    if output is None:
        raise UsageError("Name a file for the ordering with -o, or orderings with --compare.")
    ordering = pipeline.order(read(matrix), **options)
    ordering.save(output)
    click.echo(f"{ordering.n:,} unknowns ordered by {_named(ordering)}")


def _compare(matrix, names, output, report, options):
    """Show, report and save what --compare asks for."""
    from pastix_py.cli.order_table import show_orderings, write_orderings
    from pastix_py.compare_orderings import compare_orderings, fewest_flops

    refuse_given(["ordering"], "--compare names the orderings")
    del options["ordering"]
    found = compare_orderings(matrix, names, **options)
    if report is not None:
        write_orderings(matrix, found, report)
    show_orderings(found, report == "-")
    if output is not None:
        best = fewest_flops(found)
        best.ordering.save(output)
        click.echo(f"{output} has the ordering by {_named(best)}", err=report == "-")


def _named(ordering):
    return ordering.method + (f", since {ordering.reason}" if ordering.reason else "")
