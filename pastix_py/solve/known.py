"""A right-hand side whose solution is known."""

import numpy as np


def known_system(matrix, nrhs=1, trans="N"):
    """Return (x0, b): a reproducible random x0, (n,) or (n, nrhs) of the type of the `Matrix`, and b = op(A) x0."""
    shape = (matrix.n, nrhs) if nrhs > 1 else matrix.n
    random = np.random.default_rng(0)
    x0 = random.standard_normal(shape)
    if matrix.dtype.kind == "c":
        x0 = x0 + 1j * random.standard_normal(shape)
    x0 = x0.astype(matrix.dtype)
    return x0, matrix.matvec(x0, trans)
