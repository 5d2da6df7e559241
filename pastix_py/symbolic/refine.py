"""Row order by partition refinement: set after set, columns that a set tells apart are put into different classes.

M. Jacquelin, E. G. Ng, B. W. Peyton, "Fast and effective reordering of columns within supernodes using partition
refinement", SIAM CSC workshop 2018; M. O. Karsavuran, E. G. Ng, B. W. Peyton, arXiv 2501.08395, 2025. Three things are
ours: the largest sets come first, the parts met are laid beside each other in pairs all along the classes, and at last
each column moves to a better place nearby.
"""

import numpy as np

from pastix_py.jit import inner, kernel
from pastix_py.symbolic.row_sets import WORD, distance, room_for_sets, sets_of_columns

# The columns of one supernode, counted from 0, in classes of consecutive places: a table (10, ...), whose rows are
ORDER, AT, OF = 0, 1, 2  # by place, its column; by column, its place and its class;
BEGIN, END, N_MET, SIDE = 3, 4, 5, 6  # by class, its places, the columns met of it, and where these go;
MET = 7  # the classes met, by place. N_MET is 0 between two sets.
TOUR, LENGTH = 8, 9  # what `settle` works with
LOW, HIGH, WHOLE = 0, 1, 2  # what SIDE says; WHOLE is a class that is met in whole, and stays
NEAR = 16  # places that a column moves at most, each time
ROUNDS = 3


@kernel
def refine(sets_of_rows, begin, first_super, last_super, order):
    """Permute supernodes first_super..last_super-1, each in itself: `order` (n) has the column at each place.

    Given: the `RowSets`, and `begin` (n_super+1), the first column of each supernode.
    """
    rows, ptr, low, high = sets_of_rows
    some = slice(first_super, last_super + 1)
    room = room_for_sets(ptr[some], begin[some])
    widest = np.int64(0)
    for f in range(first_super, last_super):
        widest = max(widest, begin[f + 1] - begin[f])
    classes = np.zeros((10, widest + 2), np.int64)
    for f in range(first_super, last_super):
        first, width, sets = begin[f], begin[f + 1] - begin[f], slice(ptr[f], ptr[f + 1])
        if ptr[f] == ptr[f + 1]:
            continue
        for j in range(width):
            classes[ORDER, j], classes[AT, j], classes[OF, j] = j, j, 0
        classes[BEGIN, 0], classes[END, 0], n_class = 0, width, np.int64(1)
        for g in range(ptr[f], ptr[f + 1]):
            if n_class < width:
                n_class = split_classes(rows, low[g], high[g], first, classes, n_class)
        if ptr[f + 1] - ptr[f] > 1:
            bits = sets_of_columns(room, rows, low[sets], high[sets], first, width)
            settle(bits, ptr[f + 1] - ptr[f], classes[ORDER, :width], classes[TOUR], classes[LENGTH])
        for j in range(width):
            order[first + j] = first + classes[ORDER, j]


@inner
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


@inner
def meet(rows, low, high, first, classes):
    """Count the columns met of each class into N_MET, list the classes in MET; return their number."""
    n_met = np.int64(0)
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


@inner
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


@inner
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


@inner
def settle(bits, n_set, order, tour, length):
    """Move each column to the place nearby where it adds fewest runs, some rounds long.

    Given: `bits` of `sets_of_columns`, for `n_set` sets, and `order` (width), which is improved. Runs are half the
    distances, `length`, along the `tour` of the columns that begins and ends at the empty set.
    """
    width, total = order.size, 0
    fewest = 2 * min(n_set, bits.shape[1] * WORD)
    tour[0] = tour[width + 1] = width
    for k in range(width):
        tour[k + 1] = order[k]
    for k in range(width + 1):
        length[k] = distance(bits, tour[k], tour[k + 1])
        total += length[k]
    for _ in range(ROUNDS):
        spared = 0
        if total > fewest:  # else every set is one run
            for k in range(1, width + 1):
                spared += settle_one(bits, tour, length, width, k)
        if spared == 0:
            break
        total -= spared
    for k in range(width):
        order[k] = tour[k + 1]


@inner
def settle_one(bits, tour, length, width, k):
    """Move the column at place k of a tour where that shortens it; return by how much."""
    if length[k - 1] == 0 or length[k] == 0:
        return 0
    x, joined = tour[k], distance(bits, tour[k - 1], tour[k + 1])
    spared = length[k - 1] + length[k] - joined
    if spared == 0:
        return 0
    best, edge, before, after = spared, -1, 0, 0
    low = max(0, k - NEAR)
    previous = distance(bits, x, tour[low])
    for q in range(low, min(width + 1, k + NEAR + 1)):
        following = distance(bits, x, tour[q + 1])
        if q != k and q != k - 1 and previous + following - length[q] < best:
            best, edge, before, after = previous + following - length[q], q, previous, following
        previous = following
    if edge == -1:
        return 0
    if edge > k:
        length[k - 1] = joined
        for q in range(k, edge):
            tour[q], length[q] = tour[q + 1], length[q + 1]
        tour[edge], length[edge - 1], length[edge] = x, before, after
    else:
        for q in range(k, edge + 1, -1):
            tour[q], length[q] = tour[q - 1], length[q - 1]
        tour[edge + 1], length[edge], length[edge + 1], length[k] = x, before, after, joined
    return spared - best
