"""The method: matrix → ordering → plan → factors → x. Each stage a function, `solve` all of them."""

import os
from dataclasses import replace
from functools import partial

import numpy as np

from pastix_py import ahead
from pastix_py.budget import check_analysis
from pastix_py.clock import Clock
from pastix_py.dense import library
from pastix_py.errors import InputError, UsageError
from pastix_py.factors.factors import Factors
from pastix_py.factors.sample import compression_for
from pastix_py.jit import for_each, thread_count, wait_for
from pastix_py.layout.kind import SAME_CODE, choose_kind
from pastix_py.layout.plan import AUTO, NOT, Plan, cluster_width, make_plan, strategy
from pastix_py.layout.starved import is_starved
from pastix_py.matrix.check import canonical
from pastix_py.matrix.match import PAIRED, match, small_diagonal
from pastix_py.matrix.matching import UNMATCHED
from pastix_py.matrix.scale import permute_rows
from pastix_py.matrix.structure import check_empty_rows
from pastix_py.memory import spent_on
from pastix_py.options import Options, PartitionOptions
from pastix_py.ordering import path_of
from pastix_py.ordering.constrain import checked
from pastix_py.ordering.etree import SMALL
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.groups import alike, labels_of
from pastix_py.ordering.ordering import Ordering
from pastix_py.ordering.stage import order as order_graph
from pastix_py.ordering.structure import STRUCTURES, structure_of
from pastix_py.precision import factor_dtype, settled
from pastix_py.report.report import Report
from pastix_py.runtime import trace_file
from pastix_py.symbolic import HIERARCHICAL
from pastix_py.symbolic.factorize import symbolic_factorization


@spent_on("the ordering")
def order(A, *, schur=(), groups=None, domains=None, **options):
    """Return the `Ordering` of A.

    Parameters
    ----------
    A : `Matrix`, SciPy sparse array or matrix of any format, or square dense array; or a `Mesh`, whose nodes are the
        unknowns.
    schur : unknowns that are numbered last, in this order.
    groups : K, for groups of K unknowns that follow each other, or the group of each unknown, int (n,): the unknowns of
        a group receive numbers that follow each other.
    domains : domain of each unknown, int (n,), -1 for the interface. Each domain is ordered by itself; the interface
        comes last, dissected so that it separates them. Where two domains touch, unknowns move to the interface.
    options : fields of `OrderingOptions`.

    """
    options, pattern = Options.of(**options), ""
    if not isinstance(A, STRUCTURES):
        matrix = canonical(A)
        A, pattern = structure_of(matrix, options.ordering), matrix.pattern_fingerprint
    return order_graph(A, options.ordering, schur, pattern, options, groups, domains)


@spent_on("the partition")
def partition(A, k, *, method=None, **options):
    """Return the `Partition` of the unknowns of A into k parts of equal size, with few entries between them.

    Parameters
    ----------
    A : as for `order`; of a `Mesh`, the elements are put into parts.
    k : int, 1 to n.
    method : name of a partitioner; that of the options by default.
    options : fields of `PartitionOptions`.

    """
    from pastix_py.ordering.partition import partition as partition_graph

    options = PartitionOptions.of(**options)
    method = method or options.partitioner
    structure = A if isinstance(A, STRUCTURES) else structure_of(canonical(A), method)
    return partition_graph(structure, k, method, options)


@spent_on("the analysis")
def analyze(A, *, ordering=None, schur=(), report=None, **options):
    """Return the `Plan` of a factorization of A: ordering, symbolic structure, layout and tasks.

    Parameters
    ----------
    A : as for `order`.
    ordering : an `Ordering`, a permutation (n,) with `perm[new] = old`, the name of a method, or the path of a saved
        one; 'auto' by default.
    schur : unknowns whose dense Schur complement is wanted; they are numbered last, in this order.
    report : `Report` to fill in, None for none.
    options : fields of `OrderingOptions` and `AnalysisOptions`.

    """
    return _matched_plan(canonical(A), ordering, schur, report or Report(), options)[0]


