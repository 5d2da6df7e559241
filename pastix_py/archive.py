"""Saved nouns: one zip of `.npy` arrays with a JSON header, written aside and renamed, read without pickle."""

import json
import os
import secrets
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path

from pastix_py.errors import InputError, OutputError, missing_file
from pastix_py.undo import undone

SCHEMA = 8
HEADER = "header.json"


@contextmanager
def replaced(path):
    """Yield a new name in the folder of `path`, renamed over it when the block succeeds and removed when it does not.

    A link is followed; what is there and no regular file (a device, a named pipe) is written straight to.
    Raises `OutputError` where the file cannot be written.
    """
    path = Path(path).resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        with _telling(path):
            yield path
        return
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with _telling(path), undone(lambda: aside.unlink(missing_ok=True)):
        require_writable(path)
        try:
            yield aside
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)


def write_text(path, text):
    """Write text to a file, as `replaced` does it."""
    with replaced(path) as aside:
        aside.write_text(text, encoding="utf-8")


def require_writable(path):
    """Raise `OutputError` for a file that could not be written: a folder, in no folder, or without permission."""
    path = Path(path)
    if path.is_dir():
        reason = "it is a folder"
    elif not path.parent.is_dir():
        reason = f"there is no folder {path.parent}"
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        reason = "permission is denied"
    else:
        return
    raise OutputError(f"{path} cannot be written: {reason}.")


@contextmanager
def _telling(path):
    """Turn what the system says about a file that is written into an `OutputError`."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from None


def write(path, kind, header, arrays):
    """Write a noun: its kind, a header of plain values, and named arrays."""
    import numpy as np

    checks = {name: _checksum(array) for name, array in arrays.items()}
    whole = {"format": "pastix_py", "kind": kind, "schema": SCHEMA, "checksums": checks, **header}
    with replaced(path) as aside, zipfile.ZipFile(aside, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(HEADER, json.dumps(whole))
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
                np.lib.format.write_array(stream, np.asarray(array), allow_pickle=False)


def _checksum(array):
    """Return the CRC-32 of the values of an array."""
    return zlib.crc32(array.reshape(-1).view("u1"))


def saved(kind):
    """Return what a sentence calls a noun in a file: 'a saved plan', 'saved factors'."""
    return f"saved {kind}" if kind.endswith("s") else f"a saved {kind}"


def peek(path):
    """Return the kind of noun that a file holds, or None where it is not one of ours."""
    try:
        with zipfile.ZipFile(path) as archive:
            header = json.loads(archive.read(HEADER))
        return header["kind"] if header["format"] == "pastix_py" else None
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError, KeyError, TypeError):
        return None


def read(path, kind):
    """Return (header, arrays) of a saved noun; raises `InputError` for anything but a whole one of that kind."""
    import numpy as np

    if not Path(path).is_file():
        raise InputError(f"{path} is a folder, not a file." if Path(path).is_dir() else missing_file(path))
    if not os.access(path, os.R_OK):
        raise InputError(f"{path} cannot be read: permission is denied.")
    found = peek(path)
    if found is None:
        raise InputError(f"{path} is not a file written by this program, or its header is damaged.")
    if found != kind:
        raise InputError(f"{path} holds {saved(found)}, where {saved(kind)} is needed.")
    try:
        with zipfile.ZipFile(path) as archive:
            header = json.loads(archive.read(HEADER))
            if header["schema"] != SCHEMA:
                raise InputError(
                    f"{path} was written in format {header['schema']}, this program reads format {SCHEMA}: "
                    "make it anew."
                )
            arrays = {}
            for name, check in header["checksums"].items():
                with archive.open(f"{name}.npy") as stream:
                    arrays[name] = np.lib.format.read_array(stream, allow_pickle=False)
                if _checksum(arrays[name]) != check:
                    raise InputError(f"{path} is damaged: the checksum of {name} is wrong.")
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError, KeyError, EOFError, zlib.error) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path} is damaged: {error}.") from None
    return header, arrays
