"""`LowRank`: the cblks of a factor whose bloks are kept compressed, in memory of their own, and how they come there.

A wide cblk is assembled, updated and factored as any other, dense, but in a place that it has for that time alone, see
`numeric.homes`. Then each blok is compressed once, or copied where that does not pay: so what a factor holds is what
its compressed bloks take. Since a panel gathers its updates, no compressed block is ever added to.

Columns of U and rows of Vᵀ that belong to small singular values are kept in single precision, and so are dense bloks as
small: what they lose by it is small beside what is left out (Amestoy, Boiteau, Buttari, Gerest, Jézéquel, L'Excellent,
Mary, "Mixed precision low-rank approximations and their application to block low-rank LU factorization", IMA J. Numer.
Anal. 43, 2023).
"""

from typing import NamedTuple

import numpy as np

from pastix_py.atomics import fetch_add
from pastix_py.jit import inlined, inner
from pastix_py.lowrank import METHODS
from pastix_py.lowrank.compress import codes_of, compress
from pastix_py.lowrank.product import DENSE
from pastix_py.lowrank.space import Space, make_space, squared
from pastix_py.numeric.homes import close_home, home_size
from pastix_py.numeric.laps import CLASSES, make_laps
from pastix_py.numeric.pages import reserved_coefficients
from pastix_py.numeric.panel import LU
from pastix_py.precision import SINGLE
from pastix_py.symbolic.levels import fill_levels

STORED, NARROW, MEANWHILE = range(3)  # fields of `LowRank.top`
LEAST_HEIGHT = 16  # of a blok that is worth compressing
PAYS = 0.9  # of the bytes of the dense blok, at most, may U and V take
ALLOWED = 3.0  # times the tolerance: few blocks take all of it, at random
MORE = 1.25  # times the rank at which that is so without single precision is looked for, with it
LOST = 0.5  # of the tolerance that rounding to single precision may cost
WHOLE = 4.0  # times as much may be a dense blok, since nothing is left out of it, and rounding errors are random
PRESELECTS = 1e-6  # tolerance from which on blocks of level 0 are not tried: few of them pay
UNTRIED = 0.75  # of the coefficients that could be compressed, at most, are so left out
MODERATE = 1e-30, 1e30  # tolerances, and norms, that single precision has room for


class LowRank(NamedTuple):
    """Compressed cblks. Their bloks are dense, column-major without gaps, or U Vᵀ: U, and Vᵀ (rank × w) behind it.

    The last columns of U, and rows of Vᵀ, or a dense blok may lie in the same way among those that are `narrow`.
    """

    rank: np.ndarray  # (2, n_blok) int64, of bloks in L and in U, DENSE for what is not compressed
    at: np.ndarray  # (2, n_blok) int64, where each begins in `store`
    diagonal: np.ndarray  # (n_cblk) int64, where its diagonal block begins there, leading dimension w
    store: np.ndarray  # the coefficients
    n_narrow: np.ndarray  # (2, n_blok) int64, how many columns of U are in single precision, or of a dense blok: w or 0
    at_narrow: np.ndarray  # (2, n_blok) int64, where these begin in `narrow`
    narrow: np.ndarray  # coefficients in single precision; none where the factor is
    top: np.ndarray  # (3) int64: how many coefficients there are, how many there are that are narrow, and how many were
    # in homes at most
    left: np.ndarray  # (n_cblk) int64, rows that are not yet there
    spent: np.ndarray  # (classes) int64, nanoseconds of all workers together, see `numeric.laps`

    @property
    def nbytes(self):
        """Bytes that the coefficients occupy."""
        return int(self.top[STORED]) * self.store.itemsize + int(self.top[NARROW]) * self.narrow.itemsize


class Rule(NamedTuple):
    """What is compressed, and how far."""

    method: int  # number of one of `lowrank.METHODS`
    codes: tuple  # `lowrank.compress.codes_of` it
    tolerance: tuple  # ‖B − U Vᵀ‖_F of each blok of L, and of each of U, over ‖B‖_F where `of_block`
    of_block: bool
    least_height: int
    tried: np.ndarray  # (n_blok) bool, False where a blok is not expected to pay
    narrow: float  # ‖U₂ V₂ᵀ‖_F that single precision suffices for, over the tolerance; 0 where it never does


class Rooms(NamedTuple):
    """What products of bloks are computed in, in one precision."""

    X: np.ndarray  # (rows of a panel · rank) bloks times Vᵀ of another
    T: np.ndarray  # (rows of a blok · rank, or rank²)
    W: np.ndarray  # (rows of a blok · w) a blok, or its Vᵀ, times D
    B: np.ndarray  # a blok, or its U and Vᵀ, that is kept in another precision


