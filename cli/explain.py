"""`pastix explain MATRIX`."""

import click

from pastix_py.cli.options import matrix_argument, options_of
from pastix_py.options import AnalysisOptions, OrderingOptions


@click.command("explain")
@matrix_argument
@options_of(OrderingOptions, AnalysisOptions)
def command(matrix, **options):
    """Tell in words what would be done with a matrix, why, and what it would cost.

    Example: pastix explain lap3:30
    """
    from pastix_py.explain import explain
    from pastix_py.matrix.read import read

    click.echo("\n".join(explain(read(matrix), **options)))
