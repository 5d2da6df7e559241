"""`pastix partition SOURCE [K]`."""

import sys
from pathlib import Path

import click

from pastix_py.cli.completion import matrices
from pastix_py.cli.io import check_outputs, refuse_given
from pastix_py.cli.options import file_option, options_of, output, quiet
from pastix_py.errors import InputError, UsageError
from pastix_py.options import ClusterOptions, PartitionOptions
from pastix_py.ordering import CLUSTERINGS, PARTITIONERS


@click.command("partition")
@click.argument("source", shell_complete=matrices)
@click.argument("k", type=int, required=False)
@options_of(ClusterOptions, PartitionOptions)
@output
@file_option(
    "--coordinates", section="Output", help="Coordinates of the unknowns, for clusters, and for .vtu and .vtk output."
)
@quiet
def command(source, k, output, coordinates, quiet, **options):
    """Put the unknowns into K parts of equal size with few entries between them, or without K into a tree of clusters.

    SOURCE is a matrix or a mesh (.msh, .vtk, .vtu, .stl, .obj, or a shape such as sphere:1000), whose elements are the
    unknowns; for clusters it may be a file of points as well (.npy, or text with a line for each).

    The result is the part or the leaf of each unknown, from 0, one a line, as METIS writes it; the suffixes .map
    (Scotch), .npy, .vtu and .vtk (ParaView) name other forms, and .npz the whole tree.

    Examples:
        pastix partition A.mtx 4 -o A.part
        pastix partition lap3:20 17 --partitioner metis
        pastix partition plate:1000 --partitioner hilbert -o plate.vtu
    """
    from pastix_py.clock import Clock
    from pastix_py.ordering import export

    check_outputs(output, inputs=(source, coordinates))
    placed, leaf = _read(source, coordinates), options.pop("leaf")
    named = output not in (None, "-")
    _check_method(options["partitioner"], k)
    if k is None:
        refuse_given(["effort"], "clusters are made one way")
        options.pop("effort")
        write = export.tree_writer(output, placed.writer) if named else None
        with Clock() as clock:
            found = placed.cluster(ClusterOptions(leaf=leaf, **options))
        values, table = found.at(found.depth), _clusters(found, clock.seconds)
    else:
        refuse_given(["leaf"], "K parts have no leaves")
        write = _part_writer(placed, output, coordinates) if named else None
        with Clock() as clock:
            found = _parts(placed, k, options)
        values, table = found.part, _table(found, clock.seconds)
    if output == "-":
        sys.stdout.buffer.write(export.lines(values))
    elif write:
        write(found if k is None else found.part)
    if not quiet:
        click.echo(table, err=output == "-")


def _check_method(name, k):
    """Raise `UsageError` for a method of parts where clusters are asked for, and the other way around."""
    if k is None and name in PARTITIONERS and name not in ("auto", *CLUSTERINGS):
        raise UsageError(f"{name} makes parts: name their number, K, behind SOURCE.")
    if k is not None and name in CLUSTERINGS and name not in PARTITIONERS:
        raise UsageError(f"{name} makes a tree of clusters: leave K away.")


def _read(source, coordinates):
    """Return the `Geometry` of a matrix, a mesh or points."""
    from pastix_py.hmatrix.geometry import Geometry, geometry, is_geometry
    from pastix_py.matrix.read import read

    if not is_geometry(source):
        matrix = read(source)
        return Geometry(matrix.name, matrix=matrix, given=coordinates)
    if coordinates is not None:
        raise UsageError(f"--coordinates has no effect here: {source} has coordinates.")
    return geometry(source)


def _part_writer(placed, output, coordinates):
    """Return what `export.partition_writer` does, for a mesh as well."""
    from pastix_py.ordering import export, vtk

    if placed.mesh is None or Path(output).suffix.lower() not in vtk.FORMATS:
        return export.partition_writer(output, placed.matrix, coordinates)
    write = placed.writer(output)
    return lambda part: write({"part": part})


def _parts(placed, k, options):
    """Return the `Partition` of the unknowns into k parts."""
    from pastix_py import pipeline

    if placed.mesh is None and placed.matrix is None:
        raise InputError(f"{placed.name} has points only: clusters are made of them, leave K away.")
    return pipeline.partition(placed.matrix if placed.mesh is None else placed.mesh, k, **options)


def _table(found, seconds):
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
    return _lines(rows)


def _clusters(tree, seconds):
    """Return the lines that tell of a tree of clusters."""
    sizes = tree.size[tree.leaves]
    return _lines(
        {
            "clusters": f"{tree.n_node:,} by {tree.method}, {tree.n:,} unknowns",
            "leaves": f"{sizes.size:,}: {sizes.min():,} least, {sizes.mean():,.1f} mean, {sizes.max():,} most",
            "depth": f"{tree.depth} levels below the root, leaves from level {tree.level[tree.leaves].min()} on",
            "balance": f"{tree.balance:.3f} largest leaf over mean",
            "seconds": f"{seconds:.3f}",
        }
    )


def _lines(rows):
    return "\n".join(f"{name:<10} {text}" for name, text in rows.items())
