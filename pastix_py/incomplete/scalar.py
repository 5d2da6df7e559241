"""ILU(k), and ILUT, entry by entry."""

import numpy as np

from pastix_py.incomplete.case import Made
from pastix_py.incomplete.levels import level_pattern
from pastix_py.incomplete.pivot import outcome_of
from pastix_py.incomplete.places import places, scattered
from pastix_py.incomplete.threshold import Bounds, factor_by_threshold
from pastix_py.incomplete.turns import eliminate
from pastix_py.matrix.halves import magnitude_sums
from pastix_py.sliced.rows import Rows


def by_level(case):
    """Return shift -> `Trial` of ILU(k), or of its symmetric kinds."""
    matrix, ordering, options = case.matrix, case.ordering, case.options
    pattern, place = _structure(case, min(options.level, matrix.n))

    def attempt(shift):
        values, total = scattered(matrix, ordering, pattern, place, case.dtype), case.totals()
        rule = case.rule(shift)
        outcome = eliminate(pattern, values, total, options.modified, rule, case.hermitian, case.threads)
        return _trial(case, outcome, rule, pattern, values)

    return attempt


def by_threshold(case):
    """Return shift -> `Trial` of ILUT, or of its symmetric kinds."""
    matrix, ordering, options = case.matrix, case.ordering, case.options
    pattern, place = _structure(case, 0)
    values = scattered(matrix, ordering, pattern, place, case.dtype)
    most = options.fill * matrix.nnz / max(2 * matrix.n, 1) or matrix.n
    least = (options.drop * row_norms(matrix)[ordering.perm]).astype(values.diag.real.dtype)
    bounds = Bounds(least, int(np.ceil(min(most, matrix.n))), case.dtype.type(options.modified))

    def attempt(shift):
        outcome, rule = outcome_of(matrix.n), case.rule(shift)
        given = values, case.totals(), bounds, rule, case.hermitian
        return _trial(case, outcome, rule, *factor_by_threshold(pattern, *given, outcome))

    return attempt


def row_norms(matrix):
    """Return the 2-norm of each row, float64 (n,)."""
    largest = matrix.max_abs() or 1.0
    squares = abs(matrix.val / matrix.dtype.type(largest)) ** 2
    return largest * np.sqrt(magnitude_sums(matrix.ptr, matrix.ind, squares, True, matrix.is_half))


def _structure(case, level):
    """Return (`Pattern` of a level of fill, the places of the entries of A in it)."""
    pattern = level_pattern(case.matrix, case.ordering, level, case.threads)
    place = places(case.matrix, case.ordering, pattern)
    return (pattern if case.matrix.is_half else pattern._replace(turn=None)), place


def _trial(case, outcome, rule, pattern, values):
    """Return the `Trial` of factors by rows."""
    L, U = Rows(pattern.l_ptr, pattern.l_ind, values.L), Rows(pattern.u_ptr, pattern.u_ind, values.U)
    return case.trial(Made(case.ordering.perm, case.ordering.perm, L, U, values.diag), outcome, rule)
