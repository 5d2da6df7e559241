"""`pastix partition MATRIX K`."""

import sys

import click

from pastix_py.cli.io import check_outputs
from pastix_py.cli.options import file_option, matrix_argument, options_of, output, quiet
from pastix_py.options import PartitionOptions


@click.command("partition")
@matrix_argument
@click.argument("k", type=int)
@options_of(PartitionOptions)
@output
@file_option("--coordinates", section="Output", help="Coordinates of the unknowns, for .vtu and .vtk output.")
@quiet
def command(matrix, k, output, coordinates, quiet, **options):
    """Put the unknowns into K parts of equal size with few entries between them.

    The result is the part of each unknown, 0 to K-1, one a line, as METIS writes it; the suffixes .map (Scotch), .npy,
    .vtu and .vtk (ParaView) name other forms.

    Examples:
        pastix partition A.mtx 4 -o A.part
        pastix partition lap3:20 17 --partitioner metis
    """
    from pastix_py import pipeline
    from pastix_py.clock import Clock
    from pastix_py.matrix.read import read
    from pastix_py.ordering import export

    check_outputs(output, inputs=(matrix, coordinates))
    A = read(matrix)
    write = export.partition_writer(output, A, coordinates) if output not in (None, "-") else None
    with Clock() as clock:
        found = pipeline.partition(A, k, **options)
    if output == "-":
        sys.stdout.buffer.write(export.lines(found.part))
    elif write:
        write(found.part)
    if not quiet:
        click.echo(table(found, clock.seconds), err=output == "-")


def table(found, seconds):
    """Return the lines that tell of a partition."""
    halo = found.halo
    rows = {
        "parts": f"{found.k:,} by {found.method}, {found.graph.n:,} unknowns",
        "edge cut": f"{found.edge_cut:,} of {found.graph.ind.size // 2:,} edges",
        "balance": f"{found.balance:.3f} largest part over mean",
        "halo": f"{halo.min():,} least, {halo.mean():,.1f} mean, {halo.max():,} most",
        "volume": f"{found.volume:,} values sent in an exchange",
        "separator": f"{found.separator().size:,} unknowns",
        "seconds": f"{seconds:.3f}",
    }
    return "\n".join(f"{name:<10} {text}" for name, text in rows.items())
