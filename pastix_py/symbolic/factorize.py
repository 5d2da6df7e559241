"""The stage: graph and ordering → `Structure`: postordered ordering, `Symbol`, `Cost`, and what a reordering did."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import wait_for
from pastix_py.ordering.cost import Cost, cost_of
from pastix_py.ordering.counts import col_count
from pastix_py.ordering.etree import etree, lower_rows, postorder, renumbered_tree
from pastix_py.ordering.ordering import Ordering
from pastix_py.symbolic import HIERARCHICAL
from pastix_py.symbolic.blocks import block_symbol
from pastix_py.symbolic.reorder import RowOrder
from pastix_py.symbolic.supernodes import amalgamate, fundamental, merged_order, supernode_tree
from pastix_py.symbolic.symbol import Symbol


class Structure(NamedTuple):
    """The structure of the factor of P A Pᵀ."""

    ordering: Ordering
    symbol: Symbol
    cost: Cost
    row_order: RowOrder


def symbolic_factorization(
    graph, ordering, amalgamation=1.0, n_schur=0, row_order="refine", threads=1, width_of=None, method=HIERARCHICAL
):
    """Return the `Structure` of the factor of P A Pᵀ.

    Parameters
    ----------
    graph : `Graph` of A + Aᵀ, n unknowns.
    ordering : `Ordering`; what comes back is the same elimination renumbered, so that supernodes are contiguous.
    amalgamation : scale of the fill allowed when supernodes are merged; 0 merges none.
    n_schur : the last unknowns, in this order, form one last cblk.
    row_order : a key of `ROW_ORDERS`: how the columns are ordered inside supernodes.
    threads : int; the result is the same for any number.
    width_of : function of the `Cost`: the width of the `clusters` that wide supernodes are made of, 0 for none.
    method : how clusters are made.

    """
    given = amalgamation, n_schur, row_order, threads, width_of, method
    return wait_for(_symbolic_factorization, graph, ordering, *given)


def _symbolic_factorization(graph, ordering, amalgamation, n_schur, row_order, threads, width_of, method):
    n_free = graph.n - n_schur
    low_ptr, low = lower_rows(graph.ptr, graph.ind, ordering.perm, ordering.iperm, threads)
    parent = etree(low_ptr, low)
    post = _postorder(parent, n_free)
    parent, postordered = renumbered_tree(parent, post), ordering.renumbered(post)
    weight = np.ones(graph.n, np.int64)
    count = col_count(graph.ptr, graph.ind, postordered.perm, postordered.iperm, parent, weight, threads)
    cost = cost_of(count)
    begin = fundamental(parent, count, n_free)
    tree = supernode_tree(begin, parent)
    into = amalgamate(begin, tree, count, amalgamation, int(n_schur > 0))
    order, merged_begin, merged_tree = merged_order(begin, tree, into)
    rows_below = count[order[merged_begin[1:] - 1]] - 1
    if n_schur:
        rows_below[-1] = 0
    source, width = post[order], width_of(cost) if width_of else 0
    if width:
        from pastix_py.symbolic.clusters import clusters

        given = merged_begin, width, int(n_schur > 0), threads, method
        source = source[clusters(graph, ordering.perm[source], *given)]
    supernodes = (source, merged_begin, merged_tree, rows_below)
    within, symbol, done = block_symbol(low_ptr, low, *supernodes, n_schur, row_order, threads, width)
    return Structure(ordering.renumbered(source[within]), symbol, cost, done)


def _postorder(parent, n_free):
    """Return a postorder (n) that leaves the columns `n_free:` in place."""
    forest = parent[:n_free].copy()
    forest[forest >= n_free] = -1
    return np.concatenate([postorder(forest), np.arange(n_free, parent.size)])
