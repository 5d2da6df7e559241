"""One process at a time renews a file or folder of the cache; what cannot be written there is told."""

import fcntl
import os
from contextlib import contextmanager

from pastix_py.errors import OutputError
from pastix_py.undo import undone


@contextmanager
def locked(path, wait=None):
    """Hold the lock of a path, whose folder is made, calling `wait()` where another process has it.

    The lock is a file beside the path that goes with it; a crash leaves it there, but not locked.
    Raises `OutputError` where the folder cannot be written.
    """
    lock = path.with_name(f".{path.name}.lock")
    while True:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = open(lock, "w")  # noqa: SIM115  (closed below)
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if wait:
                wait()
            fcntl.flock(stream, fcntl.LOCK_EX)
        if lock.exists() and os.path.samestat(lock.stat(), os.fstat(stream.fileno())):
            break
        stream.close()  # the holder before removed this file: lock the new one
    with stream, undone(lambda: lock.unlink(missing_ok=True)):
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


@contextmanager
def writing(path):
    """Turn what the system says about a path that is written into an `OutputError`."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from None
