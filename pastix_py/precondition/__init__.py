"""Preconditioners: approximate inverses of a matrix, made for Krylov methods.

`PRECONDITIONERS` is the registry, `made` what all of them return, `prepare` the stage: what comes before, and they.
`incomplete` are incomplete factorizations, `low_rank` is a direct factorization with compressed blocks and a loose
tolerance, `jacobi` the diagonal.
"""

import importlib
from typing import NamedTuple

from pastix_py.errors import UsageError, instead


class Preconditioner(NamedTuple):
    """A preconditioner, told without importing it; `what` it is.

    `make` is "module:function", a function `f(matrix, options, ordering)` of a `Matrix` in the order of the iteration
    and `IterateOptions`, which returns a `Made`; '' for none. `ordering` is the method that 'auto' means. `orders` says
    that it orders by itself, so that the matrix stays as it is: it is given the `Ordering` that the user gave, or None.
    `reads` are the options of its own that it looks at.
    """

    what: str
    make: str = ""
    ordering: str = "natural"
    orders: bool = False
    reads: tuple = ()


PIVOTS = "breakdown", "shift"  # options of incomplete factorizations
OWN = "level", "drop", "fill", "modified", *PIVOTS  # options that only some preconditioners read

PRECONDITIONERS = {
    "none": Preconditioner("nothing"),
    "jacobi": Preconditioner("the diagonal", "pastix_py.precondition.jacobi:jacobi"),
    "ilu0": Preconditioner(
        "L U, or L D L^T of a symmetric matrix, in the pattern of A",
        "pastix_py.precondition.incomplete:ilu0",
        "colorrcm",
        reads=("modified", *PIVOTS),
    ),
    "iluk": Preconditioner(
        "the same with fill up to --level",
        "pastix_py.precondition.incomplete:iluk",
        "colorrcm",
        reads=("level", "modified", *PIVOTS),
    ),
    "ilut": Preconditioner(
        "the same with the entries above --drop, so many in a row as --fill allows",
        "pastix_py.precondition.incomplete:ilut",
        "colorrcm",
        reads=("drop", "fill", "modified", *PIVOTS),
    ),
    "blockilu": Preconditioner(
        "fill up to --level in the dense blocks of a direct factorization",
        "pastix_py.precondition.incomplete:blockilu",
        "auto",
        reads=("level", *PIVOTS),
    ),
    "blr": Preconditioner(
        "a direct factorization whose blocks are compressed to the tolerance --drop",
        "pastix_py.precondition.low_rank:blr",
        "auto",
        orders=True,
        reads=("drop",),
    ),
}


def named(name):
    """Return the `Preconditioner` of a name; raises `UsageError` with the nearest one."""
    if name not in PRECONDITIONERS:
        raise UsageError(f"There is no preconditioner {name!r}; {instead(name, PRECONDITIONERS)}")
    return PRECONDITIONERS[name]


def load(name):
    """Return the function of a name, None for none."""
    found = named(name)
    if not found.make:
        return None
    module, function = found.make.split(":")
    return getattr(importlib.import_module(module), function)
