"""The stage: a graph, a hypergraph or a mesh → `Ordering`."""

import os

import numpy as np

from pastix_py.options import OrderingOptions
from pastix_py.ordering import METHODS, Choice, constrain, load, path_of
from pastix_py.ordering.compress import compress
from pastix_py.ordering.ordering import Numbering, Ordering
from pastix_py.ordering.structure import as_graph, nodes_of, quotient, taken_by


def order(structure, method="auto", last=(), pattern="", options=None, groups=None, domains=None):
    """Return the `Ordering` of a graph, hypergraph or mesh by one of METHODS, or by a saved one.

    Parameters
    ----------
    structure : `Graph`, `Hypergraph` (of which A + Aᵀ counts), or `Mesh`, whose nodes are the unknowns.
    method : key of METHODS, or the path of a saved ordering, a `.npy` array or text (see `saved`), with FILE in front
        where it is a key as well.
    last : int64 (k,), unknowns that are numbered last, in this order.
    pattern : fingerprint of the matrix pattern, '' for none; kept in the result and compared with a saved one.
    options : `OrderingOptions`, the defaults where None.
    groups : K, for groups of K unknowns that follow each other, or the group of each unknown, int (n,): the unknowns of
        a group receive numbers that follow each other.
    domains : domain of each unknown, int (n,), -1 for the interface, which separates them; see `domains`.

    Raises `UsageError` for an unknown method or a wrong `last`, `InputError` for a file, groups or domains that do not
    fit, and `MissingDependency` where the method needs a package that is not installed.

    """
    structure, path, reason = nodes_of(structure), path_of(method), ""
    n = structure.n
    last = constrain.checked(last, n)
    groups, domains = constrain.checked_groups(groups, n), constrain.checked_domains(domains, n)
    if path is None:
        free, rest = constrain.without(structure, last)
        groups, domains = (labels if labels is None else labels[free] for labels in (groups, domains))
        (method, reason), numbering = constrained_numbering(rest, method, options or OrderingOptions(), groups, domains)
        numbering = numbering.within(free) if last.size else numbering
    else:
        constrain.refuse_saved(method, groups, domains)
        found = load("file")(path, n, pattern)
        method, numbering = found.method, Numbering(found.perm, found.part_ptr, found.part_parent)
        if last.size:  # which may empty parts: the tree is forgotten
            numbering = Numbering(constrain.drop(found.perm, last))
    if last.size:
        numbering = numbering.followed_by(last)
    return Ordering.of(numbering, os.fspath(method), pattern, reason)


def constrained_numbering(structure, method, options, groups, domains):
    """Return ((method that ran, reason), `Numbering`) that keeps to checked groups and domains, None for none."""
    weight = None
    if groups is not None:
        groups = np.unique(groups, return_inverse=True)[1]
        weight = np.bincount(groups)
        structure = quotient(structure, groups, weight.size)
        domains = constrain.of_groups(domains, groups, weight.size)

    def order_part(part, weight):
        return compressed_numbering(part, method, options, weight)

    if domains is None:
        choice, numbering = order_part(structure, weight)
    else:
        from pastix_py.ordering.domains import dissect_domains

        choice, numbering = dissect_domains(structure, order_part, options.seed, weight, domains)
    return choice, numbering if groups is None else numbering.expanded(weight, groups)


def merged(graph, method):
    """Return what `compress` returns, of nothing merged where the method takes all vertices."""
    if METHODS[method].takes == "vertices":
        return graph, np.ones(graph.n, np.int64), np.zeros(0, np.int64)
    return compress(graph)


def compressed_numbering(structure, method, options, weight=None):
    """Return ((method that ran, reason), `Numbering`) of a structure; indistinguishable vertices stay together.

    They do where the method takes them as one. `weight` int64 (n,) counts the unknowns behind each vertex, one where
    None.
    """
    small, count, group = merged(as_graph(structure), method)
    heavy = count if weight is None else weight
    if group.size and weight is not None:
        heavy = np.bincount(group, weight).astype(np.int64)

    def run(name):
        return load(name)(taken_by(name, structure, small, group), heavy, options)

    reason, found = "", run(method)
    if isinstance(found, Choice):
        method, reason, found = found
        found = run(method) if found is None else found
    numbering = found if isinstance(found, Numbering) else Numbering(found)
    return (method, reason), numbering.expanded(count, group)
