"""A symmetric matching cut into pivots: the cycles of its permutation become 1 × 1 and 2 × 2 blocks."""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.matrix.matrix import Symmetry


def pairs_of(matrix, row_perm):
    """Return the 2 × 2 pivots, int64 (k, 2), of a half-stored `Matrix` scaled by its transversal.

    A cycle of even length is cut into the pairs of neighbours whose determinants have the larger product, one of odd
    length leaves the unknown with the largest diagonal entry alone. `row_perm` int64 (n,) has the row that each column
    was given.

    I. S. Duff, S. Pralet, "Strategies for scaling and pivoting for sparse symmetric indefinite problems", SIAM J.
    Matrix Anal. Appl. 27, 2005.
    """
    own = np.arange(matrix.n)
    diagonal = matrix.diagonal()
    off = np.ravel(matrix.half()[np.maximum(own, row_perm), np.minimum(own, row_perm)]) if matrix.n else diagonal
    squares = abs(off) ** 2 if matrix.symmetry is Symmetry.HERMITIAN else off * off
    size = abs(diagonal * diagonal[row_perm] - squares).astype(np.float64)
    log_size = np.log2(np.maximum(size, np.finfo(matrix.dtype).tiny))
    return cut_cycles(row_perm, log_size, abs(diagonal).astype(np.float64))


@kernel
def cut_cycles(perm, log_size, diagonal):
    """Return the pairs, int64 (k, 2), that the cycles of a permutation are cut into.

    `log_size[j]` is the logarithm of the determinant of the pair j, perm[j]; `diagonal` has magnitudes.
    """
    n = perm.size
    is_met = np.zeros(n, np.bool_)
    cycle, pairs = np.empty(n, np.int64), np.empty((n // 2, 2), np.int64)
    n_pairs = 0
    for start in range(n):
        length, j = 0, start
        while not is_met[j]:
            is_met[j] = True
            cycle[length] = j
            length += 1
            j = perm[j]
        first = 0
        if length % 2 == 0:
            gain = 0.0
            for k in range(0, length, 2):
                gain += log_size[cycle[k + 1]] - log_size[cycle[k]]
            first = 1 if gain > 0 else 0
        else:
            alone = 0
            for k in range(1, length):
                if diagonal[cycle[k]] > diagonal[cycle[alone]]:
                    alone = k
            first = alone + 1
        for k in range(first, first + length - 1, 2):
            a, b = cycle[k % length], cycle[(k + 1) % length]
            pairs[n_pairs, 0], pairs[n_pairs, 1] = min(a, b), max(a, b)
            n_pairs += 1
    return pairs[:n_pairs].copy()
