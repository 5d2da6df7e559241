"""The stage: matrix → match, scale, order, find the structure, factor → `Incomplete`."""

from importlib import import_module
from typing import NamedTuple

import numpy as np

from pastix_py.clock import Clock
from pastix_py.errors import InputError, NumericallySingular, PivotWarning, warn
from pastix_py.factors.make import default_scaling
from pastix_py.incomplete.case import Case
from pastix_py.incomplete.incomplete import Incomplete
from pastix_py.incomplete.pivot import FAULT, FIRST, N_REPLACED
from pastix_py.incomplete.shift import until_good
from pastix_py.jit import thread_count, wait_for
from pastix_py.layout.kind import choose_kind
from pastix_py.matrix.check import canonical
from pastix_py.matrix.match import PAIRED, match, small_diagonal
from pastix_py.matrix.matching import UNMATCHED, Matching
from pastix_py.matrix.scale import scale
from pastix_py.matrix.structure import check_empty_rows
from pastix_py.memory import spent_on
from pastix_py.options import IncompleteOptions
from pastix_py.ordering.ordering import Ordering
from pastix_py.ordering.stage import order
from pastix_py.ordering.structure import structure_of
from pastix_py.precision import SINGLE, working_dtype
from pastix_py.report.report import Report
from pastix_py.report.text import counted

METHODS = {
    "ilu": "pastix_py.incomplete.scalar:by_level",
    "ilut": "pastix_py.incomplete.scalar:by_threshold",
    "block": "pastix_py.incomplete.block:by_block",
}


class Wanted(NamedTuple):
    """The kind of a factorization and what it was matched by: what decides its scaling."""

    kind: str
    matching: Matching


@spent_on("the incomplete factorization")
def ilu(A, *, ordering=None, report=None, **options):
    """Return the `Incomplete` factorization of A, whose `solve` and `aslinearoperator` are those of L U ≈ A.

    Parameters
    ----------
    A : `Matrix`, SciPy sparse array or matrix of any format, or square dense array.
    ordering : an `Ordering`, a permutation (n,) with `perm[new] = old`, the name of a method, or the path of a saved
        one; 'rcm' by default.
    report : `Report` to fill in, None for a new one.
    options : fields of `IncompleteOptions`; `level` and `method` say what is kept.

    Raises
    ------
    InputError, UsageError
    StructurallySingular : a row or column is empty.
    NumericallySingular : a pivot breaks down, with `breakdown='error'`, or whatever the shift.

    """
    matrix, report = canonical(A), report or Report()
    if isinstance(ordering, str):
        ordering, options = None, options | {"ordering": ordering}
    options = IncompleteOptions.of(**options)
    report.matrix, report.options = matrix.describe(), options.as_dict()
    check_empty_rows(matrix)
    kind, dtype = kind_of(matrix, options), dtype_of(matrix, options)
    with Clock() as clock:
        scaled = scaled_by(matrix, kind, dtype, options)
    report.add_time("scaling", clock, {"method": scaled.method, "moved": int(scaled.row_perm.size)})
    with Clock() as clock:
        ordering = ordered(scaled.matrix, ordering, options)
    report.add_time("ordering", clock, {"method": ordering.method, "reason": ordering.reason})
    whole = scaled.matrix.expanded() if kind == "lu" else scaled.matrix
    case = Case(whole, ordering, kind, dtype, options, thread_count(options.threads))
    module, function = METHODS[options.method].split(":")
    with Clock() as clock:
        attempt = wait_for(getattr(import_module(module), function), case)
    report.add_time("analysis", clock, {})
    with Clock() as clock:
        trial, trials = wait_for(until_good, attempt, matrix.n, dtype, options.shift, options.breakdown == "shift")
    check(trial, case, scaled, report)
    return told(Incomplete(scaled, *trial.made, options, report), case, trial, trials, clock)


