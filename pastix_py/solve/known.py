"""A right-hand side whose solution is known."""

import numpy as np

from pastix_py.errors import MemoryLimit
from pastix_py.memory import available_bytes, size

COPIES = 4  # of the solution, most at a time


def known_system(matrix, nrhs=1, trans="N"):
    """Return (x0, b): a reproducible random x0, (n,) or (n, nrhs) of the type of the `Matrix`, and b = op(A) x0.

    Raises `MemoryLimit` where so many right-hand sides do not fit into the memory that is free.
    """
    needed, free = COPIES * matrix.n * nrhs * matrix.dtype.itemsize, available_bytes()
    if needed > free:
        told = f"{size(needed)}, and {size(free)} are free"
        raise MemoryLimit(f"{nrhs:,} right-hand sides need {told}: {free * nrhs // needed:,} fit at a time.")
    shape = (matrix.n, nrhs) if nrhs > 1 else matrix.n
    random = np.random.default_rng(0)
    x0 = random.standard_normal(shape)
    if matrix.dtype.kind == "c":
        x0 = x0 + 1j * random.standard_normal(shape)
    x0 = x0.astype(matrix.dtype)
    return x0, matrix.matvec(x0, trans)
