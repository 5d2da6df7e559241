"""Memory for coefficients: large pages from the system, and those that were freed last once more.

Large pages take 500 times fewer faults at the first touch, and spare misses of the page table after. Memory that was
touched before is cheaper still: a system may take seconds to find a gigabyte of large pages.
"""

import contextlib
import ctypes
import mmap
import sys
import threading
import weakref

import llvmlite.binding as llvm
import numpy as np
from numba import types
from numba.extending import overload

PAGED = 1 << 22  # bytes above which memory is asked from the system directly, in large pages where it has them

KEPT = 2  # mappings: that of a factor, and the unknowns of a solve


_lock = threading.RLock()  # a freed array may be collected while it is held
_freed = []  # the last that were freed; the system may take their pages back whenever it needs them


def coefficients(size, dtype):
    """Return (array of `size` coefficients, whether they are zero): those of a factor that was freed may be anything.

    Memory that a matrix does not fit in is refused here, as a `MemoryError`.
    """
    nbytes = int(size) * np.dtype(dtype).itemsize
    if nbytes < PAGED or not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.zeros(size, dtype), True
    pages, zero = _freed_pages(nbytes), False
    if pages is None:
        pages, zero = _fresh_pages(nbytes), True
    array = np.frombuffer(pages, dtype, size)
    weakref.finalize(array, _keep, pages).atexit = False
    return array, zero


def _freed_pages(nbytes):
    """Return the smallest kept mapping that is large enough; if there is none, the oldest is given back."""
    with _lock:
        fitting = [pages for pages in _freed if len(pages) >= nbytes]
        if fitting:
            pages = min(fitting, key=len)
            _freed.remove(pages)
            return pages
        del _freed[: len(_freed) - KEPT + 1]
    return None


def _fresh_pages(nbytes):
    """Return a new mapping."""
    try:
        pages = mmap.mmap(-1, nbytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError as error:
        raise MemoryError(f"{nbytes / 1e9:.2f} GB cannot be had: {error.strerror}") from None
    with contextlib.suppress(OSError):
        pages.madvise(mmap.MADV_HUGEPAGE)
    return pages


def _keep(pages):
    """Keep the mapping of an array that is gone, for as long as the system can spare it, instead of the oldest."""
    with contextlib.suppress(OSError, AttributeError):
        pages.madvise(mmap.MADV_FREE)
        with _lock:
            _freed.append(pages)
            del _freed[:-KEPT]


def reserved_coefficients(size, dtype):
    """Return an array of `size` zeros whose memory is only taken as it is written to, and may be more than there is."""
    nbytes = int(size) * np.dtype(dtype).itemsize
    if nbytes < PAGED or not hasattr(mmap, "MAP_PRIVATE"):
        return np.zeros(size, dtype)
    pages = mmap.mmap(-1, nbytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NORESERVE)
    with contextlib.suppress(OSError, AttributeError):
        pages.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(pages, dtype, size)


NORESERVE = 0x4000 if sys.platform == "linux" else 0
PAGE, FREED = mmap.PAGESIZE, getattr(mmap, "MADV_DONTNEED", 4)


def give_back(A, low, high):
    """Give the pages that lie within coefficients low:high of a flat array back to the system: these become zero."""


def _register():
    """Give kernels `madvise`, or what does nothing where there is no such thing."""
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    function = ctypes.CDLL(None).madvise if sys.platform == "linux" else kind(lambda *_: 0)
    llvm.add_symbol("pastix_madvise", ctypes.cast(function, ctypes.c_void_p).value)
    return function


_held = _register()
_madvise = types.ExternalFunction("pastix_madvise", types.int32(types.intp, types.intp, types.int32))


@overload(give_back)
def _give_back_overload(A, low, high):
    item = A.dtype.bitwidth // 8

    def call(A, low, high):
        begin = (A.ctypes.data + low * item + PAGE - 1) // PAGE * PAGE
        end = (A.ctypes.data + high * item) // PAGE * PAGE
        if end > begin:
            _madvise(begin, end - begin, FREED)

    return call
