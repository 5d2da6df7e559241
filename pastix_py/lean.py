"""Numba and SciPy imported without what no solve needs of them: it takes a quarter of the time of a short run."""

import contextlib
import os
import sys
from importlib import util
from importlib.machinery import PathFinder

import numpy as np

PACKAGE = "scipy.linalg"
BLAS = f"{PACKAGE}.cython_blas"
UNUSED = {"f2py", "testing"}  # parts of NumPy that are imported when something reads their names, as SciPy does of all


@contextlib.contextmanager
def lean():
    """Import in the body: the BLAS of SciPy is found without the package around it, and UNUSED names stand for nothing.

    Afterwards both are as they were, so that whoever imports them finds all as usual; what is there already is left
    alone.
    """
    blas = None if PACKAGE in sys.modules else _load_blas()
    unused = [name for name in UNUSED if name not in vars(np)]
    if blas is not None:
        sys.modules[BLAS] = blas
    vars(np).update(dict.fromkeys(unused))
    try:
        yield
    finally:
        for name in unused:
            if vars(np)[name] is None:
                del vars(np)[name]
        if blas is not None and PACKAGE not in sys.modules:
            del sys.modules[BLAS]


def _load_blas():
    """Return the extension module, loaded by its path; None where that fails."""
    with contextlib.suppress(ImportError, AttributeError):
        folders = [os.path.join(folder, "linalg") for folder in util.find_spec("scipy").submodule_search_locations]
        spec = PathFinder.find_spec(BLAS, folders)
        module = util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    return None
