"""An ordering read from a file: one that was saved, or a list of numbers as other programs write it."""

import io
import os
from pathlib import Path

import numpy as np

from pastix_py import archive
from pastix_py.errors import InputError, UsageError, instead, missing_file
from pastix_py.ordering import FILE, METHODS, path_of
from pastix_py.ordering.ordering import Ordering, inverse, is_permutation

ZIP = b"PK\x03\x04"  # how a saved noun begins
METIS = ".iperm"  # the one suffix that counts: such a file has no header, and holds the inverse of a plain list


def read(path, n=None, pattern=""):
    """Return the `Ordering` at `path`, with its parts where they are known.

    `path` is a saved `Ordering`, a `.npy` array or text with one number per unknown, `perm[new] = old`, base 0, or an
    ordering of Scotch: the kind is read from the file. Text in a file with the suffix `.iperm` is METIS's,
    `iperm[old] = new`. `n` is the number of unknowns, None for any; `pattern` is the fingerprint of the matrix that it
    must fit, '' for none.

    Raises `UsageError` where there is no such file, `InputError` where it does not fit.
    """
    check_name(path)
    if os.path.isfile(path) and archive.peek(path) is not None:
        ordering = Ordering.load(path)
        if pattern and ordering.pattern and pattern != ordering.pattern:
            raise InputError(f"The ordering {path} was made for a matrix of another pattern; make it again.")
        _check_size(path, ordering.n, n)
        return ordering
    return Ordering.from_perm(_permutation(path, n), os.fspath(path))


def check_name(name):
    """Raise `UsageError` unless `name` is a key of METHODS or the path of a file, which may have `file:` in front."""
    if name == "file" and not os.path.exists(name):
        raise UsageError("The ordering 'file' needs the name of one: file:FILE.")
    path = path_of(name)
    known = path is None or (isinstance(path, str | os.PathLike) and os.path.exists(path))
    if not known and _looks_like_path(name):
        raise InputError(missing_file(path))
    if not known:
        raise UsageError(f"There is no ordering {str(name)!r}, nor a file of that name; {instead(str(name), METHODS)}")


def _looks_like_path(name):
    """Return whether a name that is none of METHODS must mean a file."""
    if not isinstance(name, str):
        return isinstance(name, os.PathLike)
    return name.startswith(FILE) or os.sep in name or bool(os.path.splitext(name)[1])


def numbers_in(path, kind):
    """Return the integers in a `.npy` or text file, such as "The list of groups"; raises `InputError`."""
    numbers, text = _content(path, kind)
    return numbers if text is None else _integers(path, text, text.split(), kind)


def _content(path, kind="The ordering"):
    """Return (array, None) of a `.npy` file, (None, text) of any other."""
    try:
        content = Path(path).read_bytes()
        if content.startswith(ZIP):
            raise InputError(f"{kind} {path} is damaged, or no list of integers; make it again.")
        if content.startswith(b"\x93NUMPY"):
            return np.load(io.BytesIO(content), allow_pickle=False).reshape(-1), None
        return None, content.decode("ascii")
    except FileNotFoundError:
        raise InputError(missing_file(path)) from None
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{kind} {path} cannot be read as a list of integers: {error}") from None


def _permutation(path, n):
    """Return the permutation in a `.npy` or text file, int64, `perm[new] = old`."""
    numbers, text = _content(path)
    if text is None:
        return _checked(path, numbers, n, lambda k: f"entry {k}")
    words = text.split()
    if _is_scotch(text, n):
        return _of_scotch(path, text, _integers(path, text, words), n)
    perm = _checked(path, _integers(path, text, words), n, lambda k: f"line {_line_of(text, k)}")
    return inverse(perm) if Path(path).suffix.lower() == METIS else perm


def _integers(path, text, words, kind="The ordering"):
    try:
        return np.array(words, np.int64)
    except (ValueError, OverflowError):
        k = next(k for k, word in enumerate(words) if not _is_integer(word))
        where = f"line {_line_of(text, k)} has {words[k][:40]!r}"
        raise InputError(f"{kind} {path} cannot be read as a list of integers: {where}.") from None


def _is_integer(word):
    try:
        np.array([word], np.int64)
    except (ValueError, OverflowError):
        return False
    return True


def _is_scotch(text, n):
    """Return whether a text is an ordering of Scotch: a line with one number, lines with two."""
    head, _, rest = text.lstrip().partition("\n")
    following = rest.lstrip().partition("\n")[0].split()
    return len(head.split()) == 1 and (len(following) == 2 or (n == 0 and head.strip() == "0" and not following))


def _of_scotch(path, text, numbers, n):
    """Return `perm` of the numbers of an ordering of Scotch: n, then each unknown with its new number, in any order.

    They start at 0, or at 1 as those of a graph whose numbers do.
    """
    head, pairs = int(numbers[0]), numbers[1:]
    if pairs.size != 2 * head:
        raise InputError(
            f"The ordering {path} has {pairs.size} numbers behind its first line, which tells of {head} unknowns: "
            f"two for each are needed."
        )
    _check_size(path, head, n)
    base = int(head > 0 and pairs[::2].min() == 1)
    old = _checked(path, pairs[::2] - base, head, lambda k: f"line {_line_of(text, 1 + 2 * k)}", base)
    new = _checked(path, pairs[1::2] - base, head, lambda k: f"line {_line_of(text, 2 + 2 * k)}", base)
    perm = np.empty(head, np.int64)
    perm[new] = old
    return perm


def _checked(path, numbers, n, where, base=0):
    """Return numbers as int64 where they are 0..n-1, each once; `where(k)` tells where the k-th one stands."""
    _check_size(path, numbers.size, n)
    if is_permutation(numbers):
        return numbers.astype(np.int64, copy=False)
    said = f"The ordering {path} does not hold each of {base}..{numbers.size - 1 + base} once"
    if numbers.dtype.kind not in "iu":
        raise InputError(f"{said}: its numbers are no integers.")
    outside = np.flatnonzero((numbers < 0) | (numbers >= numbers.size))
    if outside.size:
        start = "; numbers start at 0" if not base else ""
        raise InputError(f"{said}: {where(outside[0])} has {numbers[outside[0]] + base}{start}.")
    order = np.argsort(numbers, kind="stable")
    again = order[1:][np.diff(numbers[order]) == 0].min()
    first = np.flatnonzero(numbers == numbers[again])[0]
    raise InputError(f"{said}: {where(again)} has {numbers[again] + base} again, after {where(first)}.")


def _check_size(path, found, n):
    if n is not None and found != n:
        raise InputError(f"The ordering {path} has {found} unknowns, but the matrix has {n}.")


def _line_of(text, word):
    """Return the line, from 1, of a word of a text."""
    before = 0
    for k, line in enumerate(text.split("\n"), 1):
        before += len(line.split())
        if word < before:
            return k
    raise AssertionError("unreachable")