class LowWork(NamedTuple):
    """What one worker needs for compressed bloks; nothing in it outlives a task."""

    space: Space
    U: np.ndarray  # a blok of the greatest rank
    Vt: np.ndarray
    full: Rooms  # in the precision of the factor
    single: Rooms  # in single precision
    runs: np.ndarray  # int64 (3, rank + 1)
    laps: np.ndarray  # int64, what its time went into, see `numeric.laps`


def make_low_rank(plan, dtype):
    """Return an empty `LowRank`, with room for all in case that nothing can be compressed."""
    n_blok, n_cblk, is_low = plan.symbol.n_blok, plan.symbol.n_cblk, plan.layout.is_low
    store = reserved_coefficients(int(plan.low_sizes().sum()), dtype)
    single = np.dtype(SINGLE[np.dtype(dtype).char])
    narrow = reserved_coefficients(0 if single == dtype else store.size, single)
    ranks, left = np.full((2, n_blok), DENSE), np.where(is_low, plan.layout.cblk_rows, 0)
    zeros = [np.zeros_like(ranks) for _ in range(3)]
    at_diagonal, top = np.zeros(n_cblk, np.int64), np.zeros(3, np.int64)
    spent = np.zeros(len(CLASSES), np.int64)
    return LowRank(ranks, zeros[0], at_diagonal, store, *zeros[1:], narrow, top, left, spent)


def make_rule(options, plan, matrix, dtype, least=LEAST_HEIGHT):
    """Return the `Rule` by which L U, say, differs from the scaled matrix by about tolerance · ‖A‖∞.

    What is left out of a blok of L does harm in proportion to what that blok is multiplied by: about √max|a_ij| for
    L Lᵀ, else max|a_ij|, and 1 for a blok of U. So the tolerance is ALLOWED · ‖A‖∞ times that of the options over that.
    Where that is of each block, ‖B − U Vᵀ‖_F is at most tolerance · ‖B‖_F, whatever harm it does.
    """
    number, of_block = METHODS[options.compressor].number, options.tolerance_kind == "block"
    (low, high), single = MODERATE, SINGLE[np.dtype(dtype).char]
    largest, norm, paired = matrix.max_abs() or 1.0, matrix.norm_inf(), plan.kind in ("llt", "llh")
    given = options.tolerance * norm * ALLOWED
    both = float(given / (np.sqrt(largest) if paired else largest)), float(given)
    if of_block:
        both = options.tolerance, options.tolerance
    fits = single != dtype and min(both) >= low and norm <= high
    narrow = LOST / float(np.finfo(single).eps) if fits else 0.0
    tried = worth_trying(options.preselect, options.tolerance, plan, matrix)
    return Rule(number, codes_of(number), both, of_block, np.int64(least), tried, narrow)


def worth_trying(level, tolerance, plan, matrix):
    """Return which bloks are tried, bool (n_blok): those of a level of fill, or a higher one; −1 chooses the level.

    Bloks of level 0 join neighbours, and their ranks are high (E. Korkmaz, M. Faverge, G. Pichon, P. Ramet, "Deciding
    non-compressible blocks in sparse direct solvers using incomplete factorization", HiPC 2021). They are tried
    nevertheless where nearly all are such, as those of a dense matrix.
    """
    least = level if level >= 0 else int(tolerance <= PRESELECTS)
    symbol, layout = plan.symbol, plan.layout
    if least == 0:
        return np.ones(symbol.n_blok, np.bool_)
    tried = fill_levels(matrix, plan.ordering.iperm, symbol, layout.col_cblk, least) >= least
    if level < 0:
        area = (symbol.blok_end - symbol.blok_begin) * (np.diff(symbol.cblk_col) * layout.is_low)[layout.blok_cblk]
        area[symbol.cblk_blok[:-1]] = 0
        if area[~tried].sum() > UNTRIED * area.sum():
            tried[:] = True
    return tried


def make_work(plan, dtype):
    """Return the `LowWork` of one worker."""
    is_low = plan.layout.is_low
    low = np.flatnonzero(is_low)
    width = int(np.diff(plan.symbol.cblk_col)[low].max(initial=1))
    rows = int(plan.layout.cblk_rows[low].max(initial=1))
    tall = is_low[plan.layout.blok_cblk] == 1
    height = int((plan.symbol.blok_end - plan.symbol.blok_begin)[tall].max(initial=1))
    most = most_rank(height, width)
    single = np.dtype(SINGLE[np.dtype(dtype).char])
    sizes = rows * most, max(height, most) * most, height * width, max(height * width, (height + width) * most)
    full, narrow = (Rooms(*(np.empty(size, kind) for size in sizes)) for kind in (dtype, single))
    sides = (np.empty(size, dtype) for size in (height * most, most * width))
    runs = np.zeros((3, most + 2), np.int64)
    return LowWork(make_space(height, width, dtype), *sides, full, narrow, runs, make_laps())


