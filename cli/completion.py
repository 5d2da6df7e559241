"""`pastix completion SHELL`, and what a shell offers for a matrix or an ordering. Imports nothing heavy."""

import os

import click
from click.shell_completion import CompletionItem, get_completion_class

from pastix_py.cli.formatting import Choice

VARIABLE = "_PASTIX_COMPLETE"  # by which a shell asks for completions
SHELLS = ("bash", "zsh", "fish")
SUFFIXES = (".mtx", ".npz", ".npy", ".mat", ".rb", ".hb", ".rua", ".rsa", ".cua", ".csa", ".mm")  # offered, or with .gz
SIZE = 10  # of the generated problems that are offered
TRIANGLES = 1000  # of the shapes that are


@click.command("completion")
@click.argument("shell", metavar="SHELL", type=Choice(SHELLS))
@click.pass_context
def command(ctx, shell):
    """Print a script that completes commands, options, values and matrices in a shell.

    In bash, put `eval "$(pastix completion bash)"` into ~/.bashrc; in zsh the same with zsh into ~/.zshrc; for fish,
    write the script to ~/.config/fish/completions/pastix.fish.

    Examples:
        pastix completion bash
        pastix completion zsh > _pastix
    """
    click.echo(get_completion_class(shell)(ctx.find_root().command, {}, "pastix", VARIABLE).source())


def matrices(ctx, param, incomplete):
    """Return what may be meant by the beginning of a matrix: generated problems, files of matrices, folders."""
    files, folders = _listed(incomplete)
    found = [*map(CompletionItem, files), *specs(ctx, param, incomplete)]
    return [*found, *map(CompletionItem, folders)] if found else [CompletionItem(incomplete, type="file")]


def specs(ctx, param, incomplete):
    """Return the generated problems that begin so, of a small size."""
    from pastix_py.matrix import GENERATORS

    return [CompletionItem(f"{name}:{SIZE}") for name in GENERATORS if f"{name}:{SIZE}".startswith(incomplete)]


def orderings(ctx, param, incomplete):
    """Return the orderings that begin so, or let the shell complete a file."""
    from pastix_py.ordering import METHODS

    found = [CompletionItem(name) for name in METHODS if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def libraries(ctx, param, incomplete):
    """Return the BLAS libraries that begin so, or let the shell complete a file."""
    from pastix_py.dense import LIBRARIES

    found = [CompletionItem(name) for name in LIBRARIES if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def geometries(ctx, param, incomplete):
    """Return the shapes that begin so, of a small size, or let the shell complete a file."""
    from pastix_py.hmatrix import SHAPES

    found = [CompletionItem(f"{name}:{TRIANGLES}") for name in SHAPES if f"{name}:{TRIANGLES}".startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def partitioners(ctx, param, incomplete):
    """Return the partitioners and the clusterings that begin so."""
    from pastix_py.ordering import CLUSTERINGS, PARTITIONERS

    return [CompletionItem(name) for name in (*PARTITIONERS, *CLUSTERINGS) if name.startswith(incomplete)]


def clusterings(ctx, param, incomplete):
    """Return the clusterings that begin so."""
    from pastix_py.ordering import CLUSTERINGS

    return [CompletionItem(name) for name in ("auto", *CLUSTERINGS) if name.startswith(incomplete)]


def kernels(ctx, param, incomplete):
    """Return the kernels of H-matrices that begin so."""
    from pastix_py.hmatrix import KERNELS

    return [CompletionItem(name) for name in ("auto", *KERNELS) if name.startswith(incomplete)]


def krylov_methods(ctx, param, incomplete):
    """Return the Krylov methods that begin so."""
    from pastix_py.krylov import METHODS

    return [CompletionItem(name) for name in ("auto", *METHODS) if name.startswith(incomplete)]


def preconditioners(ctx, param, incomplete):
    """Return the preconditioners that begin so."""
    from pastix_py.precondition import PRECONDITIONERS

    return [CompletionItem(name) for name in PRECONDITIONERS if name.startswith(incomplete)]


def _listed(incomplete):
    """Return (matrix files, folders with a slash) that begin with a path, by name."""
    folder, start = os.path.split(incomplete)
    files, folders = [], []
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        return files, folders
    for name in names:
        path = os.path.join(folder, name)
        if not name.startswith(start) or (name.startswith(".") and not start):
            continue
        if os.path.isdir(path):
            folders.append(f"{path}/")
        elif name.removesuffix(".gz").endswith(SUFFIXES):
            files.append(path)
    return files, folders
