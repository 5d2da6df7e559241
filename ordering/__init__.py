"""The unknowns of a graph, numbered so that the factor stays sparse, or put into parts.

`graph` is A + Aᵀ without diagonal, `compress` merges indistinguishable vertices. `auto` (by `look`), `natural`, `nd`,
`metis`, `scotch`, `kahip`, `amd` and `rcm` are methods, `best` runs several, `saved` reads an ordering from a file,
`constrain` keeps unknowns last. `ordering` is the result, `parts` tells of its separator tree. `kway` cuts a graph into
parts, `partition` is what comes of that by any method. `export` and `vtk` write both for other programs; `child` runs
those of others.
"""

import importlib
import os
from typing import NamedTuple


class Method(NamedTuple):
    """What a name stands for.

    `order` is "module:function", and `takes` what the function is given; `partition` is the "module:function" of a
    partitioner `f(graph, weight, k, options)`, '' for none.
    """

    order: str
    takes: str = "graph"
    partition: str = ""


METHODS = {
    "auto": Method("pastix_py.ordering.auto:auto", partition="pastix_py.ordering.kway:kway"),
    "nd": Method("pastix_py.ordering.nd:nd", partition="pastix_py.ordering.kway:kway"),
    "metis": Method("pastix_py.ordering.metis:metis", partition="pastix_py.ordering.metis:partition"),
    "scotch": Method("pastix_py.ordering.scotch:scotch", partition="pastix_py.ordering.scotch:partition"),
    "kahip": Method("pastix_py.ordering.kahip:kahip", partition="pastix_py.ordering.kahip:partition"),
    "amd": Method("pastix_py.ordering.amd:amd"),
    "rcm": Method("pastix_py.ordering.rcm:rcm"),
    "natural": Method("pastix_py.ordering.natural:natural"),
    "best": Method("pastix_py.ordering.best:best"),
    "file": Method("pastix_py.ordering.saved:read", takes="path"),
}
PARTITIONERS = tuple(name for name, entry in METHODS.items() if entry.partition)
FILE = "file:"  # in front of a file that has the name of a method


class Choice(NamedTuple):
    """The method to run instead, and why: "it has at most 10,000 unknowns"; what it `found` where it was run."""

    method: str
    reason: str
    found: object = None


def order(graph, method="auto", last=(), pattern="", options=None):
    """Return the `Ordering` of a graph by one of METHODS, or by a saved one.

    `method` is a key of METHODS, or the path of a saved ordering, a `.npy` array or text (see `saved`), with FILE in
    front where it is a key as well.
    `last` int64 (k,) are unknowns that are numbered last, in this order. `pattern` is the fingerprint of the
    matrix pattern, '' for none; it is kept in the result and compared with a saved one. `options` are
    `OrderingOptions`, the defaults where None.

    Raises `UsageError` for an unknown method or a wrong `last`, `InputError` for a file that does not fit,
    and `MissingDependency` where the method needs a package that is not installed.

    A method is a function `f(graph, weight, options)`, where `weight` int64 (n,) counts the unknowns behind each
    vertex. It returns `perm` int64 (n,) with `perm[new] = old`, or a `Numbering` where it knows of separators, or
    the `Choice` of another method. One that takes a path is a function `f(path, n, pattern) -> Ordering`, see `saved`.
    """
    from pastix_py.options import OrderingOptions
    from pastix_py.ordering import constrain
    from pastix_py.ordering.ordering import Numbering, Ordering

    last, reason, path = constrain.checked(last, graph.n), "", path_of(method)
    if path is None:
        free, rest = constrain.without(graph, last)
        (method, reason), numbering = compressed_numbering(rest, method, options or OrderingOptions())
        numbering = numbering.within(free) if last.size else numbering
    else:
        found = load("file")(path, graph.n, pattern)
        method, numbering = found.method, Numbering(found.perm, found.part_ptr, found.part_parent)
        if last.size:  # which may empty parts: the tree is forgotten
            numbering = Numbering(constrain.drop(found.perm, last))
    if last.size:
        numbering = numbering.followed_by(last)
    return Ordering.of(numbering, os.fspath(method), pattern, reason)


def path_of(method):
    """Return the path of the file that a method names, None for a key of METHODS that needs none."""
    if not isinstance(method, str):
        return method
    if method in METHODS and METHODS[method].takes != "path":
        return None
    return method.removeprefix(FILE)


def compressed_numbering(graph, method, options):
    """Return ((method that ran, reason), `Numbering`) of a graph; indistinguishable vertices stay together."""
    from pastix_py.ordering import compress
    from pastix_py.ordering.ordering import Numbering

    small, weight, group = compress.compress(graph)
    reason, found = "", load(method)(small, weight, options)
    if isinstance(found, Choice):
        method, reason, found = found
        found = load(method)(small, weight, options) if found is None else found
    numbering = found if isinstance(found, Numbering) else Numbering(found)
    return (method, reason), numbering.expanded(weight, group)


def load(method, role="order"):
    """Return the function of a key of METHODS; `role` is 'order' or 'partition'."""
    module, function = getattr(METHODS[method], role).split(":")
    return getattr(importlib.import_module(module), function)
