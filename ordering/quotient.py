"""The quotient graph of an elimination: variables, elements, and degree lists; see `amd`."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel


class Quotient(NamedTuple):
    """Quotient graph of n variables or elements x, and the lists that order them; all int64.

    The list of x is `work[start[x] : start[x] + size[x]]`, its first `n_element[x]` entries elements.
    """

    work: np.ndarray  # (1.2 entries + total weight,) lists
    start: np.ndarray  # (n,) -1 for one that is gone
    size: np.ndarray  # (n,)
    n_element: np.ndarray  # (n,)
    weight: np.ndarray  # (n,) unknowns in a variable; negative while it is in Lk, 0 when it is absorbed or dense
    degree: np.ndarray  # (n,) bound of the external degree of a variable; weight of the list of an element
    mark: np.ndarray  # (n,) compared with a growing tag; 0 for an absorbed element
    head: np.ndarray  # (total weight,) first variable of each degree, -1 for none
    next: np.ndarray  # (n,) next variable of this degree, or of this hash
    prev: np.ndarray  # (n,) previous variable of this degree, or -1 - degree for the first; or the hash
    bucket: np.ndarray  # (n,) first variable of each hash, -1 for none
    leader: np.ndarray  # (n,) the variable or pivot that x was absorbed by, x itself for none


@kernel
def quotient(ptr, ind, weight, total):
    """Return the `Quotient` of a graph where nothing is eliminated, the degree lists empty."""
    n = ptr.size - 1
    work = np.empty(ind.size + ind.size // 5 + total, np.int64)
    work[: ind.size] = ind
    size = ptr[1:] - ptr[:-1]
    none, zero = np.full(n, -1), np.zeros(n, np.int64)
    return Quotient(
        work,
        ptr[:-1].copy(),
        size,
        zero,
        weight.copy(),
        zero.copy(),
        np.ones(n, np.int64),
        np.full(total, -1),
        none,
        none.copy(),
        none.copy(),
        np.arange(n),
    )


@kernel
def insert(head, next, prev, x, degree):
    """Put variable x in front of the list of its degree."""
    next[x] = head[degree]
    prev[x] = -1 - degree
    if head[degree] >= 0:
        prev[head[degree]] = x
    head[degree] = x


@kernel
def remove(head, next, prev, x):
    """Take variable x off the list of its degree."""
    after, before = next[x], prev[x]
    if after >= 0:
        prev[after] = before
    if before >= 0:
        next[before] = after
    else:
        head[-1 - before] = after


@kernel
def collect(g, free):
    """Close the gaps between the lists in `work[:free]`; return where the free room now starts."""
    for x in range(g.start.size):
        if g.start[x] >= 0 and g.size[x] > 0:
            # The owner stands in for the first entry, which waits in `start`.
            first = g.start[x]
            g.start[x] = g.work[first]
            g.work[first] = -1 - x
    p, q = 0, 0
    while p < free:
        if g.work[p] >= 0:
            p += 1
            continue
        x = -1 - g.work[p]
        g.work[p] = g.start[x]
        g.start[x] = q
        for r in range(g.size[x]):
            g.work[q + r] = g.work[p + r]
        p += g.size[x]
        q += g.size[x]
    return q
