"""Dense work on blocks of flat arrays: `product`, `block` (panels), `rows`, `sweep` and `many` (solves), `blas`.

`pastix_py.dense.lu` is for users: LU of a whole matrix with row exchanges. It runs on the task runtime, so its code is
further down, in `dense_lu`, and imported when it is used.
"""

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Library:
    """What is known of a BLAS before it is looked for."""

    what: str
    stem: str  # of its file, between "lib" and the suffix; '' where no file is looked for
    package: str  # distribution that brings the file, '' for none
    install: str


LIBRARIES = {
    "own": Library("our own vector code", "", "", ""),
    "scipy": Library("the BLAS that SciPy brings", "", "scipy", "pip install scipy"),
    "mkl": Library("Intel's Math Kernel Library", "mkl_rt", "mkl", "pip install mkl"),
    "openblas": Library("OpenBLAS", "openblas", "scipy-openblas32", "pip install scipy-openblas32"),
    "blis": Library("BLIS", "blis", "", "apt install libblis4-pthread"),
}


def __getattr__(name):
    if name != "lu":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("pastix_py.dense_lu.driver").lu
