"""From a matrix to what is iterated with: matched, scaled, ordered, and preconditioned."""

from dataclasses import dataclass

import numpy as np

from pastix_py.clock import Clock
from pastix_py.errors import InputError, StructurallySingular
from pastix_py.krylov import METHODS
from pastix_py.matrix.match import match
from pastix_py.matrix.matching import UNMATCHED
from pastix_py.matrix.matrix import Matrix
from pastix_py.matrix.permute import permuted
from pastix_py.matrix.scale import Scaled, largest, scale
from pastix_py.ordering.ordering import Ordering
from pastix_py.pipeline import order
from pastix_py.precondition import load, named
from pastix_py.precondition.made import Made

UNEVEN = 1e8  # ratio of the largest entries of two rows from which 'auto' scales
ITS_OWN = "of the preconditioner"  # an ordering that changes nothing here


@dataclass
class Prepared:
    """A matrix as it is iterated with, P S Pᵀ, S being the scaled and matched one, and its preconditioner."""

    matrix: Matrix
    scaled: Scaled
    perm: np.ndarray
    made: Made

    def to_own(self, b):
        """Return the right-hand side (n, k) of P S Pᵀ that belongs to b."""
        return self.scaled.to_scaled(b)[self.perm]

    def guess(self, x):
        """Return the solution of P S Pᵀ that belongs to x."""
        return self.scaled.to_own(x)[self.perm]

    def from_own(self, y):
        """Return the solution x that belongs to the solution y of P S Pᵀ."""
        x = np.empty_like(y)
        x[self.perm] = y
        return self.scaled.from_scaled(x)


def prepare(matrix, ordering, options, report):
    """Return the `Prepared` matrix; what is done is told in the report."""
    kind = named(options.preconditioner)
    with Clock() as clock:
        scaled = _scaled(matrix, options, report)
    report.add_time("scaling", clock, {"method": scaled.method, "matching": bool(scaled.row_perm.size)})
    with Clock() as clock:
        given = ordering
        if kind.orders:
            ordering = Ordering.from_perm(np.arange(matrix.n), ITS_OWN)
        elif ordering is None:
            method = kind.ordering if options.ordering == "auto" else options.ordering
            names = ("threads", "effort", "seed")
            ordering = order(scaled.matrix, ordering=method, **{name: getattr(options, name) for name in names})
        if ordering.n != matrix.n:
            raise InputError("The ordering was made for another matrix: order this one anew.")
        is_own = np.array_equal(ordering.perm, np.arange(matrix.n))
        own = scaled.matrix if is_own else permuted(scaled.matrix, ordering.perm)
    report.add_time("ordering", clock, {"method": ordering.method, "reason": ordering.reason})
    make = load(options.preconditioner)
    with Clock() as clock:
        made = make(own, options, given if kind.orders else None) if make else Made()
    report.add_time("preconditioner", clock, {"method": options.preconditioner, **made.describe()})
    if made.warning:
        report.note("warnings", made.warning)
    return Prepared(own, scaled, ordering.perm, made)


def _scaled(matrix, options, report):
    """Return the `Scaled` matrix: rows exchanged where 'auto' finds zeros on the diagonal, or all where it is asked."""
    matching, transversal, source = UNMATCHED, None, matrix
    empty = matrix.diagonal() == 0
    wanted = options.matching == "product" or (options.matching == "auto" and empty.any())
    symmetric = options.krylov != "auto" and METHODS[options.krylov].needs  # which exchanges would be the end of
    if wanted and not symmetric and options.preconditioner != "none" and not named(options.preconditioner).orders:
        source = matrix.expanded()
        try:
            matching, transversal = match(source, "product", "lu")
        except StructurallySingular as error:
            report.note("warnings", f"no rows change places: {str(error)[0].lower()}{str(error)[1:-1]}")
    method = options.scaling
    if method == "auto":
        method = matching.method if matching.method != "none" else "ruiz" if _is_uneven(matrix) else "none"
    return scale(source if matching.method != "none" else matrix, method, matching, transversal)


def _is_uneven(matrix):
    """Return whether the largest entries of rows or columns are far apart."""
    for sizes in largest(matrix, abs(matrix.val)):
        sizes = sizes[sizes > 0]
        if sizes.size and sizes.max() / UNEVEN > sizes.min():
            return True
    return False
