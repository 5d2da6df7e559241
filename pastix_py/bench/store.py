"""Results, one JSON line each, appended as they come; a line that was cut short is dropped when the file is read.

The environment of a result is a line of its own, written once and named by its hash.
"""

import contextlib
import hashlib
import json
import os
import stat
from contextlib import contextmanager
from pathlib import Path

from pastix_py.errors import InputError, OutputError, UsageError, missing_file

NEEDED = {"matrix", "solver", "status"}  # keys of every result


def read(path):
    """Return the results in a file, the last one of each key, in the order of their first appearance.

    Raises `InputError` for a file that is missing or has a line, but for an unfinished last one, that is no JSON or
    no result.
    """
    found = {line["key"]: line for line in _lines(path) if "key" in line}
    for key, result in found.items():
        if not NEEDED <= result.keys():
            raise InputError(f"{path} is no results file: {key!r} is without {', '.join(sorted(NEEDED))}.")
    return list(found.values())


def environments(path):
    """Return {hash: environment} of a results file."""
    return {line["hash"]: line["environment"] for line in _lines(path) if "hash" in line}


def _lines(path):
    """Yield the JSON objects of a file; an unfinished last line is left out."""
    try:
        lines = Path(path).read_bytes().split(b"\n")
    except FileNotFoundError:
        raise InputError(missing_file(path)) from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if isinstance(found, dict):
            yield found
        elif number < len(lines):
            raise InputError(f"{path} is no results file: line {number} is no JSON object.")


@contextmanager
def appending(path):
    """Yield a function that appends one result and has it on disk when it returns; the file is locked meanwhile.

    Raises `UsageError` where another sweep writes to the file, `OutputError` where it cannot be written; what could
    not be written whole is taken back.
    """
    import fcntl

    try:
        stream = open(path, "ab+", buffering=0)  # noqa: SIM115  (closed below)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{path} is being written by another sweep: wait for it, or name another file.") from None
        known = set()
        if os.path.isfile(path):
            _drop_unfinished(stream)
            known = set(environments(path))

        def append(result):
            lines, result = [result], dict(result)
            where = result.get("environment")
            if isinstance(where, dict):
                name = hashlib.sha1(json.dumps(where, sort_keys=True).encode()).hexdigest()[:12]
                result["environment"] = name
                lines = [result] if name in known else [{"hash": name, "environment": where}, result]
                known.add(name)
            _write(stream, path, b"".join(json.dumps(line).encode() + b"\n" for line in lines))

        yield append


def _write(stream, path, text):
    """Write whole lines to the end of the file, or nothing."""
    before = os.fstat(stream.fileno()).st_size
    try:
        while text:
            text = text[stream.write(text) :]
        if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            os.fsync(stream.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            stream.truncate(before)
        raise OutputError(f"{path} cannot be written: {error.strerror}. Free some space and run it again.") from None


def _drop_unfinished(stream):
    """Cut a last line that has no end."""
    stream.seek(0)
    whole = stream.read()
    stream.truncate(whole.rfind(b"\n") + 1)
    stream.seek(0, os.SEEK_END)
