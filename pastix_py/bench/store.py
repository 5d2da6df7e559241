"""Results, one JSON line each, appended as they come; a line that was cut short is dropped when the file is read."""

import json
import os
from contextlib import contextmanager
from pathlib import Path

from pastix_py.errors import InputError, OutputError, UsageError


def read(path):
    """Return the results in a file, a list of dictionaries; an unfinished last line is left out.

    Raises `InputError` for a file that is missing or whose other lines are no JSON.
    """
    try:
        lines = Path(path).read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except ValueError:
            if number < len(lines):
                raise InputError(f"{path} is no results file: line {number} is no JSON.") from None
    return found


@contextmanager
def appending(path):
    """Yield a function that appends one result and has it on disk when it returns; the file is locked meanwhile.

    Raises `UsageError` where another sweep writes to the file, `OutputError` where it cannot be written.
    """
    import fcntl

    try:
        stream = open(path, "ab+")  # noqa: SIM115  (closed below)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{path} is being written by another sweep: wait for it, or name another file.") from None
        _drop_unfinished(stream)

        def append(result):
            try:
                stream.write(json.dumps(result).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            except OSError as error:
                raise OutputError(f"{path} cannot be written: {error.strerror}.") from None

        yield append


def _drop_unfinished(stream):
    """Cut a last line that has no end."""
    stream.seek(0)
    whole = stream.read()
    stream.truncate(whole.rfind(b"\n") + 1)
    stream.seek(0, os.SEEK_END)
