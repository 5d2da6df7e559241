"""What is done with one block in an elimination: all that it gets is taken together, and compressed once.

A small block is made dense for the time. Of a large one the products with random vectors are enough: they span its
columns, and the products of its transpose with those are its rows (Martinsson and Tropp, Acta Numerica 29, 2020).
"""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.blas import NO, TRANS, gemm
from pastix_py.hmatrix.apply import Leaves, apply, leaf, multiply_diagonals
from pastix_py.hmatrix.assemble import IS_DENSE
from pastix_py.hmatrix.blocks import DIVIDED
from pastix_py.hmatrix.elimination import Pairs, Structure
from pastix_py.hmatrix.finish import finish_dense, finish_diagonal, finish_low_rank, keep_sum
from pastix_py.hmatrix.recompress import recompress
from pastix_py.jit import borrowing, inner
from pastix_py.lowrank import DEFAULT, METHODS
from pastix_py.lowrank.compress import compress
from pastix_py.lowrank.sketch import SEED, draw
from pastix_py.lowrank.space import Space, energy, transpose

METHOD = METHODS[DEFAULT].number
SMALL, WIDE = 1 << 16, 1024  # coefficients, and rows or columns, of a block that is made dense, at most
FEWEST, MOST = 16, 256  # random vectors for a large block, at first and at last
SPARE = 6  # vectors more than the rank: else there are too few
SHARE = 0.5  # of the tolerance for the columns of a large block


class Job(NamedTuple):
    """An elimination. Arrays (blocks,) and (leaves,) are those of the tree."""

    s: Structure
    pairs: Pairs
    kind: np.ndarray  # (blocks,) int8
    whole: np.ndarray  # (blocks,) bool, whether a block is made dense
    end: np.ndarray  # (blocks,)
    leaf_ptr: np.ndarray  # (blocks + 1,)
    places: np.ndarray  # (blocks, 4) first row and column, how many rows and columns
    clusters: np.ndarray  # (blocks, 2) of rows and columns
    own: np.ndarray  # leaves on the diagonal
    within: np.ndarray  # (clusters, 2) which of those are in a cluster: from, to
    given: Leaves  # of H
    made: Leaves  # of L and U, or of L and D
    sums: Leaves  # what each divided block has for the blocks in it, by block
    top: np.ndarray  # (2,) int64, coefficients in `made` and in `sums`
    pivots: np.ndarray  # (n,) int64
    tolerance: float


class Work(NamedTuple):
    """What one worker works in."""

    M: np.ndarray  # a small block
    X: np.ndarray  # vectors: of the columns of a block, of its rows, of what lies between
    Y: np.ndarray
    Z: np.ndarray
    T: np.ndarray  # for products with blocks of low rank
    U: np.ndarray
    Vt: np.ndarray
    small: Space
    sample: Space
    thin: Space


@borrowing
def run_block(k, job, work, codes):
    """Do what is to be done with block k; returns 0, or −1 − a row whose pivot is zero or not finite."""
    m, n = job.places[k, 2], job.places[k, 3]
    own, is_leaf = job.s.parent[k], job.kind[k] != DIVIDED
    nothing = job.pairs.ptr[k] == job.pairs.ptr[k + 1] and (own < 0 or job.sums.rank[own] == 0)
    if nothing and not is_leaf:
        job.sums.rank[k] = 0
        return 0
    q = job.leaf_ptr[k]
    if job.whole[k]:
        accumulate(k, job, work)
        if is_leaf and job.clusters[k, 0] == job.clusters[k, 1]:
            return finish_diagonal(k, q, m, job, work)
        if is_leaf and job.given.rank[q] == IS_DENSE:
            return finish_dense(k, q, m, n, job, work)
        zero, most = np.int64(0), m * n // (m + n)
        norm = energy(m, n, work.M, zero, m, work.small.real)
        if not norm < np.inf:
            return -1 - job.places[k, 0]
        allowed = job.tolerance * np.sqrt(norm)
        rank = compress(METHOD, allowed, most, m, n, work.M, zero, m, work.U, zero, work.Vt, zero, work.small, codes)
        if rank < 0 and is_leaf:
            return finish_dense(k, q, m, n, job, work)
        if rank < 0:
            rank = IS_DENSE
    else:
        rank = sampled(k, m, n, job, work, codes)
        if rank < 0:
            return -1 - job.places[k, 0]
    if is_leaf:
        finish_low_rank(k, q, m, n, rank, job, work)
    else:
        keep_sum(k, m, n, rank, job, work)
    return 0


@inner
def accumulate(k, job, work):
    """Set M to block k less its products."""
    row, column, m, n = job.places[k]
    M, zero = work.M, np.int64(0)
    for i in range(m * n):
        M[i] = 0
    q = job.leaf_ptr[k]
    if job.kind[k] != DIVIDED:
        add_leaf(job.given, q, m, n, zero, zero, m, n, M, m)
    own = job.s.parent[k]
    if own >= 0:
        top, left, rows, columns = job.places[own]
        add_leaf(job.sums, own, rows, columns, row - top, column - left, m, n, M, m)
    for p in range(job.pairs.ptr[k], job.pairs.ptr[k + 1]):
        subtract_pair(job.pairs.first[p], job.pairs.second[p], m, n, job, work)


