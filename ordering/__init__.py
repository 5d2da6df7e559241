"""The unknowns of a graph, numbered so that the factor stays sparse.

`graph` is A + Aᵀ without diagonal, `compress` merges indistinguishable vertices, `auto`, `natural`, `nd`, `metis`,
`amd` and `rcm` are methods, `saved` reads a permutation from a file, `constrain` keeps unknowns last, and
`ordering` is the result. `metis_process` is the program of the child process that runs METIS.
"""

import importlib
import os
from typing import NamedTuple


class Method(NamedTuple):
    """What a name stands for: `order` is "module:function", and `takes` what the function is given."""

    order: str
    takes: str = "graph"


METHODS = {
    "auto": Method("pastix_py.ordering.auto:auto"),
    "nd": Method("pastix_py.ordering.nd:nd"),
    "metis": Method("pastix_py.ordering.metis:metis"),
    "amd": Method("pastix_py.ordering.amd:amd"),
    "rcm": Method("pastix_py.ordering.rcm:rcm"),
    "hypergraph": Method("pastix_py.ordering.hyper_dissect:hypergraph", takes="hypergraph"),
    "natural": Method("pastix_py.ordering.natural:natural"),
}


class Choice(NamedTuple):
    """The method to run instead, and why: "it has at most 10,000 unknowns"."""

    method: str
    reason: str


def order(graph, method="auto", last=(), pattern="", options=None):
    """Return the `Ordering` of a graph by one of METHODS, or by a saved permutation.

    `method` is a key of METHODS, or the path of a saved ordering, a `.npy` array or text (see `saved`).
    `last` int64 (k,) are unknowns that are numbered last, in this order. `pattern` is the fingerprint of the
    matrix pattern, '' for none; it is kept in the result and compared with a saved one. `options` are
    `OrderingOptions`, the defaults where None.

    Raises `UsageError` for an unknown method or a wrong `last`, `InputError` for a file that does not fit,
    and `MissingDependency` where the method needs a package that is not installed.

    A method is a function `f(graph, weight, options)`, where `weight` int64 (n,) counts the unknowns behind each
    vertex. It returns `perm` int64 (n,) with `perm[new] = old`, or a `Numbering` where it knows of separators, or
    the `Choice` of another method.
    """
    from pastix_py.options import OrderingOptions
    from pastix_py.ordering import constrain
    from pastix_py.ordering.ordering import Numbering, Ordering

    last, reason = constrain.checked(last, graph.n), ""
    if isinstance(method, str) and method in METHODS:
        free, rest = constrain.without(graph, last)
        (method, reason), numbering = compressed_numbering(rest, method, options or OrderingOptions())
        numbering = numbering.within(free) if last.size else numbering
    else:
        from pastix_py.ordering import saved

        method, perm = saved.permutation(method, graph.n, pattern)
        numbering = Numbering(constrain.drop(perm, last))
    if last.size:
        numbering = numbering.followed_by(last)
    return Ordering.of(numbering, os.fspath(method), pattern, reason)


def compressed_numbering(graph, method, options):
    """Return (`Choice` that ran, `Numbering`) of a graph; indistinguishable vertices stay together."""
    from pastix_py.ordering import compress
    from pastix_py.ordering.ordering import Numbering

    small, weight, group = compress.compress(graph)
    choice, found = Choice(method, ""), load(method)(small, weight, options)
    if isinstance(found, Choice):
        choice, found = found, load(found.method)(small, weight, options)
    numbering = found if isinstance(found, Numbering) else Numbering(found)
    return choice, numbering.expanded(weight, group)


def load(method):
    """Return the function of a key of METHODS."""
    module, function = METHODS[method].order.split(":")
    return getattr(importlib.import_module(module), function)
