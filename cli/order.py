"""`pastix order MATRIX -o X.ord`."""

import click

from pastix_py.cli.formatting import Option
from pastix_py.cli.io import check_noun_output, refuse_given
from pastix_py.cli.options import file_option, matrix_argument, options_of
from pastix_py.cli.options import report as report_option
from pastix_py.errors import UsageError
from pastix_py.options import OrderingOptions


@click.command("order")
@matrix_argument
@options_of(OrderingOptions)
@click.option(
    "--compare", cls=Option, section="Output", metavar="NAME,...", help="Show what each of several orderings leads to."
)
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
@file_option("-o", "--output", section="Output", help="Write the ordering here; of several, that of fewest operations.")
@file_option("--coordinates", section="Output", help="Coordinates of the unknowns, for .vtu and .vtk output.")
@report_option
def command(matrix, compare, last, groups, domains, output, coordinates, report, **options):
    """Number the unknowns so that the factor stays sparse, or compare orderings.

    The suffix of the result tells for whom it is: .ord for this program, .iperm for METIS, .scotch for Scotch, .txt
    and .npy for others, .vtu and .vtk for ParaView (`pastix help formats`).

    Examples:
        pastix order A.mtx -o A.ord
        pastix order lap3:20 --ordering amd -o lap3.iperm
        pastix order elast3:4 --groups 3 -o elast3.ord
        pastix order A.mtx --compare nd,amd,rcm
    """
    from pastix_py.matrix.read import read
    from pastix_py.ordering import export

    names = [name.strip() for name in compare.split(",") if name.strip()] if compare is not None else []
    inputs = (matrix, *names, options["ordering"], last, groups, domains, coordinates)
    check_noun_output(output, report, inputs=inputs)
    if compare is None:
        refuse_given(["report"], "it holds what --compare finds")
        if output is None:
            raise UsageError("Name a file for the ordering with -o, or orderings with --compare.")
    matrix = read(matrix)
    write = export.writer(output, matrix, coordinates) if output is not None else None
    options["schur"] = _listed(last, "list") if last else ()
    options |= {"groups": _groups(groups), "domains": _listed(domains, "list of domains")}
    ordering = _ordered(matrix, options) if compare is None else _compared(matrix, names, report, options)
    if write:
        write(ordering)
        told = f"{ordering.n:,} unknowns ordered by" if compare is None else f"{output} has the ordering by"
        why = f", since {ordering.reason}" if ordering.reason else ""
        click.echo(f"{told} {ordering.method}{why}", err=report == "-")


def _ordered(matrix, options):
    from pastix_py import pipeline

    return pipeline.order(matrix, **options)


def _compared(matrix, names, report, options):
    """Show and report what --compare asks for, and return the best `Ordering`."""
    from pastix_py.cli.order_table import show_orderings, write_orderings
    from pastix_py.compare_orderings import compare_orderings, fewest_flops

    refuse_given(["ordering"], "--compare names the orderings")
    del options["ordering"]
    found = compare_orderings(matrix, names, **options)
    if report is not None:
        write_orderings(matrix, found, report)
    show_orderings(found, report == "-")
    return fewest_flops(found).ordering


def _groups(groups):
    """Return what --groups means: a number, or the list in a file."""
    return int(groups) if groups and groups.isdigit() else _listed(groups, "list of groups")


def _listed(path, kind):
    """Return the integers in a file, None where none is named."""
    from pastix_py.ordering.saved import numbers_in

    return numbers_in(path, f"The {kind}") if path else None
