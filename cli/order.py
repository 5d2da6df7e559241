"""`pastix order MATRIX -o X.ord`."""

import click

from pastix_py.cli.io import check_noun_output
from pastix_py.cli.options import matrix_argument, needed_output, options_of
from pastix_py.options import OrderingOptions


@click.command("order")
@matrix_argument
@options_of(OrderingOptions)
@needed_output
def command(matrix, output, **options):
    """Number the unknowns so that the factor stays sparse.

    Examples:
        pastix order A.mtx -o A.ord
        pastix order lap3:20 --ordering amd -o lap3.ord
    """
    from pastix_py import pipeline
    from pastix_py.matrix.read import read

    check_noun_output(output, inputs=(matrix, options["ordering"]))
    ordering = pipeline.order(read(matrix), **options)
    ordering.save(output)
    click.echo(f"{ordering.n:,} unknowns ordered by {ordering.method}")
