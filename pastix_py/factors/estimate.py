"""What a solution is worth: the condition number of the matrix and a bound of the error, or why there is none.

Functions here take the `Factors` they speak of.
"""

from functools import partial

import numpy as np

from pastix_py.factors.singular import free_unknowns, freed, in_range, is_singular
from pastix_py.solve import conditioning


def condition_number(factors):
    """Return what `Factors.condition_number` does."""
    if is_singular(factors):
        return np.inf
    return conditioning.condition_number(factors.matrix, _operator(factors, "N"))


def scaled_condition_number(factors):
    """Return an estimate of the condition number of the scaled matrix, infinity where the factors do not tell it."""
    factor, dtype = factors.factor, factors.dtype
    inverse = conditioning.corrected(factor.scaled.matrix, partial(factor.apply_scaled, options=factors.options))
    operator = conditioning.linear_operator(factors.shape, dtype, inverse, "N")
    return conditioning.condition_number(factor.scaled.matrix, operator)


def estimate_errors(factors, b, x, trans):
    """Put the condition number of A and a bound of the error of x into the report, or why there is none."""
    report = factors.report
    report.condition_number, bounds = condition_number(factors), np.full(b.shape[1], np.inf)
    if not is_singular(factors) or free_unknowns(factors):
        bounds = conditioning.error_bound(factors.matrix, b, x, trans, _operator(factors, trans))
    report.solve["forward_error_bounds"] = bounds.tolist()
    report.forward_error_bound = float(bounds.max(initial=0.0))
    report.factorization["pivot_growth"] = factors.factor.growth()
    if not np.isfinite(report.forward_error_bound):
        why = "the matrix is singular to working precision"
        if not is_singular(factors):
            why = "the factors are too far from the matrix to estimate its inverse"
        report.note("warnings", f"the error of x has no bound: {why}")


def _operator(factors, trans):
    """Return op(A)⁻¹ to a digit or more as a `LinearOperator`; that of least norm where unknowns are free."""
    panels, inverse = factors.panels, factors.apply
    if panels.marks.any() or panels.low_rank or np.finfo(panels.dtype).eps > np.finfo(factors.dtype).eps:
        to_a_digit = conditioning.corrected(
            factors.matrix, lambda r, trans: freed(factors, factors.apply(r, trans), trans)
        )

        def inverse(b, trans):
            return to_a_digit(in_range(factors, b, trans), trans)

    return conditioning.linear_operator(factors.shape, factors.dtype, inverse, trans)
