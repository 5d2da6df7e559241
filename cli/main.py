"""The entry point: commands loaded on use, every failure one sentence on standard error and its exit code."""

import contextlib
import importlib
import os
import sys

import click

import pastix_py
from pastix_py.errors import INTERRUPTED, PastixError

COMMANDS = {
    "info": "Tell what a matrix is: size, entries, symmetry, diagonal.",
    "explain": "Tell what would be done with a matrix, and its cost.",
    "generate": "Write a generated matrix.",
    "order": "Number the unknowns so that the factor stays sparse.",
    "analyze": "Order, and plan the factorization.",
    "factorize": "Order, analyze and factorize.",
    "solve": "Solve A x = b, all stages.",
    "refine": "Improve a solution with saved factors.",
    "convert": "Write a matrix in another format.",
    "plot": "Draw a matrix, its factor or results.",
    "bench": "Compare solvers over many matrices.",
    "doctor": "Tell what is installed, and warm the compile cache.",
}
INTERNAL_ERROR, USAGE, MEMORY, OUTPUT = 1, 2, 7, 9


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called; `--help` imports none."""

    def list_commands(self, ctx):
        """Return the names in the order of the flow."""
        return list(COMMANDS)

    def get_command(self, ctx, name):
        """Import `pastix_py.cli.<name>` and return its `command`."""
        if name not in COMMANDS:
            return None
        return importlib.import_module(f"pastix_py.cli.{name}").command

    def format_commands(self, ctx, formatter):
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(pastix_py.__version__, prog_name="pastix")
def group():
    """Solve sparse linear systems: order, analyze, factorize, solve, refine.

    A MATRIX is a file (Matrix Market, Harwell-Boeing, Rutherford-Boeing, .npz, .mat; gzipped or not), '-' for standard
    input, or a generated problem such as lap3:20.
    """


def run(argv=None):
    """Run the command line and return its exit code; nothing but the code and one sentence comes out of a failure."""
    try:
        return group.main(argv, "pastix", standalone_mode=False) or 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _fail("interrupted.", INTERRUPTED)
    except click.ClickException as error:
        return _fail(_one_sentence(error.format_message()), USAGE)
    except PastixError as error:
        return _fail(str(error), error.exit_code)
    except (BrokenPipeError, SystemExit):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (click exits for a closed pipe; what is left goes nowhere)
        return 0
    except MemoryError:
        return _fail("the memory does not suffice; try --precision mixed or another --ordering.", MEMORY)
    except OSError as error:
        return output_lost(error)
    except Exception as error:
        return _fail(f"internal error, {type(error).__name__}: {error}; please report it.", INTERNAL_ERROR)


def output_lost(error):
    """Tell that standard output took no more, and return the exit code for it."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (what is left to flush goes nowhere)
    return _fail(f"standard output cannot be written: {error.strerror or error}.", OUTPUT)


def _one_sentence(text):
    """Return a message of click on one line, with the help it would point to."""
    return " ".join(text.split()).rstrip(".") + "; see pastix --help."


def _fail(sentence, code):
    with contextlib.suppress(OSError):
        click.echo(f"pastix: {sentence}", err=True)
    return code
