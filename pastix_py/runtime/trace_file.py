"""Traces in files: `FORMATS` is the registry, by suffix."""

import gzip
from importlib import import_module
from pathlib import Path

from pastix_py import archive
from pastix_py.errors import InputError, UsageError
from pastix_py.matrix.read import contents

FORMATS = {".paje": "paje", ".trace": "paje", ".json": "chrome"}  # modules of this folder with `text` and `read`
DEFAULT = "chrome"
GZIP_LEVEL = 6
STARTS = {b"{": "chrome", b"%EventDef": "paje"}  # what a file begins with


def check_name(path):
    """Raise `UsageError` for a name that no trace can be written to, `OutputError` where it could not be written."""
    if str(path) == "-":
        raise UsageError("A trace needs a file: name one in place of -.")
    _form(path)
    archive.require_writable(path)


def write(path, trace):
    """Write a `Trace`: Paje where the suffix is .paje or .trace, Chrome trace events for .json or none; .gz gzips it.

    Raises `OutputError`, `UsageError` for another suffix.
    """
    content = _module(_form(path)).text(trace).encode()
    if str(path).lower().endswith(".gz"):
        content = gzip.compress(content, GZIP_LEVEL, mtime=0)
    with archive.replaced(path) as aside:
        aside.write_bytes(content)


def read(path):
    """Return the `Trace` in a file that `write` wrote, whatever its suffix, or in standard input for '-'.

    Raises `InputError`.
    """
    content, name = contents(str(path)), "standard input" if path == "-" else str(path)
    for start, form in STARTS.items():
        if content.lstrip().startswith(start):
            return _module(form).read(content, name)
    raise InputError(f"{name} is no trace: neither Chrome trace events nor Paje.")


def _form(path):
    """Return the module that writes a file of this name."""
    suffix = Path(Path(path).name.lower().removesuffix(".gz")).suffix
    if suffix and suffix not in FORMATS:
        raise UsageError(f"No trace is written as {suffix}: take {', '.join(FORMATS)}, or one of these with .gz.")
    return FORMATS.get(suffix, DEFAULT)


def _module(name):
    return import_module(f"pastix_py.runtime.{name}")
