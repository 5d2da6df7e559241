"""Adaptive cross approximation: blocks of low rank from some of their rows and columns.

M. Bebendorf, "Approximation of boundary element matrices", Numerische Mathematik 86, 2000, with partial pivoting. Where
it seems to be done, rows that it did not choose are looked at before it is believed. Rows may be drawn instead, each as
probable as the square of what the last cross has there: Chen, Epperly, Tropp and Webber, "Randomly pivoted Cholesky",
Communications on Pure and Applied Mathematics 78, 2025.
"""

import numpy as np

from pastix_py.hmatrix.entries import fill
from pastix_py.jit import inner
from pastix_py.lowrank.sketch import SEED, draw
from pastix_py.lowrank.space import add_multiple, squared

SAMPLES = 3  # rows that are looked at before a block is believed to be approximated


@inner
def cross(address, data, rows, row, m, columns, column, n, tolerance, most, U, V, taken, seen, at_random):
    """Find U (m × k) and V (n × k) with ‖B − U Vᵀ‖_F ≤ tolerance ‖B‖_F, about; returns k, −1 for more than `most`.

    Parameters
    ----------
    address, data : of the entries.
    rows, row, m, columns, column, n : B has rows rows[row : row + m] and columns likewise.
    tolerance, most : relative error, and largest rank.
    U, V : flat, room for m × (most + 1) and n × (most + 1) coefficients.
    taken, seen : bool, room for m and for n: rows and columns that were crosses.
    at_random : whether rows are drawn, in place of that of the largest coefficient of a column.

    """
    taken[:m], seen[:n] = False, False
    k, i, total, samples, state = np.int64(0), np.int64(m // 2), 0.0, 0, np.int64(SEED)
    n_taken = 0
    while True:
        v = k * n
        residual_row(address, data, rows, row + i, columns, column, m, n, i, k, U, V, v)
        taken[i] = True
        n_taken += 1
        j, largest, left = np.int64(0), 0.0, 0.0
        for q in range(n):
            size = squared(V[v + q])
            left += size
            if size > largest and not seen[q]:
                j, largest = np.int64(q), size
        if not left < np.inf:
            return np.int64(-2)
        # A row of nothing but errors tells that there may be no more.
        small = left * m <= tolerance * tolerance * total or largest == 0
        if small:
            samples += 1
            if samples > SAMPLES or n_taken == m:
                return k
            state = draw(state)
            i = state % m
            while taken[i]:
                i = i + 1 if i + 1 < m else np.int64(0)
            continue
        if k == most:
            return np.int64(-1)
        u, pivot = k * m, V[v + j]
        fill(address, m, rows, row, 1, columns, column + j, data, U, u)
        for t in range(k):
            add_multiple(m, -V[t * n + j], U, t * m, U, u)
        seen[j] = True
        # A row that is like this one, such as that of another unknown at the same place, has nothing new.
        high, at, own, new, here = 0.0, i, 0.0, 0.0, U[u + i] / pivot
        for p in range(m):
            U[u + p] /= pivot
            size = squared(U[u + p])
            own += size
            if not is_like(U[u + p], here, tolerance):
                new += size
                if size > high and not taken[p]:
                    at, high = np.int64(p), size
        if not own < np.inf:  # the pivot is too small to divide by
            return np.int64(-1)
        for t in range(k):
            total += 2 * (overlap(m, U, t * m, u) * overlap(n, V, t * n, v)).real
        total += own * left
        k += 1
        samples = 0 if own * left > tolerance * tolerance * total else samples + 1
        if samples > SAMPLES or n_taken == m:
            return k
        if samples > 0:  # a row at random, in place of the next pivot
            state = draw(state)
            at = state % m
        elif at_random:
            state = draw(state)
            at = drawn(m, U, u, here, tolerance, new * state / 4294967296.0)
        while taken[at]:
            at = at + 1 if at + 1 < m else np.int64(0)
        i = at


@inner
def is_like(value, other, tolerance):
    """Return whether two coefficients differ by the tolerance at most, relative to the second."""
    return squared(value - other) <= tolerance * tolerance * squared(other)


@inner
def drawn(m, U, u, here, tolerance, share):
    """Return the row where the squares of a column of U, of those that are not like `here`, sum up to a share."""
    row, before = np.int64(0), 0.0
    for p in range(m):
        if not is_like(U[u + p], here, tolerance):
            row = np.int64(p)
            before += squared(U[u + p])
            if before >= share:
                return row
    return row


@inner
def residual_row(address, data, rows, at, columns, column, m, n, i, k, U, V, v):
    """Write row i of what k crosses leave to V from v on."""
    fill(address, 1, rows, at, n, columns, column, data, V, v)
    for t in range(k):
        add_multiple(n, -U[t * m + i], V, t * n, V, v)


@inner
def overlap(n, A, first, second):
    """Return Σ conj(a_i) b_i of n coefficients of A each."""
    a, b, total = A[first : first + n], A[second : second + n], A[first] * 0
    for i in range(n):
        total += np.conj(a[i]) * b[i]
    return total
