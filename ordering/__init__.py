"""The unknowns of a graph, numbered so that the factor stays sparse.

`graph` is A + Aᵀ without diagonal, `hypergraph` has the columns of A as nets, `mesh` has graphs of its own, `structure`
makes one of the other. `compress` merges indistinguishable vertices, `auto`, `natural`, `nd`, `metis`, `amd`, `rcm` and
`hyper_dissect` are methods, `saved` reads a permutation from a file, `constrain` keeps unknowns last, `domains` keeps
sets of them apart, and `ordering` is the result. `metis_process` is the program of the child process that runs METIS.
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


def order(structure, method="auto", last=(), pattern="", options=None, groups=None, domains=None):
    """Return the `Ordering` of a graph, hypergraph or mesh by one of METHODS, or by a saved permutation.

    Parameters
    ----------
    structure : `Graph`, `Hypergraph` (of which A + Aᵀ counts), or `Mesh`, whose nodes are the unknowns.
    method : key of METHODS, or the path of a saved ordering, a `.npy` array or text (see `saved`).
    last : int64 (k,), unknowns that are numbered last, in this order.
    pattern : fingerprint of the matrix pattern, '' for none; kept in the result and compared with a saved one.
    options : `OrderingOptions`, the defaults where None.
    groups : K, for groups of K unknowns that follow each other, or the group of each unknown, int (n,): the unknowns of
        a group receive numbers that follow each other.
    domains : domain of each unknown, int (n,), -1 for the interface, which separates them; see `domains`.

    Raises `UsageError` for an unknown method or a wrong `last`, `InputError` for a file, groups or domains that do not
    fit, and `MissingDependency` where the method needs a package that is not installed.

    A method is a function `f(graph, weight, options)`, where `weight` int64 (n,) counts the unknowns behind each
    vertex; it is given a hypergraph where its entry says so. It returns `perm` int64 (n,) with `perm[new] = old`, or a
    `Numbering` where it knows of separators, or the `Choice` of another method.

    """
    from pastix_py.options import OrderingOptions
    from pastix_py.ordering import constrain
    from pastix_py.ordering.mesh import Mesh
    from pastix_py.ordering.ordering import Numbering, Ordering

    structure = structure.nodal() if isinstance(structure, Mesh) else structure
    n, reason = structure.n, ""
    last = constrain.checked(last, n)
    groups, domains = constrain.checked_groups(groups, n), constrain.checked_domains(domains, n)
    if isinstance(method, str) and method in METHODS:
        free, rest = constrain.without(structure, last)
        groups, domains = (labels if labels is None else labels[free] for labels in (groups, domains))
        made = constrained_numbering(rest, method, options or OrderingOptions(), groups, domains)
        (method, reason), numbering = made
        numbering = numbering.within(free) if last.size else numbering
    else:
        from pastix_py.ordering import saved

        constrain.refuse_saved(method, groups, domains)
        method, perm = saved.permutation(method, n, pattern)
        numbering = Numbering(constrain.drop(perm, last))
    if last.size:
        numbering = numbering.followed_by(last)
    return Ordering.of(numbering, os.fspath(method), pattern, reason)


def constrained_numbering(structure, method, options, groups, domains):
    """Return (`Choice` that ran, `Numbering`) that keeps to checked groups and domains, None for none."""
    import numpy as np

    from pastix_py.ordering import constrain
    from pastix_py.ordering.domains import dissect_domains
    from pastix_py.ordering.structure import quotient

    weight = None
    if groups is not None:
        groups = np.unique(groups, return_inverse=True)[1]
        weight = np.bincount(groups)
        structure = quotient(structure, groups, weight.size)
        domains = constrain.of_groups(domains, groups, weight.size)
    if domains is None:
        choice, numbering = compressed_numbering(structure, method, options, weight)
    else:
        choice, numbering = dissect_domains(structure, method, options, weight, domains)
    return choice, numbering if groups is None else numbering.expanded(weight, groups)


def compressed_numbering(structure, method, options, weight=None):
    """Return (`Choice` that ran, `Numbering`) of a graph or hypergraph; indistinguishable vertices stay together.

    `weight` int64 (n,) counts the unknowns behind each vertex, one where None.
    """
    import numpy as np

    from pastix_py.ordering import compress
    from pastix_py.ordering.ordering import Numbering
    from pastix_py.ordering.structure import as_graph

    small, count, group = compress.compress(as_graph(structure))
    heavy = count if weight is None else weight
    if group.size and weight is not None:
        heavy = np.bincount(group, weight).astype(np.int64)
    choice = Choice(method, "")
    found = load(method)(_seen(structure, method, small, group), heavy, options)
    if isinstance(found, Choice):
        choice = found
        found = load(choice.method)(_seen(structure, choice.method, small, group), heavy, options)
    numbering = found if isinstance(found, Numbering) else Numbering(found)
    return choice, numbering.expanded(count, group)


def _seen(structure, method, small, group):
    """Return what a method takes: the compressed graph `small`, or the hypergraph of the same groups of vertices."""
    from pastix_py.ordering.structure import as_hypergraph, quotient

    if METHODS[method].takes == "graph":
        return small
    structure = as_hypergraph(structure)
    return quotient(structure, group, small.n) if group.size else structure


def load(method):
    """Return the function of a key of METHODS."""
    module, function = METHODS[method].order.split(":")
    return getattr(importlib.import_module(module), function)
