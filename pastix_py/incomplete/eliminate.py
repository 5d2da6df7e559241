"""L U of a matrix in a given pattern, by rows: what falls outside of it is dropped, or added to the diagonal.

Where one half of A is given, U = D Lᵀ or D Lᴴ, and only half of the work is done. Rows whose predecessors are done can be
eliminated at the same time: with enough of them, levels of such rows are shared by threads.

Y. Saad, "Iterative Methods for Sparse Linear Systems", 2nd ed., 10.3.2 (the IKJ variant). Relaxed and modified variants:
O. Axelsson, G. Lindskog, "On the eigenvalue distribution of a class of preconditioning methods", Numer. Math. 48, 1986;
I. Gustafsson, "A class of first order factorization methods", BIT 18, 1978.
"""

import numpy as np

from pastix_py.atomics import fetch_add, let_others, read, write
from pastix_py.incomplete.pivot import FAULT, FIRST, N_REPLACED, judged, outcome_of, shifted
from pastix_py.jit import inner, kernel, run_on

SPINS = 4000  # looks at what others do before a thread lets them run
PART = 1 << 11  # entries of a part of a level, about
WORTH = 8  # parts of a level, on average, that are worth more than one thread


def eliminate(pattern, values, total, relaxation, rule, hermitian=False, threads=1):
    """Factor `Values` of A in place; returns the outcome, int64 (3), see `pivot`.

    Parameters
    ----------
    pattern : `Pattern`; with its `turn`, the values are those of the upper half, and U = D Lᵀ.
    values : `Values`; a broken pivot ends the elimination, and they may be anything then.
    total : sums of the rows of A, (n), for the relaxation; (0) without. Changed.
    relaxation : the share of what is dropped from a row that is added to its pivot.
    rule : `PivotRule`.
    hermitian : whether the half is that of a Hermitian matrix: U = D Lᴴ.
    threads : int; the values are the same for any number, and so is the outcome but for which broken pivot is met.

    """
    n, dtype = pattern.n, values.diag.dtype
    order, level_ptr = levels(pattern) if threads > 1 else one_level(n)
    if (level_ptr.size - 1) * PART * WORTH > pattern.nnz:
        (order, level_ptr), threads = one_level(n), 1
    step = max(n * PART // pattern.nnz, 1) if threads > 1 else n
    given = pattern.unsigned(), pattern.turn, hermitian, values, total, dtype.type(relaxation), rule
    outcomes, cancel = [outcome_of(n) for _ in range(threads)], np.zeros(1, np.int64)
    taken, done = np.zeros((2, level_ptr.size - 1), np.int64)

    def serve(me):
        shared = cancel, taken, done
        eliminate_levels(step, level_ptr, order, *shared, *given, np.empty(n, dtype), outcomes[me])

    run_on(threads, serve, cancel)
    return joined(outcomes)


def one_level(n):
    """Return what `levels` does for rows that are taken in their order by one thread."""
    return np.arange(n, dtype=np.uint64), np.array([0, n])


def levels(pattern):
    """Return (order, level_ptr): the rows, uint64, by levels, none of which needs another of its level."""
    depth = depths(*pattern.unsigned()[:2])
    level_ptr = np.concatenate([[0], np.cumsum(np.bincount(depth))])
    return np.argsort(depth, kind="stable").view(np.uint64), level_ptr


def joined(outcomes):
    """Return the outcome of several."""
    every = np.array(outcomes)
    return np.array([every[:, FAULT].min(), every[:, N_REPLACED].sum(), every[:, FIRST].min()])


@kernel
def depths(l_ptr, l_ind):
    """Return how many rows must be done before each, one after the other: int64 (n)."""
    one = np.uint64(1)
    depth = np.zeros(l_ptr.size - 1, np.int64)
    for i in range(np.uint64(depth.size)):
        for p in range(l_ptr[i], l_ptr[i + one]):
            depth[i] = max(depth[i], depth[l_ind[p]] + 1)
    return depth


@kernel
def eliminate_levels(
    step, level_ptr, order, cancel, taken, done, rows, turn, hermitian, values, total, share, rule, work, outcome
):
    """Eliminate `step` rows of a level at a time, those that nobody has taken, until it is done, and then the next.

    Ends where any thread meets a broken pivot. `work` is (n), of the type of the values. Its places outside of the
    pattern of a row hold anything: nobody reads them.
    """
    for level in range(taken.size):
        low, high = level_ptr[level], level_ptr[level + 1]
        while True:
            at = low + fetch_add(taken, level, step)
            if at >= high:
                break
            mine = order[at : min(at + step, high)]
            eliminate_rows(mine, rows, turn, hermitian, values, total, share, rule, work, outcome)
            if outcome[FAULT] < values.diag.size:
                write(cancel, 0, 1)
            fetch_add(done, level, mine.size)
        looks = 0
        while read(done, level) < high - low:
            if read(cancel, 0) != 0:
                return
            looks += 1
            if looks > SPINS:
                let_others()
        if read(cancel, 0) != 0:
            return


@inner
def eliminate_rows(order, rows, turn, hermitian, values, total, share, rule, work, outcome):
    """Eliminate some rows, each after those that it needs; ends at a broken pivot."""
    (l_ptr, l_ind, u_ptr, u_ind), (U, diag, L), one = rows, values, np.uint64(1)
    for i in order:
        low, high = u_ptr[i], u_ptr[i + one]
        size = abs(diag[i])
        for p in range(low, high):
            work[u_ind[p]] = U[p]
            size = max(size, abs(U[p]))
        size = size if size > 0 else rule.largest
        start = shifted(diag[i], size, rule)
        if turn is None:
            pivot = subtract(i, start, l_ptr, l_ind, u_ptr, u_ind, U, diag, L, work)
        else:
            pivot = subtract_half(i, start, l_ptr, l_ind, u_ptr, u_ind, U, diag, L, turn, hermitian, work)
        for p in range(low, high):
            U[p] = work[u_ind[p]]
        if total.size > 0:
            total[i] += start - diag[i]
            pivot += share * dropped(i, pivot, l_ptr[i], l_ptr[i + one], low, high, l_ind, U, L, total)
        pivot = judged(i, pivot, size, rule, outcome)
        if outcome[FAULT] < diag.size:
            return
        if total.size > 0:
            total[i] += pivot
        diag[i] = rule.one / pivot


@inner
def subtract(i, start, l_ptr, l_ind, u_ptr, u_ind, U, diag, L, work):
    """Subtract what earlier rows of U contribute from row i, of which L is set; returns the pivot."""
    one = np.uint64(1)
    for p in range(l_ptr[i], l_ptr[i + one]):
        work[l_ind[p]] = L[p]
    work[i] = start
    for p in range(l_ptr[i], l_ptr[i + one]):
        k = np.uint64(l_ind[p])
        factor = work[k] * diag[k]
        L[p] = factor
        for q in range(u_ptr[k], u_ptr[k + one]):
            work[u_ind[q]] -= factor * U[q]
    return work[i]


@inner
def subtract_half(i, start, l_ptr, l_ind, u_ptr, u_ind, U, diag, L, turn, hermitian, work):
    """Do the same where row i of L follows from column i of U."""
    one, pivot = np.uint64(1), start
    for p in range(l_ptr[i], l_ptr[i + one]):
        k, q = np.uint64(l_ind[p]), np.uint64(turn[p])
        factor = (np.conj(U[q]) if hermitian else U[q]) * diag[k]
        L[p] = factor
        pivot -= factor * U[q]
        for q in range(q + one, u_ptr[k + one]):
            work[u_ind[q]] -= factor * U[q]
    return pivot


@inner
def dropped(i, pivot, l_low, l_high, u_low, u_high, l_ind, U, L, total):
    """Return the sum of what was dropped from row i: what the sums of the rows of L U and of A differ by.

    `total[i]` becomes the sum of row i of U without its diagonal.
    """
    missing, beyond = total[i], pivot * 0
    for p in range(l_low, l_high):
        missing -= L[p] * total[l_ind[p]]
    for p in range(u_low, u_high):
        beyond += U[p]
    total[i] = beyond
    return missing - beyond - pivot
