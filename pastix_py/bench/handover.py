"""What goes between a sweep and the process of a run: files without a name, which vanish with whoever holds them."""

import json
import os
import tempfile

import numpy as np


def anonymous():
    """Return a new binary file without a name, in memory where the system has that."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("pastix_py"), "w+b")
    return tempfile.TemporaryFile()


def put(stream, header, *arrays):
    """Write a header of plain values and arrays over what a stream holds."""
    stream.seek(0)
    stream.truncate()
    stream.write(json.dumps(header | {"arrays": len(arrays)}).encode() + b"\n")
    for array in arrays:
        np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)
    stream.flush()


def take(stream):
    """Return (header, arrays) of what `put` wrote; raises `ValueError` where that is nothing or not whole."""
    stream.seek(0)
    header = json.loads(stream.readline())
    arrays = [np.lib.format.read_array(stream, allow_pickle=False) for _ in range(header.pop("arrays"))]
    return header, arrays
