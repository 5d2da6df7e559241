"""Sizes of memory: parsed, and found out."""

import re

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
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 1 << 62
