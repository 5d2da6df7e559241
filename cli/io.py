"""What commands share: inputs and outputs checked before the work, reports and tables where they belong."""

import os
import sys
from contextlib import contextmanager

import click

from pastix_py import archive
from pastix_py.errors import PastixError, UsageError
from pastix_py.ordering import FILE

COMPRESSING = "tolerance", "tolerance_kind", "compressor", "preselect"  # options that only compression reads


def check_outputs(*paths, inputs=()):
    """Raise `OutputError` for a file that could not be written later, `UsageError` for one that two results share.

    `inputs` are files that must not be written over, orderings among them; None stands for an output or input that was
    not asked for.
    """
    named = [path for path in paths if path is not None]
    if "" in named:
        raise UsageError("The name of an output is empty.")
    if named.count("-") > 1:
        raise UsageError("Only one result can go to standard output.")
    files = [os.path.realpath(path) for path in named if path != "-"]
    if len(set(files)) < len(files):
        raise UsageError("Two results cannot go to one file.")
    for path in (path and path.removeprefix(FILE) for path in inputs):
        if path and os.path.isfile(path) and os.path.realpath(path) in files:
            raise UsageError(f"{path} is read: name another file for the result.")
    for path in files:
        archive.require_writable(path)


def check_noun_output(path, *others, inputs=()):
    """Check the outputs of a command whose result is a saved noun, which needs a file."""
    if path == "-":
        raise UsageError("A saved result needs a file: name one in place of -.")
    check_outputs(path, *others, inputs=inputs)


def is_given(name):
    """Return whether an option was given on the command line."""
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def refuse_given(names, reason):
    """Raise `UsageError` where one of the options was given on the command line."""
    for name in filter(is_given, names):
        raise UsageError(f"--{name.replace('_', '-')} has no effect here: {reason}.")


def refuse_without(choice, names, reason):
    """Raise `UsageError` where one of the options was given that another choice than the default one reads.

    Whoever made the choice may do so in turns, and keep the options.
    """
    if not is_given(choice):
        refuse_given(names, reason)


def refuse_idle(options, planned=False):
    """Raise `UsageError` where an option was given that only compression or a GPU reads, and neither was asked for.

    With a plan, which is `planned`, that says whether there is compression.
    """
    if options["compress"] == "none" and not planned:
        compressing = [name for name in COMPRESSING if name in options]
        refuse_without("compress", compressing, "it belongs to --compress, which is none")
    if options["device"] == "cpu":
        refuse_without("device", ["device_memory"], "it belongs to --device gpu, and the device is the CPU")


def show(report, where, quiet, taken=False):
    """Write the report as JSON to `where` (None for nowhere), and as a table unless `quiet`; warnings always show.

    The table goes to standard error where standard output is taken by JSON or by a result.
    """
    from pastix_py.report.text import table

    if where == "-":
        sys.stdout.write(report.to_json())
    elif where:
        archive.write_text(where, report.to_json())
    if not quiet:
        click.echo(table(report), err=taken or where == "-")
    elif report.warnings:
        click.echo("\n".join(f"pastix: warning: {text}." for text in report.warnings), err=True)


def attempt(compute):
    """Return (x, None), or (what a failure has computed all the same, None for nothing, and the failure)."""
    try:
        return compute(), None
    except PastixError as failure:
        return getattr(failure, "x", None), failure


@contextmanager
def reported(where):
    """Write the report that a failure of the block brings, as JSON to `where`, None for nowhere."""
    try:
        yield
    except PastixError as failure:
        if where and getattr(failure, "report", None):
            show(failure.report.seal(), where, quiet=True)
        raise
