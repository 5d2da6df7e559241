"""Flags made from the options dataclasses: a field is declared once, and is a flag here."""

from dataclasses import fields

import click

from pastix_py.options import AnalysisOptions, FactorizationOptions, OrderingOptions

PLANNED = [f.name for cls in (OrderingOptions, AnalysisOptions) for f in fields(cls)]  # what a saved plan settles
FACTORED = [*PLANNED, *(f.name for f in fields(FactorizationOptions))]  # what saved factors settle


def options_of(*classes):
    """Return a decorator that gives a command one flag per field of the dataclasses, passed by field name."""

    def decorate(command):
        for f in reversed([f for cls in classes for f in fields(cls)]):
            command = click.option(
                "--" + f.name.replace("_", "-"),
                f.name,
                type=_click_type(f),
                default=f.default,
                show_default=f.default != "",
                metavar=f.metadata["metavar"],
                help=f.metadata["help"],
            )(command)
        return command

    return decorate


def _click_type(f):
    """Return the click type of a field: its choices, or its kind with the lower bound."""
    choices, kind, minimum = (f.metadata[key] for key in ("choices", "kind", "minimum"))
    if choices:
        return click.Choice(choices)
    if kind is int:
        return click.IntRange(min=minimum)
    if kind is float:
        return click.FloatRange(min=minimum)
    return kind


output = click.option("-o", "--output", metavar="FILE", help="Write the result here; - is standard output.")
needed_output = click.option("-o", "--output", metavar="FILE", required=True, help="Write the result here.")
report = click.option("--report", metavar="FILE|-", help="Write the report as JSON; - is standard output.")
quiet = click.option("--quiet", is_flag=True, help="No table, no progress.")
