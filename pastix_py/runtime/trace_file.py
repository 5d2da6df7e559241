"""Traces in files: `FORMATS` is the registry, by suffix."""

import gzip
from importlib import import_module
from pathlib import Path

from pastix_py import archive
from pastix_py.errors import InputError
from pastix_py.matrix.read import contents

FORMATS = {".paje": "paje", ".trace": "paje", ".json": "chrome"}  # modules of this folder with `text` and `read`
DEFAULT = "chrome"
GZIP_LEVEL = 6
STARTS = {b"{": "chrome", b"%EventDef": "paje"}  # what a file begins with


def write(path, trace):
    """Write a `Trace`: Paje where the suffix is .paje or .trace, Chrome trace events otherwise; gzipped before .gz.

    Raises `OutputError`.
    """
    name = Path(path).name.lower()
    content = _module(FORMATS.get(Path(name.removesuffix(".gz")).suffix, DEFAULT)).text(trace).encode()
    if name.endswith(".gz"):
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


def _module(name):
    return import_module(f"pastix_py.runtime.{name}")
