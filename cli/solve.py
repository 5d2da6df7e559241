"""`pastix solve MATRIX`."""

from dataclasses import fields, replace

import click

from pastix_py.cli.io import attempt, check_outputs, refuse_given, refuse_idle, reported, show
from pastix_py.cli.options import (
    AT_WORK,
    FACTORED,
    PLANNED,
    file_option,
    matrix_argument,
    options_of,
    output,
    quiet,
    report,
)
from pastix_py.cli.progress import progress_bar
from pastix_py.cli.rhs import check_rhs, note_forward_error, rhs_options, right_hand_side
from pastix_py.errors import InputError, UsageError, missing_file
from pastix_py.options import Options, SolveOptions


@click.command("solve")
@matrix_argument
@rhs_options
@file_option("--plan", section="Input", help="What `pastix analyze` wrote for a matrix of this pattern.")
@file_option("--factors", section="Input", help="What `pastix factorize` wrote for this matrix.")
@file_option(
    "--schur", section="Input", help="Unknowns (base 1) that are eliminated last, as a dense Schur complement."
)
@options_of(Options)
@output
@file_option("--schur-output", section="Output", help="Write the Schur complement here (.mtx, .npy, .npz, .mat).")
@report
@quiet
def command(matrix, rhs, nrhs, plan, factors, schur, schur_output, output, report, quiet, **options):
    """Solve A x = b, measure the accuracy, and tell what was done.

    Examples:
        pastix solve lap3:20
        pastix solve A.mtx --rhs b.mtx -o x.mtx
        pastix solve A.mtx --factors A.factors --nrhs 3 --report report.json
        pastix generate helm3:8 | pastix solve - --precision mixed --report -
    """
    check_rhs(matrix, rhs, nrhs)
    from pastix_py.matrix.read import read
    from pastix_py.matrix.write import write
    from pastix_py.solve.krylov import check as check_method

    if schur_output and not schur:
        raise UsageError("--schur-output needs --schur.")
    inputs = (matrix, rhs, plan, factors, schur, options["ordering"])
    check_outputs(output, report, schur_output, options["trace"] or None, inputs=inputs)
    if factors:
        refuse_given([*FACTORED, "plan", "schur"], "the factors have it")
    elif plan:
        refuse_given([*PLANNED, "schur"], "the plan has it")
    refuse_idle(options, planned=plan or factors)
    A = read(matrix)
    check_method(options["refine"], A)  # before the factorization, which may take hours
    x0, b = right_hand_side(A, rhs, nrhs, options["trans"])
    with reported(report):
        F = _factors(A, plan, factors, schur, options, quiet)
    x, failure = attempt(lambda: F.solve(b, *(options[f.name] for f in fields(SolveOptions))))
    note_forward_error(F.report, x, x0)
    if output and x is not None:
        write(output, x)
    if schur_output:
        write(schur_output, F.schur)
    show(F.report, report, quiet, taken=output == "-")
    if failure:
        raise failure


def _factors(A, plan, factors, schur, options, quiet):
    """Return the factors of A, read or made."""
    from pastix_py import pipeline
    from pastix_py.factors.factors import Factors
    from pastix_py.layout.plan import Plan

    if factors:
        F = Factors.load(factors)
        if F.matrix.fingerprint != A.fingerprint:
            raise InputError(f"{factors} was made from another matrix: factorize this one anew.")
        F.options = replace(F.options, **{name: options[name] for name in AT_WORK})
        return F
    unknowns = _unknowns(schur, A.n) if schur else ()
    with progress_bar(quiet) as progress:
        loaded = Plan.load(plan) if plan else None
        return pipeline.factorize(A, plan=loaded, schur=unknowns, progress=progress, **options)


def _unknowns(path, n):
    """Return the unknowns (base 0) listed in a text file in base 1."""
    import numpy as np

    try:
        with open(path, encoding="ascii") as stream:
            listed = np.array(stream.read().split(), np.int64)
    except FileNotFoundError:
        raise InputError(missing_file(path)) from None
    except (OSError, ValueError, OverflowError) as error:
        raise InputError(f"{path} is no list of unknowns: {getattr(error, 'strerror', None) or error}.") from None
    if listed.size and (listed.min() < 1 or listed.max() > n):
        raise InputError(f"{path} lists an unknown outside 1..{n}.")
    if np.unique(listed).size < listed.size:
        raise InputError(f"{path} lists an unknown twice.")
    return listed - 1
