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
import numpy as np
from numba.core import event

from pastix_py import environment

PACKAGE = pathlib.Path(__file__).parent
KEPT_KEYS = 2
SHARES = 32  # of a loop's work, where there are several threads
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

kernel = numba.njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)
borrowing = numba.njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True, _nrt=False)
"""For kernels that allocate nothing and are called very often: they do not count references to their arrays."""
inner = numba.njit(
    cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=False
)
"""As `borrowing`, for kernels that only kernels call: what Python would call them by is not compiled."""
inlined = numba.njit(
    cache=True,
    nogil=True,
    error_model="numpy",
    no_cfunc_wrapper=True,
    no_cpython_wrapper=True,
    _nrt=False,
    forceinline=True,
)
"""As `inner`, for a few lines that are called so often that a call, with seven words for each array, is felt."""


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


def thread_count(threads=0):
    """Return how many threads an option of so many means: 0 stands for the cores that this process may use."""
    return threads or environment.cores()


def wait_for(function, *args, poll=None, cancel=None):
    """Return `function(*args)`, run on a thread of its own so that an interrupt arrives at once.

    Parameters
    ----------
    function, args : the kernel (or a Python function around kernels) and its arguments.
    poll, cancel : as for `run_on`.

    """
    outcome = []
    run_on(1, lambda _: outcome.append(function(*args)), cancel, poll)
    return outcome[0]


def run_on(threads, function, cancel=None, poll=None):
    """Run `function(worker)` for each worker 0..threads-1 on a thread of its own; an interrupt arrives at once.

    The first exception is raised once all have ended.

    Parameters
    ----------
    threads : int, at least 1.
    function : a kernel, or a Python function around kernels: these release the interpreter lock.
    cancel : int64 array of one flag that the kernels look at, None where they have none. An interrupt or an exception
        sets it, and the threads are waited for; kernels without a flag are left to end on arrays that nobody reads
        any more.
    poll : called without arguments every 50 ms while they run, None for nothing.

    """
    errors, running = [], []

    def body(worker, ended):
        try:
            function(worker)
        except BaseException as error:
            errors.append(error)
            if cancel is not None:
                cancel[0] = 1
        finally:
            ended.set()

    try:
        for worker in range(threads):
            ended = threading.Event()
            threading.Thread(target=body, args=(worker, ended), name=f"pastix-{worker}", daemon=True).start()
            running.append(ended)  # not the thread: a join that was interrupted takes it for ended
        for ended in running:
            waiting = True
            while waiting:
                waiting = not ended.wait(0.05)
                if poll:
                    poll()
    except KeyboardInterrupt:
        if cancel is not None:
            cancel[0] = 1
            for ended in running:
                ended.wait()
        raise
    if errors:
        raise errors[0]


def for_each(threads, function, items):
    """Return the list of function(item) for each item, computed on up to `threads` threads, the first items first.

    With one thread, or one item, the calling thread does it all. The first exception is raised, and no item begun after
    it.
    """
    items = list(items)
    threads = min(threads, len(items))
    if threads <= 1:
        return [function(item) for item in items]
    results, left, cancel = [None] * len(items), iter(range(len(items))), [0]

    def serve(_):
        for k in left:  # one step of a range's iterator is one step of the interpreter: no two threads get the same
            if cancel[0]:
                break
            results[k] = function(items[k])

    run_on(threads, serve, cancel)
    return results


def shares(before, threads):
    """Return where to cut a range into shares of like weight, all of it for one thread: int64, from 0 to its length.

    `before[k]` is the weight of all in front of k, int64 (length+1,).
    """
    count = SHARES if threads > 1 else 1
    inner = np.searchsorted(before, before[-1] * np.arange(1, count) // count)
    return np.concatenate([[0], np.minimum(inner, before.size - 1), [before.size - 1]])
