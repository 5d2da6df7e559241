"""Nested dissection by METIS, in a child process."""

import numpy as np

# Below, METIS takes less time than the start of a child, and an interrupt can wait.
CHILD_ABOVE = 100_000


def program():
    """Return the `Program`."""
    from pastix_py.ordering.child import Program

    return Program("METIS", "metis", "pymetis")


def metis(graph, weight, options=None):
    """Return the METIS nested dissection permutation int64 (n,); the same graph and seed give the same permutation.

    METIS holds Python's global lock all along. Graphs of up to CHILD_ABOVE entries are ordered in this process.

    Raises `MissingDependency` without pymetis and `PastixError` where the child fails.
    """
    from pastix_py.ordering import child

    program().require("ordering")
    if graph.ind.size == 0:
        return np.arange(graph.n)
    here = graph.ind.size <= CHILD_ABOVE
    return child.permutation(program(), nested_dissection, graph, weight, _seed(options), here=here)[0]


def partition(graph, weight, k, options=None):
    """Return the part of each vertex, int64 (n,), by METIS: by bisections for up to 8 parts, all at once for more."""
    from pastix_py.ordering import child

    program().require("partitioner")
    here = graph.ind.size <= CHILD_ABOVE
    return child.parts(program(), part_graph, graph, weight, k, _seed(options), here=here)


def nested_dissection(ptr, ind, weight, seed):
    """Return [perm] of METIS_NodeND, `perm[new] = old`.

    `ptr`, `ind`, `weight` int64 are the graph and its vertex weights. G. Karypis, V. Kumar, "A fast and high
    quality multilevel scheme for partitioning irregular graphs", SIAM J. Sci. Comput. 20, 1998.
    """
    import pymetis

    # compress=0: indistinguishable vertices are merged already.
    options = pymetis.Options(seed=seed, compress=0)
    perm, _ = pymetis.nested_dissection(pymetis.CSRAdjacency(ptr, ind), vweights=weight, options=options)
    return [np.frombuffer(perm, np.dtype(f"i{perm.itemsize}")).astype(np.int64)]


def part_graph(ptr, ind, weight, k, seed):
    """Return [part] of METIS_PartGraphRecursive or METIS_PartGraphKway."""
    import pymetis

    options = pymetis.Options(seed=seed)
    _, part = pymetis.part_graph(k, pymetis.CSRAdjacency(ptr, ind), vweights=weight, options=options)
    return [np.array(part, np.int64)]


def _seed(options):
    # METIS takes 0 and 1 for the same.
    return options.seed + 1 if options and options.seed else 0
