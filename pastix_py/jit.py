"""The one place that configures Numba: where kernels are cached, and how they are compiled and run."""

import hashlib
import importlib.util
import os
import pathlib
import re
import shutil
import tempfile
import time
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from queue import Empty, SimpleQueue

import numpy as np

from pastix_py import environment
from pastix_py.lean import lean
from pastix_py.parked import begin

with lean():
    import numba
    import scipy.sparse  # noqa: F401  (everything needs it)
    from numba.core import event, types
    from numba.core.targetconfig import TargetConfig

    with suppress(ModuleNotFoundError):
        import_module("numba.np.arraymath")  # which asks whether there is a BLAS, sooner or later

PACKAGE = pathlib.Path(__file__).parent
KEPT_KEYS = 2
PATIENCE = 0.5  # seconds that a cancelled run is waited for: the user who interrupted it waits too
LOOK = 0.05  # seconds between calls of `poll`
SHARES = 32  # of a loop's work, where there are several threads
KEY = re.compile(r"[0-9a-f]{16}")  # what `source_key` returns; whatever else lies in the folder is not ours to drop


def source_folders():
    """Return the folders that hold the kernels, wherever the three packages are installed."""
    specs = [importlib.util.find_spec(f"pastix_py.{name}") for name in ("ordering", "cli")]
    return [PACKAGE, *(pathlib.Path(spec.submodule_search_locations[0]) for spec in specs if spec)]


@cache
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
        folder = environment.temporary_folder() / source_key()
    return str(folder)


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = cache_folder()


@cache
def _defaults(kind):
    """Return the settings of a class of Numba's `TargetConfig` by default, by name."""
    return {name: option.default for name, option in kind.options.items()}


def quick_values(settings):
    """Return what `TargetConfig.values` does, without a look into a class for each of twenty names.

    Numba asks for all of them at each call whose type it finds: an eighth of the time of a compilation.
    """
    return _defaults(type(settings)) | settings._values


if hasattr(TargetConfig(), "_values"):  # a private name: where it is another, compiling takes longer
    TargetConfig.values = quick_values

COMMON = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
UNCOUNTED = COMMON | {"_nrt": False}
HIDDEN = UNCOUNTED | {"no_cpython_wrapper": True}


class Cache:
    """The cache of a kernel, looked for when it is first asked: a run calls few kernels but for those within others.

    It then has the place of this one.
    """

    def __init__(self, dispatcher):
        self._dispatcher = dispatcher

    def __getattr__(self, name):
        self._dispatcher.enable_caching()
        found = self._dispatcher._cache
        found.save_overload = partial(_save, found.save_overload)
        return getattr(found, name)


def compiled(**options):
    """Return a decorator as `numba.njit`, of kernels that are cached, and not compiled again for each constant.

    Numba gives a callee the type of the constant 3 rather than int64, and so one compilation for each such number.
    """

    def decorate(function):
        dispatcher = numba.njit(function, **options)
        if numba.config.DISABLE_JIT:
            return dispatcher
        if hasattr(dispatcher, "_cache"):
            dispatcher._cache = Cache(dispatcher)
        else:  # a private name: where it is another, starts take longer, and a full disk is an error
            dispatcher.enable_caching()
        template = dispatcher.get_call_template
        dispatcher.get_call_template = lambda args, kws: template(tuple(map(_as_variable, args)), kws)
        return dispatcher

    return decorate


def _save(save, signature, compiled):
    """Write what was compiled to the cache; a disk that is full takes nothing but time."""
    compile_clock.compiled += 1
    try:
        save(signature, compiled)
    except OSError as error:
        compile_clock.lost = error.strerror or str(error)


def _as_variable(kind):
    """Return the type of a variable for that of an integer constant, and in tuples; other types as they are."""
    if isinstance(kind, types.IntegerLiteral):
        return types.unliteral(kind)
    if isinstance(kind, types.Tuple):
        return types.Tuple([_as_variable(part) for part in kind])
    return kind


kernel = compiled(**COMMON)
nested = compiled(**COMMON, no_cpython_wrapper=True)
"""As `kernel`, for those that only kernels call: what Python would call them by is not compiled."""
borrowing = compiled(**UNCOUNTED)
"""For kernels that allocate nothing and are called very often: they do not count references to their arrays."""
inner = compiled(**HIDDEN)
"""As `borrowing`, for those that only kernels call."""
inlined = compiled(**HIDDEN, forceinline=True)
"""As `inner`, for a few lines that are called so often that a call, with seven words for each array, is felt."""
summing = compiled(**COMMON, fastmath={"reassoc", "contract", "nsz"})
"""For sums of long vectors: the compiler adds in an order of its own, lane by lane; NaN and infinities stay what they
are."""


class CompileClock(event.Listener):
    """Wall time that Numba held its compiler lock: kernels compiled, or loaded from disk; nested ones count once.

    `compiled` counts those that were not on disk, `lost` says why they cannot be kept there, '' where they can.
    """

    def __init__(self):
        self.seconds, self.depth, self.began = 0.0, 0, 0.0
        self.compiled, self.lost = 0, ""

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
    """Return how many threads an option of so many means: 0 stands for the cores that this process may use.

    More than these would take turns: none has more.
    """
    return min(threads or environment.cores(), environment.cores())


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
    cancel : int64 array of one flag that the kernels look at, None where they have none. An interrupt or an exception,
        of `poll` too, sets it, and the threads are waited for, a moment: one that compiles takes longer. Kernels
        without a flag, and such a one, are left to end on arrays that nobody reads any more.
    poll : called without arguments every 50 ms while they run, None for nothing.

    Raises `MemoryLimit` where the system starts no more threads.
    """
    run = _Run(threads, function, cancel)
    heard = 0
    try:
        run.hand(0)
        while heard < len(run.handed):
            heard += came(run.told, LOOK)
            if poll:
                poll()
    except BaseException:
        run.left = True
        if cancel is not None:
            cancel[0] = 1
            # What came may be lost by an interrupt: `ended` counts.
            wait_a_moment(partial(came, run.told) for _ in run.begun if len(run.ended) < len(run.begun))
        raise
    if run.errors:
        raise run.errors[0]


class _Run:
    """The workers of one call of `run_on`."""

    def __init__(self, threads, function, cancel):
        self.threads, self.function, self.cancel = threads, function, cancel
        self.handed, self.begun, self.ended, self.errors = [], [], [], []
        self.left, self.told = False, SimpleQueue()

    def hand(self, worker):
        """Have a thread be a worker."""
        self.handed.append(worker)
        try:
            begin(partial(self.work, worker), partial(self.told.put, worker), f"pastix-{worker}")
        except BaseException:
            self.handed.remove(worker)
            raise

    def work(self, worker):
        """Wake two more and do what a worker does.

        All woken by one that goes on working find its core taken; the one that began the run sleeps.
        """
        self.begun.append(worker)
        try:
            if not self.left:  # a thread whose start was interrupted may come to life after that
                for other in range(2 * worker + 1, min(2 * worker + 3, self.threads)):
                    self.hand(other)
                self.function(worker)
        except BaseException as error:
            self.errors.append(error)
            if self.cancel is not None:
                self.cancel[0] = 1
        self.ended.append(worker)


def came(queue, seconds):
    """Return whether something came out of a queue within so many seconds."""
    try:
        queue.get(timeout=seconds)
    except Empty:
        return False
    return True


def wait_a_moment(waits):
    """Call functions that wait for as many seconds as they are given, all together for `PATIENCE`."""
    end = time.monotonic() + PATIENCE
    for wait in waits:
        wait(max(0.0, end - time.monotonic()))


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
