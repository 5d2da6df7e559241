"""`pastix generate SPEC --output FILE`."""

import click

from pastix_py.cli import completion
from pastix_py.cli.io import check_outputs
from pastix_py.cli.options import file_option
from pastix_py.matrix import GENERATORS


@click.command("generate")
@click.argument("spec", metavar="|".join(f"{name}:N" for name in GENERATORS), shell_complete=completion.specs)
@file_option("-o", "--output", section="Output", default="-", show_default=True, help="File; - is standard output.")
def command(spec, output):
    """Write a generated matrix; `pastix help formats` tells what each is.

    Examples:
        pastix generate lap3:20 -o lap3.mtx
        pastix generate lap2:50 | pastix solve -
    """
    from pastix_py.matrix.generate import generate
    from pastix_py.matrix.write import write

    check_outputs(output)
    write(output, generate(spec))
