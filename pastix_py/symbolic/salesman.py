"""Row order by a travelling salesman: a short tour through the columns of a supernode, from the empty set and back.

The distance of two columns is the Hamming distance of the sets of descendants that have a row there; half the length
of the tour is the number of runs. Cheapest insertion, column by column: G. Pichon, M. Faverge, P. Ramet, J. Roman,
"Reordering strategy for blocking optimization in sparse linear solvers", SIAM J. Matrix Anal. Appl. 38, 2017.
"""

import numpy as np

from pastix_py.jit import kernel, nested
from pastix_py.symbolic.row_sets import distance, room_for_sets, sets_of_columns


@kernel
def salesman(sets_of_rows, begin, first_super, last_super, order):
    """Permute supernodes first_super..last_super-1, each in itself: `order` (n) has the column at each place.

    Given: the `RowSets`, and `begin` (n_super+1), the first column of each supernode.
    """
    rows, ptr, low, high = sets_of_rows
    some = slice(first_super, last_super + 1)
    room = room_for_sets(ptr[some], begin[some])
    for f in range(first_super, last_super):
        first, width, sets = begin[f], begin[f + 1] - begin[f], slice(ptr[f], ptr[f + 1])
        if ptr[f] == ptr[f + 1]:
            continue
        following = tour(sets_of_columns(room, rows, low[sets], high[sets], first, width))
        column = following[width]
        for j in range(width):
            order[first + j] = first + column
            column = following[column]


@nested
def tour(bits):
    """Return the column that follows each on the tour, int64 (width+1,); `width` stands for the empty set.

    Given: `bits` of `sets_of_columns`.
    """
    width = bits.shape[0] - 1
    following = np.full(width + 1, width)
    length = np.zeros(width + 1, np.int64)
    for x in range(width):
        a = width
        to_a = distance(bits, x, a)
        best, nearest, at, before, after = np.int64(1) << 62, np.int64(0), a, to_a, to_a
        while True:
            b = following[a]
            to_b = distance(bits, x, b)
            added, near = to_a + to_b - length[a], min(to_a, to_b)
            if added < best or (added == best and near < nearest):
                best, nearest, at, before, after = added, near, a, to_a, to_b
            if b == width or to_b == 0:  # the tour ends, or beside its like it adds nothing
                break
            a, to_a = b, to_b
        following[x], following[at] = following[at], x
        length[at], length[x] = before, after
    return following
