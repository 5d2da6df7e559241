"""The verdict: whether pivots and solutions are good enough, by the options, and what is wrong where they are not.

Functions here take the `Factors` they speak of.
"""

import numpy as np

from pastix_py.errors import AccuracyNotReached, ConditionWarning, NumericallySingular, PivotWarning, warn
from pastix_py.factors.estimate import scaled_condition_number
from pastix_py.factors.singular import free_unknowns, is_singular, null_spaces, row_to_blame
from pastix_py.layout.plan import NOT
from pastix_py.matrix.structure import check_structure
from pastix_py.report.text import counted
from pastix_py.solve.null_space import share

PROMISED = 10  # times the tolerance of compression is the normwise error of an unrefined solution, at most


def judge_pivots(factors):
    """Warn about replaced pivots, or stop where the options or the structure say so.

    What was said of the factor before, which an escalation replaced, is taken back; Python is warned once.
    """
    report, (row, message) = factors.report, factors.factor.vanished()
    before, factors.told = factors.told, ""
    report.warnings = [text for text in report.warnings if text != before]
    if row is None:
        return
    check_structure(factors.matrix)
    if factors.options.null_pivots == "error":
        raise NumericallySingular(f"{message}, and --null-pivots is error.", row=row, report=report)
    told, free = "perturbed, see the backward error", free_unknowns(factors)
    if free:
        told = f"of the solutions, {counted(free, 'unknown')} free, that of least norm is taken"
    factors.told = f"{message}; {told}"
    report.note("warnings", factors.told)
    if not before and factors.options.null_pivots == "warn":
        warn(factors.told, PivotWarning)


def require_true_pivots(factors, wanted):
    """Raise `NumericallySingular` where pivots were replaced, so that what is wanted is not known."""
    row, vanished = factors.factor.vanished()
    if row is not None:
        raise NumericallySingular(f"The {wanted} is not known: {vanished}.", row=row, report=factors.report)


def good_for_compression(factors, options, normwise):
    """Return whether an unrefined x of that error, no accuracy asked for, is as good as the tolerance promises."""
    if options.refine != "none" or options.accuracy > 0 or factors.plan.compress == NOT or factors.panels.marks.any():
        return False
    allowed = PROMISED * max(options.tolerance, float(np.finfo(factors.panels.dtype).eps))
    return normwise <= allowed


def judge_accuracy(factors, b, x, trans, reached, target):
    """Raise `NumericallySingular` or `AccuracyNotReached` where x (in the user's shape) is no answer.

    `reached` is its componentwise error, `target` what was asked for. An x that is longer than any b of that size
    accounts for but in a singular matrix is no answer where pivots vanished, and else one with a warning. Vanished
    pivots alone do not make a matrix singular: see `_is_proved_singular`.
    """
    report, (row, vanished) = factors.report, factors.factor.vanished()
    eps, grown = np.finfo(factors.dtype).eps, growth(factors.factor, b, x.reshape(b.shape), trans)
    blown_up = grown * np.sqrt(factors.matrix.n) * eps > 1
    outside = share(null_spaces(factors).outside(trans), b) if free_unknowns(factors) else 0.0
    in_range = outside <= np.sqrt(eps)
    if reached <= target and in_range and not (blown_up and row is not None):
        if blown_up:
            _warn_of_condition(report, grown)
        return
    first, row = row, row if row is None else row_to_blame(factors, row)
    check = "check that row" if row == first else f"check row {row + 1}"
    if not np.isfinite(x).all():
        why = f"entries of x leave the range of {x.dtype.name}: scale b, or the unknowns"
    elif not in_range:
        why = f"b is not in its range: a share of {outside:.1e} of it is orthogonal to that, and the componentwise "
        why += f"backward error stayed at {reached:.1e}; {_advice(factors, check)}"
    elif reached <= target:
        why = f"x is {grown:.1e} times what the sizes of A and b account for; {_advice(factors, check)}, or take "
        why += "--null-pivots fix where b is in the range of the matrix"
    else:
        why = f"the componentwise backward error stayed at {reached:.1e}; {_advice(factors, check)}"
    if row is not None and (reached <= target or _is_proved_singular(factors)):
        singular = f"The matrix is singular to working precision: {vanished}, and {why}."
        raise NumericallySingular(singular, row=row, x=x, report=report)
    if row is not None:
        why = f"{vanished}, though the matrix is not known to be singular, and {why}"
        raise AccuracyNotReached(f"{why[0].upper()}{why[1:]}.", x=x, report=report)
    check_structure(factors.matrix)
    if np.isfinite(x).all():
        why = f"The componentwise backward error is {reached:.1e}, above the {target:.0e} asked for; "
        why += _advice(factors, check)
    raise AccuracyNotReached(f"{why[0].upper()}{why[1:]}.", x=x, report=report)


def _is_proved_singular(factors):
    """Return whether a vector is mapped to nothing but rounding errors, or the condition number is known to say so."""
    if is_singular(factors):
        return True
    condition = scaled_condition_number(factors)
    return np.isfinite(condition) and condition * np.finfo(factors.dtype).eps > 1


def _warn_of_condition(report, grown):
    text = f"the matrix is singular to working precision: x is {grown:.1e} times what the sizes of A and b account for"
    report.note("warnings", text)
    warn(text, ConditionWarning)


def _advice(factors, check):
    """Return what to try where a solution is no answer, of what was not tried, and what to check."""
    options, single = factors.options, factors.dtype.char in "fF"
    unmatched = options.matching == "none" and factors.plan.kind not in ("llt", "llh")
    tries = ["--matching auto"] * unmatched
    if factors.panels.marks.any():
        return f"{check}{f', or take {tries[0]}' if tries else ''}"
    tries += ["a smaller --tolerance"] * (factors.plan.compress != NOT)
    tries += [f"--precision {'z' if factors.dtype.kind == 'c' else 'd'}"] * single
    return f"try {', '.join([*tries, 'another --refine'])}, or a larger --accuracy"


def growth(factor, b, x, trans):
    """Return the largest of ‖A‖∞ ‖x‖∞ / ‖b‖∞ over the columns, of the scaled system; 0 for b = 0."""
    scaled = factor.scaled
    with np.errstate(all="ignore"):
        size, known = (
            abs(part).max(axis=0, initial=0) for part in (scaled.to_own(x, trans), scaled.to_scaled(b, trans))
        )
        return float(np.max(scaled.matrix.norm_inf(trans) * size / known, initial=0.0, where=known > 0))
