"""What is read from the environment: where caches and matrices lie, which BLAS is called, how many cores there are."""

import os
import tempfile
import time
from functools import cache, lru_cache
from pathlib import Path

COLLECTION = "https://sparse.tamu.edu"


def cache_folder():
    """Return the folder of everything that can be made or fetched again: `$XDG_CACHE_HOME/pastix_py` or the usual.

    An account without a home has it among the temporary files.
    """
    named = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(named or Path.home() / ".cache") / "pastix_py"
    except RuntimeError:  # neither HOME nor an entry of the account, as in containers
        return temporary_folder()


@cache
def temporary_folder():
    """Return this user's folder among the temporary files; one that somebody else has made is not taken.

    What lies in it is loaded as code.
    """
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    folder = Path(tempfile.gettempdir()) / f"pastix_py-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not hasattr(os, "getuid") or (found.st_uid == user and not found.st_mode & 0o022):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="pastix_py-"))


def collection_folder():
    """Return the folder of the matrices that were fetched, and of the newest index of the collection."""
    return cache_folder() / "collection"


def mirror():
    """Return the address that matrices are fetched from: `$PASTIX_MIRROR`, or that of the SuiteSparse collection."""
    return os.environ.get("PASTIX_MIRROR") or COLLECTION


def blas():
    """Return the BLAS library of the kernels where no option names one: `$PASTIX_BLAS`, '' for SciPy's."""
    return os.environ.get("PASTIX_BLAS", "")


def compiles_ahead():
    """Return whether a second process may compile kernels: unless `$PASTIX_AHEAD` is 0."""
    return os.environ.get("PASTIX_AHEAD", "1") != "0"


def extended(settings):
    """Return the environment with more settings, for a child process."""
    return {**os.environ, **settings}


def cores():
    """Return how many cores this process may use: those that it is bound to, less where a container allows fewer."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(bound, _allowed(int(time.monotonic())) or bound))


@lru_cache(maxsize=1)
def _allowed(_second):
    """Return how many cores the container allows, 0 where it does not say; looked up once a second."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return -(-int(quota) // int(period))
    except (OSError, ValueError):
        return 0
