"""`pastix hmatrix SOURCE`."""

import json
import sys

import click

from pastix_py.cli.completion import geometries
from pastix_py.cli.io import check_outputs, refuse_given
from pastix_py.cli.options import options_of, quiet, report
from pastix_py.cli.progress import progress_bar
from pastix_py.errors import AccuracyNotReached
from pastix_py.options import HMatrixOptions

TRUSTED = 3.0  # times the tolerance is the error at most
ROUNDING = 1e-15  # least error that may be asked for


@click.command("hmatrix")
@click.argument("source", shell_complete=geometries)
@options_of(HMatrixOptions)
@report
@quiet
def command(source, report, quiet, **options):
    """Approximate the dense matrix of potentials on a surface, or of covariances of points, by blocks of low rank.

    SOURCE is a mesh of triangles (.msh, .vtk, .vtu, .stl, .obj), a shape such as sphere:10000 with about so many, or
    a file of points (.npy, or text with a line for each). `pastix help hmatrices` tells of kernels and partitioners.

    Examples:
        pastix hmatrix sphere:1000
        pastix hmatrix plate:1000 --partitioner median --tolerance 1e-4 --factorize --report report.json
    """
    from pastix_py import archive
    from pastix_py.hmatrix.measure import measure
    from pastix_py.report.report import plain

    check_outputs(report, inputs=(source,))
    if options["admissibility"] in ("weak", "hodlr"):
        refuse_given(["eta"], f"it is not of the admissibility {options['admissibility']}")
    with progress_bar(quiet):
        told = measure(source, **options)[1]
    content = json.dumps(plain(told), indent=2) + "\n"
    if report == "-":
        sys.stdout.write(content)
    elif report:
        archive.write_text(report, content)
    if not quiet:
        click.echo(table(told), err=report == "-")
    check_accuracy(told)


def check_accuracy(told):
    """Raise `AccuracyNotReached` where the H-matrix is off by more than it should, or GMRES did not end."""
    tolerance, iteration = told["options"]["tolerance"], told.get("iteration")
    if not told["error"] <= TRUSTED * max(tolerance, ROUNDING):
        raise AccuracyNotReached(
            f"The H-matrix is off by {told['error']:.1e} on random columns, more than {TRUSTED:g} times the tolerance"
            f" {tolerance:g}: take a smaller one."
        )
    if iteration and not iteration["converged"]:
        raise AccuracyNotReached(
            f"GMRES with the factors ended at a residual of {iteration['residual']:.1e}: {iteration['reason']}."
        )


def table(told):
    """Return the lines that tell of an H-matrix: names, seconds where there are, and texts."""
    from pastix_py.memory import size
    from pastix_py.report.text import counted, seconds

    matrix, clusters, blocks, stored = (told[name] for name in ("matrix", "clustering", "blocks", "assembly"))
    leaves, balance = counted(clusters["leaves"], "leaf", "leaves"), f"largest over mean {clusters['balance']:.3f}"
    ranks = f"{blocks['low_rank']:,} of rank {blocks['mean_rank']:.1f} (largest {blocks['largest_rank']})"
    share = f"{stored['share']:.1%} of a dense matrix, {size(stored['bytes'])}"
    rows = [
        ("matrix", None, f"{matrix['name']}: n = {matrix['n']:,}, {matrix['kernel']}, {matrix['dtype']}"),
        ("clustering", clusters, f"{clusters['method']}, {leaves}, depth {clusters['depth']}, {balance}"),
        ("blocks", blocks, f"{ranks}, {blocks['dense']:,} dense"),
        ("assembly", stored, f"{stored['stored']:,} coefficients, {share}"),
        ("product", told["product"], "with a vector"),
    ]
    if "factorization" in told:
        made, solved = told["factorization"], told["iteration"]
        steps = f"{counted(solved['iterations'], 'iteration')}, residual {solved['residual']:.1e}"
        rows += [
            ("factorization", made, f"{made['method']}, {made['stored']:,} coefficients, {size(made['bytes'])}"),
            ("iteration", solved, f"{solved['method']}, {steps}"),
        ]
    rows.append(("error", None, f"{told['error']:.1e} on random columns, tolerance {told['options']['tolerance']:g}"))
    rows.append(("peak memory", None, size(told["peak_rss_bytes"])))
    compiled = f"(and {seconds(told['compile_seconds'])} of compilation, once)"
    rows.append(("total", {"seconds": told["total_seconds"]}, compiled if told["compile_seconds"] > 0.5 else ""))
    timed = [(name, f"{seconds(spent['seconds']):>9}  {text}" if spent else text) for name, spent, text in rows]
    return "\n".join(f"{name:<13}  {text}".rstrip() for name, text in timed)
