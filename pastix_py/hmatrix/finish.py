"""The last step with a leaf in an elimination: divided by the diagonal block beside it, or factored, and kept."""

import numpy as np

from pastix_py.atomics import fetch_add
from pastix_py.hmatrix.apply import ONE, UT, L, divide_diagonals, solve
from pastix_py.hmatrix.assemble import IS_DENSE
from pastix_py.jit import inner
from pastix_py.lowrank.space import transpose


@inner
def keep(leaves, q, count, slot, job):
    """Find room for so many coefficients of leaf q, and return where."""
    at = fetch_add(job.top, slot, count)
    leaves.at[q] = at
    return at


@inner
def keep_sum(k, m, n, rank, job, work):
    """Keep what a divided block has for those in it."""
    values = job.sums.values
    if rank == IS_DENSE:
        at = keep(job.sums, k, m * n, 1, job)
        for i in range(m * n):
            values[at + i] = work.M[i]
    else:
        at = keep(job.sums, k, rank * (m + n), 1, job)
        for i in range(rank * m):
            values[at + i] = work.U[i]
        for i in range(rank * n):
            values[at + rank * m + i] = work.Vt[i]
    job.sums.rank[k] = rank


@inner
def triangle_of(k, job):
    """Return (first, last, is above): the leaves of the diagonal block that block k is solved with."""
    t, s = job.clusters[k]
    above = job.places[k, 0] < job.places[k, 1]
    d = job.s.diagonal[t if above else s]
    return job.leaf_ptr[d], job.leaf_ptr[job.end[d]], above


@inner
def divide(k, first, last, count, n, job, work):
    """X := (U_σ)⁻ᵀ X, U_σ = D L_σᵀ of a symmetric matrix, of leaves first:last; X is the transpose of block k below."""
    zero, column = np.int64(0), job.places[k, 1]
    if job.s.half:
        low, high = job.within[job.clusters[k, 1]]
        solve(job.made, job.pivots, first, last, ONE, count, column, work.X, zero, n, work.T)
        divide_diagonals(job.made, job.pivots, job.own, low, high, count, column, work.X, zero, n)
    else:
        solve(job.made, job.pivots, first, last, UT, count, column, work.X, zero, n, work.T)


@inner
def finish_low_rank(k, q, m, n, rank, job, work):
    """Solve with the diagonal block of a leaf U Vᵀ, and keep it."""
    first, last, above = triangle_of(k, job)
    zero, values = np.int64(0), job.made.values
    at = keep(job.made, q, rank * (m + n), 0, job)
    for i in range(rank * m):
        values[at + i] = work.U[i]
    if above:
        solve(job.made, job.pivots, first, last, L, rank, job.places[k, 0], values, at, m, work.T)
        for i in range(rank * n):
            values[at + rank * m + i] = work.Vt[i]
    else:
        transpose(rank, n, 1, work.Vt, zero, rank, work.X, zero, n)
        divide(k, first, last, rank, n, job, work)
        transpose(n, rank, 1, work.X, zero, n, values, at + rank * m, rank)
    job.made.rank[q] = rank


@inner
def finish_dense(k, q, m, n, job, work):
    """Solve with the diagonal block of a dense leaf, and keep it; returns 0."""
    first, last, above = triangle_of(k, job)
    zero, values = np.int64(0), job.made.values
    at = keep(job.made, q, m * n, 0, job)
    if above:
        for i in range(m * n):
            values[at + i] = work.M[i]
        solve(job.made, job.pivots, first, last, L, n, job.places[k, 0], values, at, m, work.T)
    else:
        transpose(m, n, 1, work.M, zero, m, work.X, zero, n)
        divide(k, first, last, m, n, job, work)
        transpose(n, m, 1, work.X, zero, n, values, at, m)
    job.made.rank[q] = IS_DENSE
    return 0


@inner
def finish_diagonal(k, q, m, job, work):
    """Factor a diagonal leaf with row exchanges, and keep it; returns as `run_block` does."""
    M, row, values, half = work.M, job.places[k, 0], job.made.values, job.s.half
    kept = keep(job.made, q, m * m * (2 if half else 1), 0, job)
    if half:
        for j in range(m):
            for i in range(m):
                values[kept + m * m + j * m + i] = (M[j * m + i] + M[i * m + j]) / 2
        for i in range(m * m):
            M[i] = values[kept + m * m + i]
    for j in range(m):
        at, largest = j, 0.0
        for i in range(j, m):
            size = np.abs(M[j * m + i])
            if size > largest:
                at, largest = i, size
        job.pivots[row + j] = at
        if not 0 < largest < np.inf:
            return -1 - (row + j)
        if at != j:
            for c in range(m):
                held = M[c * m + j]
                M[c * m + j] = M[c * m + at]
                M[c * m + at] = held
        for i in range(j + 1, m):
            M[j * m + i] /= M[j * m + j]
        for c in range(j + 1, m):
            factor = M[c * m + j]
            for i in range(j + 1, m):
                M[c * m + i] -= factor * M[j * m + i]
    for i in range(m * m):
        values[kept + i] = M[i]
    job.made.rank[q] = IS_DENSE
    return 0
