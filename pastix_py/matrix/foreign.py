"""Arrays of CuPy where those of NumPy and SciPy are meant: told by their type, without importing CuPy."""

import sys

MODULES = ("cupy", "cupyx")


def is_on_device(A):
    """Return whether A is an array or a sparse matrix of CuPy."""
    return type(A).__module__.partition(".")[0] in MODULES and hasattr(A, "get")


def on_host(A):
    """Return A in NumPy or SciPy: a copy of what lies on a device, anything else as it is."""
    return A.get() if is_on_device(A) else A


def as_given(x, b):
    """Return an array x where b lies: on the device, as one of CuPy, if b does."""
    if not is_on_device(b) or is_on_device(x):
        return x
    return sys.modules["cupy"].asarray(x)
