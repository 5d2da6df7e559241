"""The unknowns of a graph, numbered so that the factor stays sparse.

`graph` is A + Aᵀ without diagonal, `compress` merges indistinguishable vertices, `auto`, `natural`, `metis`,
`amd` and `rcm` are methods, `saved` reads a permutation from a file, `constrain` keeps unknowns last, and
`ordering` is the result. `metis_process` is the program of the child process that runs METIS.
"""

import importlib
import os

METHODS = {
    "auto": "pastix_py.ordering.auto:auto",
    "natural": "pastix_py.ordering.natural:natural",
    "metis": "pastix_py.ordering.metis:metis",
    "amd": "pastix_py.ordering.amd:amd",
    "rcm": "pastix_py.ordering.rcm:rcm",
}


def order(graph, method="auto", last=(), pattern=""):
    """Return the `Ordering` of a graph by one of METHODS, or by a saved permutation.

    `method` is a key of METHODS, or the path of a saved ordering, a `.npy` array or text (see `saved`).
    `last` int64 (k,) are unknowns that are numbered last, in this order. `pattern` is the fingerprint of the
    matrix pattern, '' for none; it is kept in the result and compared with a saved one.

    Raises `UsageError` for an unknown method or a wrong `last`, `InputError` for a file that does not fit,
    and `MissingDependency` where the method needs a package that is not installed.

    A method is a function `f(graph, weight) -> perm`, where `weight` int64 (n,) counts the unknowns behind
    each vertex and `perm` int64 (n,) has `perm[new] = old`; or it returns the name of the method to run
    instead.
    """
    from pastix_py.ordering import constrain
    from pastix_py.ordering.ordering import Ordering

    last = constrain.checked(last, graph.n)
    if isinstance(method, str) and method in METHODS:
        free, rest = constrain.without(graph, last)
        method, perm = compressed_perm(rest, method)
        perm = free[perm] if last.size else perm
    else:
        from pastix_py.ordering import saved

        method, perm = saved.permutation(method, graph.n, pattern)
        perm = constrain.drop(perm, last)
    return Ordering.from_perm(constrain.append(perm, last), os.fspath(method), pattern)


def compressed_perm(graph, method):
    """Return (name of the method that ran, perm) of a graph; indistinguishable vertices stay together."""
    from pastix_py.ordering import compress

    small, weight, group = compress.compress(graph)
    perm = load(method)(small, weight)
    if isinstance(perm, str):
        method = perm
        perm = load(method)(small, weight)
    return method, compress.expand(perm, group)


def load(method):
    """Return the function of a key of METHODS."""
    module, function = METHODS[method].split(":")
    return getattr(importlib.import_module(module), function)
