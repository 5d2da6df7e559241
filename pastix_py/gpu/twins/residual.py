"""Twin of `cuda/residual.cu`."""

import numpy as np


def residual(ptr, ind, val, b, x, n, k, conj, lanes, r, size):
    """Set r = b − A x and size = |b| + |A| |x| for k columns, flat; A by rows, or its conjugate.

    `lanes` threads share a row; the grid has a block of 128 threads for each 128 / `lanes` rows, and one for each
    column.
    """
    from scipy.sparse import csr_array

    A = csr_array((val.conj() if conj else val, ind, ptr), shape=(n, n))
    B, X = (v[: n * k].reshape(k, n).T for v in (b, x))
    r[: n * k] = (B - A @ X).T.ravel()
    size[: n * k] = (abs(B) + abs(A) @ abs(np.ascontiguousarray(X))).T.ravel()
