"""Compression called from Python, for measurements and tests: kernels call `compress` themselves."""

import numpy as np

from pastix_py.jit import borrowing
from pastix_py.lowrank import DEFAULT, METHODS
from pastix_py.lowrank.compress import codes_of, compress
from pastix_py.lowrank.space import make_space


@borrowing
def compress_often(count, method, tol, max_rank, m, n, B, U, Vt, space, codes):
    """Compress a block `count` times; returns the rank."""
    rank, zero = np.int64(-1), np.int64(0)
    for _ in range(count):
        rank = compress(method, tol, max_rank, m, n, B, zero, m, U, zero, Vt, zero, space, codes)
    return rank


def arguments(B, tol, max_rank=None, method=DEFAULT):
    """Return what `compress_often` takes after the count; parameters as for `low_rank`."""
    m, n = (np.int64(size) for size in B.shape)
    most = np.int64(min(m, n) if max_rank is None else max_rank)
    number = np.int64(METHODS[method].number)
    U, Vt = np.empty(m * max(most, 0), B.dtype), np.empty(max(most, 0) * n, B.dtype)
    flat, space = B.ravel("F").copy(), make_space(m, n, B.dtype)
    return number, float(tol), most, m, n, flat, U, Vt, space, codes_of(number)


def low_rank(B, tol, max_rank=None, method=DEFAULT, count=1):
    """Return (U, Vᵀ) with orthonormal columns of U and ‖B − U Vᵀ‖_F ≤ tol, None where `max_rank` is exceeded.

    Parameters
    ----------
    B : (m, n) array of one of the four types of coefficients.
    tol : absolute.
    max_rank : min(m, n) by default.
    method : a key of `METHODS`.
    count : how often it is done.

    """
    given = arguments(B, tol, max_rank, method)
    rank = compress_often(count, *given)
    if rank < 0:
        return None
    (m, n), U, Vt = B.shape, given[6], given[7]
    return U[: m * rank].reshape((m, rank), order="F"), Vt[: rank * n].reshape((rank, n), order="F")
