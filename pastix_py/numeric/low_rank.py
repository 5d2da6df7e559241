"""`LowRank`: the cblks of a factor whose bloks are kept compressed, in memory of their own, and how they come there.

A wide cblk is assembled, updated and factored as any other, dense, but in a place that it has for that time alone, see
`numeric.homes`. Then each blok is compressed once, or copied where that does not pay: so what a factor holds is what
its compressed bloks take. Since a panel gathers its updates, no compressed block is ever added to.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.atomics import fetch_add
from pastix_py.jit import inlined, inner
from pastix_py.lowrank import DEFAULT, METHODS
from pastix_py.lowrank.compress import codes_of, compress
from pastix_py.lowrank.product import DENSE
from pastix_py.lowrank.space import Space, make_space
from pastix_py.numeric.homes import close_home
from pastix_py.numeric.pages import reserved_coefficients
from pastix_py.numeric.panel import LU

LEAST_HEIGHT = 16  # of a blok that is worth compressing
PAYS = 0.9  # of the coefficients of the dense blok, at most, may U and V take


class LowRank(NamedTuple):
    """Compressed cblks. Their bloks are dense, column-major without gaps, or U Vᵀ: U, and Vᵀ (rank × w) behind it."""

    rank: np.ndarray  # (2, n_blok) int64, of bloks in L and in U, DENSE for what is not compressed
    at: np.ndarray  # (2, n_blok) int64, where each begins in `store`
    diagonal: np.ndarray  # (n_cblk) int64, where its diagonal block begins there, leading dimension w
    store: np.ndarray  # the coefficients
    top: np.ndarray  # (2) int64, how many there are, and how many there were in homes at most
    left: np.ndarray  # (n_cblk) int64, rows that are not yet there

    @property
    def nbytes(self):
        """Bytes that the coefficients occupy."""
        return int(self.top[0]) * self.store.itemsize

    def ranks(self):
        """Return the ranks of all bloks that are compressed, int64."""
        return self.rank[self.rank != DENSE]

    def describe(self, plan, nbytes):
        """Return ranks, and bytes over those without compression, as plain values."""
        ranks = self.ranks()
        full = plan.n_coefficients() * self.store.itemsize
        return {
            "blocks": int(ranks.size),
            "mean_rank": float(ranks.mean()) if ranks.size else 0.0,
            "largest_rank": int(ranks.max(initial=0)),
            "bytes_without": full,
            "share": nbytes / full,
            "bytes_meanwhile": int(self.top[1]) * self.store.itemsize,
        }


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


def make_low_rank(plan, dtype):
    """Return an empty `LowRank`, with room for all in case that nothing can be compressed."""
    n_blok, n_cblk, is_low = plan.symbol.n_blok, plan.symbol.n_cblk, plan.layout.is_low
    store = reserved_coefficients(int(plan.low_sizes().sum()), dtype)
    ranks, left = np.full((2, n_blok), DENSE), np.where(is_low, plan.layout.cblk_rows, 0)
    return LowRank(ranks, np.zeros_like(ranks), np.zeros(n_cblk, np.int64), store, np.zeros(2, np.int64), left)


def make_rule(tolerance, method=DEFAULT, least=LEAST_HEIGHT):
    """Return the `Rule` for an absolute tolerance."""
    number = METHODS[method].number
    return Rule(number, codes_of(number), float(tolerance), np.int64(least))


def make_work(plan, low_rank):
    """Return the `LowWork` of one worker."""
    is_low, dtype = plan.layout.is_low, low_rank.store.dtype
    low = np.flatnonzero(is_low)
    width = int(np.diff(plan.symbol.cblk_col)[low].max(initial=1))
    rows = int(plan.layout.cblk_rows[low].max(initial=1))
    tall = is_low[plan.layout.blok_cblk] == 1
    height = int((plan.symbol.blok_end - plan.symbol.blok_begin)[tall].max(initial=1))
    most = most_rank(height, width)
    sizes = height * most, most * width, rows * most, height * max(most, height), height * width
    return LowWork(make_space(height, width, dtype), *(np.empty(size, dtype) for size in sizes))


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
    rank, most, zero = np.int64(DENSE), np.int64(PAYS * h * w / (h + w)), np.int64(0)
    U, Vt, space = work.U, work.Vt, work.space
    if h >= rule.least_height:
        told = rule.method, rule.tolerance, most
        rank = compress(*told, h, w, A, ao, lda, U, zero, Vt, zero, space, rule.codes)
    low.rank[side, b] = rank
    if rank < 0:
        low.at[side, b] = keep_dense(h, w, A, ao, lda, low)
        return
    at = fetch_add(low.top, 0, rank * (h + w))
    low.at[side, b] = at
    copy(rank * h, U, zero, low.store, at)
    copy(rank * w, Vt, zero, low.store, at + rank * h)


@inner
def keep_dense(h, w, A, ao, lda, low):
    """Copy an h × w block to the store; returns where it begins there."""
    at = fetch_add(low.top, 0, h * w)
    for j in range(w):
        copy(h, A, ao + j * lda, low.store, at + j * h)
    return at


@inner
def keep(c, blok_low, blok_high, job, homes, low, rule, work):
    """Move bloks blok_low:blok_high of cblk c, solved for, to the store; whoever does the last closes its home."""
    symbol, layout, home = job.symbol, job.layout, homes.at[c]
    w, m = symbol.cblk_col[c + 1] - symbol.cblk_col[c], layout.cblk_rows[c]
    rows = np.int64(0)
    for b in range(blok_low, blok_high):
        h, row = symbol.blok_end[b] - symbol.blok_begin[b], layout.blok_row[b]
        rows += h
        if b == symbol.cblk_blok[c]:
            low.diagonal[c] = keep_dense(w, w, homes.pool, home, m, low)
            continue
        keep_blok(0, b, h, w, homes.pool, home + row, m, low, rule, work)
        if job.kind == LU:
            keep_blok(1, b, h, w, homes.pool, home + m * w + row - w, m - w, low, rule, work)
    if fetch_add(low.left, c, -rows) == rows:
        close_home(c, m * w, homes)
