"""The sliced format: what a run of slices is, and how rows are put into them.

A slice is as many rows as a vector has lanes, entry by entry: the first entries of all its rows, then the second ones.
Shorter rows are filled up with zeros. Slices of a group that follow each other make a run where their columns are
written the same way: as one distance for all rows of the run (a band: nothing is stored but values), or as 16 bits or
32 bits for each entry. So a run costs four integers, and an entry of a double matrix 8, 10 or 12 bytes.
M. Kreutzer, G. Hager, G. Wellein, H. Fehske, A. R. Bishop, "A unified sparse matrix data format for efficient general
sparse matrix-vector multiplication on modern processors with wide SIMD units", SIAM J. Sci. Comput. 36, 2014, for the
slices; the runs are ours.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from pastix_py.dense.native import vector_registers
from pastix_py.jit import inlined, inner, kernel

HEAD = 4  # integers in front of a run: what it is, its first row, how many slices, entries of each row or of all slices
NEAR_REACH = 1 << 16
# A slice has at most this many times as many entries with zeros as without, or so many zeros where slices come before
# it in its group; rows that would take more are lines.
PADDED, ZEROS = 2.2, 24
ALIKE = 6  # slices that a band has at least: with fewer, to go from one run to the next takes longer than it saves
SHARED_ENTRIES = 4096  # of a group, from which on it is worth it to wait for other threads
PART = 2048  # values that one thread takes at a time of such a group: those of slices that begin in that range


class Kind(IntEnum):
    """How the columns of a run are written.

    Behind the head of BAND are its distances, one for each entry of a row, of which all have as many; behind the others
    the entries of the longest row of each slice.
    """

    BAND = 0  # column = row + distance
    NEAR = 1  # uint16: column = first row of the slice + REACH of the mode + distance
    FAR = 2  # int32: column = first row of the slice + distance
    LINE = 3  # as FAR, each slice a single row


class Mode(IntEnum):
    """What is computed of each row i from its entries; FORWARD reads b and writes x."""

    FORWARD = 0  # xᵢ = bᵢ − Σ aᵢⱼ xⱼ, j < i
    BACKWARD = 1  # xᵢ = xᵢ − Σ aᵢⱼ xⱼ, j > i
    PRODUCT = 2  # xᵢ = Σ aᵢⱼ bⱼ


REACH = np.array([-NEAR_REACH, 0, -NEAR_REACH // 2])  # of each mode: from the first row of a slice to its first column
# Bits of what a run is from which on these are written, the kind at 0; LANES are the rows of its last slice, five bits,
# and PARTS, of the first run of a group that is shared, how many parts the group has.
MODE, SCALED, SHARED, WAIT, LANES, PARTS = 2, 4, 5, 6, 8, 13


class Slices(NamedTuple):
    """Runs of slices, one after the other.

    `heads` int32 has what is known of each run, `near` uint16 and `far` int32 the columns, `val` the values.
    """

    heads: np.ndarray
    near: np.ndarray
    far: np.ndarray
    val: np.ndarray

    @property
    def nbytes(self):
        """Bytes that one pass reads."""
        return sum(array.nbytes for array in self)


def lanes_of(dtype):
    """Return how many elements of a type a vector of this processor holds."""
    return max(vector_registers()[0] // np.dtype(dtype).itemsize, 1)


def sliced(rows, groups, mode, scaled=False):
    """Return the `Slices` of `Rows`, group by group.

    Parameters
    ----------
    rows : `Rows` (n), those of a group without entries in its columns unless the mode is PRODUCT.
    groups : int64 (groups + 1,), where each group of rows begins; BACKWARD takes the last one first.
    mode : `Mode`; scaled : each xᵢ is multiplied by `scale[i]` in the end.

    """
    lanes, backward = lanes_of(rows.val.dtype), mode == Mode.BACKWARD
    values, heads = room(rows.ptr, groups, lanes)
    found = Slices(np.empty(heads, np.int32), np.empty(values, np.uint16), np.empty(values, np.int32),
                   np.zeros(values, rows.val.dtype))  # fmt: skip
    what = int(mode) << MODE | int(scaled) << SCALED
    used = fill(*rows, groups, lanes, backward, what, REACH[mode], found, np.empty(values, np.int64))
    return Slices(*(array if end == array.size else array[:end].copy() for array, end in zip(found, used, strict=True)))


@inlined
def shape_of(ptr, row, high, lanes):
    """Return (rows, entries of the longest, entries) of the slice that begins at a row, the group ending at `high`."""
    count = min(lanes, high - row)
    width = np.int64(0)
    for i in range(row, row + count):
        width = max(width, ptr[i + 1] - ptr[i])
    return count, width, ptr[row + count] - ptr[row]


@inlined
def is_slice(n, low, row, count, width, entries, lanes):
    """Return whether rows make a slice, of the group that begins at `low`: it must not reach beyond the end of x."""
    if row + lanes > n:
        return False
    return (count > 1 and lanes * width <= PADDED * entries) or (row > low and lanes * width - entries <= ZEROS)


@kernel
def room(ptr, groups, lanes):
    """Return (values, heads): exactly the entries with zeros filled in, and at least the integers in heads."""
    n, values, heads = ptr.size - 1, np.int64(0), np.int64(0)
    for g in range(groups.size - 1):
        row = groups[g]
        while row < groups[g + 1]:
            count, width, entries = shape_of(ptr, row, groups[g + 1], lanes)
            if is_slice(n, groups[g], row, count, width, entries, lanes):
                values += lanes * width
                heads += HEAD + width + 1
            else:
                values += entries
                heads += (HEAD + 1) * count
            row += count
    return values, heads


@kernel
def fill(ptr, ind, val, groups, lanes, backward, what, reach, slices, distance):
    """Write the runs; returns how much of each array is used, int64 (4,). `distance` int64 (values,) is work space."""
    n, end = ptr.size - 1, np.zeros(4, np.int64)
    waits = 1  # for what others may have to do before
    for step in range(groups.size - 1):
        g = groups.size - 2 - step if backward else step
        row, high, run = groups[g], groups[g + 1], np.int64(-1)
        shared = 1 if ptr[high] - ptr[row] >= SHARED_ENTRIES else 0
        flags, waits = what | shared << SHARED | (shared | waits) << WAIT, shared
        head, value, latest = end[0], end[3], end[3]
        while row < high:
            count, width, entries = shape_of(ptr, row, high, lanes)
            latest = end[3]
            if is_slice(n, groups[g], row, count, width, entries, lanes):
                spread(ptr, ind, val, row, count, width, lanes, distance, slices.val[end[3] :])
                kind = kind_of(ptr, ind, row, count, width, high, lanes, reach, distance, run, slices.heads)
                run = counted(slices.heads, end, run, flags | lanes << LANES | kind, row, width, lanes, distance)
                slices.heads[run] -= lanes - count << LANES
                written(slices, end, kind, width * lanes, reach, distance)
            else:
                for i in range(row, row + count):
                    width, latest = ptr[i + 1] - ptr[i], end[3]
                    spread(ptr, ind, val, i, 1, width, 1, distance, slices.val[end[3] :])
                    run = counted(slices.heads, end, run, flags | 1 << LANES | Kind.LINE, i, width, 1, distance)
                    written(slices, end, Kind.LINE, width, reach, distance)
            row += count
        if shared:
            slices.heads[head] |= ((latest - value) // PART + 1) << PARTS
    return end


@inner
def spread(ptr, ind, val, row, count, width, lanes, distance, values):
    """Write the entries of a slice: the distances of their columns from its first row, and their values.

    What fills up a row has the last column of this row, else one of the slice: it is known there, and adds 0 of it.
    """
    known = ind[ptr[row + count] - 1] - row if width else np.int64(0)
    for lane in range(lanes):
        last, low, high = known, np.int64(0), np.int64(0)
        if lane < count:
            low, high = ptr[row + lane], ptr[row + lane + 1]
        for p in range(width):
            place = p * lanes + lane
            if low + p < high:
                last = ind[low + p] - row
                values[place] = val[low + p]
            else:
                values[place] = 0
            distance[place] = last


@inner
def kind_of(ptr, ind, row, count, width, high, lanes, reach, distance, run, heads):
    """Return the `Kind` of a slice that takes least memory, `run` being where the head of the run before it is."""
    if count == lanes and is_band(ptr, row, width, lanes, distance):
        if run >= 0 and has_distances(heads, run, width, lanes, distance):
            return Kind.BAND
        if row + ALIKE * lanes <= high and goes_on(ptr, ind, row, width, lanes):
            return Kind.BAND  # of fewer slices it would not repay its head
    for q in range(width * lanes):
        if not 0 <= distance[q] - reach < NEAR_REACH:
            return Kind.FAR
    return Kind.NEAR


@inner
def is_band(ptr, row, width, lanes, distance):
    """Return whether all rows of a slice have entries at the same distances."""
    for i in range(row, row + lanes):
        if ptr[i + 1] - ptr[i] != width:
            return False
    for p in range(width):
        for lane in range(lanes):
            if distance[p * lanes + lane] != distance[p * lanes] + lane:
                return False
    return True


@inner
def goes_on(ptr, ind, row, width, lanes):
    """Return whether the ALIKE - 1 slices after one of a band have its distances too."""
    for i in range(row, row + (ALIKE - 1) * lanes):
        low, next_low = ptr[i], ptr[i + lanes]
        if ptr[i + lanes + 1] - next_low != width:
            return False
        for p in range(width):
            if ind[next_low + p] != ind[low + p] + lanes:
                return False
    return True


@inner
def has_distances(heads, run, width, lanes, distance):
    """Return whether a run is a band with the distances of a slice."""
    if heads[run] & 3 != Kind.BAND or heads[run + 3] != width:
        return False
    same = True
    for p in range(width):
        same = same and heads[run + HEAD + p] == distance[p * lanes]
    return same


@inner
def counted(heads, end, run, what, row, width, lanes, distance):
    """Count a slice in the run before it where it is alike, or begin another; returns where its head is."""
    band = what & 3 == Kind.BAND
    alike = run >= 0 and heads[run] | 1 << WAIT == what | 1 << WAIT
    if not alike or (band and not has_distances(heads, run, width, lanes, distance)):
        if run >= 0:
            what &= ~(1 << WAIT)  # the first run of its group has waited
        run = end[0]
        heads[run], heads[run + 1], heads[run + 2], heads[run + 3] = what, row, 0, width if band else 0
        end[0] += HEAD
        if band:
            for p in range(width):
                heads[end[0] + p] = distance[p * lanes]
            end[0] += width
    heads[run + 2] += 1
    if not band:
        heads[run + 3] += width * lanes
        heads[end[0]] = width
        end[0] += 1
    return run


@inner
def written(slices, end, kind, size, reach, distance):
    """Write the columns of a slice of so many entries, and move the ends of what is written."""
    if kind == Kind.NEAR:
        for q in range(size):
            slices.near[end[1] + q] = distance[q] - reach
        end[1] += size
    elif kind != Kind.BAND:
        for q in range(size):
            slices.far[end[2] + q] = distance[q]
        end[2] += size
    end[3] += size
