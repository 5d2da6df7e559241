"""Libraries of BLAS: found by a name or a path, loaded, and one of them put behind the calls of `blas`.

Compiled kernels read the address of a routine from the table here at each call, so that another library can be taken
at any time. There is one table per process: the library asked for last serves every thread.
"""

import ctypes
import ctypes.util
import os
import re
import sys
import threading
from importlib import metadata
from pathlib import Path

from pastix_py import environment
from pastix_py.dense import LIBRARIES
from pastix_py.errors import MissingDependency, UsageError, instead
from pastix_py.lean import BLAS, lean

ROUTINES = tuple(letter + routine for routine in ("gemm", "trsm") for letter in "sdcz")
SPELLINGS = ("{}_", "{}", "scipy_{}_")  # of a Fortran symbol whose integers have 32 bits
TABLE = (ctypes.c_void_p * len(ROUTINES))()  # addresses of ROUTINES, read by compiled kernels
DEFAULT = OWN = "own"  # products are computed by `product`; BLAS, where it is called all the same, is SciPy's

_lock = threading.Lock()
_loaded = {}  # name or path → addresses of ROUTINES
_state = {"name": ""}


def loaded_count():
    """Return how many libraries were loaded so far: whoever keeps a list of them looks again where it has grown."""
    return len(_loaded)


def use(wanted=""):
    """Let all kernels call the library `wanted` from now on; returns its name.

    Parameters
    ----------
    wanted : a key of LIBRARIES or the path of a shared library; '' for `$PASTIX_BLAS`, or else our own.

    Raises
    ------
    MissingDependency : it is not installed.
    UsageError : there is no such library, or it is no BLAS with 32-bit integers.

    """
    name = wanted or environment.blas() or DEFAULT
    with _lock:
        if name != _state["name"]:
            if name not in _loaded:
                _loaded[name] = _addresses(name) if wanted else _of_environment(name)
            TABLE[:] = _loaded[name]
            _state["name"] = name
    return name


def in_use():
    """Return the name or path of the library that kernels call."""
    return _state["name"]


def locate(name):
    """Return the path of a library of LIBRARIES: of its distribution, or of the system; None where there is none."""
    library = LIBRARIES[name]
    pattern = re.compile(rf"(lib)?(scipy_)?{library.stem}[-.\w]*\.(so|dylib|dll)[.\d]*")
    try:
        files = metadata.files(library.package) if library.package else None
    except metadata.PackageNotFoundError:
        files = None
    found = [file.locate() for file in files or () if pattern.fullmatch(file.name)]
    found += [path for path in sorted(Path(sys.prefix, "lib").glob(f"lib{library.stem}.*")) if pattern.match(path.name)]
    return os.fspath(found[0]) if found else ctypes.util.find_library(library.stem)


def installed():
    """Return the names of the libraries of LIBRARIES that are there."""
    return [name for name, library in LIBRARIES.items() if not library.stem or locate(name)]


def load(name):
    """Return the shared library of a key of LIBRARIES; raises `MissingDependency` where it is not installed."""
    library, path = LIBRARIES[name], locate(name)
    if path is None:
        raise MissingDependency(f"The BLAS library {name!r} is not installed: {library.install}")
    try:
        return ctypes.CDLL(path)
    except OSError as error:
        raise MissingDependency(f"{library.what} cannot be loaded ({error}): {library.install}") from None


def _addresses(name):
    """Return the addresses of ROUTINES in a library."""
    from numba.extending import get_cython_function_address

    if name in (OWN, "scipy"):
        with lean():
            return tuple(get_cython_function_address(BLAS, routine) for routine in ROUTINES)
    shared = load(name) if name in LIBRARIES else _given(name)
    found = {routine: _symbol(shared, routine) for routine in ROUTINES}
    if not all(found.values()) or not _has_short_integers(shared):
        raise UsageError(f"{name} is no BLAS with 32-bit integers (LP64): take one of {', '.join(LIBRARIES)}.")
    return tuple(ctypes.cast(function, ctypes.c_void_p).value for function in found.values())


def _of_environment(name):
    """Return the addresses of ROUTINES in the library that nobody named, or the environment."""
    try:
        return _addresses(name)
    except (UsageError, MissingDependency) as error:
        raise type(error)(f"PASTIX_BLAS: {error}") from None


def _given(path):
    """Return the shared library of a path."""
    if not os.path.exists(path):
        raise UsageError(f"There is no BLAS library {path!r}: it is no file; {instead(path, LIBRARIES)}")
    try:
        return ctypes.CDLL(os.path.abspath(path))
    except OSError as error:
        raise UsageError(f"{path} is no shared library that can be loaded: {error}.") from None


def _symbol(shared, routine):
    """Return a Fortran routine of a library, None where it has none."""
    return next((f for s in SPELLINGS if (f := getattr(shared, s.format(routine), None)) is not None), None)


def _has_short_integers(shared):
    """Return whether the integers of a BLAS have 32 bits: then a count that is negative with 64 bits is not."""
    dot = _symbol(shared, "ddot")
    if dot is None:
        return False
    dot.restype = ctypes.c_double
    count, step = ctypes.c_int64(2 - 2**32), ctypes.c_int64(1)
    x = (ctypes.c_double * 2)(1.0, 2.0)
    return dot(ctypes.byref(count), x, ctypes.byref(step), x, ctypes.byref(step)) == 5.0
