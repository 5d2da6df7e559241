"""`pastix order MATRIX -o X.ord`."""

import click

from pastix_py.cli.io import check_noun_output
from pastix_py.cli.options import file_option, matrix_argument, needed_output, options_of
from pastix_py.options import OrderingOptions


@click.command("order")
@matrix_argument
@options_of(OrderingOptions)
@needed_output
@file_option("--coordinates", section="Output", help="Coordinates of the unknowns, for .vtu and .vtk output.")
def command(matrix, output, coordinates, **options):
    """Number the unknowns so that the factor stays sparse.

    The suffix of the result tells for whom it is: .ord for this program, .iperm for METIS, .scotch for Scotch, .txt
    and .npy for others, .vtu and .vtk for ParaView (`pastix help formats`).

    Examples:
        pastix order A.mtx -o A.ord
        pastix order lap3:20 --ordering amd -o lap3.iperm
    """
    from pastix_py import pipeline
    from pastix_py.matrix.read import read
    from pastix_py.ordering import export

    check_noun_output(output, inputs=(matrix, options["ordering"], coordinates))
    matrix = read(matrix)
    write = export.writer(output, matrix, coordinates)
    ordering = pipeline.order(matrix, **options)
    write(ordering)
    click.echo(f"{ordering.n:,} unknowns ordered by {ordering.method}")
