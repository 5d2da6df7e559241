"""The two halves of a matrix compared, without a transpose; one of them taken; and products with it."""

import numpy as np

from pastix_py.jit import kernel


@kernel
def equal_halves(ptr, ind, val):
    """Return (A = Aᵀ, A = Aᴴ) for a square CSC matrix with sorted columns and no duplicates.

    Columns are visited in increasing order, so the entries below the diagonal of column i are matched in their order
    by the rows i above the diagonal.
    """
    n = ptr.size - 1
    below = ptr[:-1].copy()
    symmetric, hermitian = True, True
    for j in range(n):
        p = ptr[j]
        while p < ptr[j + 1] and ind[p] < j:
            i = ind[p]
            q = below[i]
            if q == ptr[i + 1] or ind[q] != j:
                return False, False
            symmetric &= val[q] == val[p]
            hermitian &= val[q] == np.conj(val[p])
            below[i] += 1
            p += 1
        if p < ptr[j + 1] and ind[p] == j:
            hermitian &= val[p] == np.conj(val[p])
            p += 1
        below[j] = p
        if not (symmetric or hermitian):
            return False, False
    for j in range(n):
        if below[j] != ptr[j + 1]:
            return False, False
    return symmetric, hermitian


@kernel
def lower_half(ptr, ind, val):
    """Return (ptr, ind, val) of the entries on and below the diagonal."""
    n = ptr.size - 1
    low_ptr = np.zeros(n + 1, np.int64)
    for j in range(n):
        p = ptr[j]
        while p < ptr[j + 1] and ind[p] < j:
            p += 1
        low_ptr[j + 1] = low_ptr[j] + ptr[j + 1] - p
    low_ind = np.empty(low_ptr[n], np.int64)
    low_val = np.empty(low_ptr[n], val.dtype)
    for j in range(n):
        shift = ptr[j + 1] - low_ptr[j + 1]
        for q in range(low_ptr[j], low_ptr[j + 1]):
            low_ind[q] = ind[q + shift]
            low_val[q] = val[q + shift]
    return low_ptr, low_ind, low_val


@kernel
def half_product(ptr, ind, lower, upper, x, y):
    """Write A x to y, both (n,); A has the values `lower` at the stored places, `upper` where these are mirrored."""
    y[:] = 0
    for j in range(ptr.size - 1):
        total = y[j]
        for p in range(ptr[j], ptr[j + 1]):
            i = ind[p]
            if i == j:
                total += lower[p] * x[j]
            else:
                y[i] += lower[p] * x[j]
                total += upper[p] * x[i]
        y[j] = total


@kernel
def magnitude_sums(ptr, ind, val, of_rows, of_columns):
    """Return Σ |a_ij| of the entries stored in each row, each column, or both, float64 (n,).

    With both, an entry on the diagonal counts once: these are the rows of a matrix of which one half is stored.
    """
    sums = np.zeros(ptr.size - 1)
    for j in range(ptr.size - 1):
        total = 0.0
        for p in range(ptr[j], ptr[j + 1]):
            size = np.float64(abs(val[p]))
            if of_rows:
                sums[ind[p]] += size
            if of_columns and not (of_rows and ind[p] == j):
                total += size
        sums[j] += total
    return sums
