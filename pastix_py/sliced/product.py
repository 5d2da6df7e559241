"""Products of a sparse matrix with vectors."""

import numpy as np

from pastix_py.sliced.applied import Applied
from pastix_py.sliced.layout import Mode, sliced
from pastix_py.sliced.rows import Rows


def product(A):
    """Return a function `f(x, out=None, threads=1)`, an `Applied`, that returns A x for x (n,) or (n, k).

    Parameters
    ----------
    A : square, with `ptr` int64 (n + 1,), `ind` int32 and `val` (entries,) by rows, such as `Rows`. `out` is not x.

    """
    A = Rows(A.ptr, A.ind, A.val)
    n, dtype = A.n, A.val.dtype
    slices = sliced(A, np.array([0, n] if n else [0]), Mode.PRODUCT)
    return Applied(slices, np.empty(n, dtype), shared=A.val.size)
