"""A tree cut into subtrees that can be worked on side by side, and what is above them."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import for_each, kernel

SHARES = 16  # a subtree holds one such share of the tree at most,
LEAST = 16  # and such a part of a share at least


class Subtrees(NamedTuple):
    """Ranges of nodes of a postordered tree, each of whole subtrees with one parent; all other nodes are on top.

    All arrays int64. Only nodes on top are above a range.
    """

    low: np.ndarray  # (ranges) first node
    high: np.ndarray  # (ranges) node after the last
    top: np.ndarray  # nodes on top, increasing

    def is_on_top(self, n):
        """Return whether each node 0..n-1 is on top, bool (n,)."""
        on_top = np.zeros(n, bool)
        on_top[self.top] = True
        return on_top

    def for_each(self, threads, function):
        """Return the list of function(k) for each range k, on up to `threads` threads, the largest range first."""
        order = np.argsort(self.low - self.high, kind="stable")
        found = dict(zip(order.tolist(), for_each(threads, function, order), strict=True))
        return [found[k] for k in range(order.size)]


def cut(parent, weight=None):
    """Return the `Subtrees` of a tree, `parent` (n) postordered, by `weight` (n) of its nodes, one each where None."""
    total = np.ones(parent.size, np.int64) if weight is None else weight.astype(np.int64)
    most = int(total.sum()) // SHARES
    low, high = ranges(parent, total, most, most // LEAST)
    on_top = np.ones(parent.size, bool)
    for first, stop in zip(low, high, strict=True):
        on_top[first:stop] = False
    return Subtrees(low, high, np.flatnonzero(on_top))


@kernel
def ranges(parent, total, most, least):
    """Return (low, high) of `Subtrees` that weigh `least` to `most`. `total`, the weights, is lost."""
    n = parent.size
    first = np.arange(n)
    for j in range(n):
        if parent[j] != -1:
            total[parent[j]] += total[j]
            first[parent[j]] = min(first[parent[j]], first[j])
    low = np.empty(n + 1, np.int64)
    high = np.empty(n + 1, np.int64)
    k, above, held = -1, np.int64(-2), np.int64(0)
    for j in range(n):
        if total[j] > most or (parent[j] != -1 and total[parent[j]] <= most):
            continue
        if k >= 0 and parent[j] == above and high[k] == first[j] and held + total[j] <= most:
            high[k], held = j + 1, held + total[j]
            continue
        if k < 0 or held >= least:
            k += 1
        low[k], high[k], above, held = first[j], j + 1, parent[j], total[j]
    k += k < 0 or held >= least
    return low[:k].copy(), high[:k].copy()