@inner
def add_leaf(leaves, q, rows, columns, i, j, m, n, M, ldm):
    """M += the m × n part of leaf q, rows × columns, from (i, j) on."""
    r, at, values = leaves.rank[q], leaves.at[q], leaves.values
    if r == IS_DENSE:
        for c in range(n):
            for t in range(m):
                M[c * ldm + t] += values[at + (j + c) * rows + i + t]
    elif r > 0:
        gemm(NO, NO, m, n, r, 1.0, values, at + i, rows, values, at + rows * r + j * r, r, 1.0, M, np.int64(0), ldm)


@inner
def subtract_pair(a, b, m, n, job, work):
    """M −= A B, m × n, of blocks a and b of the factors."""
    middle, zero, made, half = job.places[a, 3], np.int64(0), job.made, job.s.half
    first, last = job.leaf_ptr[a], job.leaf_ptr[job.end[a]]
    low, high = job.leaf_ptr[b], job.leaf_ptr[job.end[b]]
    row, column, edge = job.places[a, 0], job.places[b, 0 if half else 1], job.places[a, 1]
    rank_a = made.rank[first] if job.kind[a] != DIVIDED else np.int64(-2)
    rank_b = made.rank[low] if job.kind[b] != DIVIDED else np.int64(-2)
    if rank_a == 0 or rank_b == 0:
        return
    values = made.values
    if rank_a > 0 and (rank_b <= 0 or rank_a <= rank_b):
        # (Bᵀ V)ᵀ, with V from Vᵀ.
        r, at = rank_a, made.at[first]
        transpose(r, middle, 1, values, at + m * r, r, work.X, zero, middle)
        by_diagonals(a, r, work.X, job, work)
        clear(n * r, work.Y)
        apply(made, low, high, not half, 1.0, r, column, work.X, zero, middle, edge, work.Y, zero, n, work.T)
        gemm(NO, TRANS, m, n, r, -1.0, values, at, m, work.Y, zero, n, 1.0, work.M, zero, m)
    elif rank_b > 0:
        r, at = rank_b, made.at[low]
        clear(m * r, work.Y)
        if half:  # B = D V Uᵀ
            transpose(r, middle, 1, values, at + n * r, r, work.X, zero, middle)
            by_diagonals(a, r, work.X, job, work)
            apply(made, first, last, False, 1.0, r, row, work.X, zero, middle, edge, work.Y, zero, m, work.T)
            gemm(NO, TRANS, m, n, r, -1.0, work.Y, zero, m, values, at, n, 1.0, work.M, zero, m)
        else:
            apply(made, first, last, False, 1.0, r, row, values, at, middle, edge, work.Y, zero, m, work.T)
            gemm(NO, NO, m, n, r, -1.0, work.Y, zero, m, values, at + middle * r, r, 1.0, work.M, zero, m)
    elif rank_b == IS_DENSE and half:
        transpose(n, middle, 1, values, made.at[low], n, work.X, zero, middle)
        by_diagonals(a, n, work.X, job, work)
        apply(made, first, last, False, -1.0, n, row, work.X, zero, middle, edge, work.M, zero, m, work.T)
    elif rank_b == IS_DENSE:
        apply(made, first, last, False, -1.0, n, row, values, made.at[low], middle, edge, work.M, zero, m, work.T)
    else:
        clear(n * n, work.X)
        for j in range(n):
            work.X[j * n + j] = 1
        clear(middle * n, work.Y)
        apply(made, low, high, half, 1.0, n, edge, work.X, zero, n, column, work.Y, zero, middle, work.T)
        by_diagonals(a, n, work.Y, job, work)
        apply(made, first, last, False, -1.0, n, row, work.Y, zero, middle, edge, work.M, zero, m, work.T)


@inner
def by_diagonals(a, count, X, job, work):
    """X := D X between A and B of a symmetric matrix, D of the columns of A."""
    if job.s.half:
        low, high = job.within[job.clusters[a, 1]]
        zero, middle = np.int64(0), job.places[a, 3]
        multiply_diagonals(job.made, job.own, low, high, count, job.places[a, 1], X, zero, middle, work.T)


@inner
def clear(count, A):
    """Set the first coefficients to zero."""
    for i in range(count):
        A[i] = 0


