"""In words: what the solver would do with a matrix, why, and what it would cost."""

from dataclasses import replace

import numpy as np

from pastix_py import budget, pipeline, rates
from pastix_py.errors import MemoryLimit
from pastix_py.factors.improve import GOAL
from pastix_py.factors.make import default_scaling
from pastix_py.layout.kind import FITS
from pastix_py.matrix.check import canonical
from pastix_py.matrix.matrix import Matrix
from pastix_py.matrix.structure import check_empty_rows
from pastix_py.memory import available_bytes, size
from pastix_py.options import Options
from pastix_py.precision import default_accuracy, factor_dtype, settled, working_dtype
from pastix_py.report.report import Report
from pastix_py.report.text import counted, seconds

REASON = {
    "llt": "it is symmetric with a positive diagonal; should a pivot not be positive, LDLᵀ follows",
    "llh": "it is Hermitian with a positive diagonal; should a pivot not be positive, LDLᴴ follows",
    "ldlt": "it is symmetric, but complex or with a diagonal that is not all positive",
    "ldlh": "it is Hermitian, but with a diagonal that is not all positive",
    "lu": "it is not symmetric",
}
SCALED = {
    "none": "It is not scaled",
    "product": "It is scaled by powers of two, so that the entries of its matching are near 1 and no other is larger",
    "ruiz": "Its rows and columns are scaled by powers of two until their largest entries are near 1",
}


def explain(A, **options):
    """Return sentences about the solution of systems with A: its properties, the choices made, and their cost.

    Parameters
    ----------
    A : as for `pastix_py.factorize`; it is ordered and analyzed, not factored.
    options : fields of `Options`.

    Raises
    ------
    What `pastix_py.analyze` raises, and `StructurallySingular`.

    """
    matrix, report = canonical(A), Report()
    chosen, _ = settled(matrix, Options.of(**options))
    check_empty_rows(matrix)
    plan = pipeline.analyze(matrix, report=report, **options)
    chosen = replace(chosen, compress=plan.compress)
    dtype = working_dtype(matrix, chosen.precision)
    of_factor = factor_dtype(matrix, chosen)
    return [
        *_about_matrix(matrix),
        *_about_matching(plan, chosen),
        _about_ordering(plan, chosen, matrix),
        _about_row_order(plan.row_order),
        _about_kind(plan, chosen, of_factor),
        _about_scaling(matrix, plan, chosen, of_factor),
        _about_pivots(plan, chosen),
        _about_refinement(chosen, dtype),
        _about_memory(matrix, plan, chosen, of_factor),
        _about_time(plan, report, of_factor),
    ]


def _about_matrix(matrix):
    counts = f"{counted(matrix.n, 'unknown')} and {counted(matrix.nnz, 'entry', 'entries')}"
    named = "The matrix" if matrix.name == Matrix.name else matrix.name
    yield f"{named} has {counts}, {matrix.dtype.name}, {matrix.symmetry}."
    zeros = int(np.count_nonzero(matrix.diagonal() == 0))
    if zeros:
        told = counted(zeros, "zero")
        yield f"Its diagonal has {told}: what such a pivot becomes depends on what is eliminated before it."


def _about_matching(plan, chosen):
    if plan.matching.method == "none":
        return
    found = plan.matching.describe()
    what = f"{counted(found['pairs'], 'pair')} of unknowns are kept together"
    if plan.kind == "lu":
        what = f"{counted(found['moved'], 'row')} change places"
    why = "since its diagonal has small entries"
    if plan.kind != "lu":
        why = "since some block of the factor would have more small pivots than others"
    if chosen.matching != "auto":
        why = "as asked"
    yield f"It is matched so that the product of its pivots is large, {why}: {what}."


def _about_ordering(plan, chosen, matrix):
    why = f"since {plan.ordering.reason}" if plan.ordering.reason else "as asked"
    entries, fill = counted(plan.nnz_factor, "entry", "entries"), plan.nnz_factor / max(matrix.nnz, 1)
    return f"It is ordered by {plan.ordering.method}, {why}; the factor has {entries}, {fill:.1f} times the matrix's."


def _about_row_order(done):
    if done.method == "none":
        return "The columns inside its supernodes stay in that order, as asked."
    counts = f"{counted(done.n_blok, 'block')} in place of {done.n_blok_before:,}"
    return f"Inside supernodes the columns are reordered ({done.method}): {counts}, in {seconds(done.seconds)}."


def _about_kind(plan, chosen, dtype):
    why = "as asked" if chosen.factorization != "auto" else f"since {REASON[plan.kind]}"
    return f"It is factored by {FITS[plan.kind].split(',')[0]} in {dtype.name}, {why}."


def _about_scaling(matrix, plan, chosen, dtype):
    if chosen.scaling != "auto":
        return f"{SCALED[chosen.scaling]}, as asked."
    method = default_scaling(matrix, plan, dtype)
    cholesky = "Cholesky factorization is as accurate without, and the values are not extreme"
    return f"{SCALED[method]}{f', since {cholesky}' if method == 'none' else ''}."


def _about_pivots(plan, chosen):
    place = "Pivots are taken as they come"
    if plan.kind not in ("llt", "llh"):
        place = "Rows are exchanged inside diagonal blocks alone"
    vanished = {
        "warn": "is replaced by a small number, counted and told, and refinement has to make it good",
        "error": "ends the run with exit code 5",
        "fix": "means a singular system, of whose solutions the one of least norm is returned",
    }
    return f"{place}; a pivot that vanishes {vanished[chosen.null_pivots]}."


def _about_refinement(chosen, dtype):
    target = chosen.accuracy or default_accuracy(dtype)
    measured = f"the componentwise backward error is measured, and more than {target:.0e} is a failure"
    if chosen.refine == "none":
        return f"The solution is not refined, as asked; {measured}."
    how = {
        "auto": "iteratively, and by GMRES where that misses the accuracy",
        "classic": "iteratively",
    }
    again = "; where that fails, the matrix is factored again in full precision" if chosen.precision == "mixed" else ""
    goal = min(GOAL * np.finfo(dtype).eps, target)
    method = how.get(chosen.refine, f"by {chosen.refine}")
    return f"The solution is refined {method}, where its error is above {goal:.0e}{again}; {measured}."


def _about_memory(matrix, plan, chosen, dtype):
    needed = f"The factor takes {size(plan.predicted_bytes(dtype))}"
    try:
        scaling = default_scaling(matrix, plan, dtype) if chosen.scaling == "auto" else chosen.scaling
        budget.check_factorization(plan, matrix, dtype, chosen, scaling)
    except MemoryLimit as refused:
        return f"{needed}, and would be refused: {refused}"
    return f"{needed} of the {size(available_bytes())} of memory that are free."


def _about_time(plan, report, dtype):
    known = rates.kept()
    blocks = f"in {counted(plan.symbol.n_cblk, 'column block')} of {counted(plan.symbol.n_blok, 'block')}"
    took = f"ordering took {seconds(report.ordering['seconds'])} and analysis {seconds(report.analysis['seconds'])}"
    return (
        f"Now {took}; the factorization, {counted(float(plan.flops(dtype)), 'operation')} {blocks}, would take about "
        f"{seconds(known.factorization(plan, dtype))} on one thread, and a solve at least "
        f"{seconds(known.solve(plan.predicted_bytes(dtype)))}, by the rates measured on {known.date}."
    )
