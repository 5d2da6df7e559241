"""Krylov methods: solutions of A x = b by products with A and with an approximate inverse M.

`vectors` is the compiled loop that updates and multiplies vectors, `recurrence` what the methods share; `cg`, `minres`,
`bicgstab`, `idr` and `gmres` are the methods, `block_cg` and `block_gmres` those for several right-hand sides at once,
made of `blocks`. `operators` makes products of what users call a matrix. `rounds` runs a method and never believes it:
it measures the residual; `watch` looks for silent errors; `solve` is the function of all of it.
"""

import importlib
from typing import NamedTuple

from pastix_py.errors import UsageError, instead


class Method(NamedTuple):
    """A method, told without importing it; `what` it is."""

    what: str
    one: str  # "module:class", a `Recurrence` in which columns go side by side
    block: str = ""  # the one in which they help each other, '' for none
    needs: str = ""  # 'positive' (Hermitian positive definite) or 'hermitian' matrices, and M 'positive'; '' for any


METHODS = {
    "cg": Method(
        "conjugate gradients, for Hermitian positive definite matrices",
        "pastix_py.krylov.cg:CG",
        "pastix_py.krylov.block_cg:BlockCG",
        "positive",
    ),
    "minres": Method("minimal residuals, for Hermitian matrices", "pastix_py.krylov.minres:MINRES", needs="hermitian"),
    "gmres": Method(
        "minimal residuals for any matrix, begun again every --restart iterations",
        "pastix_py.krylov.gmres:GMRES",
        "pastix_py.krylov.block_gmres:BlockGMRES",
    ),
    "fgmres": Method("the same for a preconditioner that changes", "pastix_py.krylov.gmres:FGMRES"),
    "bicgstab": Method("stabilized bi-conjugate gradients", "pastix_py.krylov.bicgstab:BiCGStab"),
    "idr": Method("induced dimension reduction, IDR(4)", "pastix_py.krylov.idr:IDR"),
}


def load(name, several=False):
    """Return the class of a key of METHODS, that for several right-hand sides where there is one and it is wanted."""
    if name not in METHODS:
        raise UsageError(f"There is no Krylov method {name!r}; {instead(name, METHODS)}")
    found = METHODS[name]
    module, attribute = ((several and found.block) or found.one).split(":")
    return getattr(importlib.import_module(module), attribute)