def _matched_plan(matrix, ordering, schur, report, options):
    """Return (`Plan`, the `Transversal` it was matched by or None); arguments as for `analyze`."""
    ordering, options = given_ordering(ordering, options)
    (options, why), schur = settled(matrix, Options.of(**options)), checked(schur, matrix.n)
    check_analysis(matrix)
    kind = choose_kind(matrix, options.factorization)
    matching, transversal = _matched(matrix, options.matching, kind, schur, report)
    plan = _plan(matrix, matching, ordering, schur, kind, options, report)
    if options.matching == "auto" and kind in PAIRED and not schur.size and _is_starved(matrix, plan):
        matching, transversal = _matched(matrix, "product", kind, schur, report)
        plan = _plan(matrix, matching, ordering, schur, kind, options, report)
    report.analysis |= _described(plan, matrix, why, options)
    return plan, transversal


def _described(plan, matrix, why, options):
    """Return what a report says of the analysis; `why` its tolerance of compression was taken."""
    told = plan.describe(matrix.dtype) | {"tolerance": why if plan.compress != NOT else ""}
    if options.device != "cpu":
        from pastix_py.gpu.room import device_bytes, least_streamed

        given = plan, matrix, factor_dtype(matrix, options)
        told |= {"device_bytes": device_bytes(*given), "device_bytes_streamed": least_streamed(*given)}
    return told


def _rematched(matrix, report, kind, method, ordering, options):
    """Return what `_matched_plan` does by another matching."""
    return _matched_plan(matrix, ordering, (), report, options | {"matching": method, "factorization": kind})


def _matched(matrix, method, kind, schur, report):
    """Return (`Matching`, `Transversal` or None) of a matrix; a Schur complement needs the rows where they are."""
    if schur.size and method == "product":
        raise UsageError("A Schur complement is of unknowns with their own rows: take --matching none, or auto.")
    with Clock() as clock:
        matching, transversal = (UNMATCHED, None) if schur.size else match(matrix, method, kind)
    told = {"method": "none", **matching.describe()}
    report.add_time("scaling", clock, told)
    return matching, transversal


def _is_starved(matrix, plan):
    """Return whether the unmatched plan leaves some block without the pivots that it needs."""
    small = small_diagonal(matrix)
    return small.any() and is_starved(plan.symbol, small[plan.ordering.perm])


def _plan(matrix, matching, ordering, schur, kind, options, report):
    """Return the `Plan` of a matrix with a `Matching`."""
    with Clock() as clock:
        threads = thread_count(options.threads) if matrix.ind.size > SMALL else 1
        ordering, graph = _ordered(matrix, matching, ordering, schur, options, threads)
    report.add_time("ordering", clock, {"method": ordering.method, "reason": ordering.reason})
    with Clock() as clock:

        def width_of(cost):
            chosen = strategy(options.compress, options.tolerance, cost, kind)
            return cluster_width(options.clusters, chosen, options.panel_width)

        made = options.clusters if options.clusters != AUTO else HIERARCHICAL
        given = (options.amalgamation, schur.size, options.row_order, threads, width_of, made)
        with ahead.compiled("symbolic"):
            structure = symbolic_factorization(graph, ordering, *given)
        compress, why = compression_for(matrix, matching, structure, kind, options)
        with ahead.compiled("layout"):
            plan = make_plan(*structure, kind, options.panel_width, schur.size, threads, compress)
    report.add_time("analysis", clock, {})
    return replace(plan, matching=matching, reason=why)


def _ordered(matrix, matching, ordering, schur, options, threads):
    """Return (`Ordering`, `Graph`) of the matched matrix; an ordering that is given is taken as it is."""
    permuted = wait_for(permute_rows, matrix, matching.row_perm)
    read = [lambda: graph_of(permuted)]
    if ordering is None:
        read.append(lambda: matrix.pattern_fingerprint)
    graph = wait_for(for_each, threads, lambda one: one(), read)[0]
    groups = labels_of(matching.pairs, matrix.n) if ordering is None and path_of(options.ordering) is None else None
    if groups is not None:
        graph = wait_for(alike, graph, groups)
    if ordering is None:
        structure, pattern = structure_of(permuted, options.ordering, graph), matrix.pattern_fingerprint
        ordering = order_graph(structure, options.ordering, schur, pattern, options, groups)
    _check_ordering(ordering, matrix, schur)
    return ordering, graph


