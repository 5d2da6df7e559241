"""Reverse Cuthill-McKee."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import reverse_cuthill_mckee


def rcm(graph, weight, options=None):
    """Return the reverse Cuthill-McKee permutation int64 (n,), one component after the other.

    It keeps the band narrow rather than the fill low: E. Cuthill, J. McKee, "Reducing the bandwidth of sparse
    symmetric matrices", 1969; A. George, 1971, for the reversal.
    """
    if graph.n == 0:
        return np.arange(0)
    ones = np.ones(graph.ind.size, np.int8)
    pattern = csr_array((ones, graph.ind, graph.ptr), shape=(graph.n, graph.n))
    return reverse_cuthill_mckee(pattern, symmetric_mode=True).astype(np.int64)