def kind_of(matrix, options):
    """Return the factorization kind: the one asked for or that suits, LU where symmetric pivots could not be found.

    Without fill, nothing fills in a zero on the diagonal: the rows of such a matrix are permuted.
    """
    kind = choose_kind(matrix, options.factorization)
    ours = options.factorization == "auto" and options.matching != "none"
    return "lu" if ours and kind in PAIRED and small_diagonal(matrix).any() else kind


def dtype_of(matrix, options):
    """Return the type of the factors."""
    dtype = np.dtype(working_dtype(matrix, options.precision))
    return np.dtype(SINGLE[dtype.char]) if options.precision == "mixed" else dtype


def scaled_by(matrix, kind, dtype, options):
    """Return the `Scaled` matrix; of LU, its rows are permuted where the diagonal has small entries."""
    matching, transversal = UNMATCHED, None
    if kind == "lu":
        matching, transversal = match(matrix, options.matching, kind)
    chosen = options.scaling
    method = default_scaling(matrix, Wanted(kind, matching), dtype) if chosen == "auto" else chosen
    return scale(matrix, method, matching, transversal)


def ordered(matrix, given, options):
    """Return the `Ordering` of a matrix, unless it is given."""
    if given is None:
        structure = structure_of(matrix, options.ordering)
        return order(structure, options.ordering, (), matrix.pattern_fingerprint, options)
    ordering = given if isinstance(given, Ordering) else Ordering.from_perm(given, "given")
    if ordering.n != matrix.n:
        raise InputError("The ordering was made for another matrix: order this one anew.")
    return ordering


def user_row(scaled, case, place):
    """Return the row of A that a row of the factor is; None for one that is not there."""
    return int(scaled.user_rows(case.ordering.perm[place])) if place < case.matrix.n else None


def check(trial, case, scaled, report):
    """Raise `NumericallySingular` where a trial gave no factor, or one whose solves overflow."""
    if trial.is_good(case.matrix.n, case.dtype):
        return
    broken, largest, limits = user_row(scaled, case, trial.outcome[FAULT]), case.matrix.max_abs(), np.finfo(case.dtype)
    what = f"the pivot of row {broken + 1} breaks down" if broken is not None else "its solves overflow"
    repeat = "" if case.options.breakdown == "shift" else "--breakdown shift, "
    advice = f"take {repeat}another --ordering or more fill"
    if not limits.tiny <= largest <= limits.max:
        what, advice = f"the entries of A leave the range of {case.dtype.name}", "take another --scaling or --precision"
    raise NumericallySingular(f"There is no incomplete factorization: {what}; {advice}.", row=broken, report=report)


def told(made, case, trial, trials, clock):
    """Return the `Incomplete` with its report complete, and warn of pivots that were replaced."""
    report, operations = made.report, made.operations()
    replaced, first = int(trial.outcome[N_REPLACED]), user_row(made.scaled, case, trial.outcome[FIRST])
    report.compile_seconds += clock.compile_seconds
    report.analysis |= {"nnz_factor": made.nnz, "flops": operations}
    report.factorization = {
        "kind": case.kind,
        "method": case.options.method,
        "dtype": case.dtype.name,
        "threads": case.threads,
        "seconds": clock.seconds,
        "gflops": operations / max(clock.seconds, 1e-9) / 1e9,
        "bytes": made.nbytes,
        "nnz": made.nnz,
        "fill": made.nnz / max(case.matrix.nnz, 1),
        "perturbed_pivots": replaced,
        "first_perturbed": first,
        "shift": trial.shift,
        "trials": trials,
        "growth": float(trial.growth),
    }
    if replaced:
        report.note(
            "warnings", f"{counted(replaced, 'pivot')} broke down and had to be replaced, the first in row {first + 1}"
        )
        warn(report.warnings[-1], PivotWarning)
    if trials > 1:
        report.note(
            "escalation", f"a pivot broke down: {trial.shift:.3g} of the size of each row was added to its diagonal"
        )
    return made