@spent_on("the factorization")
def factorize(A, *, plan=None, ordering=None, schur=(), progress=None, **options):
    """Return the `Factors` of A.

    Parameters
    ----------
    A : as for `order`.
    plan : what `analyze` returned for a matrix of this pattern; made here by default.
    ordering, schur : as for `analyze`.
    progress : called as progress(stage, share done) now and then.
    options : fields of `Options`.

    Raises
    ------
    NotPositiveDefinite, StructurallySingular, NumericallySingular, MemoryLimit, DeviceUnavailable,
    MissingDependency

    """
    ordering, options = given_ordering(ordering, options)
    matrix, report = canonical(A), Report()
    chosen, why = settled(matrix, Options.of(**options))
    library.use(chosen.blas)
    if chosen.trace:
        trace_file.check_name(chosen.trace)
    kind = plan.kind if isinstance(plan, Plan) else choose_kind(matrix, chosen.factorization)
    if chosen.device == "cpu":
        ahead.begin(factor_dtype(matrix, chosen), SAME_CODE[kind])
    report.matrix = matrix.describe()
    report.options = chosen.as_dict()
    check_empty_rows(matrix)
    if plan is None:
        plan, transversal = _matched_plan(matrix, ordering, schur, report, options)
    else:
        transversal = None
        _check_plan(plan, matrix, chosen, schur)
        report.ordering = {"method": plan.ordering.method, "seconds": 0.0, "reason": plan.ordering.reason}
        report.analysis = {"seconds": 0.0, **_described(plan, matrix, why, chosen)}
        report.forget_times()
    chosen = replace(chosen, compress=plan.compress)
    report.options["compress"] = plan.compress
    may = chosen.matching == "auto" and not plan.n_schur
    rematch = partial(_rematched, ordering=ordering, options=options) if may else None
    return Factors.compute(matrix, plan, chosen, report, progress, transversal, rematch)


def solve(A, b, *, plan=None, progress=None, **options):
    """Return x with A x = b (or Aᵀ x = b, Aᴴ x = b by `trans`), its accuracy measured.

    Parameters
    ----------
    A : as for `order`.
    b : (n,) or (n, k), dense or sparse.
    plan, progress, options : as for `factorize`.

    Returns
    -------
    x : shape of b, type `result_type(A, b)`.

    Raises
    ------
    What `factorize` and `Factors.solve` raise.

    """
    factors = factorize(A, plan=plan, progress=progress, **options)
    return factors.solve(b)


def refine(factors, b, x, **options):
    """Return x improved by refinement with `factors` from the given start; `Factors.refine`."""
    return factors.refine(b, x, **options)


def given_ordering(ordering, options):
    """Return (`Ordering` given, options): None where it is the name of a method or file, which is an option then."""
    if ordering is None or isinstance(ordering, Ordering):
        return ordering, options
    if isinstance(ordering, str | os.PathLike):
        return None, options | {"ordering": os.fspath(ordering)}
    return Ordering.from_perm(ordering, "given"), options


def _check_ordering(ordering, matrix, schur):
    if ordering.n != matrix.n or (ordering.pattern and ordering.pattern != matrix.pattern_fingerprint):
        raise InputError("The ordering was made for another matrix: order this one anew.")
    if schur.size and not np.array_equal(ordering.perm[matrix.n - schur.size :], schur):
        raise UsageError("The ordering does not put the Schur unknowns last: give them to order() too.")


def _check_plan(plan, matrix, options, schur):
    if not isinstance(plan, Plan):
        raise UsageError("plan is what analyze() returns.")
    if plan.pattern and plan.pattern != matrix.pattern_fingerprint:
        raise InputError("The plan was made for another matrix: analyze this one anew.")
    if options.factorization not in ("auto", plan.kind):
        raise UsageError(f"The plan is for {plan.kind}, not {options.factorization}: analyze again.")
    if options.matching not in ("auto", plan.matching.method):
        raise UsageError(f"The plan is for --matching {plan.matching.method}: analyze again.")
    if options.compress not in ("none", "auto", plan.compress):
        raise UsageError(f"The plan is for --compress {plan.compress}: analyze again.")
    if len(schur) and list(schur) != list(plan.ordering.perm[plan.n - plan.n_schur :]):
        raise UsageError("The plan was not made for these Schur unknowns: give them to analyze().")
    choose_kind(matrix, plan.kind)
