"""The exception tree: one class per exit code, one sentence per message."""

import os
import sys
import warnings

PACKAGE = __name__.partition(".")[0]
INTERRUPTED = 130  # what the shell command returns for an interrupt


def nearest(word, known):
    """Return the one of `known` (strings) that a mistyped word is closest to, None where none is close."""
    from difflib import get_close_matches

    found = get_close_matches(word.lower(), {name.lower(): name for name in known}, 1)
    return next(name for name in known if name.lower() == found[0]) if found else None


def instead(word, known):
    """Return what to say of a word that is none of `known`: the nearest one, or else all of them."""
    near = nearest(str(word), known)
    if near:
        return f"did you mean {near!r}?"
    return f"take one of {', '.join(known)}." if known else "there are none."


def missing_file(path):
    """Return the sentence for a file that does not exist, with the name that is nearest to it in its folder."""
    folder, name = os.path.split(os.fspath(path))
    try:
        near = nearest(name, os.listdir(folder or "."))
    except OSError:
        return f"{path} does not exist: there is no folder {folder}."
    return f"{path} does not exist; did you mean {os.path.join(folder, near)}?" if near else f"{path} does not exist."


class PastixError(Exception):
    """Base of everything this package raises on purpose.

    `exit_code` is what the shell command returns for it.
    """

    exit_code = 1


class UsageError(PastixError, ValueError):
    """An option that does not exist or does not fit the others."""

    exit_code = 2


class InputError(PastixError, ValueError):
    """An input that is missing, unreadable, malformed, non-square, non-finite or of the wrong length."""

    exit_code = 3


class SingularError(PastixError, ArithmeticError):
    """A system without a unique solution.

    `row` is the first offending row in the user's numbering (base 0), or None where no single row is to blame.
    `x` and `report` hold what was computed all the same, where anything was.
    """

    exit_code = 5

    def __init__(self, message, row=None, x=None, report=None):
        super().__init__(message)
        self.row, self.x, self.report = row, x, report


class StructurallySingular(SingularError):
    """No choice of values on this pattern gives an invertible matrix.

    `rows` have all their entries in `columns`, which are fewer (int64 arrays, base 0); where columns have no entry at
    all, they are the `columns`, and `rows` is empty.
    """

    exit_code = 4

    def __init__(self, message, rows=(), columns=(), **more):
        super().__init__(message, int(rows[0]) if len(rows) else None, **more)
        self.rows, self.columns = rows, columns


class NumericallySingular(SingularError):
    """Pivots vanished and the accuracy asked for was not reached, or vanishing pivots were forbidden."""


class NotPositiveDefinite(SingularError):
    """A pivot of a demanded Cholesky factorization is not positive."""


class AccuracyNotReached(PastixError, ArithmeticError):
    """The measured backward error is above the target; `x` and `report` hold what was reached."""

    exit_code = 6

    def __init__(self, message, x=None, report=None):
        super().__init__(message)
        self.x, self.report = x, report


class MemoryLimit(PastixError, MemoryError):
    """The factors would not fit into the memory allowed or present."""

    exit_code = 7


class DeviceUnavailable(PastixError, RuntimeError):
    """A device that is not there, too small, or lost."""

    exit_code = 8


class OutputError(PastixError, OSError):
    """An output that cannot be written."""

    exit_code = 9


class MissingDependency(PastixError, ImportError):
    """An optional part is not installed; the message has the pip line."""

    exit_code = 10


class PastixWarning(UserWarning):
    """Base of the warnings of this package, issued by the functions of Python; the shell command has a report."""


class PivotWarning(PastixWarning):
    """Pivots vanished and were replaced; solutions are refined and their accuracy is measured."""


class ConditionWarning(PastixWarning):
    """The matrix is singular to working precision, although no pivot vanished."""


def warn(message, category):
    """Issue a `PastixWarning` at the line that called this package."""
    frame, level = sys._getframe(), 1
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == PACKAGE:
        frame, level = frame.f_back, level + 1
    warnings.warn(f"{message}.", category, level)
