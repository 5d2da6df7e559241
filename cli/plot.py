"""`pastix plot KIND INPUT -o FILE`."""

import click

from pastix_py.cli.io import check_outputs
from pastix_py.cli.options import options_of
from pastix_py.errors import UsageError
from pastix_py.options import PlotOptions
from pastix_py.plot import KINDS

HELP = """Draw a matrix, its factor or results as a picture of a KIND.

\b
{table}

Example: pastix plot spy lap2:100 --ordering metis -o spy.svg
"""
TABLE = "\n".join(f"{name:11} {kind.draws}; INPUT: {kind.takes}" for name, kind in KINDS.items())


@click.command("plot", help=HELP.format(table=TABLE))
@click.argument("kind")
@click.argument("source", metavar="INPUT")
@click.option(
    "-o", "--output", metavar="FILE", help="A .png, .svg or .html file; - is standard output. [default: INPUT-KIND.png]"
)
@options_of(PlotOptions)
def command(kind, source, output, **options):
    """Draw a picture; HELP is what `--help` shows."""
    import sys

    from pastix_py.plot import draw, named, save

    named(kind)
    chosen = PlotOptions.of(**options)
    output = output if output is not None else default_name(source, kind)
    check_outputs(output, inputs=(source, chosen.ordering, chosen.coordinates))
    form = ".png" if output == "-" else save.form_of(output)
    if output == "-" and sys.stdout.isatty():
        raise UsageError("A terminal does not show pictures: name a file, or send standard output to one.")
    picture = draw(kind, source, chosen.ordering, chosen.coordinates, chosen)
    if output == "-":
        sys.stdout.buffer.write(save.encode(picture, form, chosen))
        return
    save.write(output, picture, form, chosen)
    click.echo(f"{picture.title} {picture.subject}: written to {output}")


def default_name(source, kind):
    """Return the file beside the user that a picture goes to where none is named."""
    from pastix_py.matrix.read import label

    name = "stdin" if source == "-" else label(source).replace(":", "_")
    return f"{name}-{kind}.png"
