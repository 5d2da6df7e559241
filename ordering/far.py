"""The far end of a large graph, looked for by several threads together."""

import numpy as np

from pastix_py.atomics import meet, swap_if
from pastix_py.jit import kernel, run_on


def far_end(graph, start, blocked, threads):
    """Return the vertices that are farthest from `start`, int64: of those that can be reached, not by way of `blocked`.

    `blocked` int64 (n,) is 0 where a vertex may be reached; others become what is not 0.
    """
    board, count = np.zeros(2, np.int64), np.zeros((2, threads), np.int64)
    found = np.empty((2, threads, graph.n), np.int64)
    found[0, 0, 0], count[0, 0], blocked[start] = start, 1, 1
    last = np.zeros(1, np.int64)
    run_on(threads, lambda worker: search(graph.ptr, graph.ind, blocked, found, count, worker, board, last), board[1:])
    side = last[0]
    return np.concatenate([found[side, worker, : count[side, worker]] for worker in range(threads)])


@kernel
def search(ptr, ind, blocked, found, count, worker, board, last):
    """Search breadth first, this worker a share of each level; write where the vertices of the last one are.

    `found` int64 (2, workers, n) and `count` (2, workers) have the vertices that each worker has found, of two levels
    by turns.
    """
    workers, side = count.shape[1], 0
    while True:
        total = count[side].sum()
        low, high = total * worker // workers, total * (worker + 1) // workers
        own, begin = 0, 0
        for w in range(workers):
            for k in range(max(low - begin, 0), min(high - begin, count[side, w])):
                v = found[side, w, k]
                for p in range(ptr[v], ptr[v + 1]):
                    u = ind[p]
                    if blocked[u] == 0 and swap_if(blocked, u, 0, 1) == 0:
                        found[1 - side, worker, own] = u
                        own += 1
            begin += count[side, w]
        count[1 - side, worker] = own
        meet(board, workers)
        if board[1] or count[1 - side].sum() == 0:
            if worker == 0:
                last[0] = side
            return
        side = 1 - side
