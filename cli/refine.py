"""`pastix refine MATRIX --factors X.factors --rhs B --guess X0 -o X.mtx`."""

import click

from pastix_py.cli.io import attempt, check_outputs, show
from pastix_py.cli.options import file_option, matrix_argument, needed_output, options_of, quiet, report
from pastix_py.errors import InputError
from pastix_py.options import SolveOptions


@click.command("refine")
@matrix_argument
@file_option("--factors", section="Input", required=True, help="What `pastix factorize` wrote for this matrix.")
@file_option("--rhs", section="Input", required=True, help="Right-hand sides.")
@file_option("--guess", section="Input", required=True, help="Solutions to start from.")
@options_of(SolveOptions)
@needed_output
@report
@quiet
def command(matrix, factors, rhs, guess, output, report, quiet, **options):
    """Improve a solution with saved factors.

    Example: pastix refine A.mtx --factors A.factors --rhs b.mtx --guess x0.mtx -o x.mtx
    """
    from pastix_py.factors.factors import Factors
    from pastix_py.matrix.read import read, read_dense
    from pastix_py.matrix.write import write

    check_outputs(output, report, inputs=(matrix, factors, rhs, guess))
    A, F = read(matrix), Factors.load(factors)
    if F.matrix.fingerprint != A.fingerprint:
        raise InputError(f"{factors} was made from another matrix: factorize this one anew.")
    b, start = read_dense(rhs), read_dense(guess)
    x, failure = attempt(lambda: F.refine(b, start, **options))
    if x is not None:
        write(output, x)
        show(F.report, report, quiet, taken=output == "-")
    if failure:
        raise failure
