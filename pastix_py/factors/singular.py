"""What singular matrices leave open, by the pivots that were replaced: null spaces, and solutions of least norm.

Functions here take the `Factors` they speak of.
"""

from functools import partial

import numpy as np

from pastix_py import budget
from pastix_py.errors import UsageError
from pastix_py.solve.conditioning import NotKnown, corrected
from pastix_py.solve.conditioning import is_singular as finds_null_vector
from pastix_py.solve.null_space import near_null_vectors, without
from pastix_py.solve.null_space import null_spaces as spaces_of

SMALL = 1 << 22  # entries of a null space that is sought for a message
SUBSTITUTES = 2  # times √ε max|a_ij|, which replaces pivots, are as small as they
MORE = 8  # pivots as small, besides as many as were replaced, at most


def null_spaces(factors):
    """Return the `NullSpace` of the matrix, found once for a factor."""
    factor, dtype = factors.factor, factors.dtype

    def found():
        at, rows, columns = lost(factor), factor.row_perm, factor.col_perm
        budget.check_null_space(rows.size, at.size, dtype, factors.options.max_memory, factor.panels.held_bytes)
        inverse = partial(factor.apply_scaled, options=factors.options)
        with np.errstate(all="ignore"):
            return spaces_of(factor.scaled, inverse, rows[at], columns[at], dtype)

    return factor.once("null spaces", found)


def lost(factor):
    """Return the pivots that null vectors are sought by, as columns of the factor, int64 (k,).

    These are those that were replaced, if any were, and others hardly larger than their substitutes: below a replaced
    pivot coefficients of L are large, and a later pivot that would be zero is rounding errors times these.
    """
    plan, replaced = factor.plan, factor.panels.replaced()
    if not replaced.size:
        return replaced
    size = abs(factor.panels.pivots(plan))
    size[replaced], size[plan.n - plan.n_schur :] = np.inf, np.inf
    small = np.flatnonzero(size <= SUBSTITUTES * np.sqrt(np.finfo(size.dtype).eps) * factor.scaled.matrix.max_abs())
    return np.union1d(replaced, small[np.argsort(size[small])[: replaced.size + MORE]])


def free_unknowns(factors):
    """Return the dimension of the null space that solutions are freed of: 0 unless --null-pivots is fix."""
    fix = factors.options.null_pivots == "fix"
    return null_spaces(factors).right.shape[1] if fix and factors.panels.marks.any() else 0


def freed(factors, x, trans):
    """Return x (n, k) without its component in the null space, where --null-pivots is fix."""
    return without(null_spaces(factors).of(trans), x).astype(x.dtype) if free_unknowns(factors) else x


def in_range(factors, b, trans):
    """Return b (n, k) without what is orthogonal to the range of op(A), where --null-pivots is fix."""
    return without(null_spaces(factors).outside(trans), b) if free_unknowns(factors) else b


def is_singular(factors):
    """Return whether pivots were replaced and A maps a vector to nothing but rounding errors; found once."""
    if not factors.panels.marks.any():
        return False
    if factors.options.null_pivots == "fix":
        return free_unknowns(factors) > 0
    factor = factors.factor
    apply = partial(factor.apply_scaled, trans="N", options=factors.options)
    given = factor.scaled.matrix.astype(factors.dtype), apply, factor.row_perm[factor.panels.replaced()]
    return factor.once("singular", lambda: finds_null_vector(*given))


def row_to_blame(factors, first):
    """Return the row that takes the largest part in a sum of rows that is zero, `first` where none is found.

    A pivot vanishes before the row that is to blame where no other row of its block may take its place.
    """
    if factors.panels.replaced().size * factors.matrix.n > SMALL:
        return first
    scaled = factors.scaled
    parts = abs(scaled.to_own(null_spaces(factors).left, "H")).sum(axis=1)
    return int(scaled.user_rows(np.argmax(parts))) if parts.any() else first


def null_space(factors, k, trans):
    """Return what `Factors.null_space` does."""
    matrix, dtype = factors.matrix, factors.dtype
    if k is None:
        return null_spaces(factors).of(trans).copy()
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 0 <= k <= matrix.n:
        raise UsageError(f"k is the number of vectors, 0 to {matrix.n}, not {k!r}.")
    budget.check_null_space(matrix.n, k, dtype, factors.options.max_memory, factors.panels.held_bytes)
    if trans == "T":
        return null_space(factors, k, "H").conj()
    other, inverse = {"N": "H", "H": "N"}[trans], _inverse(factors)
    with np.errstate(all="ignore"):
        calls = (
            lambda X: matrix.matvec(X, trans),
            lambda X: inverse(X, trans),
            lambda X: inverse(X, other),
        )
        return near_null_vectors(*calls, matrix.n, int(k), dtype)


def _inverse(factors):
    """Return (X, trans) -> op(A)⁻¹ X: to a digit where the factor differs from A, if it is near enough to tell."""
    panels = factors.panels
    if not panels.low_rank and np.finfo(panels.dtype).eps <= np.finfo(factors.dtype).eps:
        return factors.apply
    to_a_digit = corrected(factors.matrix, factors.apply)

    def inverse(X, trans):
        try:
            return to_a_digit(X, trans)
        except NotKnown:  # along a null vector, say, which the factor alone finds as well
            return factors.apply(X, trans)

    return inverse
