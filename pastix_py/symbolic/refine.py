"""Row order by partition refinement: set after set, columns that a set tells apart are put into different classes.

M. Jacquelin, E. G. Ng, B. W. Peyton, "Fast and effective reordering of columns within supernodes using partition
refinement", SIAM CSC workshop 2018; M. O. Karsavuran, E. G. Ng, B. W. Peyton, arXiv 2501.08395, 2025. Three things are
ours: the largest sets come first, the parts met are laid beside each other in pairs all along the classes, and at last
each column moves to a better place nearby.
"""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.symbolic.row_sets import distance, row_sets, sets_of_columns

# The columns of one supernode, counted from 0, in classes of consecutive places: a table (8, width), whose rows are
ORDER, AT, OF = 0, 1, 2  # by place, its column; by column, its place and its class;
BEGIN, END, N_MET, SIDE = 3, 4, 5, 6  # by class, its places, the columns met of it, and where these go;
MET = 7  # the classes met, by place. N_MET is 0 between two sets.
LOW, HIGH, WHOLE = 0, 1, 2  # what SIDE says; WHOLE is a class that is met in whole, and stays
NEAR = 16  # places that a column moves at most, each time
ROUNDS = 3


@kernel
def refine(rows, row_ptr, stop, owner, begin):
    """Return `order` (n): the column to put at each place, each supernode permuted in itself.

    Given: the row lists, as for `reorder`.
    """
    sets = row_sets(rows, row_ptr, stop, owner, begin)
    order = np.arange(begin[-1])
    classes = np.zeros((8, np.diff(begin).max() if begin.size > 1 else 0), np.int64)
    for f in range(begin.size - 1):
        first, width = begin[f], begin[f + 1] - begin[f]
        if sets.ptr[f] == sets.ptr[f + 1]:
            continue
        for j in range(width):
            classes[ORDER, j], classes[AT, j], classes[OF, j] = j, j, 0
        classes[BEGIN, 0], classes[END, 0], n_class = 0, width, 1
        for g in range(sets.ptr[f], sets.ptr[f + 1]):
            if n_class < width:
                n_class = split_classes(rows, sets.low[g], sets.high[g], first, classes, n_class)
        if sets.ptr[f + 1] - sets.ptr[f] > 1:
            settle(sets_of_columns(sets, f, first, width), classes[ORDER, :width])
        for j in range(width):
            order[first + j] = first + classes[ORDER, j]
    return order


@kernel
def split_classes(rows, low, high, first, classes, n_class):
    """Split every class that rows[low:high] meet in part; return the number of classes. `first`: what column 0 is."""
    n_met = meet(rows, low, high, first, classes)
    choose_sides(classes, n_met)
    for p in range(low, high):
        x = rows[p] - first
        c = classes[OF, x]
        if classes[SIDE, c] == WHOLE:
            continue
        if classes[SIDE, c] == LOW:
            place = classes[BEGIN, c]
            classes[BEGIN, c] += 1
        else:
            classes[END, c] -= 1
            place = classes[END, c]
        y, old = classes[ORDER, place], classes[AT, x]
        classes[ORDER, old], classes[AT, y] = y, old
        classes[ORDER, place], classes[AT, x] = x, place
    for k in range(n_met):
        c = classes[MET, k]
        size = classes[N_MET, c]
        classes[N_MET, c] = 0
        if classes[SIDE, c] != WHOLE:
            start = classes[END, c] if classes[SIDE, c] == HIGH else classes[BEGIN, c] - size
            classes[BEGIN, n_class], classes[END, n_class] = start, start + size
            for place in range(start, start + size):
                classes[OF, classes[ORDER, place]] = n_class
            n_class += 1
    return n_class


@kernel
def meet(rows, low, high, first, classes):
    """Count the columns met of each class into N_MET, list the classes in MET; return their number."""
    n_met = 0
    for p in range(low, high):
        c = classes[OF, rows[p] - first]
        if classes[N_MET, c] == 0:
            classes[MET, n_met] = classes[BEGIN, c]
            n_met += 1
        classes[N_MET, c] += 1
    shell_sort(classes[MET], n_met)
    for k in range(n_met):
        classes[MET, k] = classes[OF, classes[ORDER, classes[MET, k]]]
    return n_met


@kernel
def shell_sort(values, n):
    """Sort values[:n] in place. The lists are short and many, and Numba's own sort allocates at every call."""
    gap = 1
    while gap < n // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, n):
            value, j = values[i], i - gap
            while j >= 0 and values[j] > value:
                values[j + gap] = values[j]
                j -= gap
            values[j + gap] = value
        gap //= 3


@kernel
def choose_sides(classes, n_met):
    """Put the part met of each class beside the one before it, and else where the next one can lie beside it."""
    inside, end = False, 0
    for k in range(n_met):
        c = classes[MET, k]
        inside = inside and classes[BEGIN, c] == end
        end = classes[END, c]
        if classes[N_MET, c] == end - classes[BEGIN, c]:
            classes[SIDE, c], inside = WHOLE, True
        else:
            classes[SIDE, c], inside = LOW if inside else HIGH, not inside


@kernel
def settle(bits, order):
    """Move each column to the place nearby where it adds fewest runs, some rounds long.

    Given: `bits` of `sets_of_columns`, and `order` (width), which is improved. Runs are half the distances along the
    tour of the columns that begins and ends at the empty set.
    """
    width = order.size
    tour = np.full(width + 2, width)
    tour[1 : width + 1] = order
    length = np.empty(width + 1, np.int64)
    for k in range(width + 1):
        length[k] = distance(bits, tour[k], tour[k + 1])
    for _ in range(ROUNDS):
        moved = False
        for k in range(1, width + 1):
            if length[k - 1] > 0 and length[k] > 0:
                moved |= settle_one(bits, tour, length, k)
        if not moved:
            break
    order[:] = tour[1 : width + 1]


@kernel
def settle_one(bits, tour, length, k):
    """Move the column at place k of a tour where that shortens it; return whether it moved."""
    x, joined = tour[k], distance(bits, tour[k - 1], tour[k + 1])
    best, edge, before, after = length[k - 1] + length[k] - joined, -1, 0, 0
    low = max(0, k - NEAR)
    previous = distance(bits, x, tour[low])
    for q in range(low, min(length.size, k + NEAR + 1)):
        following = distance(bits, x, tour[q + 1])
        if q != k and q != k - 1 and previous + following - length[q] < best:
            best, edge, before, after = previous + following - length[q], q, previous, following
        previous = following
    if edge == -1:
        return False
    if edge > k:
        length[k - 1] = joined
        for q in range(k, edge):
            tour[q], length[q] = tour[q + 1], length[q + 1]
        tour[edge], length[edge - 1], length[edge] = x, before, after
    else:
        for q in range(k, edge + 1, -1):
            tour[q], length[q] = tour[q - 1], length[q - 1]
        tour[edge + 1], length[edge], length[edge + 1], length[k] = x, before, after, joined
    return True
