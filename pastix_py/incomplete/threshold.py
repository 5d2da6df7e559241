"""ILUT: L U by rows, of which only the entries that are large beside their row of A are kept, and not too many.

Where one half of A is given, U = D Lᵀ or D Lᴴ: the rows of U that a row needs next are linked to it.

Y. Saad, "ILUT: a dual threshold incomplete LU factorization", Numer. Linear Algebra Appl. 1, 1994; the symmetric one:
M. T. Jones, P. E. Plassmann, "An improved incomplete Cholesky factorization", ACM Trans. Math. Softw. 21, 1995.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.incomplete.keep import largest, room
from pastix_py.incomplete.pattern import Pattern, turned
from pastix_py.incomplete.pivot import FAULT, judged, shifted
from pastix_py.incomplete.places import Values
from pastix_py.jit import inner, kernel
from pastix_py.runtime.heap import pop, push


class Bounds(NamedTuple):
    """What is kept of each row."""

    least: np.ndarray  # (n) real: smaller entries of a row are dropped, those of L before they are divided by a pivot
    most: int  # entries of a row of L, and of U beside its diagonal, that are kept: the largest
    share: float  # of what is dropped from a row that is added to its pivot, in the type of the values


class Sparse(NamedTuple):
    """A row under work: `work[j]` counts where `mark[j]` is its number."""

    work: np.ndarray  # (n)
    mark: np.ndarray  # (n) int64
    before: np.ndarray  # (n) int64, columns left of the diagonal: a heap
    beyond: np.ndarray  # (n) int64, columns right of it


def factor_by_threshold(pattern, values, total, bounds, rule, hermitian, outcome):
    """Return (`Pattern`, `Values`) of the factors of A, or of A where a pivot broke; `values` stay as they are.

    Parameters
    ----------
    pattern, values : A; of one with a `turn`, its upper half.
    total : sums of the rows of A, (n), for the relaxation; (0) without. Changed.
    bounds, rule : `Bounds`, `PivotRule`.
    hermitian : whether a half is that of a Hermitian matrix.
    outcome : of `pivot`; a broken pivot ends the elimination.

    """
    of_A = pattern.l_ptr, pattern.l_ind, pattern.u_ptr, pattern.u_ind
    half = None if pattern.turn is None else hermitian
    l_ptr, l_ind, L, u_ptr, u_ind, U, diag = threshold_rows(of_A, values, half, total, bounds, rule, outcome)
    if outcome[FAULT] < pattern.n:
        return pattern, values
    if half is None:
        return Pattern(l_ptr, l_ind, u_ptr, u_ind, None), Values(U, diag, L)
    l_ptr, l_ind, source = turned(u_ptr, u_ind)
    L = (U.conj() if hermitian else U)[source] * diag[l_ind]
    return Pattern(l_ptr, l_ind, u_ptr, u_ind, None), Values(U, diag, L)


@kernel
def threshold_rows(of_A, values, half, total, bounds, rule, outcome):
    """Return (l_ptr, l_ind, L, u_ptr, u_ind, U, diag): the factors, `diag` the inverse of the diagonal of U.

    `half` is None for L U of any matrix, else whether U = D Lᴴ, not D Lᵀ: L is then left empty.
    """
    (a_ptr, a_ind, b_ptr, b_ind), (B, diagonal, A), n = of_A, values, values.diag.size
    l_ptr, u_ptr, diag = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64), diagonal.copy()
    l_ind, L, u_ind, U = np.empty(n, np.int32), np.empty(n, B.dtype), np.empty(n, np.int32), np.empty(n, B.dtype)
    sizes, number, kept = np.empty(n, bounds.least.dtype), np.arange(n), np.empty(n, np.int64)
    row = Sparse(np.zeros(n, B.dtype), np.full(n, -1), np.empty(n, np.int64), np.empty(n, np.int64))
    at, first, after = np.empty(n, np.int64), np.full(n, -1), np.empty(n, np.int64)
    for i in range(n):
        n_beyond = b_ptr[i + 1] - b_ptr[i]
        for p in range(n_beyond):
            j, v = b_ind[b_ptr[i] + p], B[b_ptr[i] + p]
            row.beyond[p], row.mark[j], row.work[j] = j, i, v
        start = shifted(i, diag[i], rule)
        row.mark[i], row.work[i] = i, start
        missing = total[i] + start - diag[i] if total.size > 0 else start
        if half is None:
            n_before = 0
            for p in range(a_ptr[i], a_ptr[i + 1]):
                row.mark[a_ind[p]], row.work[a_ind[p]] = i, A[p]
                n_before = push(row.before, 0, n_before, np.int64(a_ind[p]), number)
            n_kept, n_beyond = subtract(
                i, row, n_before, n_beyond, kept, bounds.least[i], u_ptr, u_ind, U, diag, number
            )
            n_kept = largest(kept, n_kept, bounds.least[i] * 0, bounds.most, row.work, sizes)
            l_ptr[i + 1] = l_ptr[i] + n_kept
            l_ind, L = room(l_ind, l_ptr[i + 1]), room(L, l_ptr[i + 1])
            for p in range(n_kept):
                l_ind[l_ptr[i] + p], L[l_ptr[i] + p] = kept[p], row.work[kept[p]]
                if total.size > 0:
                    missing -= row.work[kept[p]] * total[kept[p]]
        else:
            lists = at, first, after
            n_beyond, missing = subtract_linked(i, row, n_beyond, missing, half, total, lists, u_ptr, u_ind, U, diag)
        n_beyond = largest(row.beyond, n_beyond, bounds.least[i], bounds.most, row.work, sizes)
        row.beyond[:n_beyond].sort()
        u_ptr[i + 1] = u_ptr[i] + n_beyond
        u_ind, U = room(u_ind, u_ptr[i + 1]), room(U, u_ptr[i + 1])
        sum_beyond, pivot = start * 0, row.work[i]
        for p in range(n_beyond):
            j = row.beyond[p]
            u_ind[u_ptr[i] + p], U[u_ptr[i] + p] = j, row.work[j]
            sum_beyond += row.work[j]
        if total.size > 0:
            pivot += bounds.share * (missing - sum_beyond - pivot)
        pivot = judged(i, pivot, rule, outcome)
        if outcome[FAULT] < n:
            break
        if total.size > 0:
            total[i] = sum_beyond + pivot
        diag[i] = rule.one / pivot
        if half is not None and n_beyond > 0:
            at[i], j = u_ptr[i], u_ind[u_ptr[i]]
            after[i], first[j] = first[j], i
    return (
        l_ptr,
        l_ind[: l_ptr[n]].copy(),
        L[: l_ptr[n]].copy(),
        u_ptr,
        u_ind[: u_ptr[n]].copy(),
        U[: u_ptr[n]].copy(),
        diag,
    )


@inner
def subtract(i, row, n_before, n_beyond, kept, least, u_ptr, u_ind, U, diag, number):
    """Eliminate the columns before i in their order; return (how many are `kept`, how many are beyond)."""
    n_kept, (work, mark, before, beyond) = 0, row
    while n_before > 0:
        n_before, k = pop(before, 0, n_before, number)
        if abs(work[k]) < least:
            continue
        factor = work[k] * diag[k]
        work[k], kept[n_kept] = factor, k
        n_kept += 1
        for q in range(u_ptr[k], u_ptr[k + 1]):
            j = np.int64(u_ind[q])
            if mark[j] != i:
                mark[j], work[j] = i, 0
                if j < i:
                    n_before = push(before, 0, n_before, j, number)
                else:
                    beyond[n_beyond] = j
                    n_beyond += 1
            work[j] -= factor * U[q]
    return n_kept, n_beyond


@inner
def subtract_linked(i, row, n_beyond, missing, hermitian, total, lists, u_ptr, u_ind, U, diag):
    """Eliminate by the rows of U with an entry in column i; return (how many are beyond, `missing` less their sums).

    `lists` are: the place of the next entry of each row of U, the first row linked to each column, the one after it.
    """
    (work, mark, _, beyond), (at, first, after) = row, lists
    k = first[i]
    while k >= 0:
        following, p, stop = after[k], at[k], u_ptr[k + 1]
        factor = (np.conj(U[p]) if hermitian else U[p]) * diag[k]
        work[i] -= factor * U[p]
        if total.size > 0:
            missing -= factor * total[k]
        for q in range(p + 1, stop):
            j = np.int64(u_ind[q])
            if mark[j] != i:
                mark[j], work[j] = i, 0
                beyond[n_beyond] = j
                n_beyond += 1
            work[j] -= factor * U[q]
        if p + 1 < stop:
            j = u_ind[p + 1]
            at[k], after[k], first[j] = p + 1, first[j], k
        k = following
    return n_beyond, missing
