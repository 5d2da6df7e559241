"""Rows, or blocks of rows, eliminated on several threads: those of a level do not need each other.

A level is cut into parts, and whoever is free takes the next one: a thread that the system has put aside holds up the
others by one part.
"""

import numpy as np

from pastix_py.atomics import fetch_add, let_others, read, write
from pastix_py.incomplete.eliminate import eliminate_rows
from pastix_py.incomplete.eliminate_blocks import eliminate_blocks
from pastix_py.incomplete.pivot import FAULT, FIRST, N_REPLACED, outcome_of
from pastix_py.jit import kernel, run_on

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
    rows = pattern.unsigned(), pattern.turn, hermitian, values, total, dtype.type(relaxation), rule
    levels = Levels.of(lambda: depths(pattern.l_ptr, pattern.l_ind), n, pattern.nnz, threads)
    return levels.run(rows, None, lambda: np.empty(n, dtype), n)


def eliminate_in_blocks(nodes, *more, threads=1):
    """Factor A in panels in place; arguments as for `eliminate_blocks`. Returns the outcome, int64 (3), see `pivot`."""
    room, coef = more[1:3]
    largest = int(np.diff(nodes.begin).max(initial=0)) * int(room.stride.max(initial=0))

    def work():
        return tuple(np.zeros(largest, coef.dtype) for _ in range(3))

    levels = Levels.of(lambda: depths(nodes.face, nodes.source), nodes.n_cblk, coef.size, threads)
    return levels.run(None, (nodes, *more), work, nodes.owner.size)


class Levels:
    """Rows or blocks in the order in which they are eliminated, the levels of those that do not need each other."""

    def __init__(self, order, ptr, step, threads):
        """Take the order, uint64, where each level begins in it, how many make a part, and for how many threads."""
        self.order, self.ptr, self.step, self.threads = order, ptr, step, threads

    @classmethod
    def of(cls, depth, count, entries, threads):
        """Return the levels by a function that finds the depth of each: one level, in order, for one thread."""
        if threads > 1:
            depth = depth()
            ptr = np.concatenate([[0], np.cumsum(np.bincount(depth))])
            if entries > (ptr.size - 1) * PART * WORTH:
                order = np.argsort(depth, kind="stable").view(np.uint64)
                return cls(order, ptr, max(count * PART // entries, 1), threads)
        return cls(np.arange(count, dtype=np.uint64), np.array([0, count]), max(count, 1), 1)

    def run(self, rows, blocks, work, n):
        """Eliminate all; `rows` or `blocks` is what the routine of those takes, the other None. Returns the outcome.

        `work()` returns the work space of a thread.
        """
        outcomes, cancel = [outcome_of(n) for _ in range(self.threads)], np.zeros(1, np.int64)
        taken, done = np.zeros((2, self.ptr.size - 1), np.int64)

        def serve(me):
            shared = self.step, self.ptr, self.order, cancel, taken, done
            eliminate_levels(*shared, rows, blocks, work(), n, outcomes[me])

        run_on(self.threads, serve, cancel)
        every = np.array(outcomes)
        return np.array([every[:, FAULT].min(), every[:, N_REPLACED].sum(), every[:, FIRST].min()])


@kernel
def depths(ptr, ind):
    """Return how many must be done before each, one after the other, int64 (n); row i needs the rows `ind` of its."""
    depth = np.zeros(ptr.size - 1, np.int64)
    for i in range(depth.size):
        for p in range(ptr[i], ptr[i + 1]):
            depth[i] = max(depth[i], depth[ind[p]] + 1)
    return depth


@kernel
def eliminate_levels(step, level_ptr, order, cancel, taken, done, rows, blocks, work, n, outcome):
    """Eliminate `step` of a level at a time, those that nobody has taken, until it is done, and then the next.

    Ends where any thread meets a broken pivot.
    """
    for level in range(taken.size):
        low, high = level_ptr[level], level_ptr[level + 1]
        while True:
            at = low + fetch_add(taken, level, step)
            if at >= high:
                break
            mine = order[at : min(at + step, high)]
            if rows is not None:
                eliminate_rows(mine, *rows, work, outcome)
            if blocks is not None:
                eliminate_blocks(mine, *blocks, work, outcome)
            if outcome[FAULT] < n:
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
