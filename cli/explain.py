"""`pastix explain MATRIX`."""

import click

from pastix_py.cli.io import refuse_given, refuse_idle
from pastix_py.cli.options import matrix_argument, options_of
from pastix_py.options import Options


@click.command("explain")
@matrix_argument
@options_of(Options)
def command(matrix, **options):
    """Tell in words what would be done with a matrix, why, and what it would cost; it is not factored.

    Examples:
        pastix explain lap3:20
        pastix explain A.mtx --ordering amd --precision mixed
    """
    from shutil import get_terminal_size

    from pastix_py.explain import explain
    from pastix_py.matrix.read import read

    refuse_idle(options)
    refuse_given(["trace"], "nothing is factored")
    for sentence in explain(read(matrix), **options):
        click.echo(click.wrap_text(sentence, get_terminal_size().columns, subsequent_indent="  "))
