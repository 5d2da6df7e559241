"""Preconditioners: approximate inverses of a matrix, made for Krylov methods.

`PRECONDITIONERS` is the registry, `made` what all of them return, `prepare` the stage: what comes before, and they.
`incomplete` are incomplete factorizations, `low_rank` is a direct factorization with compressed blocks and a loose
tolerance, `jacobi` the diagonal.
"""

import importlib
from typing import NamedTuple

from pastix_py.errors import UsageError, instead


class Preconditioner(NamedTuple):
    """A preconditioner, told without importing it.

    `make` is "module:function", a function `f(matrix, options, ordering)` of a `Matrix` in the order of the iteration
    and `IterateOptions`, which returns a `Made`; '' for none. `ordering` is the method that 'auto' means. `orders` says
    that it orders by itself, so that the matrix stays as it is: it is given the `Ordering` that the user gave, or None.
    """

    make: str
    ordering: str = "natural"
    orders: bool = False


PRECONDITIONERS = {
    "none": Preconditioner(""),
    "jacobi": Preconditioner("pastix_py.precondition.jacobi:jacobi"),
    "ilu0": Preconditioner("pastix_py.precondition.incomplete:ilu0", "colorrcm"),
    "iluk": Preconditioner("pastix_py.precondition.incomplete:iluk", "colorrcm"),
    "ilut": Preconditioner("pastix_py.precondition.incomplete:ilut", "colorrcm"),
    "blockilu": Preconditioner("pastix_py.precondition.incomplete:blockilu", "auto"),
    "blr": Preconditioner("pastix_py.precondition.low_rank:blr", "auto", orders=True),
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
