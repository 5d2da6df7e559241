"""What each of several orderings makes of a matrix: time, fill, operations, tree, blocks, memory, factor time."""

from dataclasses import dataclass, fields, replace

import numpy as np

from pastix_py import pipeline, rates
from pastix_py.clock import Clock
from pastix_py.errors import MissingDependency, UsageError
from pastix_py.jit import wait_for
from pastix_py.matrix.check import canonical
from pastix_py.options import Options
from pastix_py.ordering.cost import elimination
from pastix_py.ordering.etree import tree_height
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.ordering import Ordering
from pastix_py.ordering.saved import check_name

SHORT = 0.2  # seconds; a method that takes less runs up to RUNS times, and its best run counts
RUNS = 3


@dataclass(frozen=True)
class Compared:
    """What one ordering makes of a matrix; the figures are None where `missing` says what is to be installed."""

    asked: str  # the name or file given
    method: str  # what ran: 'auto' takes another, a file tells what made it
    reason: str = ""  # why 'auto' took it
    missing: str = ""
    seconds: float | None = None  # of the ordering, with the graph, without compilation
    nnz_l: int | None = None  # exact entries of L, its diagonal included
    flops: int | None = None
    tree_height: int | None = None  # columns on the longest path of the elimination tree
    largest_front: int | None = None  # most entries of a column of L
    n_cblk: int | None = None
    n_blok: int | None = None
    predicted_bytes: int | None = None  # of the factor in the type of the matrix
    predicted_seconds: float | None = None  # of the factorization on one thread
    ordering: Ordering | None = None

    def as_dict(self):
        """Return the figures as plain values, without the ordering itself."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "ordering"}


def compare_orderings(A, methods, *, schur=(), groups=None, domains=None, **options):
    """Return what each ordering makes of A, as a list of `Compared`, in the order of `methods`.

    Parameters
    ----------
    A : `Matrix`, SciPy sparse array or matrix of any format, or square dense array; nothing is factored.
    methods : names of methods, or paths of saved orderings; one that is given twice counts once.
    schur, groups, domains : as for `pastix_py.order`; all orderings keep to them.
    options : fields of `Options`, but for `ordering`.

    Raises
    ------
    UsageError for a name that is none, before anything is ordered; `MissingDependency` where every method needs a
    package that is not installed; what `pastix_py.analyze` raises.

    """
    methods = list(dict.fromkeys(methods))
    if not methods:
        raise UsageError("There is no ordering to compare: name some, such as metis,amd,nd.")
    for name in methods:
        check_name(name)
    Options.of(**options)
    matrix, constraints = canonical(A), {"schur": schur, "groups": groups, "domains": domains}
    graph, found = graph_of(matrix), []
    for name in methods:
        try:
            found.append(_measured(matrix, graph, name, constraints, options))
        except MissingDependency as missing:
            found.append(Compared(str(name), str(name), missing=str(missing)))
            first = missing
    if all(one.missing for one in found):
        raise first
    return found


def fewest_flops(found):
    """Return the `Compared` of fewest operations, the first of several."""
    return min((one for one in found if not one.missing), key=lambda one: one.flops)


def _measured(matrix, graph, name, constraints, options):
    ordering, seconds = _ordered(matrix, name, constraints | options)
    plan = pipeline.analyze(matrix, ordering=ordering, **options)
    ones = np.ones(graph.n, np.int64)
    _, parent, count = wait_for(elimination, graph, ones, ordering.perm)
    known = Compared(str(name), ordering.method, ordering.reason, seconds=seconds, ordering=ordering)
    return replace(
        known,
        nnz_l=plan.cost.nnz,
        flops=int(plan.flops(matrix.dtype)),
        tree_height=int(tree_height(parent)),
        largest_front=int(count.max(initial=0)),
        n_cblk=plan.symbol.n_cblk,
        n_blok=plan.symbol.n_blok,
        predicted_bytes=plan.predicted_bytes(matrix.dtype),
        predicted_seconds=float(rates.kept().factorization(plan, matrix.dtype)),
    )


def _ordered(matrix, name, options):
    """Return (ordering, seconds)."""
    taken = []
    while len(taken) < RUNS and sum(taken) < SHORT:
        with Clock() as clock:
            ordering = pipeline.order(matrix, **{**options, "ordering": str(name)})
        taken.append(clock.seconds)
    return ordering, min(taken)
