"""`pastix generate SPEC --output FILE`."""

import click

from pastix_py.cli.io import check_outputs


@click.command("generate")
@click.argument("spec")
@click.option("-o", "--output", metavar="FILE", default="-", show_default=True, help="File; - is standard output.")
def command(spec, output):
    """Write a generated matrix: lap2:N lap3:N lap3_27:N elast3:N convdiff3:N helm3:N kkt2:N circuit:N."""
    from pastix_py.matrix.generate import generate
    from pastix_py.matrix.write import write

    check_outputs(output)
    write(output, generate(spec))
