"""Tables on standard output or error: fitted to a terminal, and plain text that is never cut anywhere else."""

import sys

import click

ENDLESS = 100_000  # columns of a line that no terminal wraps


def show_table(columns, rows, title="", err=False):
    """Print a table.

    Parameters
    ----------
    columns : names; one that ends in '>' is right-aligned.
    rows : sequences of texts, or of (text, style) where it is a terminal that shows colours.
    title : line above it, none where it is empty.
    err : print on standard error.

    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    stream = sys.stderr if err else sys.stdout
    looks = stream.isatty()
    table = Table(box=box.SIMPLE_HEAD if looks else None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name.rstrip(">"), justify="right" if name.endswith(">") else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(*cell) if isinstance(cell, tuple) else Text(str(cell)) for cell in row))
    if title:
        click.echo(f"\n{title}", err=err)
    console = Console(file=stream, highlight=False, width=None if looks else ENDLESS)
    if looks:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()), err=err)
