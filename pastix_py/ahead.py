"""A second process that compiles kernels while this one compiles and runs others.

Numba compiles one kernel at a time in a process, but every process finds what another one has left in the cache. So
where a precision and code were never used before, `begin` starts `pastix_py.warm`, and `share` does where nothing was
dissected before. The two share the stages: this process takes them from the first on, the other from the last on, and
`compiled` waits for what the other has in hand. A process that cannot be started, or fails, costs no more than time:
then all is compiled here.
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from typing import NamedTuple

import numba
import numpy as np

from pastix_py import environment
from pastix_py.jit import compile_clock, wait_for

STAGES = ("numeric", "solve", "layout", "symbolic")  # in the order in which the other process takes them
DISSECTION = ("leaves", "sides", "bisection", "coarsening")  # parts of the ordering, in the same sense
COMMON = *STAGES[2:], *DISSECTION  # the same for every precision and code
WAIT = 0.02  # seconds between looks at the other process
NO_PRECISION = "", ""  # in place of a letter and a code: of the process that compiles the dissection

_started = {}  # (letter of a precision, code): the `Helper` that compiles for it, None where it could not be started
_starting = threading.Lock()


class Helper(NamedTuple):
    """The other process, and the file in which each side claims stages."""

    process: subprocess.Popen
    claims: object

    def has(self, stage):
        """Return whether it compiles a stage; where it does not, it never will: the stage is ours from now on."""
        return self.process.poll() is None and not claim(self.claims.fileno(), stage)


def claim(file, stage):
    """Return whether a stage is this process's to compile: whether no other has claimed it in a file.

    A claim ends with the process.
    """
    import fcntl

    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, (*STAGES, *DISSECTION).index(stage))
    except OSError:
        return False
    return True


def folder():
    """Return the folder of kernels where it is kept from run to run and has the name of the sources, else None."""
    path = pathlib.Path(numba.config.CACHE_DIR)
    kept = environment.cache_folder() in path.parents and not numba.config.DISABLE_JIT
    return path if kept else None


def mark(stage, dtype=None, code=None):
    """Return the path of the empty file that tells that the kernels of a stage are in the cache, None without one.

    `code` is one of `layout.kind.SAME_CODE`.
    """
    kept, own = folder(), "" if stage in COMMON else f"-{np.dtype(dtype).char}-{code}"
    versions = f"{sys.implementation.cache_tag}-{numba.__version__}"
    return kept / f"{stage}{own}-{versions}.compiled" if kept else None


def leave_mark(stage, dtype, code):
    """Tell every process that the kernels of a stage are in the cache."""
    path = mark(stage, dtype, code)
    with contextlib.suppress(OSError):
        if path and not compile_clock.lost and not path.exists():
            path.touch()


def begin(dtype, code):
    """Start to compile what solves in `dtype` by `code`, unless it is in the cache or there is one core only."""
    _help(mark(STAGES[0], dtype, code), np.dtype(dtype).char, code)


@cache
def share(compilers):
    """Compile the parts of DISSECTION, by the functions that `compilers()` returns for them, beside another process.

    They are taken from the first on, and by the other from the last on. Nothing is done where there is no other: then
    what is called compiles what it needs; nor is it a second time.
    """
    if _help(mark(DISSECTION[-1]), *NO_PRECISION):
        parts = compilers()
        for part in reversed(DISSECTION):
            with compiled(part):
                wait_for(parts[part])


def _help(path, letter, code):
    """Start a process that compiles where a mark is missing, and a second core is there; return whether one was."""
    if path is None or path.exists() or environment.cores() < 2 or not environment.compiles_ahead():
        return False
    with _starting:
        if (letter, code) not in _started:
            _started[letter, code] = _start(letter, code)
        return _started[letter, code] is not None


def _start(letter, code):
    """Return a `Helper` that compiles a code for a precision and ends when this process does, None without one."""
    search = os.pathsep.join(os.path.abspath(path) for path in sys.path)
    settings = {"PYTHONPATH": search, "PYTHONSAFEPATH": "1", "NUMBA_CACHE_DIR": numba.config.CACHE_DIR}
    silent = subprocess.DEVNULL
    try:
        claims = tempfile.TemporaryFile()  # noqa: SIM115 - a claim lasts as long as the file is open
        line = [sys.executable, "-m", "pastix_py.warm", letter, code, str(claims.fileno())]
        process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=silent, stderr=silent, env=environment.extended(settings),
            start_new_session=True, pass_fds=[claims.fileno()],
        )  # fmt: skip
    except (OSError, ValueError):
        return None
    return Helper(process, claims)


@contextlib.contextmanager
def compiled(stage, dtype=None, code=None):
    """Wait until nobody compiles the kernels of a stage for us any more; they are in the cache once the body is done.

    The wait counts as compilation. A stage of COMMON has neither precision nor code.
    """
    wanted = None if stage in COMMON else (np.dtype(dtype).char, code)
    helpers = [helper for who, helper in _started.items() if helper and wanted in (None, who)]
    if helpers:
        began, path = time.perf_counter(), mark(stage, dtype, code)
        while not path.exists() and any(helper.has(stage) for helper in helpers):
            time.sleep(WAIT)
        compile_clock.seconds += time.perf_counter() - began
    yield
    leave_mark(stage, dtype, code)
