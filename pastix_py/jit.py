"""The one place that configures Numba: where kernels are cached, and how they are compiled and run."""

import getpass
import hashlib
import importlib.util
import os
import pathlib
import re
import shutil
import tempfile
import threading
import time

import numba
from numba.core import event

from pastix_py import environment

PACKAGE = pathlib.Path(__file__).parent
KEPT_KEYS = 2
KEY = re.compile(r"[0-9a-f]{16}")  # what `source_key` returns; whatever else lies in the folder is not ours to drop


def source_folders():
    """Return the folders that hold the kernels, wherever the three packages are installed."""
    specs = [importlib.util.find_spec(f"pastix_py.{name}") for name in ("ordering", "cli")]
    return [PACKAGE, *(pathlib.Path(spec.submodule_search_locations[0]) for spec in specs if spec)]


def source_key():
    """Return a hash of every source file and of the bounds-check switch.

    Numba's own key notices neither an edit in a callee of another file nor `NUMBA_BOUNDSCHECK`.
    """
    digest = hashlib.sha1(str(numba.config.BOUNDSCHECK).encode())
    for path in sorted({p for folder in source_folders() for p in folder.rglob("*.py")}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder():
    """Return a writable folder for compiled kernels, and drop all but the newest keys beside it."""
    base = environment.cache_folder()
    folder = base / source_key()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            os.utime(folder)
        keys = [path for path in base.iterdir() if KEY.fullmatch(path.name)]
        by_age = sorted(keys, key=lambda p: p.stat().st_mtime, reverse=True)
        for stale in by_age[KEPT_KEYS:]:
            shutil.rmtree(stale, ignore_errors=True)
    except OSError:
        folder = pathlib.Path(tempfile.gettempdir()) / f"pastix_py-{getpass.getuser()}-{source_key()}"
    return str(folder)


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = cache_folder()

kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


class CompileClock(event.Listener):
    """Wall time that Numba held its compiler lock: kernels compiled, or loaded from disk; nested ones count once."""

    def __init__(self):
        self.seconds, self.depth, self.began = 0.0, 0, 0.0

    def on_start(self, _):
        """Start the clock at the outermost compilation."""
        if self.depth == 0:
            self.began = time.perf_counter()
        self.depth += 1

    def on_end(self, _):
        """Stop the clock at the outermost compilation."""
        self.depth -= 1
        if self.depth == 0:
            self.seconds += time.perf_counter() - self.began


compile_clock = CompileClock()
event.register("numba:compiler_lock", compile_clock)


def wait_for(function, *args, poll=None, cancel=None):
    """Return `function(*args)`, run on a thread of its own so that an interrupt arrives at once; as `run_on`."""
    outcome = []
    run_on(1, lambda _: outcome.append(function(*args)), poll, cancel)
    return outcome[0]


def run_on(threads, function, poll=None, cancel=None):
    """Call `function(k)` for k = 0 … threads − 1, each on a thread of its own, and wait so that an interrupt arrives.

    Parameters
    ----------
    threads : how many threads.
    function : a Python function around kernels, which release the interpreter lock.
    poll : called without arguments every 50 ms while they run, None for nothing.
    cancel : int64 array of one flag that the kernels look at, None where they have none. An interrupt sets it, and so
        does a failure; kernels without a flag are left to end on arrays that nobody reads any more.

    Raises the first exception that a thread raised, once all have ended.

    """
    failures = []

    def body(k):
        try:
            function(k)
        except BaseException as error:
            failures.append(error)
            if cancel is not None:
                cancel[0] = 1

    workers = [threading.Thread(target=body, args=(k,), daemon=True) for k in range(threads)]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            while worker.is_alive():
                worker.join(0.05)
                if poll:
                    poll()
    except KeyboardInterrupt:
        if cancel is not None:
            cancel[0] = 1
            for worker in workers:
                worker.join()
        raise
    if failures:
        raise failures[0]
