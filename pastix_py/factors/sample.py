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
from pastix_py.numeric import low_rank
from pastix_py.numeric.compression import compressible
from pastix_py.numeric.expanded import dense_panel
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.ordering import Ordering
from pastix_py.precision import factor_dtype
from pastix_py.report.report import Report, log
from pastix_py.report.text import counted
from pastix_py.symbolic.factorize import symbolic_factorization

PART = 0.01  # of the operations of the whole, at most, are spent on a sample
BLOCKS = 8  # of a sample, the largest ones, that are looked at
FULL = 0.95  # of the largest rank that they could have: nothing can be compressed


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
    ranks = sampled(matrix, matching, structure, kind, options)
    if not ranks:
        return chosen, f"on: {told}"
    share = float(np.mean(ranks))
    sample = f"{counted(len(ranks), 'sampled block')} with {share:.0%} of the rank that they could have"
    log.info("compression: %s, %s", told, sample)
    return (NOT, f"off: {told}, but {sample}") if share > FULL else (chosen, f"on: {told}, {sample}")


def sampled(matrix, matching, structure, kind, options):
    """Return a list: of the largest blocks of the factor of a part, the rank that suffices over their smaller side.

    By singular value decomposition: blocks of neighbours compress little, but have no full rank as those of a random
    matrix.
    """
    first, stop = part(structure.symbol)
    if first == stop:
        return []
    unknowns = structure.ordering.perm[first:stop]
    taken = principal(permute_rows(matrix, matching.row_perm), np.sort(unknowns))
    ordering = Ordering.from_perm(np.searchsorted(np.sort(unknowns), unknowns), "given")
    of_part = symbolic_factorization(graph_of(taken), ordering, options.amalgamation)
    plan = make_plan(*of_part, kind, options.panel_width, compress=PATIENT)
    number, height, width = compressible(plan)
    smaller = np.minimum(height, width)
    largest = np.argsort(-smaller, kind="stable")[:BLOCKS]
    if not largest.size:
        return []
    options = replace(options, compress=NOT, trace="", max_memory="", null_pivots="warn")
    full, dtype = plan.without_compression(), factor_dtype(taken, options)
    made = make_factor(Wanted(taken, full, dtype, options), Report(), Factor(None, full, None))
    rule = low_rank.make_rule(options, full, made.scaled.matrix, dtype)
    tried = (k for k in largest if height[k] >= rule.least_height)
    return [rank_of(blok_of(number[k], made), rule) / smaller[k] for k in tried]


def blok_of(b, factor):
    """Return blok b of L, of a factor that is not compressed."""
    plan = factor.plan
    c, row = plan.layout.blok_cblk[b], plan.layout.blok_row[b]
    return dense_panel(c, 0, plan, factor.panels)[row : row + plan.symbol.blok_end[b] - plan.symbol.blok_begin[b]]


def rank_of(block, rule):
    """Return the rank of a block of L that suffices by a `Rule`."""
    values = np.linalg.svd(block, compute_uv=False)
    left = np.sqrt(np.cumsum(values[::-1].astype(float) ** 2))
    limit = rule.tolerance[0] * (left[-1] if rule.of_block else 1.0)
    return int(np.count_nonzero(left > limit))


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
