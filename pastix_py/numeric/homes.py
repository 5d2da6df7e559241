"""Where a cblk that is compressed is dense: in a home that it has from its first task to its last.

Homes come from a pool, which grows where none of the size is free: so its memory is that of the cblks under work at a
time, and it is warm. The entries of A wait in lists by cblk until a home is opened.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.atomics import let_others, read, swap_if, write
from pastix_py.jit import inlined, inner
from pastix_py.layout.layout import panel_size
from pastix_py.numeric.pages import reserved_coefficients

CLOSED, OPENING, OPEN = range(3)  # states of a home
SIZES = 4  # of homes, from one power of two to the next
NONE = -1
home_size = inlined(panel_size)  # for kernels


class Homes(NamedTuple):
    """Homes, and what A has for them. The rows of U, transposed, follow those of L."""

    pool: np.ndarray  # coefficients
    at: np.ndarray  # (n_cblk) int64, where the home of each begins
    state: np.ndarray  # (n_cblk) int64
    free: np.ndarray  # (sizes) int64, a cblk whose home is free, for each size, NONE
    link: np.ndarray  # (n_cblk) int64, the next such cblk
    lock: np.ndarray  # (2) int64, 1 where the lists are being changed; coefficients of the pool that were given away
    entry_ptr: np.ndarray  # (n_cblk+1) int64, entries of A of each cblk
    entry_place: np.ndarray  # int64, from the beginning of the home
    entry_value: np.ndarray

    @property
    def nbytes(self):
        """Bytes that the pool occupies."""
        return int(self.lock[1]) * self.pool.itemsize


def make_homes(plan, entry_ptr, entry_place, entry_value):
    """Return the `Homes` of a plan, all closed."""
    n_cblk = plan.symbol.n_cblk
    most = room(number(plan.low_sizes()[plan.layout.is_low == 1])).sum()
    return Homes(
        pool=reserved_coefficients(int(most), entry_value.dtype),
        at=np.zeros(n_cblk, np.int64),
        state=np.full(n_cblk, CLOSED),
        free=np.full(number(np.iinfo(np.int64).max) + 1, NONE),
        link=np.zeros(n_cblk, np.int64),
        lock=np.zeros(2, np.int64),
        entry_ptr=entry_ptr,
        entry_place=entry_place,
        entry_value=entry_value,
    )


def number(count):
    """Return the number of the size of a home for so many coefficients; of numbers or arrays."""
    return np.int64(np.ceil(SIZES * np.log2(np.float64(count))))


def room(size):
    """Return how many coefficients a home of the size of a number takes."""
    return np.int64(np.exp2(size / SIZES)) + 1


number_of, room_of = inlined(number), inlined(room)  # for kernels


@inner
def lock(homes):
    """Wait until nobody else changes the lists."""
    while swap_if(homes.lock, 0, 0, 1) != 0:
        let_others()


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
    size = number_of(count)
    lock(homes)
    other = homes.free[size]
    if other >= 0:
        homes.free[size] = homes.link[other]
        homes.at[c] = homes.at[other]
    else:
        homes.at[c] = homes.lock[1]
        homes.lock[1] += room_of(size)
    write(homes.lock, 0, 0)
    at = homes.at[c]
    homes.pool[at : at + count] = 0
    for e in range(homes.entry_ptr[c], homes.entry_ptr[c + 1]):
        homes.pool[at + homes.entry_place[e]] += homes.entry_value[e]
    write(homes.state, c, OPEN)


@inner
def close_home(c, count, homes):
    """Let another cblk have the home of cblk c, of `count` coefficients."""
    size = number_of(count)
    lock(homes)
    homes.link[c] = homes.free[size]
    homes.free[size] = c
    write(homes.lock, 0, 0)
