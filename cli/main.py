"""The entry point: commands loaded on use, every failure one sentence on standard error and its exit code."""

import contextlib
import importlib
import os
import sys
import warnings

import click

import pastix_py
from pastix_py.cli.formatting import Group, dressed
from pastix_py.errors import INTERRUPTED, PastixError, PastixWarning, nearest

COMMANDS = {
    "info": "Tell what a matrix is: size, entries, symmetry, diagonal.",
    "explain": "Tell what would be done with a matrix, and its cost.",
    "generate": "Write a generated matrix.",
    "fetch": "Fetch matrices of the SuiteSparse collection, or search it.",
    "order": "Number the unknowns so that the factor stays sparse.",
    "partition": "Put the unknowns into K parts, or into a tree of clusters.",
    "analyze": "Order, and plan the factorization.",
    "factorize": "Order, analyze and factorize.",
    "solve": "Solve A x = b, all stages.",
    "refine": "Improve a solution with saved factors.",
    "iterate": "Solve A x = b by a Krylov method with a preconditioner.",
    "hmatrix": "Approximate a dense matrix of potentials or covariances.",
    "convert": "Write a matrix in another format.",
    "trace": "Tell where the time of a recorded factorization went.",
    "plot": "Draw a matrix, its factor or results.",
    "bench": "Compare solvers over many matrices.",
    "doctor": "Tell what is installed and how fast this machine is; warm the compile cache.",
    "help": "Explain a topic: formats, accuracy, exit codes and more.",
    "completion": "Print the script that completes commands in a shell.",
}
SECTIONS = {
    "Solve": ("solve", "iterate", "explain", "info"),
    "Stage by stage": ("order", "analyze", "factorize", "refine"),
    "Matrices": ("generate", "fetch", "convert"),
    "Compare and look": ("bench", "partition", "trace", "plot"),
    "Dense matrices": ("hmatrix",),
    "This program": ("doctor", "help", "completion"),
}
INTERNAL_ERROR, USAGE, MEMORY, OUTPUT = 1, 2, 7, 9


class LazyGroup(Group):
    """A group whose commands are imported when they are called; `--help` imports none."""

    def list_commands(self, ctx):
        """Return the names, section by section."""
        return [name for names in SECTIONS.values() for name in names]

    def get_command(self, ctx, name):
        """Import `pastix_py.cli.<name>` and return its `command`."""
        if name not in COMMANDS:
            return None
        return dressed(importlib.import_module(f"pastix_py.cli.{name}").command)

    def format_commands(self, ctx, formatter):
        """Write the commands under the headings of their sections, without importing them."""
        widest = max(len(name) for name in COMMANDS)
        for heading, names in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{name:{widest}}", COMMANDS[name]) for name in names])

    def shell_complete(self, ctx, incomplete):
        """Return the commands that begin so, with their sentences, without importing them."""
        from click.shell_completion import CompletionItem

        found = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return [CompletionItem(name, help=COMMANDS[name]) for name in found] or super().shell_complete(ctx, incomplete)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(pastix_py.__version__, prog_name="pastix")
def group():
    """Solve sparse linear systems: order, analyze, factorize, solve, refine.

    A MATRIX is a file (Matrix Market, Harwell-Boeing, Rutherford-Boeing, .npz, .mat; gzipped or not), '-' for standard
    input, a generated problem such as lap3:20, or a fetched matrix of the SuiteSparse collection such as HB/bcsstk14.

    Examples:
        pastix solve lap3:20
        pastix solve A.mtx --rhs b.mtx -o x.mtx
        pastix help formats
    """


def run(argv=None):
    """Run the command line and return its exit code; nothing but the code and one sentence comes out of a failure."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PastixWarning)  # they are in the report
            return group.main(argv, "pastix", standalone_mode=False) or 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _fail("interrupted.", INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as nothing:
        click.echo(nothing.ctx.get_help())
        return USAGE
    except click.ClickException as error:
        return _fail(_one_sentence(error), USAGE)
    except PastixError as error:
        return _fail(str(error), error.exit_code)
    except (BrokenPipeError, SystemExit):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (click exits for a closed pipe; what is left goes nowhere)
        return 0
    except MemoryError as error:
        told = str(error).rstrip(".")
        return _fail(f"the memory does not suffice{f': {told}' if told else ''}.", MEMORY)
    except OSError as error:
        return output_lost(error)
    except Exception as error:
        return _fail(f"internal error, {type(error).__name__}: {error}; please report it.", INTERNAL_ERROR)


def output_lost(error):
    """Tell that standard output took no more, and return the exit code for it."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (what is left to flush goes nowhere)
    return _fail(f"standard output cannot be written: {error.strerror or error}.", OUTPUT)


def _one_sentence(error):
    """Return the message of an error of click on one line, with the help to look into where it has no advice."""
    mistyped = getattr(error, "option_name", "").lstrip("-")  # dashes make every two look alike
    near = nearest(mistyped, [name.lstrip("-") for name in getattr(error, "possibilities", None) or ()])
    if near:
        return f"There is no option {error.option_name!r}; did you mean '--{near}'?"
    text = " ".join(error.format_message().split()).rstrip(".")
    if isinstance(error, click.NoSuchOption):
        text = f"There is no option {error.option_name!r}"
    if text.endswith("?"):
        return text
    context = getattr(error, "ctx", None)
    return f"{text}; see {context.command_path if context else 'pastix'} --help."


def _fail(sentence, code):
    with contextlib.suppress(OSError):
        click.echo(f"pastix: {sentence}", err=True)
    return code
