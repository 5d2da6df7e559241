"""Sizes of memory: parsed, and found out."""

import os
import re
import sys
from functools import wraps

from pastix_py.errors import MemoryLimit, UsageError

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
UNITS |= {"ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
# Of a control group: its limit, what is used of it, and the line of memory.stat for pages that can be dropped.
VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ")
VERSION_2 = ("memory.max", "memory.current", "inactive_file ")
UNLIMITED = 1 << 60  # version 1 writes a number above this for no limit


def parse_size(text):
    """Return the bytes of '8G', '500 MB', '1.5GiB' or '1000000'; raises `UsageError`."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*", text, re.IGNORECASE)
    if not found:
        raise UsageError(f"{text!r} is no size; write 8G, 500M or 1.5GiB.")
    return int(float(found[1]) * UNITS[(found[2] or "").lower()])


def size(nbytes):
    """Return a size in bytes with a unit that reads well."""
    return with_unit(nbytes, "B")


def with_unit(value, unit):
    """Return a value in three digits, its unit with the prefix that reads best: '45.3 Gflop/s'."""
    for prefix in ("", "k", "M", "G"):
        if value < 999.5:
            return f"{value:.3g} {prefix}{unit}"
        value /= 1000
    return f"{value:.3g} T{unit}"


def available_bytes():
    """Return the memory that can be had now: what is free, what a container has left, what `ulimit -v` leaves.

    A very large number where the system does not say.
    """
    found = (_kernel_says("/proc/meminfo", "MemAvailable"), container_bytes(), _address_space())
    return min((nbytes for nbytes in found if nbytes is not None), default=1 << 62)


def container_bytes(own="/proc/self/cgroup", root="/sys/fs/cgroup"):
    """Return what the memory limits of the control groups of this process leave, None where there is no limit.

    Parameters
    ----------
    own : file that lists the groups of this process. Each group lies in those above it, whose limits count too; inside
        a container only part of the path may exist.
    root : where version 2 is mounted, with the memory controller of version 1 in `memory` below it.

    """
    left = []
    for line in _lines(own):
        controllers, group = line.rstrip("\n").split(":", 2)[1:]
        if controllers and "memory" not in controllers.split(","):
            continue
        base = os.path.join(root, "memory") if controllers else root
        names = VERSION_1 if controllers else VERSION_2
        parts = [part for part in group.split("/") if part not in ("", "..")]
        for depth in range(len(parts) + 1):
            left.append(_left_in(os.path.join(base, *parts[:depth]), *names))
    return min((nbytes for nbytes in left if nbytes is not None), default=None)


def _left_in(folder, limit, used, reclaimable):
    """Return what one control group has left: pages of files that it can drop count as free. None for no limit."""
    try:
        allowed, taken = (int("".join(_lines(os.path.join(folder, name)))) for name in (limit, used))
    except ValueError:  # 'max', or no such file
        return None
    known = _lines(os.path.join(folder, "memory.stat"))
    droppable = sum(int(line.split()[1]) for line in known if line.startswith(reclaimable))
    return max(0, allowed - taken + droppable) if allowed < UNLIMITED else None


def _address_space():
    """Return what the limit of the address space leaves, None where there is none."""
    try:
        import resource
    except ImportError:
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    taken = _kernel_says("/proc/self/status", "VmSize")
    return None if limit == resource.RLIM_INFINITY or taken is None else max(0, limit - taken)


def spent_on(what):
    """Decorate a function: its `MemoryError` becomes a `MemoryLimit` that says for what there is too little memory.

    What was allocated by then is free again, so that the caller can try something smaller.
    """

    def decorate(function):
        @wraps(function)
        def guarded(*args, **options):
            try:
                return function(*args, **options)
            except MemoryLimit:
                raise
            except MemoryError as error:
                error.__traceback__ = None  # its frames hold what was allocated
                told = str(error).rstrip(".")
            raise MemoryLimit(f"The memory does not suffice for {what}{f': {told}' if told else ''}.")

        return guarded

    return decorate


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
    for line in _lines(path):
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return None


def _lines(path):
    """Return the lines of a file of the kernel, none where it is missing."""
    try:
        with open(path, encoding="ascii") as stream:
            return stream.readlines()
    except OSError:
        return []
