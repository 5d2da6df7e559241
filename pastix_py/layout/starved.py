"""Whether the diagonal blocks of a symmetric indefinite factor can have the pivots that they need."""

import numpy as np

from pastix_py.jit import kernel
from pastix_py.layout.tasks import tree_of


def is_starved(symbol, small):
    """Return whether a subtree of cblks has more unknowns of small diagonal than others.

    A block with more of them than of others, none of them a neighbour of another, is singular, however its rows are
    exchanged: in a saddle point, more constraints than unknowns that they hold for. Where no subtree is so, pivots of
    1 × 1 and 2 × 2 inside the blocks mostly suffice.

    Parameters
    ----------
    symbol : `Symbol`.
    small : bool (n,), in the new numbering.

    """
    balance = np.add.reduceat(np.where(small, -1, 1), symbol.cblk_col[:-1]) if small.size else np.zeros(0, np.int64)
    return bool(is_any_negative(balance, tree_of(symbol)))


@kernel
def is_any_negative(value, parent):
    """Return whether the sum over some subtree is below zero; `value` becomes these sums."""
    found = False
    for c in range(value.size):
        found = found or value[c] < 0
        if parent[c] >= 0:
            value[parent[c]] += value[c]
    return found
