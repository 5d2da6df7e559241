"""The rows that each supernode has in the columns of another: what an order of those columns cuts into runs."""

from typing import NamedTuple

import numpy as np
from numba import types
from numba.extending import intrinsic, overload

from pastix_py.jit import inner, kernel, nested

WORD = 64  # bits of a word
MOST_WORDS = 1 << 24  # of the sets of one supernode; the smallest sets beyond are not looked at


class RowLists(NamedTuple):
    """The rows below each supernode s, sorted: `rows[ptr[s]:stop[s]]`. All arrays int64."""

    rows: np.ndarray
    ptr: np.ndarray  # (n_super+1) room for each list
    stop: np.ndarray  # (n_super) where it ends


class RowSets(NamedTuple):
    """For each supernode f, or piece of one, the sets of rows that descendants have in its columns, the largest first.

    A set of one row, or of all columns, is one run in any order: it is left out.
    """

    rows: np.ndarray  # the row lists, sorted
    ptr: np.ndarray  # (n_super+1) sets of each supernode
    low: np.ndarray  # (n_set) where each set begins in `rows`
    high: np.ndarray  # (n_set) and where it ends


@nested
def _parts(lists, owner, begin, narrow):
    """Return (low, high, face) of every set, in any order, and how many there are of each size and of each face."""
    rows, row_ptr, stop = lists
    n_super = begin.size - 1
    widest = np.int64(0)
    for s in range(n_super):
        widest = max(widest, begin[s + 1] - begin[s])
    n_of_size = np.zeros(widest + 1, np.int64)
    n_of_face = np.zeros(n_super, np.int64)
    low = np.empty(rows.size, np.int64)
    high = np.empty(rows.size, np.int64)
    face = np.empty(rows.size, np.int64)
    n_set = 0
    for s in range(stop.size):
        p = row_ptr[s]
        while p < stop[s]:
            f = owner[rows[p]]
            q = p + 1
            while q < stop[s] and rows[q] < begin[f + 1]:
                q += 1
            width = begin[f + 1] - begin[f]
            if width > narrow and 1 < q - p < width:
                low[n_set], high[n_set], face[n_set] = p, q, f
                n_of_size[q - p] += 1
                n_of_face[f] += 1
                n_set += 1
            p = q
    return low[:n_set], high[:n_set], face[:n_set], n_of_size, n_of_face


@kernel
def row_sets(lists, owner, begin, narrow):
    """Return the `RowSets` of supernodes of more than `narrow` columns; all else is as for `reorder`."""
    low, high, face, n_of_size, n_of_face = _parts(lists, owner, begin, narrow)
    place, before = n_of_size, low.size  # where the sets of each size begin, the largest first
    for size in range(place.size):
        before -= n_of_size[size]
        place[size] = before
    by_size = np.empty(low.size, np.int64)
    for g in range(low.size):
        size = high[g] - low[g]
        by_size[place[size]] = g
        place[size] += 1
    ptr, following = np.zeros(begin.size, np.int64), np.empty(begin.size - 1, np.int64)
    for f in range(following.size):
        following[f] = ptr[f]
        ptr[f + 1] = ptr[f] + n_of_face[f]
    sorted_low = np.empty(low.size, np.int64)
    sorted_high = np.empty(low.size, np.int64)
    for g in by_size:
        at = following[face[g]]
        sorted_low[at], sorted_high[at] = low[g], high[g]
        following[face[g]] = at + 1
    return RowSets(lists.rows, ptr, sorted_low, sorted_high)


@inner
def words(n_set, width):
    """Return the words that the sets of a column take, those of the smallest sets left out where memory ends."""
    return min((n_set + WORD - 1) // WORD, MOST_WORDS // (width + 1))


@kernel
def room_for_sets(ptr, begin):
    """Return memory, int64, in which `sets_of_columns` finds room for every supernode in turn."""
    most = 0
    for f in range(begin.size - 1):
        width = begin[f + 1] - begin[f]
        most = max(most, words(ptr[f + 1] - ptr[f], width) * (width + 1))
    return np.empty(most, np.int64)


@kernel
def sets_of_columns(room, rows, low, high, first, width):
    """Return the sets that hold each column of a supernode, as bits (width+1, words); the last row is empty.

    Given: the sets rows[low[k]:high[k]] of the supernode whose columns are `first` and the `width` - 1 behind.
    """
    n_word = words(low.size, width)
    bits = room[: (width + 1) * n_word].reshape((width + 1, n_word))
    bits[:] = 0
    for k in range(min(low.size, n_word * WORD)):
        bit = np.int64(1) << (k % WORD)
        for p in range(low[k], high[k]):
            bits[rows[p] - first, k // WORD] |= bit
    return bits


@kernel
def distance(bits, a, b):
    """Return the Hamming distance of two rows of words: the sets that hold one of two columns, and not the other."""
    total = np.int64(0)
    for w in range(bits.shape[1]):
        total += ones(bits[a, w] ^ bits[b, w])
    return total


def ones(word):
    """Return the number of bits of an int64 that are 1."""
    return (int(word) & (1 << WORD) - 1).bit_count()


@intrinsic
def _ones(typingctx, word):
    def codegen(context, builder, signature, args):
        return builder.ctpop(args[0])

    return types.int64(types.int64), codegen


@overload(ones)
def _ones_overload(word):
    return lambda word: _ones(word)  # noqa: PLW0108  (its argument is to have the name that `ones` gives it)
