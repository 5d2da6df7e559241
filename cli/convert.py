"""`pastix convert IN OUT`."""

import click

from pastix_py.cli import completion
from pastix_py.cli.formatting import FILE
from pastix_py.cli.io import check_outputs
from pastix_py.errors import UsageError


@click.command("convert")
@click.argument("source", metavar="IN", shell_complete=completion.matrices)
@click.argument("target", metavar="OUT", type=FILE)
def command(source, target):
    """Write a matrix in the format that the suffix of OUT names (.mtx .npz .npy .mat .rb, or those with .gz).

    An ordering is written for another program: .ord, .iperm (METIS), .scotch, .txt or .npy.

    Examples:
        pastix convert A.mtx A.npz
        pastix convert lap3:10 lap3.rb.gz
        pastix convert A.ord A.iperm
    """
    from pastix_py.ordering import export

    check_outputs(target, inputs=(source,))
    if export.takes_ordering(target) or export.holds_ordering(source):
        _convert_ordering(source, target)
    else:
        _convert_matrix(source, target)


def _convert_matrix(source, target):
    from pastix_py.matrix.read import read
    from pastix_py.matrix.write import write, writer_of

    if target != "-":
        writer_of(target)
    write(target, read(source))


def _convert_ordering(source, target):
    from pastix_py.ordering import export, saved

    if not export.suffix_of(target):
        suffixes = ", ".join(name for name, form in export.FORMS.items() if not form.needs_matrix)
        raise UsageError(f"An ordering cannot be written to {target}, by its suffix; take one of {suffixes}.")
    write = export.writer(target)
    write(saved.read(source))
