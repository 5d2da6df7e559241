"""`pastix fetch NAMES`, `pastix fetch --list QUERY`."""

import sys

import click

from pastix_py.cli.io import check_outputs, refuse_given

LISTED = ("full", "rows", "cols", "nnz", "values", "symmetry", "spd", "kind")


@click.command("fetch")
@click.argument("names", nargs=-1, metavar="[GROUP/NAME]...")
@click.option("--list", "query", metavar="QUERY", help="Tell which matrices fit, and fetch none; '' is all.")
@click.option("--sort", metavar="FIELD", help="Order of the list: a field, with - before it the largest first.")
@click.option("--limit", type=click.IntRange(0), metavar="K", help="Length of the list.")
@click.option("--update-index", is_flag=True, help="Read the newest index of the collection first.")
@click.option("-o", "--output", metavar="FILE", help="Copy the matrix there too, gunzipped unless it ends in .gz.")
@click.option("--folder", metavar="DIR", help="Keep the files there, not in the cache folder.")
@click.option("--mirror", metavar="URL", help="Fetch from there; by default $PASTIX_MIRROR or https://sparse.tamu.edu.")
@click.option("--again", is_flag=True, help="Download also what is here already.")
@click.option("--quiet", is_flag=True, help="No progress and no remarks.")
def command(names, query, sort, limit, update_index, output, folder, mirror, again, quiet):
    r"""Fetch matrices of the SuiteSparse Matrix Collection, or search it.

    Each matrix is downloaded once, checked, and kept in a cache folder; its path is printed. A download that was
    interrupted goes on where it stopped. A fetched matrix is then named HB/bcsstk14 (or ss:HB/bcsstk14) in every
    command.

    A QUERY compares fields with numbers and quoted texts, joined by and, or, not; ~ matches a pattern. Fields: n rows
    cols nnz entries pattern_symmetry numerical_symmetry square symmetric hermitian spd real complex integer binary
    group name kind. In a pipe the list has one line a matrix, of columns parted by tabs: name, rows, columns, nonzeros,
    values, symmetry, spd or -, kind.

    \b
    Examples:
      pastix fetch HB/bcsstk14
      pastix solve HB/bcsstk14
      pastix fetch --list 'n > 1e5 and spd' --sort -nnz --limit 10
      pastix fetch --list "name ~ 'bcsstk*' and n < 500" | cut -f1 | xargs pastix fetch
      pastix fetch 'Boeing/bcsstk3?' -o A.mtx
    """
    if query is not None:
        refuse_given(("output", "folder", "again"), "--list fetches no matrix")
    else:
        refuse_given(("sort", "limit"), "there is no --list")
    if names and query is not None:
        raise click.UsageError("Give names or --list, not both.")
    if not names and query is None and not update_index:
        raise click.UsageError("Name a matrix such as HB/bcsstk14, or give --list QUERY")
    check_outputs(output)
    if update_index:
        _update(mirror, quiet)
    if query is not None:
        _list(query, sort, limit)
    elif names:
        _fetch(names, output, quiet, {"folder": folder, "mirror": mirror, "again": again})


def _remark(sentence):
    click.echo(f"pastix: {sentence}", err=True)


def _update(mirror, quiet):
    from pastix_py.cli.progress import download_bar
    from pastix_py.collection.update import update_index

    with download_bar("index", quiet) as progress:
        count = update_index(mirror, progress)
    if not quiet:
        _remark(f"the index has {count:,} matrices.")


def _fetch(names, output, quiet, options):
    """Fetch one matrix after the other and print their paths; what one lacks does not keep the others away."""
    from pastix_py.collection import members
    from pastix_py.collection.fetch import companions, copy, fetch
    from pastix_py.errors import InputError

    chosen = members.expand(names)
    if output and len(chosen) > 1:
        raise click.UsageError(f"--output takes one matrix, {len(chosen)} are named")
    failed = []
    for member in chosen:
        try:
            path = _fetch_one(member, fetch, quiet, options)
        except InputError as error:
            if len(chosen) == 1:
                raise
            failed.append(member.full)
            _remark(str(error))
            continue
        if output:
            copy(path, output)
        if output != "-":
            click.echo(output or path)
        if not quiet:
            for other in companions(path):
                _remark(f"with {other}")
            if not member.square:
                _remark(f"{member.full} is {member.rows} by {member.cols}, not square: no solver here takes it.")
    if failed:
        raise InputError(f"{len(failed)} of {len(chosen)} matrices could not be fetched: {' '.join(failed)}.")


def _fetch_one(member, fetch, quiet, options):
    from pastix_py.cli.progress import download_bar

    with download_bar(member.full, quiet) as progress:
        return fetch(member.full, progress=progress, tell=None if quiet else _remark, **options)


def _list(query, sort, limit):
    """Print the matrices that fit: a table on a terminal, columns parted by tabs elsewhere."""
    from pastix_py.collection import members
    from pastix_py.collection.query import search

    found = search(query, sort)
    shown = found[:limit]
    if not sys.stdout.isatty():
        for member in shown:
            click.echo("\t".join(str(_cell(member, column)) for column in LISTED))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in LISTED:
        side = "right" if column in ("rows", "cols", "nnz") else "left"
        title, gives_way = "matrix" if column == "full" else column, column == "kind"  # a name that is cut is lost
        table.add_column(title, justify=side, no_wrap=not gives_way, overflow="fold")
    for member in shown:
        cells = [_cell(member, column) for column in LISTED]
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells))
    console = Console()
    console.print(table)
    console.print(f"{len(shown)} of {len(found)} that fit, of {len(members.load())} matrices.", highlight=False)


def _cell(member, column):
    value = getattr(member, column)
    return ("spd" if value else "-") if column == "spd" else value
