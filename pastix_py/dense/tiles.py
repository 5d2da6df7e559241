"""Tiles on the diagonal that `rows.quick_tile` left alone: their pivots are looked at one by one."""

import numpy as np

from pastix_py.dense.emit import COLUMNS
from pastix_py.dense.emit_tile import POSITIVE
from pastix_py.dense.pivots import safe_pivot, size_of, swap
from pastix_py.dense.rows import eliminate
from pastix_py.jit import borrowing


@borrowing
def root_tile(form, conj, n, k, X, xo, ldx, P, po, ldp, D, do, pivots, first):
    """Do what `rows.quick_tile` does for `POSITIVE` and `ROOT`, whatever the pivots.

    Returns how many were replaced, or −1 − the first column whose pivot is not positive.
    """
    replaced = 0
    for j in range(k + n):
        cj = xo + j * ldx
        if j >= k:
            pivot = cj + j - k
            if conj:
                X[pivot] = X[pivot].real
            if form == POSITIVE:
                if not X[pivot].real > 0:
                    replaced = -1 - j
                    break
            else:
                X[pivot], poor = safe_pivot(X[pivot], pivots.threshold)
                if poor:
                    pivots.marks[first + j] = 1
                    replaced += 1
            D[do + 2 * (j - k) + 1] = -X[pivot]
            X[pivot] = np.sqrt(X[pivot])
            D[do + 2 * (j - k)] = -1
            D[do + 2 * (j - k)] /= X[pivot]
            for i in range(j - k + 1, n):
                X[cj + i] *= -D[do + 2 * (j - k)]
        for c in range(max(j - k + 1, 0), n):
            column = xo + (k + c) * ldx
            factor = P[po + j * ldp + c]
            if conj:
                factor = np.conj(factor)
            for i in range(c, n):
                X[column + i] -= X[cj + i] * factor
    return replaced


@borrowing
def exchanging_tile(n, k, w, L, at, m, V, vo, ldv, D, do, pivots, first):
    """Update and factor columns k to k + n of the diagonal block of L U, the largest entry of each column as its pivot.

    Partial pivoting (Golub and Van Loan, section 3.4) among the w rows of the block; the rows are exchanged in all of
    its columns. What is above the tiles on the diagonal lies in V, transposed; at the head of D are as many −1 as
    `rows.eliminate` wants. Returns how many pivots were replaced.
    """
    zero = np.int64(0)
    top, rows, replaced = at + k * (m + 1), w - k, 0
    for q in range(n):
        for j in range(n):
            V[vo + (k + q) * ldv + k + j] = 0  # so that the columns of the tile do not act on each other
    eliminate(n, rows, k, zero, zero, L, at + k, m, V, vo + k, ldv, D, zero)
    for j in range(n):
        cj = top + j * m
        best, largest = j, size_of(L[cj + j])
        for i in range(j + 1, rows):
            size = size_of(L[cj + i])
            if size > largest:
                best, largest = i, size
        if not largest > pivots.threshold:  # nothing is left of the column in the block: its own row is as good as any
            best = own_row(k + j, pivots.exchange, first) - k
        if best > j:
            pivots.exchange[first + k + j] = best - j
            swap(L, top + j, m, top + best, m, n)
        L[cj + j], poor = safe_pivot(L[cj + j], pivots.threshold)
        if poor:
            pivots.marks[first + k + j] = 1
            replaced += 1
        D[do + 2 * j + 1] = -L[cj + j]
        D[do + 2 * j] = -1
        D[do + 2 * j] /= L[cj + j]
        inverse = -D[do + 2 * j]
        for i in range(j + 1, rows):
            L[cj + i] *= inverse
        for c in range(j + 1, n):
            column = top + c * m
            factor = L[column + j]
            for i in range(j + 1, rows):
                L[column + i] -= L[cj + i] * factor
    exchange_rows(n, k, w, L, at, m, V, vo, ldv, pivots.exchange, first)
    return replaced


@borrowing
def own_row(j, exchange, first):
    """Return where the row lies that column j of a block would have without exchanges, one that is no pivot yet.

    Where that one is the pivot of another column, it is the own row of that, and so on.
    """
    place, row = -1, j
    while place < j:
        place = row
        for q in range(j):
            other = q + np.int64(exchange[first + q])
            if place == q:
                place = other
            elif place == other:
                place = q
        row = place
    return place


@borrowing
def exchange_rows(n, k, w, L, at, m, V, vo, ldv, exchange, first):
    """Exchange rows as the pivots k to k + n were, in the columns before and after their tile."""
    for c in range(w):
        low = c - c % COLUMNS  # the first row of the tile of column c: what is above it lies in V
        for p in range(k, k + n if low != k else k):
            q = p + np.int64(exchange[first + p])
            a, b = at + c * m + p, at + c * m + q
            if q > p and low <= p:
                L[a], L[b] = L[b], L[a]
            elif q > p:
                a = vo + p * ldv + c
                if low <= q:
                    V[a], L[b] = L[b], V[a]
                else:
                    b = vo + q * ldv + c
                    V[a], V[b] = V[b], V[a]
