"""Blocks of an H-matrix made from entries: dense ones as they are, the others by cross approximation."""

from typing import NamedTuple

import numpy as np

from pastix_py.atomics import fetch_add
from pastix_py.hmatrix import COMPRESSIONS
from pastix_py.hmatrix.aca import cross
from pastix_py.hmatrix.aca_full import full_cross
from pastix_py.hmatrix.blocks import DENSE, LOW_RANK
from pastix_py.hmatrix.entries import fill
from pastix_py.hmatrix.recompress import make_thin_space, recompress
from pastix_py.jit import borrowing, inner, run_on
from pastix_py.lowrank.space import Space, squared
from pastix_py.numeric.pages import reserved_coefficients

MOST = 400  # columns of a block, at most, before it is compressed again: more are foreseen to be no low rank
SHARE = 0.5  # of the tolerance is spent on the crosses, the rest when they are compressed again
IS_DENSE = -1  # in place of a rank
NOT_FINITE = -2  # likewise
PARTIAL, FULL, RANDOMIZED = range(3)  # what kernels know COMPRESSIONS by


class Store(NamedTuple):
    """Coefficients of leaves: dense ones by columns, or U and Vᵀ behind it."""

    rank: np.ndarray  # (leaves,) int64, IS_DENSE for what is not compressed
    at: np.ndarray  # (leaves,) int64, where each begins
    values: np.ndarray
    top: np.ndarray  # (2,) int64: coefficients so far, leaves begun


class Work(NamedTuple):
    """What one worker works in."""

    U: np.ndarray
    V: np.ndarray
    best: np.ndarray
    taken: np.ndarray
    seen: np.ndarray
    whole: np.ndarray  # a block, where all of it is formed
    space: Space


def most_columns(m, n):
    """Return the columns that crosses of an m × n block may have."""
    return np.minimum(np.minimum(m, n), MOST)


def make_work(places, whole, dtype):
    """Return the `Work` for leaves at `places`, those of up to `whole` entries formed in it."""
    rows, columns = places[:, 2], places[:, 3]
    most = most_columns(rows, columns)
    m, n, k = (int(values.max(initial=1)) for values in (rows, columns, most))
    sides = int((rows * (most + 1)).max(initial=1)), int((columns * (most + 1)).max(initial=1))
    return Work(
        np.empty(sides[0], dtype),
        np.empty(sides[1], dtype),
        np.empty(sum(sides), dtype),
        np.empty(m, bool),
        np.empty(n, bool),
        np.empty(whole, dtype),
        make_thin_space(m, n, k, dtype),
    )


def assemble(tree, entries, tolerance, variant, threads, room=0):
    """Return the `Store` of the leaves of a `BlockTree`, of `entries`; NOT_FINITE is the rank of what is not finite.

    `variant` is a key of COMPRESSIONS; there is `room` for so many coefficients more behind the leaves.
    """
    places, kind = tree.places, tree.kind[tree.leaves]
    rows, columns = tree.rows.perm, tree.columns.perm
    size = places[:, 2] * places[:, 3]
    order = np.argsort(-(places[:, 2] + places[:, 3]), kind="stable")
    values = reserved_coefficients(size.sum() + room, entries.dtype)
    store = Store(np.zeros(size.size, np.int64), np.zeros(size.size, np.int64), values, np.zeros(2, np.int64))
    code = list(COMPRESSIONS).index(variant)
    whole = int(size[kind == LOW_RANK].max(initial=0)) if code == FULL else 0
    cancel, works = np.zeros(1, np.int64), [make_work(places, whole, entries.dtype) for _ in range(threads)]
    given = entries.address, entries.data, rows, columns, places, kind, order, float(tolerance), code, store
    run_on(threads, lambda worker: serve(*given, works[worker], cancel), cancel)
    return store


@borrowing
def serve(address, data, rows, columns, places, kind, order, tolerance, code, store, work, cancel):
    """Make leaves until all are made."""
    k = fetch_add(store.top, 1, 1)
    while k < order.size and cancel[0] == 0:
        leaf = order[k]
        row, column, m, n = places[leaf]
        rank = np.int64(IS_DENSE)
        if kind[leaf] != DENSE:
            rank = approximate(address, data, rows, row, m, columns, column, n, tolerance, code, work)
        if rank == IS_DENSE:
            at = fetch_add(store.top, 0, m * n)
            fill(address, m, rows, row, n, columns, column, data, store.values, at)
            total = 0.0
            for i in range(at, at + m * n):
                total += squared(store.values[i])
            if not total < np.inf:
                rank = np.int64(NOT_FINITE)
        else:
            count = max(rank, 0) * (m + n)
            at = fetch_add(store.top, 0, count)
            for i in range(count):
                store.values[at + i] = work.best[i]
        store.rank[leaf], store.at[leaf] = rank, at
        k = fetch_add(store.top, 1, 1)


@inner
def approximate(address, data, rows, row, m, columns, column, n, tolerance, code, work):
    """Write U and Vᵀ of a block to `work.best`; returns the rank, IS_DENSE where that is less, or NOT_FINITE."""
    most = min(m, n, MOST)
    U, V, zero, part = work.U, work.V, np.int64(0), SHARE * tolerance
    if code == FULL:
        k = full_cross(address, data, rows, row, m, columns, column, n, part, most, U, V, work.whole)
    else:
        at_random, taken, seen = code == RANDOMIZED, work.taken, work.seen
        k = cross(address, data, rows, row, m, columns, column, n, part, most, U, V, taken, seen, at_random)
    if k < 0:
        return k
    norm = np.sqrt(product_energy(m, n, k, U, V))
    allowed = np.sqrt(1 - SHARE * SHARE) * tolerance * norm
    rank = recompress(allowed, m, n, k, U, zero, V, zero, work.best, zero, work.best, k * m, work.space)
    if rank < 0 or rank * (m + n) >= m * n:
        return np.int64(IS_DENSE)
    for i in range(rank * n):
        work.best[rank * m + i] = work.best[k * m + i]
    return rank


@inner
def product_energy(m, n, k, U, V):
    """Return ‖U Vᵀ‖²_F, k columns."""
    total = 0.0
    for s in range(k):
        for t in range(s + 1):
            left, right = U[0] * 0, U[0] * 0
            for i in range(m):
                left += np.conj(U[s * m + i]) * U[t * m + i]
            for j in range(n):
                right += np.conj(V[s * n + j]) * V[t * n + j]
            total += (2.0 if t < s else 1.0) * (left * right).real
    return total
