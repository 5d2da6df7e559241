"""L U of a matrix in a given pattern, by rows: what falls outside of it is dropped, or added to the diagonal.

Where one half of A is given, U = D Lᵀ or D Lᴴ, and only half of the work is done.

Y. Saad, "Iterative Methods for Sparse Linear Systems", 2nd ed., 10.3.2 (the IKJ variant). Relaxed, modified variants:
O. Axelsson, G. Lindskog, "On the eigenvalue distribution of a class of preconditioning methods", Numer. Math. 48, 1986;
I. Gustafsson, "A class of first order factorization methods", BIT 18, 1978.
"""

import numpy as np

from pastix_py.incomplete.pivot import FAULT, judged, shifted
from pastix_py.jit import inner


@inner
def eliminate_rows(order, rows, turn, hermitian, values, total, share, rule, work, outcome):
    """Eliminate some rows, each after those that it needs; ends at a broken pivot.

    Parameters
    ----------
    order : uint64, the rows.
    rows : `Pattern.unsigned`.
    turn : of the pattern, where the values are those of the upper half, and U = D Lᵀ, or D Lᴴ if `hermitian`; or None.
    values : `Values`, changed.
    total : sums of the rows of A, (n), for the relaxation; (0) without. Changed.
    share : of what is dropped from a row, what is added to its pivot; of the type of the values.
    rule : `PivotRule`.
    work : (n). Its places outside of the pattern of a row hold anything: nobody reads them.
    outcome : of `pivot`.

    """
    (l_ptr, l_ind, u_ptr, u_ind), (U, diag, L), one = rows, values, np.uint64(1)
    for i in order:
        low, high = u_ptr[i], u_ptr[i + one]
        for p in range(low, high):
            work[u_ind[p]] = U[p]
        start = shifted(i, diag[i], rule)
        if turn is None:
            pivot = subtract(i, start, l_ptr, l_ind, u_ptr, u_ind, U, diag, L, work)
        else:
            pivot = subtract_half(i, start, l_ptr, l_ind, u_ptr, u_ind, U, diag, L, turn, hermitian, work)
        for p in range(low, high):
            U[p] = work[u_ind[p]]
        if total.size > 0:
            total[i] += start - diag[i]
            pivot += share * dropped(i, pivot, l_ptr[i], l_ptr[i + one], low, high, l_ind, U, L, total)
        pivot = judged(i, pivot, rule, outcome)
        if outcome[FAULT] < diag.size:
            return
        if total.size > 0:
            total[i] += pivot
        diag[i] = rule.one / pivot


@inner
def subtract(i, start, l_ptr, l_ind, u_ptr, u_ind, U, diag, L, work):
    """Subtract what earlier rows of U contribute from row i, of which L is set; returns the pivot."""
    one = np.uint64(1)
    for p in range(l_ptr[i], l_ptr[i + one]):
        work[l_ind[p]] = L[p]
    work[i] = start
    for p in range(l_ptr[i], l_ptr[i + one]):
        k = np.uint64(l_ind[p])
        factor = work[k] * diag[k]
        L[p] = factor
        for q in range(u_ptr[k], u_ptr[k + one]):
            work[u_ind[q]] -= factor * U[q]
    return work[i]


@inner
def subtract_half(i, start, l_ptr, l_ind, u_ptr, u_ind, U, diag, L, turn, hermitian, work):
    """Do the same where row i of L follows from column i of U."""
    one, pivot = np.uint64(1), start
    for p in range(l_ptr[i], l_ptr[i + one]):
        k, own = np.uint64(l_ind[p]), np.uint64(turn[p])
        factor = (np.conj(U[own]) if hermitian else U[own]) * diag[k]
        L[p] = factor
        pivot -= factor * U[own]
        for q in range(own + one, u_ptr[k + one]):
            work[u_ind[q]] -= factor * U[q]
    return pivot


@inner
def dropped(i, pivot, l_low, l_high, u_low, u_high, l_ind, U, L, total):
    """Return the sum of what was dropped from row i: what the sums of the rows of L U and of A differ by.

    `total[i]` becomes the sum of row i of U without its diagonal.
    """
    missing, beyond = total[i], pivot * 0
    for p in range(l_low, l_high):
        missing -= L[p] * total[l_ind[p]]
    for p in range(u_low, u_high):
        beyond += U[p]
    total[i] = beyond
    return missing - beyond - pivot
