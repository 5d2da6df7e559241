"""What commands share: outputs checked before the work, reports and tables where they belong."""

import sys
from pathlib import Path

import click

from pastix_py import archive
from pastix_py.errors import OutputError, UsageError


def check_outputs(*paths):
    """Raise `OutputError` for a file that could not be written later, `UsageError` for two on standard output."""
    named = [path for path in paths if path]
    if named.count("-") > 1:
        raise UsageError("Only one result can go to standard output.")
    for path in named:
        folder = Path(path).parent
        if path != "-" and (Path(path).is_dir() or not folder.is_dir()):
            reason = "it is a folder" if Path(path).is_dir() else f"there is no folder {folder}"
            raise OutputError(f"{path} cannot be written: {reason}.")


def show(report, where, quiet, taken=False):
    """Write the report as JSON to `where` (None for nowhere), and as a table unless `quiet`.

    The table goes to standard error where standard output is taken by JSON or by a result.
    """
    from pastix_py.report.text import table

    if where == "-":
        sys.stdout.write(report.to_json())
    elif where:
        with archive.replaced(where) as aside:
            aside.write_text(report.to_json(), encoding="utf-8")
    if not quiet:
        click.echo(table(report), err=taken or where == "-")
