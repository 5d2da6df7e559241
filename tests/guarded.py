"""Arrays that nobody may read beyond, for tests of kernels that read whole vectors; and numbers to fill them with."""

import ctypes
import mmap
import sys

import numpy as np
import pytest

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="protects pages as Linux does")


def guarded(A):
    """Return a copy of a flat array whose end is followed by a page that nobody may read."""
    size = -(-A.nbytes // mmap.PAGESIZE) * mmap.PAGESIZE
    pages = mmap.mmap(-1, size + mmap.PAGESIZE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(address + size), mmap.PAGESIZE, 0) == 0
    copy = np.frombuffer(pages, A.dtype, A.size, size - A.nbytes)
    copy[:] = A
    return copy


def numbers(rng, size, dtype):
    """Return random numbers, (size,), complex ones with both parts."""
    values = rng.standard_normal(size)
    return (values + 1j * rng.standard_normal(size) if np.dtype(dtype).kind == "c" else values).astype(dtype)
