"""Triangular solves of MKL's sparse BLAS, called in the library that the wheel `mkl` brings."""

import ctypes

import numpy as np

TRIANGULAR, LOWER, UPPER, NON_UNIT, UNIT = 23, 40, 41, 50, 51  # of its header, as are the next
NOT_TRANSPOSED, FROM_ZERO = 10, 0
CALLS = 1000  # that its optimization is told to expect


class Description(ctypes.Structure):
    """What is taken of the matrix behind a handle."""

    _fields_ = (("type", ctypes.c_int), ("mode", ctypes.c_int), ("diag", ctypes.c_int))


def pointer(array):
    """Return the address of an array."""
    return array.ctypes.data_as(ctypes.c_void_p)


class Triangle:
    """One triangle of a real `csr_array`, solved with on one thread, hinted and optimized for many calls."""

    def __init__(self, A, lower, unit):
        from pastix_py.dense import library

        self.library = library.load("mkl")
        self.library.MKL_Set_Num_Threads_Local(1)
        ptr, ind, val = A.indptr.astype(np.int32), A.indices.astype(np.int32), A.data.astype(np.float64)
        self.held, self.handle = (ptr, ind, val), ctypes.c_void_p()
        self.what = Description(TRIANGULAR, LOWER if lower else UPPER, UNIT if unit else NON_UNIT)
        n = A.shape[0]
        create = self.library.mkl_sparse_d_create_csr
        self._call(create, ctypes.byref(self.handle), FROM_ZERO, n, n, *map(pointer, (ptr, ptr[1:], ind, val)))
        self._call(self.library.mkl_sparse_set_sv_hint, self.handle, NOT_TRANSPOSED, self.what, CALLS)
        self._call(self.library.mkl_sparse_optimize, self.handle)

    def _call(self, function, *args):
        status = function(*args)
        if status:
            raise RuntimeError(f"{function.__name__} of MKL returned {status}.")

    def solve(self, b, x):
        """Write the solution for b to x, both float64 (n,)."""
        one = ctypes.c_double(1.0)
        self._call(self.library.mkl_sparse_d_trsv, NOT_TRANSPOSED, one, self.handle, self.what, pointer(b), pointer(x))

    def close(self):
        """Free what MKL holds."""
        self._call(self.library.mkl_sparse_destroy, self.handle)
