"""A second process that compiles the kernels of the last stages while this one compiles and runs the first.

Numba compiles one kernel at a time in a process, but every process finds what another one has left in the cache. So
where a precision and code were never used before, `begin` starts `pastix_py.warm`, and a stage waits for its kernels by
`compiled`. A process that cannot be started, or fails, costs no more than time: then they are compiled here.
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import threading
import time

import numba
import numpy as np

from pastix_py import environment
from pastix_py.jit import compile_clock

STAGES = ("numeric", "solve")  # in the order in which they are compiled
WAIT = 0.02  # seconds between looks at the other process

_started = {}  # (letter of a precision, code): the process that compiles for it, None where it could not be started
_starting = threading.Lock()


def folder():
    """Return the folder of kernels where it is kept from run to run and has the name of the sources, else None."""
    path = pathlib.Path(numba.config.CACHE_DIR)
    kept = environment.cache_folder() in path.parents and not numba.config.DISABLE_JIT
    return path if kept else None


def mark(stage, dtype, code):
    """Return the path of the empty file that tells that the kernels of a stage are in the cache, None without one.

    `code` is one of `layout.kind.SAME_CODE`.
    """
    kept, letter = folder(), np.dtype(dtype).char
    versions = f"{sys.implementation.cache_tag}-{numba.__version__}"
    return kept / f"{stage}-{letter}-{code}-{versions}.compiled" if kept else None


def leave_mark(stage, dtype, code):
    """Tell every process that the kernels of a stage are in the cache."""
    path = mark(stage, dtype, code)
    with contextlib.suppress(OSError):
        if path and not path.exists():
            path.touch()


def begin(dtype, code):
    """Start to compile what solves in `dtype` by `code`, unless it is in the cache or there is one core only."""
    path, wanted = mark(STAGES[0], dtype, code), (np.dtype(dtype).char, code)
    if path is None or path.exists() or environment.cores() < 2 or not environment.compiles_ahead():
        return
    with _starting:
        if wanted not in _started:
            _started[wanted] = _start(*wanted)


def _start(letter, code):
    """Return a process that compiles a code for a precision and ends when this one does, None where there is none."""
    search = os.pathsep.join(os.path.abspath(path) for path in sys.path)
    settings = {"PYTHONPATH": search, "PYTHONSAFEPATH": "1", "NUMBA_CACHE_DIR": numba.config.CACHE_DIR}
    line, silent = [sys.executable, "-m", "pastix_py.warm", letter, code], subprocess.DEVNULL
    try:
        return subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=silent, stderr=silent, env=environment.extended(settings),
            start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def compiled(stage, dtype, code):
    """Wait until nobody compiles the kernels of a stage for us any more; they are in the cache once the body is done.

    The wait counts as compilation.
    """
    process = _started.get((np.dtype(dtype).char, code))
    if process:
        began, path = time.perf_counter(), mark(stage, dtype, code)
        while process.poll() is None and not path.exists():
            time.sleep(WAIT)
        compile_clock.seconds += time.perf_counter() - began
    yield
    leave_mark(stage, dtype, code)
