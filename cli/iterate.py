"""`pastix iterate MATRIX`."""

import click

from pastix_py.cli.io import attempt, check_outputs, refuse_without, show
from pastix_py.cli.options import file_option, matrix_argument, options_of, output, quiet, report
from pastix_py.cli.progress import progress_bar
from pastix_py.cli.rhs import check_rhs, note_forward_error, rhs_options, right_hand_side
from pastix_py.options import IterateOptions
from pastix_py.precondition import OWN, named


@click.command("iterate")
@matrix_argument
@rhs_options
@file_option("--guess", section="Input", help="Solutions to start from; zero by default.")
@options_of(IterateOptions)
@output
@report
@quiet
def command(matrix, rhs, nrhs, guess, output, report, quiet, **options):
    """Solve A x = b by a Krylov method with a preconditioner, for systems that a direct solution does not fit.

    The best x that was found is written also where the tolerance is not reached, which the exit code 6 tells.

    Examples:
        pastix iterate lap3:30
        pastix iterate A.mtx --rhs b.mtx -o x.mtx --krylov gmres --restart 50
        pastix iterate lap3:20 --preconditioner blr --drop 1e-2 --report report.json
    """
    check_rhs(matrix, rhs, nrhs)
    from pastix_py.iterate import iterate
    from pastix_py.matrix.read import read, read_dense
    from pastix_py.matrix.write import write
    from pastix_py.report.report import Report

    check_outputs(output, report, inputs=(matrix, rhs, guess, options["ordering"]))
    name = options["preconditioner"]
    idle = [own for own in OWN if own not in named(name).reads]
    refuse_without("preconditioner", idle, f"it is not of the preconditioner {name}")
    A, told = read(matrix), Report()
    x0, b = right_hand_side(A, rhs, nrhs)
    start = read_dense(guess) if guess else None
    if start is not None and start.size == b.size:
        start = start.reshape(b.shape)  # of one right-hand side, with one axis or two
    with progress_bar(quiet):
        x, failure = attempt(lambda: iterate(A, b, x0=start, report=told, **options))
    note_forward_error(told, x, x0)
    if output and x is not None:
        write(output, x)
    if told.iteration:
        show(told.seal(), report, quiet, taken=output == "-")
    if failure:
        raise failure
