"""`LowRank`: the cblks of a factor whose bloks are kept compressed, in memory of their own, and how they come there.

A wide cblk is assembled, updated and factored as any other, dense, in its place in L and U. Then each blok is
compressed once, or copied where that does not pay, and the place is given back to the system: so what a factor holds
is what its compressed bloks take. Since a panel gathers its updates, no compressed block is ever added to.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inlined, inner
from pastix_py.lowrank import DEFAULT, METHODS
from pastix_py.lowrank.compress import codes_of, compress
from pastix_py.lowrank.product import DENSE
from pastix_py.lowrank.space import Space, make_space
from pastix_py.numeric.pages import give_back, reserved_coefficients
from pastix_py.runtime.atomics import fetch_add

LEAST_WIDTH, LEAST_HEIGHT = 32, 16  # of a cblk, and of a blok, that is worth compressing
PAYS = 0.9  # of the coefficients of the dense blok, at most, may U and V take


class LowRank(NamedTuple):
    """Compressed cblks. Their bloks are dense, column-major without gaps, or U Vᵀ: U, and Vᵀ (rank × w) behind it."""

    is_low: np.ndarray  # (n_cblk) int8, 1 where a cblk is compressed
    rank: np.ndarray  # (2, n_blok) int64, of bloks in L and in U, DENSE for what is not compressed
    at: np.ndarray  # (2, n_blok) int64, where each begins in `store`
    diagonal: np.ndarray  # (n_cblk) int64, where its diagonal block begins there, leading dimension w
    store: np.ndarray  # the coefficients
    top: np.ndarray  # (1) int64, how many there are
    left: np.ndarray  # (n_cblk) int64, rows that are not yet there

    @property
    def nbytes(self):
        """Bytes that the coefficients occupy."""
        return int(self.top[0]) * self.store.itemsize

    def ranks(self):
        """Return the ranks of all bloks that are compressed, int64."""
        return self.rank[self.rank != DENSE]


class Rule(NamedTuple):
    """What is compressed, and how far."""

    method: int  # number of one of `lowrank.METHODS`
    codes: tuple  # `lowrank.compress.codes_of` it
    tolerance: float  # ‖B − U Vᵀ‖_F of each blok
    least_height: int


class LowWork(NamedTuple):
    """What one worker needs for compressed bloks; nothing in it outlives a task."""

    space: Space
    U: np.ndarray  # a blok of the greatest rank
    Vt: np.ndarray
    X: np.ndarray  # (rows of a panel · rank) bloks times Vᵀ of another
    T: np.ndarray  # (rows of a blok · rank, or rank²)
    W: np.ndarray  # (rows of a blok · w) a blok, or its Vᵀ, times D


def low_cblks(plan, least=LEAST_WIDTH):
    """Return which cblks are compressed, int8 (n_cblk): wide ones with rows below, but not a Schur complement."""
    width = np.diff(plan.symbol.cblk_col)
    is_low = ((width >= least) & (plan.layout.cblk_rows > width)).astype(np.int8)
    is_low[plan.n_factored :] = 0
    return is_low


def make_low_rank(plan, dtype, least=LEAST_WIDTH):
    """Return an empty `LowRank`, with room for all in case that nothing can be compressed."""
    symbol, layout, is_low = plan.symbol, plan.layout, low_cblks(plan, least)
    sizes = np.diff(layout.cblk_coef) + np.diff(layout.cblk_coef_u)
    store = reserved_coefficients(int(sizes[is_low == 1].sum()), dtype)
    ranks = np.full((2, symbol.n_blok), DENSE)
    left = np.where(is_low, layout.cblk_rows, 0)
    zeros = np.zeros(1, np.int64)
    return LowRank(is_low, ranks, np.zeros_like(ranks), np.zeros(symbol.n_cblk, np.int64), store, zeros, left)


def make_rule(tolerance, method=DEFAULT, least=LEAST_HEIGHT):
    """Return the `Rule` for an absolute tolerance."""
    number = METHODS[method].number
    return Rule(number, codes_of(number), float(tolerance), np.int64(least))


def make_work(plan, low_rank):
    """Return the `LowWork` of one worker."""
    return LowWork(*_work_of(plan, low_rank.is_low, low_rank.store.dtype))


def _work_of(plan, is_low, dtype):
    low = np.flatnonzero(is_low)
    width = int(np.diff(plan.symbol.cblk_col)[low].max(initial=1))
    rows = int(plan.layout.cblk_rows[low].max(initial=1))
    tall = is_low[plan.layout.blok_cblk] == 1
    height = int((plan.symbol.blok_end - plan.symbol.blok_begin)[tall].max(initial=1))
    most = most_rank(height, width)
    sizes = height * most, most * width, rows * most, height * max(most, height), height * width
    return make_space(height, width, dtype), *(np.empty(size, dtype) for size in sizes)


def most_rank(height, width):
    """Return the largest rank at which U and Vᵀ pay."""
    return int(PAYS * height * width / (height + width))


@inlined
def copy(count, A, ao, B, bo):
    """B := A, `count` coefficients; of slices, as in `lowrank.space`."""
    a, b = A[ao : ao + count], B[bo : bo + count]
    for i in range(count):
        b[i] = a[i]


@inner
def keep_blok(side, b, h, w, A, ao, lda, low, rule, work):
    """Compress blok b, h × w, of L (side 0) or U (1), or copy it, from A to the store."""
    rank, most = np.int64(DENSE), np.int64(PAYS * h * w / (h + w))
    space = work.space
    if h >= rule.least_height:
        rank = compress(
            rule.method, rule.tolerance, most, h, w, A, ao, lda, work.U, np.int64(0), work.Vt, np.int64(0), space, rule.codes
        )
    low.rank[side, b] = rank
    if rank < 0:
        low.at[side, b] = keep_dense(h, w, A, ao, lda, low)
        return
    at = fetch_add(low.top, 0, rank * (h + w))
    low.at[side, b] = at
    copy(rank * h, work.U, np.int64(0), low.store, at)
    copy(rank * w, work.Vt, np.int64(0), low.store, at + rank * h)


@inner
def keep_dense(h, w, A, ao, lda, low):
    """Copy an h × w block to the store; returns where it begins there."""
    at = fetch_add(low.top, 0, h * w)
    for j in range(w):
        copy(h, A, ao + j * lda, low.store, at + j * h)
    return at


@inner
def keep(c, blok_low, blok_high, job, low, rule, work):
    """Move bloks blok_low:blok_high of cblk c, solved for, to the store; whoever does the last gives the place back."""
    symbol, layout = job.symbol, job.layout
    w, m = symbol.cblk_col[c + 1] - symbol.cblk_col[c], layout.cblk_rows[c]
    rows = np.int64(0)
    for b in range(blok_low, blok_high):
        h = symbol.blok_end[b] - symbol.blok_begin[b]
        rows += h
        at = layout.cblk_coef[c] + layout.blok_row[b]
        if b == symbol.cblk_blok[c]:
            low.diagonal[c] = keep_dense(w, w, job.L, at, m, low)
            continue
        keep_blok(0, b, h, w, job.L, at, m, low, rule, work)
        if layout.cblk_coef_u[c + 1] > layout.cblk_coef_u[c]:
            keep_blok(1, b, h, w, job.U, layout.cblk_coef_u[c] + layout.blok_row[b] - w, m - w, low, rule, work)
    if fetch_add(low.left, c, -rows) == rows:
        give_back(job.L, layout.cblk_coef[c], layout.cblk_coef[c + 1])
        give_back(job.U, layout.cblk_coef_u[c], layout.cblk_coef_u[c + 1])
