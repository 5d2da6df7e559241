"""Approximate minimum degree on the quotient graph.

P. R. Amestoy, T. A. Davis, I. S. Duff, "An approximate minimum degree ordering algorithm", SIAM J. Matrix Anal. Appl.
17, 1996. An eliminated pivot k becomes an element, whose list Lk holds the variables that its elimination joins. The
list of a variable holds elements first, then those variables that no element joins to it.
"""

import numpy as np

from pastix_py.jit import kernel, wait_for
from pastix_py.ordering.quotient import collect, insert, quotient, remove

# Vertices with more than DENSE sqrt(n) neighbours (but at least 16) go last: they would slow down every degree update.
DENSE = 10.0


def amd(graph, weight):
    """Return the approximate minimum degree permutation int64 (n,), dense vertices last.

    `weight` int64 (n,) counts the unknowns behind each vertex. Memory is 1.2 entries + O(n).
    """
    rank, leader = wait_for(eliminate, graph.ptr, graph.ind, weight, DENSE)
    return np.argsort(rank[leader], kind="stable")


@kernel
def eliminate(ptr, ind, weight, dense):
    """Return (rank, leader) int64 (n,): vertices are ordered by the rank of their leader.

    Given a graph (ptr, ind) without diagonal and its vertex weights, all int64.
    """
    n, total = ptr.size - 1, weight.sum()
    g = quotient(ptr, ind, weight, total)
    rank = np.full(n, n)
    done = set_dense_aside(g, max(16.0, dense * np.sqrt(total)))
    least, tag, free, pivots = 0, 2, ind.size, 0
    while done < total:
        while g.head[least] < 0:
            least += 1
        k = g.head[least]
        remove(g.head, g.next, g.prev, k)
        rank[k] = pivots
        pivots += 1
        if g.n_element[k] > 0 and free + least > g.work.size:
            free = collect(g, free)
        done += g.weight[k]
        make_element(g, k, free)
        heaviest = scan_elements(g, k, tag)
        done += scan_variables(g, k, tag)
        tag = merge_equal(g, k, tag + heaviest + 1)
        least = min(least, finish_element(g, k, total - done))
        if g.n_element[k] > 0:
            free = g.start[k] + g.size[k]
        if g.size[k] == 0:
            g.start[k] = -1
            g.mark[k] = 0
    for x in range(n):
        while g.leader[g.leader[x]] != g.leader[x]:
            g.leader[x] = g.leader[g.leader[x]]
    return rank, g.leader


@kernel
def set_dense_aside(g, most):
    """Put each vertex with at most `most` neighbours on its degree list; return the weight of the others."""
    dense = 0
    for is_count in (True, False):
        for x in range(g.start.size):
            if g.start[x] < 0:
                continue
            degree = 0
            for p in range(g.start[x], g.start[x] + g.size[x]):
                degree += g.weight[g.work[p]]
            g.degree[x] = degree
            if not is_count:
                insert(g.head, g.next, g.prev, x, degree)
        for x in range(g.start.size):
            if is_count and g.degree[x] > most:
                dense += g.weight[x]
                g.weight[x] = 0
                g.start[x] = -1
    return dense


@kernel
def make_element(g, k, free):
    """Turn pivot k into the element Lk = (adj(k) ∪ lists of its elements) minus k; its elements are absorbed.

    Lk is written over the list of k where that has no elements, at `work[free:]` otherwise. Its variables leave
    the degree lists and change the sign of their weight.
    """
    g.weight[k] = -g.weight[k]
    first, n_element = g.start[k], g.n_element[k]
    q = free if n_element > 0 else first
    new = q
    degree = 0
    for s in range(n_element + 1):
        if s < n_element:
            e = g.work[first + s]
            begin, end = g.start[e], g.start[e] + g.size[e]
            g.start[e] = -1
            g.mark[e] = 0
        else:
            begin, end = first + n_element, first + g.size[k]
        for p in range(begin, end):
            i = g.work[p]
            if g.weight[i] > 0:
                degree += g.weight[i]
                g.weight[i] = -g.weight[i]
                g.work[q] = i
                q += 1
                remove(g.head, g.next, g.prev, i)
    g.start[k], g.size[k], g.degree[k] = new, q - new, degree


