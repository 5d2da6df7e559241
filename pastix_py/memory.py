"""Sizes of memory: parsed, and found out."""

import re
import sys

from pastix_py.errors import UsageError

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
UNITS |= {"ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}


def parse_size(text):
    """Return the bytes of '8G', '500 MB', '1.5GiB' or '1000000'; raises `UsageError`."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*", text, re.IGNORECASE)
    if not found:
        raise UsageError(f"{text!r} is no size; write 8G, 500M or 1.5GiB.")
    return int(float(found[1]) * UNITS[(found[2] or "").lower()])


def available_bytes():
    """Return the memory that can be had now, or a very large number where the system does not say."""
    return _kernel_says("/proc/meminfo", "MemAvailable") or 1 << 62


def peak_bytes():
    """Return the peak resident memory of this process.

    `getrusage` is asked only where the kernel's own status is missing: a child inherits the peak of its parent there.
    """
    told = _kernel_says("/proc/self/status", "VmHWM")
    if told:
        return told
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _kernel_says(path, name):
    """Return the bytes that a line of a kernel file gives, None where there is no such line."""
    try:
        with open(path, encoding="ascii") as lines:
            for line in lines:
                if line.startswith(f"{name}:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None
