"""Products of an H-matrix with vectors on all threads."""

import numpy as np

from pastix_py.hmatrix.apply import apply, apply_half
from pastix_py.jit import run_on, thread_count
from pastix_py.runtime.blas_threads import one_blas_thread

CHUNK = 64  # columns that are multiplied at a time


def product(leaves, x, trans, threads, order, half):
    """Return B x or Bᵀ x, x (n, k) column-major in the order of the clusters; each thread has a sum of its own.

    `order` holds where to cut the leaves into parts of like work, one for each of the threads or more. The leaves
    of a `half` stand for their mirror images too.
    """
    n, k = x.shape
    threads = min(thread_count(threads), order.size - 1)
    most = int(leaves.rank.max(initial=1))
    sums = np.zeros((threads, k, n), x.dtype)
    flat = x.T.reshape(-1)

    def serve(worker):
        T, own = np.empty(CHUNK * max(most, 1), x.dtype), sums[worker].reshape(-1)
        for low in range(0, k, CHUNK):
            count = min(CHUNK, k - low)
            for part in range(worker, order.size - 1, threads):
                own_leaves = order[part], order[part + 1]
                if half:
                    apply_half(leaves, *own_leaves, count, flat, low * n, own, low * n, n, T)
                else:
                    apply(leaves, *own_leaves, trans, 1.0, count, 0, flat, low * n, n, 0, own, low * n, n, T)

    with one_blas_thread():
        run_on(threads, serve)
    return sums.sum(axis=0).T
