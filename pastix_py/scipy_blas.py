"""SciPy's BLAS for compiled code, without the rest of `scipy.linalg`: its import takes a fifth of that of Numba."""

import contextlib
import os
import sys
from importlib import util
from importlib.machinery import PathFinder

PACKAGE = "scipy.linalg"
MODULE = f"{PACKAGE}.cython_blas"


@contextlib.contextmanager
def alone():
    """Import in the body what imports `scipy.linalg.cython_blas`: that extension module is found without its package.

    Afterwards it is forgotten, so that whoever imports the package finds all as usual; nothing is done where the
    package is there already, or the module is not.
    """
    module = None if PACKAGE in sys.modules else _load()
    if module is None:
        yield
        return
    sys.modules[MODULE] = module
    try:
        yield
    finally:
        if PACKAGE not in sys.modules:
            del sys.modules[MODULE]


def _load():
    """Return the module, loaded by its path; None where that fails."""
    with contextlib.suppress(ImportError, AttributeError):
        folders = [os.path.join(folder, "linalg") for folder in util.find_spec("scipy").submodule_search_locations]
        spec = PathFinder.find_spec(MODULE, folders)
        module = util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    return None
