"""Dense work on blocks of flat arrays: `product`, `nopiv` (panels), `rows`, `sweep` and `many` (solves), `blas`."""

from dataclasses import dataclass


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
