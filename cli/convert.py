"""`pastix convert IN OUT`."""

import click

from pastix_py.cli import completion
from pastix_py.cli.formatting import FILE
from pastix_py.cli.io import check_outputs


@click.command("convert")
@click.argument("source", metavar="IN", shell_complete=completion.matrices)
@click.argument("target", metavar="OUT", type=FILE)
def command(source, target):
    """Write a matrix in the format that the suffix of OUT names (.mtx .npz .npy .mat .rb, or those with .gz).

    Examples:
        pastix convert A.mtx A.npz
        pastix convert lap3:10 lap3.rb.gz
    """
    from pastix_py.matrix.read import read
    from pastix_py.matrix.write import write, writer_of

    check_outputs(target, inputs=(source,))
    if target != "-":
        writer_of(target)
    write(target, read(source))
