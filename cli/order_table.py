"""What `pastix order --compare` tells: a table, and the same figures as JSON."""

import json
import sys

import click

from pastix_py import archive
from pastix_py.cli.table import show_table
from pastix_py.memory import size
from pastix_py.report.report import SCHEMA
from pastix_py.report.text import seconds

# Heading, the field that is shown, and how.
COLUMNS = (
    ("time>", "seconds", seconds),
    ("nnz(L)>", "nnz_l", "{:,}".format),
    ("operations>", "flops", "{:.3g}".format),
    ("tree height>", "tree_height", "{:,}".format),
    ("largest front>", "largest_front", "{:,}".format),
    ("blocks>", "n_blok", "{:,}".format),
    ("memory>", "predicted_bytes", size),
    ("factor time>", "predicted_seconds", seconds),
)


def write_orderings(matrix, found, where):
    """Write the figures of every `Compared` as JSON to a file, or to standard output for '-'."""
    told = {"schema": SCHEMA, "matrix": matrix.describe(), "orderings": [one.as_dict() for one in found]}
    text = json.dumps(told, indent=2) + "\n"
    if where == "-":
        sys.stdout.write(text)
    else:
        archive.write_text(where, text)


def show_orderings(found, taken=False):
    """Print a row for each `Compared`, the least of each column in green, and below why 'auto' took what it took.

    It goes to standard error where standard output is taken.
    """
    there = [one for one in found if not one.missing]
    least = {field: min(getattr(one, field) for one in there) for _, field, _ in COLUMNS}
    rows = []
    for one in found:
        figures = [""] * len(COLUMNS) if one.missing else [_cell(one, *column[1:], least) for column in COLUMNS]
        rows.append([one.asked, *figures, (one.missing, "yellow")])
    show_table(["ordering", *(heading for heading, _, _ in COLUMNS), ""], rows, err=taken)
    for one in there:
        if one.reason:
            click.echo(f"{one.asked} took {one.method}, since {one.reason}.", err=taken)


def _cell(one, field, text, least):
    value = getattr(one, field)
    return text(value), "green" if value == least[field] else ""
