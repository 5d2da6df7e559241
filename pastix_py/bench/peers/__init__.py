"""Solvers behind one set of names: `analyze`, `factorize`, `solve`, each phase a call of its own.

A peer is one entry of SOLVERS and one class in a file of this folder; nothing is imported before it is used.
"""

import importlib.util
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from pastix_py.dense import library
from pastix_py.errors import MissingDependency


@dataclass(frozen=True)
class Peer:
    """What is known of a solver before anything of it is imported."""

    home: str  # "module:Class" of its adapter in this folder
    needs: str  # module that must be there; '' where it is a library
    package: str  # distribution that has its version
    what: str  # for people
    pip: str = ""  # line that installs it; pip install PACKAGE by default
    options: dict = field(
        default_factory=dict
    )  # of a table [solver.NAME] of a sweep: name → choices, the first is used
    library: str = ""  # key of `dense.library.LIBRARIES` that holds it

    @property
    def install(self):
        """The line that installs it."""
        return self.pip or f"pip install {self.package}"


SOLVERS = {
    "pastix": Peer("pastix:Pastix", "pastix_py", "pastix_py", "this package"),
    "superlu": Peer(
        "superlu:SuperLU", "scipy", "scipy", "SuperLU through SciPy",
        options={"permc_spec": ("auto", "COLAMD", "MMD_AT_PLUS_A", "MMD_ATA", "NATURAL")},
    ),
    "pardiso": Peer(
        "pardiso:Pardiso", "", "mkl", "PARDISO of Intel's Math Kernel Library", library="mkl",
        options={"ordering": ("metis", "parallel-metis", "amd"), "care": ("auto", "matching")},
    ),
    "cholmod": Peer(
        "suitesparse:Cholmod", "sksparse", "scikit-sparse", "CHOLMOD through scikit-sparse",
        options={"ordering": ("default", "best", "amd", "metis", "nesdis", "natural")},
    ),
    "cholespy": Peer("cholespy:Cholespy", "cholespy", "cholespy", "CHOLMOD as cholespy bundles it"),
    "umfpack": Peer("suitesparse:Umfpack", "scikits.umfpack", "scikit-umfpack", "UMFPACK through scikit-umfpack"),
    "umfpack-sksparse": Peer(
        "suitesparse:UmfpackSksparse", "sksparse.umfpack", "scikit-sparse", "UMFPACK through scikit-sparse 0.5",
        "pip install 'scikit-sparse>=0.5'",
    ),
    "mumps": Peer(
        "mumps:Mumps", "mumps", "python-mumps", "MUMPS through python-mumps",
        "apt install libmumps-seq-dev libmumps-dev && pip install --no-binary python-mumps 'python-mumps>=0.0.4'",
        {"ordering": ("auto", "metis", "scotch", "pord", "amd", "amf", "qamd"), "tolerance": (0, 1e-4, 1e-8, 1e-12)},
    ),
    "qdldl": Peer("qdldl:QDLDL", "qdldl", "qdldl", "QDLDL, for quasi-definite matrices"),
    "pastix-inria": Peer(
        "inria:PastixInria", "pypastix", "pypastix", "PaStiX through its own Python wrapper",
        "build PaStiX with -DBUILD_SHARED_LIBS=ON, then put its lib/python folder on PYTHONPATH",
        {"scheduler": ("static", "sequential", "dynamic"), "ordering": ("scotch", "metis")},
    ),
    "petsc": Peer(
        "petsc:Petsc", "petsc4py", "petsc4py", "PETSc's factorizations through petsc4py",
        "apt install python3-petsc4py, or pip install petsc petsc4py",
        {"package": ("auto", "petsc", "mumps", "superlu", "superlu_dist", "pastix", "strumpack", "mkl_pardiso",
                     "umfpack", "cholmod", "klu"), "ordering": ("nd", "rcm", "qmd", "amd", "natural")},
    ),
    "cudss": Peer(
        "cudss:CuDSS", "nvmath", "nvmath-python", "cuDSS on an NVIDIA GPU through nvmath-python",
        "pip install 'nvmath-python[cu12]' nvidia-cudss-cu12",
    ),
}  # fmt: skip


def solver(name):
    """Return the class of a key of SOLVERS; raises `MissingDependency` with the pip line where it is not installed."""
    peer = SOLVERS[name]
    if not is_installed(name):
        raise MissingDependency(f"The solver {name!r} needs {peer.package}: {peer.install}")
    module, _, made = peer.home.partition(":")
    return getattr(import_module(f"{__name__}.{module}"), made)


def is_installed(name):
    """Return whether the module or library that a solver needs can be found, without importing it."""
    peer = SOLVERS[name]
    if peer.library:
        return library.locate(peer.library) is not None
    try:
        return importlib.util.find_spec(peer.needs) is not None
    except ModuleNotFoundError:
        return False


def version_of(name):
    """Return the version of the package of a solver, None where there is none."""
    try:
        return version(SOLVERS[name].package)
    except PackageNotFoundError:
        return None


def catalog():
    """Return one dictionary per solver: its name, what it is, whether it is installed, its version, its pip line."""
    found = []
    for name, peer in SOLVERS.items():
        there = is_installed(name)
        about = {"name": name, "what": peer.what, "install": peer.install}
        options = {key: list(choices) for key, choices in peer.options.items()}
        found.append(about | {"installed": there, "version": version_of(name) if there else None, "options": options})
    return found
