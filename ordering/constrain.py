"""Unknowns that are numbered last, in a given order, in groups or in domains: what is checked, and what is cut out."""

import numpy as np

from pastix_py.errors import InputError, UsageError
from pastix_py.jit import kernel


def checked(last, n):
    """Return `last` as int64 (k,); raises `UsageError` unless its entries are distinct unknowns of 0..n-1."""
    last = np.asarray(last)
    if last.size == 0:
        return np.zeros(0, np.int64)
    if last.ndim != 1 or last.dtype.kind not in "iu":
        raise UsageError("The unknowns to keep last must be a one-dimensional list of integers.")
    wrong = last[(last < 0) | (last >= n)]
    if wrong.size:
        raise UsageError(f"Unknown {wrong[0]} to keep last is outside 0..{n - 1}.")
    value, count = np.unique(last, return_counts=True)
    if value.size < last.size:
        raise UsageError(f"Unknown {value[count > 1][0]} to keep last is given twice.")
    return last.astype(np.int64)


def checked_groups(groups, n):
    """Return the group of each of n unknowns, int64 (n,), None for none; `groups` as for `order`."""
    if groups is None:
        return None
    if np.ndim(groups):
        return labels(groups, n, "groups")
    if not isinstance(groups, int | np.integer) or groups < 1:
        raise UsageError(f"Groups are a number of unknowns, at least 1, or the group of each, not {groups!r}.")
    if n % groups:
        raise UsageError(f"Groups of {groups} unknowns do not make up the {n} that there are.")
    return np.arange(n) // groups


def checked_domains(domains, n):
    """Return the domain of each of n unknowns, int64 (n,), -1 for the interface; None for none."""
    if domains is None:
        return None
    domains = labels(domains, n, "domains")
    if domains.min(initial=0) < -1:
        wrong = int(np.argmin(domains))
        raise InputError(f"Unknown {wrong} is in domain {domains[wrong]}; domains are 0, 1, ..., and -1 the interface.")
    return domains


def labels(values, n, name):
    """Return a list of one integer for each of n unknowns as int64 (n,); raises `InputError`."""
    values = np.asarray(values)
    if values.ndim != 1 or (values.size and values.dtype.kind not in "iu"):
        raise InputError(f"The {name} must be a one-dimensional list of integers.")
    if values.size != n:
        raise InputError(f"There are {n} unknowns, but {values.size} entries in the list of {name}.")
    return values.astype(np.int64)


def of_groups(domains, group, count):
    """Return the domain of each of `count` groups, -1 where its members do not agree; None for None."""
    if domains is None:
        return None
    least, most = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(least, group, domains)
    np.maximum.at(most, group, domains)
    return np.where(least == most, most, -1)


def refuse_saved(path, groups, domains):
    """Raise `UsageError` where groups or domains are given to a saved ordering, which has an order of its own."""
    if groups is not None or domains is not None:
        raise UsageError(f"Groups and domains are for a method that orders; {path!r} is none.")


def without(graph, last):
    """Return (free, rest): the other vertices int64 (n - k,), ascending, and the graph among them."""
    if last.size == 0:
        return np.arange(graph.n), graph
    is_free = np.ones(graph.n, bool)
    is_free[last] = False
    return np.flatnonzero(is_free), subgraph(graph, is_free)


def subgraph(graph, is_kept):
    """Return the `Graph` or `Hypergraph` among the vertices where `is_kept` bool (n,) holds, in ascending order."""
    n = int(is_kept.sum())
    ptr, ind = np.empty(n + 1, np.int64), np.empty(graph.ind.size, np.int64)
    n_entry = keep(graph.ptr, graph.ind, is_kept, np.cumsum(is_kept) - 1, ptr, ind)
    return graph._replace(n=n, ptr=ptr, ind=ind[:n_entry].copy())


@kernel
def keep(ptr, ind, is_kept, number, kept_ptr, kept_ind):
    """Write the graph among the kept vertices, whose new `number` is given, and return its number of entries."""
    kept_ptr[0] = 0
    k, q = 0, np.int64(0)
    for v in range(is_kept.size):
        if not is_kept[v]:
            continue
        for p in range(ptr[v], ptr[v + 1]):
            if is_kept[ind[p]]:
                kept_ind[q] = number[ind[p]]
                q += 1
        k += 1
        kept_ptr[k] = q
    return q


def drop(perm, last):
    """Return `perm` without the unknowns `last`, the order of the others unchanged."""
    is_free = np.ones(perm.size, bool)
    is_free[last] = False
    return perm[is_free[perm]]
