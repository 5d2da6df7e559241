"""`pastix convert IN OUT`."""

import click

from pastix_py.cli.io import check_outputs


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
def command(source, target):
    """Write a matrix in the format that the suffix of OUT names (.mtx .npz .npy .mat .rb, or those with .gz)."""
    from pastix_py.matrix.read import read
    from pastix_py.matrix.write import write, writer_of

    check_outputs(target, inputs=(source,))
    if target != "-":
        writer_of(target)
    write(target, read(source))
