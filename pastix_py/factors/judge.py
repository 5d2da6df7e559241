"""The verdict: whether pivots and solutions are good enough, by the options, and what is wrong where they are not.

Functions here take the `Factors` they speak of.
"""

import numpy as np

from pastix_py.errors import AccuracyNotReached, NumericallySingular
from pastix_py.factors.singular import free_unknowns, null_spaces
from pastix_py.matrix.structure import check_structure
from pastix_py.report.text import counted
from pastix_py.solve.null_space import share


def judge_pivots(factors):
    """Warn about replaced pivots, or stop where the options or the structure say so."""
    report, (row, message) = factors.report, factors.factor.vanished()
    if row is None:
        return
    check_structure(factors.matrix)
    if factors.options.null_pivots == "error":
        raise NumericallySingular(f"{message}, and --null-pivots is error.", row=row, report=report)
    told, free = "perturbed, see the backward error", free_unknowns(factors)
    if free:
        told = f"of the solutions, {counted(free, 'unknown')} free, that of least norm is taken"
    report.note("warnings", f"{message}; {told}")


def require_true_pivots(factors, wanted):
    """Raise `NumericallySingular` where pivots were replaced, so that what is wanted is not known."""
    row, vanished = factors.factor.vanished()
    if row is not None:
        raise NumericallySingular(f"The {wanted} is not known: {vanished}.", row=row, report=factors.report)


def judge_accuracy(factors, b, x, trans, reached, target):
    """Raise `NumericallySingular` or `AccuracyNotReached` where x (in the user's shape) is no answer.

    `reached` is its componentwise error, `target` what was asked for.
    """
    (row, vanished), eps = factors.factor.vanished(), np.finfo(factors.dtype).eps
    report = factors.report
    grown = growth(factors.factor, b, x.reshape(b.shape), trans) if row is not None else 0.0
    outside = share(null_spaces(factors).outside(trans), b) if free_unknowns(factors) else 0.0
    in_range = outside <= np.sqrt(eps)
    if reached <= target and grown * np.sqrt(factors.matrix.n) * eps <= 1 and in_range:
        return
    if row is not None:
        why = f"the componentwise backward error stayed at {reached:.1e}; check that row"
        if not in_range:
            why = f"b is not in its range: a share of {outside:.1e} of it is orthogonal to that, and {why}"
        elif reached <= target:
            why = (
                f"x is {grown:.1e} times what the sizes of A and b account for; check that row, or take "
                "--null-pivots fix where b is in the range of the matrix"
            )
        singular = f"The matrix is singular to working precision, or needs row exchanges: {vanished}, and {why}."
        raise NumericallySingular(singular, row=row, x=x, report=report)
    check_structure(factors.matrix)
    told = f"The componentwise backward error is {reached:.1e}, above the {target:.0e} asked for"
    raise AccuracyNotReached(
        f"{told}; try another --refine, --precision d, or a larger --accuracy.", x=x, report=report
    )


def growth(factor, b, x, trans):
    """Return the largest of ‖A‖∞ ‖x‖∞ / ‖b‖∞ over the columns, of the scaled system; 0 for b = 0."""
    scaled = factor.scaled
    with np.errstate(all="ignore"):
        size, known = abs(scaled.to_own(x, trans)).max(axis=0), abs(scaled.to_scaled(b, trans)).max(axis=0)
        return float(np.max(scaled.matrix.norm_inf(trans) * size / known, initial=0.0, where=known > 0))
