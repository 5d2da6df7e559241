"""A permutation read from a file."""

import os

import numpy as np

from pastix_py import archive
from pastix_py.errors import InputError, UsageError, instead, missing_file
from pastix_py.ordering import METHODS
from pastix_py.ordering.ordering import Ordering, is_permutation


def permutation(path, n, pattern):
    """Return (method, perm): what made the permutation of 0..n-1 at `path`, and the permutation int64 (n,).

    `path` is a saved `Ordering`, a `.npy` array, or text with one number per unknown, `perm[new] = old`, base
    0; the kind is read from the first bytes. `pattern` is the fingerprint of the matrix that it must fit, ''
    for none.

    Raises `UsageError` where there is no such file, `InputError` where it does not fit.
    """
    if not isinstance(path, str | os.PathLike) or not os.path.exists(path):
        raise UsageError(f"There is no ordering {str(path)!r}, nor a file of that name; {instead(str(path), METHODS)}")
    if os.path.isfile(path) and archive.peek(path) is not None:
        ordering = Ordering.load(path)
        method, perm = ordering.method, ordering.perm
        if pattern and ordering.pattern and pattern != ordering.pattern:
            raise InputError(f"The ordering {path} was made for a matrix of another pattern; make it again.")
    else:
        method, perm = str(path), plain(path)
    if perm.size != n:
        raise InputError(f"The ordering {path} has {perm.size} unknowns, but the matrix has {n}.")
    if not is_permutation(perm):
        raise InputError(f"The ordering {path} does not hold each of 0..{n - 1} once; numbers start at 0.")
    return method, perm.astype(np.int64, copy=False)


def plain(path, kind="The ordering"):
    """Return the integer vector in a `.npy` or text file, which errors call by its kind; raises `InputError`."""
    try:
        with open(path, "rb") as file:
            is_npy = file.read(6) == b"\x93NUMPY"
        if is_npy:
            return np.load(path, allow_pickle=False).reshape(-1)
        with open(path, encoding="ascii") as lines:
            return np.array(lines.read().split(), np.int64)
    except FileNotFoundError:
        raise InputError(missing_file(path)) from None
    except (OSError, ValueError, EOFError, OverflowError) as error:
        raise InputError(f"{kind} {path} cannot be read as a list of integers: {error}") from None
