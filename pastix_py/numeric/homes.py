"""Where a cblk that is compressed is dense: in a home that it has from its first task to its last.

Homes lie in a pool, each in the smallest gap that it fits into, and gaps that touch are one: so the pool is hardly
larger than what is under work at a time, and it is warm (best fit with immediate coalescing; P. R. Wilson, M. S.
Johnstone, M. Neely, D. Boles, "Dynamic storage allocation: a survey and critical review", IWMM 1995). The entries of A
wait in lists by cblk until a home is opened.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.atomics import let_others, read, swap_if, write
from pastix_py.jit import inlined, inner
from pastix_py.layout.layout import panel_size
from pastix_py.numeric.pages import reserved_coefficients

CLOSED, OPENING, OPEN = range(3)  # states of a home
LOCK, GAPS, END = range(3)  # fields of `Homes.tally`
GRAIN = 16  # coefficients that homes consist of: two never share a line of the cache


class Homes(NamedTuple):
    """Homes, and what A has for them. The rows of U, transposed, follow those of L."""

    pool: np.ndarray  # coefficients
    at: np.ndarray  # (n_cblk) int64, where the home of each begins
    state: np.ndarray  # (n_cblk) int64
    gap: np.ndarray  # (2, n_cblk+1) int64, where each gap begins and ends, in this order
    tally: np.ndarray  # (3) int64, 1 where gaps are being changed; how many there are; coefficients used at most so far
    entry_ptr: np.ndarray  # (n_cblk+1) int64, entries of A of each cblk
    entry_place: np.ndarray  # int64, from the beginning of the home
    entry_value: np.ndarray

    @property
    def nbytes(self):
        """Bytes that the pool occupies."""
        return int(self.tally[END]) * self.pool.itemsize


def make_homes(plan, entry_ptr, entry_place, entry_value):
    """Return the `Homes` of a plan, all closed."""
    n_cblk = plan.symbol.n_cblk
    return Homes(
        pool=reserved_coefficients(int(grains(plan.low_sizes()).sum()), entry_value.dtype),
        at=np.zeros(n_cblk, np.int64),
        state=np.full(n_cblk, CLOSED),
        gap=np.zeros((2, n_cblk + 1), np.int64),
        tally=np.zeros(3, np.int64),
        entry_ptr=entry_ptr,
        entry_place=entry_place,
        entry_value=entry_value,
    )


def grains(count):
    """Return a number of coefficients rounded up to whole grains; of numbers or arrays."""
    return (count + GRAIN - 1) // GRAIN * GRAIN


home_size, whole_grains = inlined(panel_size), inlined(grains)  # for kernels


@inner
def lock(homes):
    """Wait until nobody else changes the gaps."""
    while swap_if(homes.tally, LOCK, 0, 1) != 0:
        let_others()


@inner
def remove_gap(k, homes):
    """Take gap k out of the list."""
    gap = homes.gap
    homes.tally[GAPS] -= 1
    for i in range(k, homes.tally[GAPS]):
        gap[0, i], gap[1, i] = gap[0, i + 1], gap[1, i + 1]


@inner
def take(count, homes):
    """Return where `count` coefficients begin that are nobody's from now on: in the smallest gap, or at the end."""
    gap, n_gap, best = homes.gap, homes.tally[GAPS], np.int64(-1)
    for k in range(n_gap):
        room = gap[1, k] - gap[0, k]
        if room >= count and (best < 0 or room < gap[1, best] - gap[0, best]):
            best = k
    if best < 0:
        at = homes.tally[END]
        if n_gap > 0 and gap[1, n_gap - 1] == at:
            at = gap[0, n_gap - 1]
            homes.tally[GAPS] -= 1
        homes.tally[END] = at + count
        return at
    at = gap[0, best]
    gap[0, best] += count
    if gap[0, best] == gap[1, best]:
        remove_gap(best, homes)
    return at


@inner
def give_back(at, count, homes):
    """Make `count` coefficients a gap, or part of those beside them."""
    gap, n_gap, k = homes.gap, homes.tally[GAPS], np.int64(0)
    while k < n_gap and gap[0, k] < at:
        k += 1
    before, after = k > 0 and gap[1, k - 1] == at, k < n_gap and gap[0, k] == at + count
    if before:
        gap[1, k - 1] = at + count
        if after:
            gap[1, k - 1] = gap[1, k]
            remove_gap(k, homes)
    elif after:
        gap[0, k] = at
    else:
        for i in range(n_gap, k, -1):
            gap[0, i], gap[1, i] = gap[0, i - 1], gap[1, i - 1]
        gap[0, k], gap[1, k] = at, at + count
        homes.tally[GAPS] += 1


@inner
def open_home(c, count, homes):
    """Give cblk c a home of `count` coefficients and its entries of A, unless it has them; waits for who does that."""
    while True:
        state = read(homes.state, c)
        if state == OPEN:
            return
        if state == CLOSED and swap_if(homes.state, c, CLOSED, OPENING) == CLOSED:
            break
        let_others()
    lock(homes)
    homes.at[c] = take(whole_grains(count), homes)
    write(homes.tally, LOCK, 0)
    at = homes.at[c]
    homes.pool[at : at + count] = 0
    for e in range(homes.entry_ptr[c], homes.entry_ptr[c + 1]):
        homes.pool[at + homes.entry_place[e]] += homes.entry_value[e]
    write(homes.state, c, OPEN)


@inner
def close_home(c, count, homes):
    """Let another cblk have the home of cblk c, of `count` coefficients."""
    lock(homes)
    give_back(homes.at[c], whole_grains(count), homes)
    write(homes.tally, LOCK, 0)