def most_rank(height, width):
    """Return the largest rank at which U and Vᵀ may pay."""
    return min(int(MORE * PAYS * height * width / (height + width)), height, width)


@inlined
def copy(count, A, ao, B, bo):
    """B := A, `count` coefficients; of slices, as in `lowrank.space`."""
    a, b = A[ao : ao + count], B[bo : bo + count]
    for i in range(count):
        b[i] = a[i]


@inner
def limit_of(side, h, w, A, ao, lda, rule):
    """Return the largest ‖B − U Vᵀ‖_F that is allowed of blok B = A, h × w, of L (side 0) or U (1)."""
    if not rule.of_block:
        return rule.tolerance[side]
    return rule.tolerance[side] * np.sqrt(squared_norm(h, w, A, ao, lda))


@inner
def squared_norm(h, w, A, ao, lda):
    """Return ‖A‖²_F of an h × w block."""
    total = 0.0
    for j in range(w):
        for i in range(ao + j * lda, ao + j * lda + h):
            total += squared(A[i])
    return total


@inner
def keep_blok(side, b, h, w, A, ao, lda, low, rule, work):
    """Compress blok b, h × w, of L (side 0) or U (1), or copy it, from A to the store."""
    rank, zero, n_narrow, pays = np.int64(DENSE), np.int64(0), np.int64(0), PAYS * h * w / (h + w)
    most = np.int64(min(MORE * pays, h, w) if rule.narrow > 0 else pays)
    U, Vt, space = work.U, work.Vt, work.space
    limit = limit_of(side, h, w, A, ao, lda, rule)
    if h >= rule.least_height and rule.tried[b]:
        told = rule.method, limit, most
        rank = compress(*told, h, w, A, ao, lda, U, zero, Vt, zero, space, rule.codes)
    single = rule.narrow * limit if limit >= MODERATE[0] else 0.0
    if rank > 0 and single > 0:
        n_narrow = count_narrow(rank, w, Vt, single)
        rank = rank if rank - 0.5 * n_narrow <= pays else np.int64(DENSE)
    low.rank[side, b] = rank
    if rank < 0:
        if single > 0 and squared_norm(h, w, A, ao, lda) < (WHOLE * single) ** 2:
            low.n_narrow[side, b] = w
            low.at_narrow[side, b] = keep_dense(h, w, A, ao, lda, low.narrow, NARROW, low)
        else:
            low.at[side, b] = keep_dense(h, w, A, ao, lda, low.store, STORED, low)
        return
    wide = rank - n_narrow
    low.n_narrow[side, b] = n_narrow
    low.at[side, b] = keep_columns(zero, wide, rank, h, w, U, Vt, low.store, STORED, low)
    if n_narrow > 0:
        low.at_narrow[side, b] = keep_columns(wide, n_narrow, rank, h, w, U, Vt, low.narrow, NARROW, low)


@inner
def count_narrow(rank, w, Vt, limit):
    """Return how many of the last columns of U Vᵀ have no more than a Frobenius norm; those of U have length 1."""
    total, n_narrow = 0.0, np.int64(0)
    while n_narrow < rank:
        k = rank - 1 - n_narrow
        for j in range(w):
            total += squared(Vt[k + j * rank])
        if total > limit * limit:
            break
        n_narrow += 1
    return n_narrow


@inner
def keep_columns(first, count, rank, h, w, U, Vt, store, field, low):
    """Copy columns first : first + count of U and V to a store; returns where they begin there."""
    at = fetch_add(low.top, field, count * (h + w))
    copy(count * h, U, first * h, store, at)
    for j in range(w):
        copy(count, Vt, first + j * rank, store, at + count * h + j * count)
    return at


@inner
def keep_dense(h, w, A, ao, lda, store, field, low):
    """Copy an h × w block to a store; returns where it begins there."""
    at = fetch_add(low.top, field, h * w)
    for j in range(w):
        copy(h, A, ao + j * lda, store, at + j * h)
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
            low.diagonal[c] = keep_dense(w, w, homes.pool, home, m, low.store, STORED, low)
            continue
        keep_blok(0, b, h, w, homes.pool, home + row, m, low, rule, work)
        if job.kind == LU:
            keep_blok(1, b, h, w, homes.pool, home + m * w + row - w, m - w, low, rule, work)
    if fetch_add(low.left, c, -rows) == rows:
        close_home(c, home_size(w, m, job.kind == LU), homes)
