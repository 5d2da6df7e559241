"""The quotient graph of an elimination, of variables and elements x = 0..n-1, and its degree lists.

`work` holds the list of each x, `head` the first variable of each degree (-1 for none), and `g` int64 (n, 10)
one row per x, with the columns named here. A variable's list has elements first, then variables.
"""

import numpy as np

from pastix_py.jit import inner, kernel

START = 0  # the list of x is work[START : START + SIZE]; -1 for an x that is gone
SIZE = 1
N_ELEMENT = 2  # how many entries of the list are elements
WEIGHT = 3  # unknowns in a variable; negative while it is in Lk, 0 once it is absorbed or dense
DEGREE = 4  # bound of the external degree of a variable; weight of the list of an element
MARK = 5  # compared with a growing tag; 0 for an absorbed element
NEXT = 6  # next variable of the same degree, or of the same hash
PREV = 7  # previous variable of the same degree, -1 - degree for the first; or the hash
BUCKET = 8  # row h: first variable with hash h, -1 for none
LEADER = 9  # the variable or pivot that x was absorbed by, x itself for none


@kernel
def quotient(ptr, ind, weight):
    """Return (work, g, head) of a graph where nothing is eliminated, the degree lists empty.

    `ptr`, `ind` int64 is the graph, `weight` int64 (n,) counts the unknowns behind each vertex. `work` has room for 1.2
    entries + total weight: no element is longer than the lists it replaces. `head` has two lists for each degree: the
    second is for vertices that must wait.
    """
    n, total = weight.size, np.int64(0)
    for x in range(n):
        total += weight[x]
    work = np.empty(ind.size + ind.size // 5 + total, np.int64)
    for p in range(ind.size):
        work[p] = ind[p]
    g = np.zeros((n, 10), np.int64)
    for x in range(n):
        g[x, START] = ptr[x]
        g[x, SIZE] = ptr[x + 1] - ptr[x]
        g[x, WEIGHT] = weight[x]
        g[x, MARK] = 1
        g[x, BUCKET] = -1
        g[x, LEADER] = x
    head = np.empty(2 * total, np.int64)
    for degree in range(head.size):
        head[degree] = -1
    return work, g, head


@inner
def insert(g, head, x, degree):
    """Put variable x in front of the list of its degree."""
    first = head[degree]
    g[x, NEXT] = first
    g[x, PREV] = -1 - degree
    if first >= 0:
        g[first, PREV] = x
    head[degree] = x


@inner
def remove(g, head, x):
    """Take variable x off the list of its degree."""
    after, before = g[x, NEXT], g[x, PREV]
    if after >= 0:
        g[after, PREV] = before
    if before >= 0:
        g[before, NEXT] = after
    else:
        head[-1 - before] = after


@inner
def collect(work, g, free):
    """Close the gaps between the lists in `work[:free]`; return where the free room now starts."""
    for x in range(g.shape[0]):
        if g[x, START] >= 0 and g[x, SIZE] > 0:
            # The owner stands in for the first entry, which waits in START.
            first = g[x, START]
            g[x, START] = work[first]
            work[first] = -1 - x
    p, q = 0, 0
    while p < free:
        if work[p] >= 0:
            p += 1
            continue
        x = -1 - work[p]
        work[p] = g[x, START]
        g[x, START] = q
        for r in range(g[x, SIZE]):
            work[q + r] = work[p + r]
        p += g[x, SIZE]
        q += g[x, SIZE]
    return q
