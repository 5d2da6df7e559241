"""Whether compression is worth its while: by the operations ahead, and by a part of the matrix that is factored so.

Functions here take the unknowns as the `Structure` of the whole factor numbers them.
"""

from dataclasses import replace

import numpy as np

from pastix_py.factors.factor import Factor
from pastix_py.factors.make import Wanted, make_factor
from pastix_py.layout.plan import AUTO, NOT, PATIENT, make_plan, strategy
from pastix_py.layout.tasks import group_subtrees, tree_of
from pastix_py.matrix.scale import permute_rows
from pastix_py.numeric.compression import share_kept
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.ordering import Ordering
from pastix_py.precision import factor_dtype
from pastix_py.report.report import Report, log
from pastix_py.report.text import counted
from pastix_py.symbolic.factorize import symbolic_factorization

PART = 0.01  # of the operations of the whole, at most, are spent on a sample
LARGE = 0.25  # of the largest block of a sample have those that count, at least
WORTH = 0.9  # of the bytes of its blocks, at most, are left where compression pays


def compression_for(matrix, matching, structure, kind, options):
    """Return (strategy of compression, why): the one asked for; of 'auto' what it means for these values.

    Parameters
    ----------
    matrix, matching : `Matrix`, and the `Matching` of its rows.
    structure : `Structure` of its factor.
    kind : one of `KINDS`.
    options : `Options`, their tolerance settled.

    """
    flops = structure.cost.flops(kind)
    chosen = strategy(options.compress, options.tolerance, flops)
    if options.compress != AUTO:
        return chosen, ""
    told = counted(float(flops), "operation")
    if chosen == NOT:
        return chosen, f"off: {told} are too few for a tolerance of {options.tolerance:.0e}"
    count, share = sampled(matrix, matching, structure, kind, options)
    if not count:
        return chosen, f"on: {told}"
    sample = f"{share:.0%} of the bytes of {counted(count, 'sampled block')} left"
    log.info("compression: %s, %s", told, sample)
    return (NOT, f"off: {told}, but {sample}") if share > WORTH else (chosen, f"on: {told}, {sample}")


def sampled(matrix, matching, structure, kind, options):
    """Return (number, share of their bytes that is left) of the largest blocks of the factor of a part, compressed."""
    first, stop = part(structure.symbol)
    if first == stop:
        return 0, 1.0
    unknowns = structure.ordering.perm[first:stop]
    taken = principal(permute_rows(matrix, matching.row_perm), np.sort(unknowns))
    ordering = Ordering.from_perm(np.searchsorted(np.sort(unknowns), unknowns), "given")
    of_part = symbolic_factorization(graph_of(taken), ordering, options.amalgamation)
    plan = make_plan(*of_part, kind, options.panel_width, compress=PATIENT)
    options = replace(options, compress=PATIENT, trace="", max_memory="", null_pivots="warn")
    wanted = Wanted(taken, plan, factor_dtype(taken, options), options)
    made = make_factor(wanted, Report(), Factor(None, plan, None))
    return share_kept(made.plan, made.panels, LARGE)


def part(symbol):
    """Return (first, stop): columns of whole subtrees next to each other, with a large cblk and little work in all."""
    above = np.concatenate([[0], np.cumsum(symbol.blok_end - symbol.blok_begin)])
    work = np.diff(symbol.cblk_col) * np.diff(above[symbol.cblk_blok]).astype(float) ** 2
    group = group_subtrees(tree_of(symbol), work, PART * work.sum(), symbol.n_cblk)
    inside = np.flatnonzero(group >= 0)
    if not inside.size:
        return 0, 0
    last = group[inside[np.argmax(work[inside])]]
    return symbol.cblk_col[inside[np.searchsorted(group[inside], last)]], symbol.cblk_col[last + 1]


def principal(matrix, unknowns):
    """Return the `Matrix` of the rows and columns of some unknowns, which increase."""
    from scipy.sparse import csc_array

    whole = csc_array((matrix.val, matrix.ind, matrix.ptr), (matrix.n, matrix.n))
    taken = whole[:, unknowns][unknowns]
    taken.sort_indices()
    ptr, ind = (array.astype(np.int64) for array in (taken.indptr, taken.indices))
    return replace(matrix, n=unknowns.size, ptr=ptr, ind=ind, val=taken.data, name=f"a part of {matrix.name}")