@inner
def operate(k, trans, count, X, Y, m, n, job, work):
    """Y := op(block k less its products) X, `count` columns, by way of Z."""
    row, column, zero, own, half = job.places[k, 0], job.places[k, 1], np.int64(0), job.s.parent[k], job.s.half
    ldx, ldy = (m, n) if trans else (n, m)
    clear(count * ldy, Y)
    if job.kind[k] != DIVIDED:
        leaf(job.given, job.leaf_ptr[k], trans, 1.0, count, m, n, X, zero, ldx, Y, zero, ldy, work.T)
    if own >= 0 and job.sums.rank[own] > 0:
        top, left, rows, _ = job.places[own]
        r, at, values = job.sums.rank[own], job.sums.at[own], job.sums.values
        u, v = at + row - top, at + rows * r + (column - left) * r
        if trans:
            gemm(TRANS, NO, r, count, m, 1.0, values, u, rows, X, zero, ldx, 0.0, work.T, zero, r)
            gemm(TRANS, NO, n, count, r, 1.0, values, v, r, work.T, zero, r, 1.0, Y, zero, ldy)
        else:
            gemm(NO, NO, r, count, n, 1.0, values, v, r, X, zero, ldx, 0.0, work.T, zero, r)
            gemm(NO, NO, m, count, r, 1.0, values, u, rows, work.T, zero, r, 1.0, Y, zero, ldy)
    elif own >= 0 and job.sums.rank[own] == IS_DENSE:
        top, left, rows, _ = job.places[own]
        at = job.sums.at[own] + (column - left) * rows + row - top
        code = TRANS if trans else NO
        gemm(code, NO, ldy, count, ldx, 1.0, job.sums.values, at, rows, X, zero, ldx, 1.0, Y, zero, ldy)
    for p in range(job.pairs.ptr[k], job.pairs.ptr[k + 1]):
        a, b = job.pairs.first[p], job.pairs.second[p]
        middle, edge = job.places[a, 3], job.places[a, 1]
        first, last = job.leaf_ptr[a], job.leaf_ptr[job.end[a]]
        low, high = job.leaf_ptr[b], job.leaf_ptr[job.end[b]]
        clear(middle * count, work.Z)
        if trans:
            apply(job.made, first, last, True, 1.0, count, edge, X, zero, m, row, work.Z, zero, middle, work.T)
            by_diagonals(a, count, work.Z, job, work)
            apply(job.made, low, high, not half, -1.0, count, column, work.Z, zero, middle, edge, Y, zero, n, work.T)
        else:
            apply(job.made, low, high, half, 1.0, count, edge, X, zero, n, column, work.Z, zero, middle, work.T)
            by_diagonals(a, count, work.Z, job, work)
            apply(job.made, first, last, False, -1.0, count, row, work.Z, zero, middle, edge, Y, zero, m, work.T)


@inner
def sampled(k, m, n, job, work, codes):
    """Set U and Vᵀ to those of block k less its products; returns the rank, −2 where it is not finite."""
    count, zero, state = np.int64(FEWEST), np.int64(0), np.int64(SEED + k)
    X, Y = work.X, work.Y
    while True:
        count = min(count, m, n)
        state = signs(n * count, X, state)
        operate(k, False, count, X, Y, m, n, job, work)
        norm = energy(m, count, Y, zero, m, work.sample.real)
        if not norm < np.inf:
            return np.int64(-2)
        if norm == 0:
            return np.int64(0)
        allowed = SHARE * job.tolerance * np.sqrt(norm)
        r = compress(METHOD, allowed, count, m, count, Y, zero, m, work.U, zero, work.Vt, zero, work.sample, codes)
        r = count if r < 0 else r
        if r + SPARE <= count or count >= min(m, n, MOST):
            break
        count *= 2
    if r == count:  # columns could not be told apart: all of them are taken
        for i in range(m * count):
            work.U[i] = Y[i]
        orthonormal(m, count, work.U)
    for i in range(m * r):
        X[i] = np.conj(work.U[i])
    operate(k, True, r, X, Y, m, n, job, work)
    total = energy(n, r, Y, zero, n, work.sample.real)
    if not total < np.inf:
        return np.int64(-2)
    for i in range(m * r):
        X[i] = work.U[i]
    return recompress(job.tolerance * np.sqrt(total), m, n, r, X, zero, Y, zero, work.U, zero, work.Vt, zero, work.thin)


@inner
def signs(count, X, state):
    """Set coefficients to 1 or −1 at random; returns the last random number."""
    for i in range(count):
        state = draw(state)
        X[i] = 1 - 2 * (state >> 7 & 1)
    return state


@inner
def orthonormal(m, k, Q):
    """Make k columns orthonormal, each twice (Gram-Schmidt)."""
    for j in range(k):
        for _ in range(2):
            for t in range(j):
                total = Q[0] * 0
                for i in range(m):
                    total += np.conj(Q[t * m + i]) * Q[j * m + i]
                for i in range(m):
                    Q[j * m + i] -= total * Q[t * m + i]
            size = 0.0
            for i in range(m):
                size += Q[j * m + i].real ** 2 + Q[j * m + i].imag ** 2
            scale = 1 / np.sqrt(size) if size > 0 else 0.0
            for i in range(m):
                Q[j * m + i] *= scale
