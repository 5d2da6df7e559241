"""The stage: graph and ordering → (postordered ordering, `Symbol`, `Cost`)."""

import numpy as np

from pastix_py.jit import wait_for
from pastix_py.symbolic.blocks import block_symbol
from pastix_py.symbolic.cost import cost_of
from pastix_py.symbolic.etree import col_count, etree, postorder
from pastix_py.symbolic.supernodes import amalgamate, fundamental, merged_order, supernode_tree


def symbolic_factorization(graph, ordering, amalgamation=1.0, n_schur=0):
    """Return (ordering, symbol, cost): the structure of the factor of P A Pᵀ.

    Parameters
    ----------
    graph : `Graph` of A + Aᵀ, n unknowns.
    ordering : `Ordering`; what comes back is the same elimination renumbered, so that supernodes are contiguous.
    amalgamation : scale of the fill allowed when supernodes are merged; 0 merges none.
    n_schur : the last unknowns, in this order, form one last cblk.

    """
    return wait_for(_symbolic_factorization, graph, ordering, amalgamation, n_schur)


def _symbolic_factorization(graph, ordering, amalgamation, n_schur):
    n_free = graph.n - n_schur
    parent = etree(graph.ptr, graph.ind, ordering.perm, ordering.iperm)
    ordering, parent = _postordered(ordering, parent, n_free)
    count = col_count(graph.ptr, graph.ind, ordering.perm, ordering.iperm, parent)
    cost = cost_of(count)
    begin = fundamental(parent, count, n_free)
    tree = supernode_tree(begin, parent)
    into = amalgamate(begin, tree, count, amalgamation, int(n_schur > 0))
    order, merged_begin, merged_tree = merged_order(begin, tree, into)
    rows_below = count[order][merged_begin[1:] - 1] - 1
    if n_schur:
        rows_below[-1] = 0
    ordering = ordering.renumbered(order)
    ordering, symbol = block_symbol(graph, ordering, merged_begin, merged_tree, rows_below, n_schur)
    return ordering, symbol, cost


def _postordered(ordering, parent, n_free):
    """Return the ordering and tree renumbered by a postorder that leaves the columns `n_free:` in place."""
    n = parent.size
    forest = parent[:n_free].copy()
    forest[forest >= n_free] = -1
    post = np.concatenate([postorder(forest), np.arange(n_free, n)])
    place = np.empty(n + 1, np.int64)
    place[post] = np.arange(n)
    place[n] = -1
    return ordering.renumbered(post), place[parent[post]]
