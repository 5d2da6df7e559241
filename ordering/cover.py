"""Vertex separators made of the edges that a partition cuts."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

KEPT = -1  # level of the vertices in no separator


def vertex_cover(left, right, n):
    """Return the fewest vertices that cover all edges between two sets, int64, ascending.

    Parameters
    ----------
    left, right : int64 (edges,), the ends of each edge; no vertex is in both.
    n : vertices are 0..n-1.

    D. König: what a maximum matching leaves over leads to it; J. E. Hopcroft, R. M. Karp, "An n^5/2 algorithm for
    maximum matchings in bipartite graphs", SIAM J. Comput. 2, 1973.
    """
    if left.size == 0:
        return np.zeros(0, np.int64)
    a, row = np.unique(left, return_inverse=True)
    b, column = np.unique(right, return_inverse=True)
    edges = csr_array((np.ones(row.size, np.int8), (row, column)), shape=(a.size, b.size))
    mate = maximum_bipartite_matching(edges, perm_type="column")  # of each row, -1 for none
    partner = np.full(b.size, -1)
    partner[mate[mate >= 0]] = np.flatnonzero(mate >= 0)
    # Reached from rows without a mate by edges there, and matched edges back.
    is_row, is_column = mate < 0, np.zeros(b.size, bool)
    fresh = np.flatnonzero(is_row)
    while fresh.size:
        met = np.unique(edges[fresh].indices)
        met = met[~is_column[met]]
        is_column[met] = True
        fresh = partner[met]
        fresh = fresh[~is_row[fresh]]
        is_row[fresh] = True
    return np.union1d(a[~is_row], b[is_column])


def separators(graph, code):
    """Return the level of each vertex, int64 (n,): KEPT, or the bit of the codes that it separates.

    Bit by bit, the highest first, the vertices whose `code` int64 (n,) begins alike and differs there are separated
    from each other by the fewest vertices: what is kept has neighbours of its own code only.
    """
    level = np.full(graph.n, KEPT)
    owner = np.repeat(np.arange(graph.n), np.diff(graph.ptr))
    is_cut = (code[owner] < code[graph.ind]).nonzero()[0]
    low, high = owner[is_cut], graph.ind[is_cut]
    for bit in range(int(code.max(initial=0)).bit_length() - 1, -1, -1):
        is_here = (code[low] ^ code[high]) >> bit == 1
        cover = vertex_cover(low[is_here], high[is_here], graph.n)
        level[cover] = bit
        is_left = (level[low] == KEPT) & (level[high] == KEPT)
        low, high = low[is_left], high[is_left]
    return level
