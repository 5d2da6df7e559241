"""`pastix order MATRIX -o X.ord`."""

import click

from pastix_py.cli.io import check_noun_output
from pastix_py.cli.options import file_option, matrix_argument, needed_output, options_of
from pastix_py.options import OrderingOptions


@click.command("order")
@matrix_argument
@options_of(OrderingOptions)
@file_option("--last", section="Ordering", help="Unknowns (base 0) that are numbered last, in this order.")
@file_option(
    "--groups",
    section="Ordering",
    metavar="K|FILE",
    help="Unknowns that stay together: K after K, or a file with the group of each.",
)
@file_option(
    "--domains",
    section="Ordering",
    help="Domain of each unknown, from 0, each ordered by itself; -1 is the interface, which comes last.",
)
@needed_output
def command(matrix, last, groups, domains, output, **options):
    """Number the unknowns so that the factor stays sparse.

    Examples:
        pastix order A.mtx -o A.ord
        pastix order lap3:20 --ordering amd -o lap3.ord
        pastix order elast3:4 --groups 3 -o elast3.ord
    """
    from pastix_py import pipeline
    from pastix_py.matrix.read import read

    check_noun_output(output, inputs=(matrix, options["ordering"], last, groups, domains))
    schur, domains = _listed(last, "list") if last else (), _listed(domains, "list of domains")
    ordering = pipeline.order(read(matrix), schur=schur, groups=_groups(groups), domains=domains, **options)
    ordering.save(output)
    click.echo(f"{ordering.n:,} unknowns ordered by {ordering.method}")


def _groups(groups):
    """Return what --groups means: a number, or the list in a file."""
    return int(groups) if groups and groups.isdigit() else _listed(groups, "list of groups")


def _listed(path, kind):
    """Return the integers in a file, None where none is named."""
    from pastix_py.ordering.saved import plain

    return plain(path, f"The {kind}") if path else None
