"""Room that the kernels here work in, and the few things that all of them do with blocks."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import borrowing, inlined, inner

WIDEST = 32  # columns that a block method finds at a time
TILE = 8  # rows that are transposed at a time


class Space(NamedTuple):
    """Work arrays of one thread; nothing in them outlives a call."""

    x: np.ndarray  # coefficients, `work_size`
    real: np.ndarray  # float64, twice as long as the longer side of the largest block
    order: np.ndarray  # int64, as long as the longer side


class Places(NamedTuple):
    """Where things lie in `Space.x`; `most` is the leading dimension of what has a row for each column found."""

    most: int
    F: int  # Bᵀ, n × m, less what was found
    Q: int  # m × most, orthonormal
    Qt: int  # −Qᵀ, most × m
    V: int  # n × most: B ≈ Q Vᵀ
    Y: int  # WIDEST columns as long as the longer side
    Yt: int  # WIDEST rows as long
    G: int  # three triangles or squares of order most
    T: int
    P: int


def work_size(m, n):
    """Return how many coefficients the kernels here need for a block of at most m × n."""
    return places(m, n).P + max(min(m, n), WIDEST) ** 2


@borrowing
def places(m, n):
    """Return the `Places` of an m × n block."""
    most = max(min(m, n), WIDEST)
    longer = max(m, n)
    q = m * n
    qt = q + m * most
    v = qt + m * most
    y = v + n * most
    yt = y + WIDEST * longer
    g = yt + most * longer  # `trim` has a transposed V there
    return Places(most, 0, q, qt, v, y, yt, g, g + most * most, g + 2 * most * most)


def make_space(m, n, dtype):
    """Return the `Space` for blocks of at most m × n of a type."""
    longer = max(m, n, WIDEST)
    return Space(np.zeros(work_size(m, n), dtype), np.zeros(2 * longer), np.zeros(longer, np.int64))


@inlined
def squared(value):
    """Return |value|²."""
    return value.real * value.real + value.imag * value.imag


@inner
def clear(m, n, A, ao, lda):
    """Set an m × n block to zero."""
    for j in range(n):
        A[ao + j * lda : ao + j * lda + m] = 0


@inlined
def add_multiple(n, c, X, xo, Y, yo):
    """Y += c X, n coefficients; of slices, as indices of a slice are known to be no negative ones, and so run fast."""
    x, y = X[xo : xo + n], Y[yo : yo + n]
    for j in range(n):
        y[j] += c * x[j]


@inner
def transpose(m, n, sign, A, ao, lda, B, bo, ldb):
    """B := sign Aᵀ, A m × n."""
    for top in range(0, m, TILE):
        high = min(TILE, m - top)
        for j in range(n):
            a, b = A[ao + j * lda + top : ao + j * lda + top + high], B[bo + top * ldb + j :]
            if high == TILE:
                for i in range(TILE):
                    b[i * ldb] = sign * a[i]
            else:
                for i in range(high):
                    b[i * ldb] = sign * a[i]


@inlined
def add_squares(n, A, a, sums):
    """Add |A|² of n coefficients from A[a] on to the first sums."""
    x, total = A[a : a + n], sums[:n]
    for i in range(n):
        total[i] += squared(x[i])


@inner
def energy(m, n, A, ao, lda, sums):
    """Return ‖A‖²_F, A m × n; `sums` has room for m numbers."""
    sums[:m] = 0
    for j in range(n):
        add_squares(m, A, ao + j * lda, sums)
    total = 0.0
    for i in range(m):
        total += sums[i]
    return total
