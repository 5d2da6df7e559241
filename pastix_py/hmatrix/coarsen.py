"""Leaves of an H-matrix put together: those of a divided block become one of low rank where that stores less.

L. Grasedyck, "Adaptive recompression of H-matrices for BEM", Computing 74, 2005: from the smallest blocks to the
largest, where all leaves are of low rank: blocks with dense ones are seldom worth the look. What spans the columns of a
block is found from products with random vectors, a few more than the rank that is worth it; the products of its
transpose with those are its rows.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.atomics import fetch_add
from pastix_py.hmatrix.apply import Leaves, leaf
from pastix_py.hmatrix.assemble import IS_DENSE
from pastix_py.hmatrix.blocks import DIVIDED, LOW_RANK, BlockTree
from pastix_py.hmatrix.recompress import make_thin_space, recompress
from pastix_py.hmatrix.update import METHOD, SHARE, SPARE, clear, signs
from pastix_py.jit import borrowing, inner, kernel, run_on
from pastix_py.lowrank.compress import codes_of, compress
from pastix_py.lowrank.sketch import SEED
from pastix_py.lowrank.space import Space, energy, make_space
from pastix_py.numeric.pages import give_back
from pastix_py.runtime.blas_threads import one_blas_thread

IS_DIVIDED = -3  # in place of a rank
MOST = 128  # largest rank that is looked for


class Work(NamedTuple):
    """What one worker works in."""

    X: np.ndarray
    Y: np.ndarray
    U: np.ndarray
    Vt: np.ndarray
    T: np.ndarray
    sample: Space
    thin: Space


def make_work(longest, largest, dtype):
    """Return the `Work` for blocks of so many rows or columns, of leaves of so large a rank, or put together before."""
    width = MOST + SPARE
    return Work(
        *(np.empty(longest * width, dtype) for _ in range(4)),
        np.empty(max(largest, MOST) * width, dtype),
        make_space(longest, width, dtype),
        make_thin_space(longest, longest, width, dtype),
    )


def places_of(tree):
    """Return where all blocks are, as `BlockTree.places` has it for leaves."""
    rows, columns = tree.rows, tree.columns
    return np.stack([rows.begin[tree.row], columns.begin[tree.col], rows.size[tree.row], columns.size[tree.col]], 1)


def room_for(tree):
    """Return how many coefficients the blocks that are put together have at most."""
    top, left, m, n = places_of(tree)[tree.kind == DIVIDED].T
    return int((m * n)[top != left].sum())


def coarsen(tree, store, tolerance, threads):
    """Return (`BlockTree`, `Leaves`) of the leaves of a tree, in a `Store`, put together to a relative tolerance.

    The store has `room_for` them; its values are moved to its front.
    """
    leaves, count = tree.leaves, tree.kind.size
    rank, at = np.full(count, IS_DIVIDED), np.zeros(count, np.int64)
    rank[leaves], at[leaves] = store.rank, store.at
    places = places_of(tree)
    blocks = Leaves(places, rank, at, store.values)
    height, top = heights(tree.kind, tree.end), store.top[:1].copy()
    tried = (height > 0) & (places[:, 0] != places[:, 1])
    longest, codes = int(places[tried, 2:].max(initial=1)), codes_of(METHOD)
    works = [make_work(longest, int(rank.max(initial=1)), store.values.dtype) for _ in range(threads)]
    with one_blas_thread():
        for level in range(1, int(height.max(initial=0)) + 1):
            ids, turn, cancel = np.flatnonzero(tried & (height == level)), np.zeros(1, np.int64), np.zeros(1, np.int64)
            given = ids, turn, tree.end, blocks, top, float(tolerance)
            run_on(threads, lambda worker, given=given: serve(*given, works[worker], codes, cancel), cancel)  # noqa: B023
    return pruned(tree, blocks)


@kernel
def heights(kind, end):
    """Return how many levels of blocks are in each block, int64."""
    found = np.zeros(kind.size, np.int64)
    for k in range(kind.size - 1, -1, -1):
        inside = k + 1
        while inside < end[k]:
            found[k] = max(found[k], found[inside] + 1)
            inside = end[inside]
    return found


@borrowing
def serve(ids, turn, end, blocks, top, tolerance, work, codes, cancel):
    """Look at blocks until all are looked at."""
    k = fetch_add(turn, 0, 1)
    while k < ids.size and cancel[0] == 0:
        put_together(ids[k], end, blocks, top, tolerance, work, codes)
        k = fetch_add(turn, 0, 1)


@inner
def put_together(k, end, blocks, top, tolerance, work, codes):
    """Make block k a leaf where all blocks in it are leaves of low rank, and one stores less than they do."""
    m, n = blocks.places[k, 2], blocks.places[k, 3]
    stored, inside = np.int64(0), k + 1
    while inside < end[k]:
        r, rows, columns = blocks.rank[inside], blocks.places[inside, 2], blocks.places[inside, 3]
        if r < 0:
            return
        stored += r * (rows + columns)
        inside = end[inside]
    worth = min(stored - 1, m * n - 1) // (m + n)
    if stored == 0:
        blocks.rank[k] = 0
    if stored == 0 or worth < 1 or worth > MOST:
        return
    X, Y, zero, count = work.X, work.Y, np.int64(0), min(worth + SPARE, m, n)
    signs(n * count, X, np.int64(SEED + k))
    multiply(k, end, blocks, False, count, X, n, Y, m, work.T)
    allowed = SHARE * tolerance * np.sqrt(energy(m, count, Y, zero, m, work.sample.real))
    most = min(worth, count)
    U, Vt, space = work.U, work.Vt, work.sample
    r = compress(METHOD, allowed, most, m, count, Y, zero, m, U, zero, Vt, zero, space, codes)
    if r < 0:
        return
    for i in range(m * r):
        X[i] = np.conj(work.U[i])
    multiply(k, end, blocks, True, r, X, m, Y, n, work.T)
    allowed = tolerance * np.sqrt(energy(n, r, Y, zero, n, work.sample.real))
    for i in range(m * r):
        X[i] = work.U[i]
    r = recompress(allowed, m, n, r, X, zero, Y, zero, work.U, zero, work.Vt, zero, work.thin)
    if r < 0 or r * (m + n) >= stored:
        return
    at, values = fetch_add(top, 0, r * (m + n)), blocks.values
    for i in range(r * m):
        values[at + i] = work.U[i]
    for i in range(r * n):
        values[at + r * m + i] = work.Vt[i]
    blocks.at[k], blocks.rank[k] = at, r


@inner
def multiply(k, end, blocks, trans, count, X, ldx, Y, ldy, T):
    """Y := op(B) X, `count` columns, B block k of leaves."""
    clear(count * ldy, Y)
    top, left, inside = blocks.places[k, 0], blocks.places[k, 1], k + 1
    while inside < end[k]:
        row, column, m, n = blocks.places[inside]
        to, start = (column - left, row - top) if trans else (row - top, column - left)
        leaf(blocks, inside, trans, 1.0, count, m, n, X, start, ldx, Y, to, ldy, T)
        inside = end[inside]


def pruned(tree, blocks):
    """Return the (`BlockTree`, `Leaves`) without the blocks that are in leaves now."""
    made = np.flatnonzero((tree.kind == DIVIDED) & (blocks.rank != IS_DIVIDED))
    covers = np.zeros(tree.kind.size + 1, np.int64)
    np.add.at(covers, made + 1, 1)
    np.add.at(covers, tree.end[made], -1)
    kept = np.cumsum(covers[:-1]) == 0
    before = np.concatenate([[0], np.cumsum(kept)])
    kind = tree.kind.copy()
    kind[made] = LOW_RANK
    given = tree.row[kept], tree.col[kept], kind[kept], before[tree.end[kept]]
    fewer = BlockTree(tree.rows, tree.columns, *given, tree.half)
    own = np.flatnonzero(kept)[fewer.leaves]
    places, rank, at = blocks.places[own], blocks.rank[own], blocks.at[own]
    size = np.where(rank == IS_DENSE, places[:, 2] * places[:, 3], np.maximum(rank, 0) * (places[:, 2] + places[:, 3]))
    if made.size:
        give_back(blocks.values, moved(np.argsort(at, kind="stable"), at, size, blocks.values))
    return fewer, Leaves(places, rank, at, blocks.values)


@kernel
def moved(order, at, size, values):
    """Move the coefficients of leaves to the front, in their order; returns how many there are."""
    to = np.int64(0)
    for q in order:
        if to < at[q]:
            for i in range(size[q]):
                values[to + i] = values[at[q] + i]
        at[q] = to
        to += size[q]
    return to
