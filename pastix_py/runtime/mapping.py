"""Which workers may run a task of a schedule made in advance: shares of the machine by shares of the work."""

import numpy as np


def proportional(tasks, n_worker):
    """Return (low, high), int64 (n_task): the workers low:high among which each task is scheduled.

    Proportional mapping (Pothen and Sun, A mapping algorithm for parallel sparse Cholesky factorization, SIAM J. Sci.
    Comput. 14, 1993): the workers of a cblk are dealt out to its children by the work below them, neighbours sharing
    the worker at their border.
    """
    cblk, node = np.unique(tasks.cblk, return_inverse=True)
    total = np.bincount(node, tasks.cost, cblk.size)
    parent = _parents(tasks, node)
    below = np.zeros(cblk.size + 1)
    for k in range(cblk.size):
        if parent[k] < cblk.size:
            total[parent[k]] += total[k]
        below[parent[k]] += total[k]
    begin, width, given = np.zeros(cblk.size + 1), np.zeros(cblk.size + 1), np.zeros(cblk.size + 1)
    width[-1] = n_worker
    for k in range(cblk.size - 1, -1, -1):
        p = parent[k]
        begin[k] = begin[p] + given[p]
        width[k] = width[p] * total[k] / max(below[p], np.finfo(float).tiny)
        given[p] += width[k]
    low = np.clip(np.floor(begin[:-1] + 1e-9).astype(np.int64), 0, n_worker - 1)
    high = np.clip(np.ceil((begin + width)[:-1] - 1e-9).astype(np.int64), low + 1, n_worker)
    return low[node], high[node]


def _parents(tasks, node):
    """Return the parent of each node (n_node): the first later one that its tasks are followed by, n_node for none."""
    source = np.repeat(node, np.diff(tasks.succ_ptr))
    target = node[tasks.succ]
    later = target > source
    n_node = int(node.max(initial=-1)) + 1
    parent = np.full(n_node, n_node)
    np.minimum.at(parent, source[later], target[later])
    return parent