@kernel
def scan_elements(g, k, tag):
    """Set `mark[e] = tag + |Le minus Lk|` for each element e near Lk; return the largest |Le|."""
    heaviest = 0
    for p in range(g.start[k], g.start[k] + g.size[k]):
        i = g.work[p]
        for r in range(g.start[i], g.start[i] + g.n_element[i]):
            e = g.work[r]
            if g.mark[e] >= tag:
                g.mark[e] += g.weight[i]
            elif g.mark[e] != 0:
                g.mark[e] = tag + g.degree[e] + g.weight[i]
                heaviest = max(heaviest, g.degree[e])
    return heaviest


@kernel
def scan_variables(g, k, tag):
    """Replace what element k covers in the lists of its variables by k; return the weight absorbed into pivot k.

    Elements inside Lk are absorbed by k (aggressive absorption), variables without a neighbour outside Lk are
    eliminated with k (mass elimination), the degree of the others is bounded, and they go to their hash bucket.
    """
    absorbed = 0
    for p in range(g.start[k], g.start[k] + g.size[k]):
        i = g.work[p]
        first, middle, end = g.start[i], g.start[i] + g.n_element[i], g.start[i] + g.size[i]
        q, degree, key = first, 0, 0
        for r in range(first, middle):
            e = g.work[r]
            if g.mark[e] > tag:
                degree += g.mark[e] - tag
                g.work[q] = e
                q += 1
                key += e
            elif g.mark[e] != 0:
                g.start[e] = -1
                g.mark[e] = 0
        n_element = q - first
        for r in range(middle, end):
            j = g.work[r]
            if g.weight[j] > 0:
                degree += g.weight[j]
                g.work[q] = j
                q += 1
                key += j
        if degree == 0:
            absorbed -= g.weight[i]
            g.degree[k] += g.weight[i]
            g.leader[i], g.weight[i], g.start[i] = k, 0, -1
            continue
        # What made i a member of Lk is gone from its list, which leaves room for k.
        g.work[q] = g.work[first + n_element]
        g.work[first + n_element] = g.work[first]
        g.work[first] = k
        g.n_element[i], g.size[i] = n_element + 1, q + 1 - first
        g.degree[i] = min(g.degree[i], degree)
        key %= g.bucket.size
        g.prev[i], g.next[i] = key, g.bucket[key]
        g.bucket[key] = i
    return absorbed


@kernel
def merge_equal(g, k, tag):
    """Merge the variables of Lk that have equal lists, found by their hash; return an unused tag."""
    for p in range(g.start[k], g.start[k] + g.size[k]):
        if g.weight[g.work[p]] == 0:
            continue
        key = g.prev[g.work[p]]
        a = g.bucket[key]
        g.bucket[key] = -1
        while a >= 0 and g.next[a] >= 0:
            for r in range(g.start[a], g.start[a] + g.size[a]):
                g.mark[g.work[r]] = tag
            before, b = a, g.next[a]
            while b >= 0:
                if is_marked(g, a, b, tag):
                    g.weight[a] += g.weight[b]
                    g.leader[b], g.weight[b], g.start[b] = a, 0, -1
                    g.next[before] = g.next[b]
                else:
                    before = b
                b = g.next[b]
            tag += 1
            a = g.next[a]
    return tag


@kernel
def is_marked(g, a, b, tag):
    """Return whether variable b has the list of a, whose entries have the mark `tag`."""
    if g.size[a] != g.size[b] or g.n_element[a] != g.n_element[b]:
        return False
    for p in range(g.start[b], g.start[b] + g.size[b]):  # noqa: SIM110
        if g.mark[g.work[p]] != tag:
            return False
    return True


@kernel
def finish_element(g, k, left):
    """Keep the live variables in Lk and put them on the degree lists; return the least degree, at most `left`.

    `left` is the weight not yet eliminated. The degree of i is the least of: `left`, its last degree + |Lk minus i|,
    and |Ai minus i| + |Lk minus i| + Σ |Le minus Lk| over its other elements e.
    """
    least, q = left, g.start[k]
    for p in range(g.start[k], g.start[k] + g.size[k]):
        i = g.work[p]
        weight = -g.weight[i]
        if weight > 0:
            g.weight[i] = weight
            degree = min(g.degree[i] + g.degree[k], left) - weight
            g.degree[i] = degree
            insert(g.head, g.next, g.prev, i, degree)
            least = min(least, degree)
            g.work[q] = i
            q += 1
    g.size[k] = q - g.start[k]
    return least
