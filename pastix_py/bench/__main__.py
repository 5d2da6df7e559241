"""`python -m pastix_py.bench [BAR ...]`: measure the bars named, or all of them, and print a line for each figure."""

import sys

import click

from pastix_py.bench.bars import BARS


@click.command()
@click.argument("bars", nargs=-1, type=click.Choice(list(BARS)))
@click.option("--matrix", "files", multiple=True, metavar="FILE", help="Measure on this one too; compress: instead.")
def main(bars, files):
    """Measure what the solver must reach; the exit code is 11 where a bar is missed."""
    missed = 0
    for name in bars or BARS:
        click.echo(f"{name}: {BARS[name].text}")
        for figure in BARS[name].figures(files):
            click.echo(f"  {figure.name:64} {figure.value:9.3g} {figure.unit:2}   {figure.bar}".rstrip())
            missed += not figure.met
    sys.exit(11 if missed else 0)


if __name__ == "__main__":
    main()
