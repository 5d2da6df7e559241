"""The METIS call, and the program of the child process that makes it; imports nothing of this package.

The child reads int64 from standard input: n, number of entries, then ptr, ind and weight. It writes perm,
int64 (n,), to standard output.
"""

import os
import sys

import numpy as np


def nested_dissection(ptr, ind, weight):
    """Return the permutation int64 (n,) of METIS_NodeND, `perm[new] = old`, from a fixed seed.

    `ptr`, `ind`, `weight` int64 are the graph and its vertex weights. G. Karypis, V. Kumar, "A fast and high
    quality multilevel scheme for partitioning irregular graphs", SIAM J. Sci. Comput. 20, 1998.
    """
    import pymetis

    # compress=0: indistinguishable vertices are merged already.
    options = pymetis.Options(seed=0, compress=0)
    graph = pymetis.CSRAdjacency(ptr, ind)
    perm, _ = pymetis.nested_dissection(graph, vweights=weight, options=options)
    return np.frombuffer(perm, np.dtype(f"i{perm.itemsize}")).astype(np.int64)


def main():
    """Serve one graph."""
    # METIS reports its own errors on standard output, which carries the result.
    result = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    n, n_entry = np.frombuffer(sys.stdin.buffer.read(16), np.int64)
    data = np.frombuffer(sys.stdin.buffer.read(), np.int64)
    ptr, ind, weight = np.split(data, [n + 1, n + 1 + n_entry])
    with result:
        result.write(nested_dissection(ptr, ind, weight).data)


if __name__ == "__main__":
    main()
