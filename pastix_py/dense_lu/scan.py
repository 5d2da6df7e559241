"""The largest entry of each column, at the speed of memory."""

import numpy as np

from pastix_py.dense.pivoted import largest
from pastix_py.jit import kernel


@kernel
def largest_entries(columns, upper):
    """Return the largest |re| + |im| of each of `columns` (n, m), row-major, in its first entries only if `upper`.

    Float64 (n,); what is not a number counts as larger than any.
    """
    n, m = columns.shape
    flat = columns.reshape(-1)
    found = np.empty(n)
    for j in range(n):
        high = j + 1 if upper else m
        found[j] = np.int64(largest(flat[j * m : j * m + high])).view(np.float64)
    return found
