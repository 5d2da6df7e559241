"""Approximate minimum degree on the quotient graph.

P. R. Amestoy, T. A. Davis, I. S. Duff, "An approximate minimum degree ordering algorithm", SIAM J. Matrix
Anal. Appl. 17, 1996. An eliminated pivot k becomes an element, whose list Lk holds the variables that its
elimination joins. The list of a variable holds elements first, then those variables that no element joins to
it.
"""

import numpy as np

from pastix_py.jit import inner, kernel, wait_for
from pastix_py.ordering.quotient import (
    BUCKET,
    DEGREE,
    LEADER,
    MARK,
    N_ELEMENT,
    NEXT,
    PREV,
    SIZE,
    START,
    WEIGHT,
    collect,
    insert,
    quotient,
    remove,
)

# Vertices with more than DENSE sqrt(n) neighbours (and 16) go last: they would slow down every degree update.
DENSE = 10.0


def amd(graph, weight, options=None):
    """Return the approximate minimum degree permutation int64 (n,), dense vertices last.

    `weight` int64 (n,) counts the unknowns behind each vertex. Memory is 1.2 entries + O(n).
    """
    return wait_for(minimum_degree, graph.ptr, graph.ind, weight, graph.n, np.inf)[0]


@kernel
def minimum_degree(ptr, ind, weight, n_free, longest):
    """Return (order, entries, squares): the vertices 0..n_free-1 of a graph in the order of their elimination.

    `order` int64 (n_free,) has dense vertices last; `entries` and `squares`, float64, are nnz(L) and the sum of the
    squared lengths of its columns, dense vertices not counted. The vertices `n_free:` are a halo: they count in the
    degrees, and are eliminated later by somebody else. F. Pellegrini, J. Roman, P. Amestoy, "Hybridizing nested
    dissection and halo approximate minimum degree for efficient sparse matrix ordering", Concurrency: Pract. Exper.
    12, 2000.

    The elimination is given up, and `order` empty, once squares / entries is more than `longest`.
    """
    work, g, head = quotient(ptr, ind, weight)
    n = weight.size
    rank, sums = np.empty(n, np.int64), np.zeros(2)
    for x in range(n):
        rank[x] = n
    most = max(16.0, DENSE * (head.size // 2) ** 0.5)
    pivots = eliminate(work, g, head, ind.size, most, rank, n_free, longest, sums)
    if pivots < 0:
        return np.empty(0, np.int64), sums[0], sums[1]
    place = np.zeros(pivots + 2, np.int64)
    for x in range(n_free):
        place[min(rank[g[x, LEADER]], pivots) + 1] += 1
    for k in range(pivots + 1):
        place[k + 1] += place[k]
    perm = np.empty(n_free, np.int64)
    for x in range(n_free):
        k = min(rank[g[x, LEADER]], pivots)
        perm[place[k]] = x
        place[k] += 1
    return perm, sums[0], sums[1]


@kernel
def eliminate(work, g, head, free, most, rank, n_free, longest, sums):
    """Eliminate the quotient graph (work, g, head), vertices with more than `most` neighbours left aside.

    The lists end at `work[free]`. `rank` int64 (n,) receives the number of each pivot, and g[:, LEADER] the
    pivot that stands for each vertex. The vertices `n_free:` are not eliminated. `sums` float64 (2,) receives
    the entries of the columns, and the sum of their squared lengths. Returns the number of pivots, -1 where the
    elimination is given up because squares are more than `longest` entries.
    """
    total = head.size // 2
    done = set_dense_aside(work, g, head, most, n_free)
    halo = np.int64(0)
    for x in range(n_free, g.shape[0]):
        halo += g[x, WEIGHT]
    done += halo
    # As int64 and no literals, lest the kernels below are compiled twice.
    least, tag, pivots = np.int64(0), np.int64(2), 0
    while done < total:
        while head[least] < 0:
            least += 1
        k = head[least]
        remove(g, head, k)
        rank[k] = pivots
        pivots += 1
        if g[k, N_ELEMENT] > 0 and free + least > work.size:
            free = collect(work, g, free)
        before = done
        done += g[k, WEIGHT]
        make_element(work, g, head, k, free)
        heaviest = scan_elements(work, g, k, tag)
        done += scan_variables(work, g, k, tag, n_free)
        tag = merge_equal(work, g, k, tag + heaviest + 1, n_free)
        add_columns(sums, g[k, DEGREE], done - before)
        if sums[1] > longest * max(sums[0], np.float64(total)):
            return -1
        least = min(least, finish_element(work, g, head, k, total - done + halo, n_free))
        if g[k, N_ELEMENT] > 0:
            free = g[k, START] + g[k, SIZE]
        if g[k, SIZE] == 0:
            g[k, START] = -1
            g[k, MARK] = 0
    for x in range(g.shape[0]):
        while g[g[x, LEADER], LEADER] != g[x, LEADER]:
            g[x, LEADER] = g[g[x, LEADER], LEADER]
    return pivots


@inner
def add_columns(sums, below, width):
    """Add the columns of a pivot of `width` unknowns with `below` rows below to the entries and the squares."""
    w, c = np.float64(width), np.float64(below + width)
    sums[0] += w * c - w * (w - 1) / 2
    sums[1] += w * c * c - c * w * (w - 1) + (w - 1) * w * (2 * w - 1) / 6


@inner
def set_dense_aside(work, g, head, most, n_free):
    """Put each vertex with at most `most` neighbours on its degree list; return the weight of the others."""
    dense = np.int64(0)
    for is_count in (True, False):
        for x in range(g.shape[0]):
            if g[x, START] < 0:
                continue
            degree = np.int64(0)
            for p in range(g[x, START], g[x, START] + g[x, SIZE]):
                degree += g[work[p], WEIGHT]
            g[x, DEGREE] = degree
            if not is_count:
                wait(g, head, x, degree, n_free)
        for x in range(n_free):
            if is_count and g[x, DEGREE] > most:
                dense += g[x, WEIGHT]
                g[x, WEIGHT] = 0
                g[x, START] = -1
    return dense


@inner
def wait(g, head, x, degree, n_free):
    """Put variable x on the list of its degree, behind all that can be eliminated where it is in the halo."""
    insert(g, head, x, degree + (head.size // 2 if x >= n_free else 0))


@inner
def make_element(work, g, head, k, free):
    """Turn pivot k into the element Lk = (adj(k) ∪ lists of its elements) minus k; its elements are absorbed.

    Lk is written over the list of k where that has no elements, at `work[free:]` otherwise. Its variables
    leave the degree lists and change the sign of their weight.
    """
    g[k, WEIGHT] = -g[k, WEIGHT]
    first, n_element = g[k, START], g[k, N_ELEMENT]
    q = free if n_element > 0 else first
    new = q
    degree = 0
    for s in range(n_element + 1):
        if s < n_element:
            e = work[first + s]
            begin, end = g[e, START], g[e, START] + g[e, SIZE]
            g[e, START] = -1
            g[e, MARK] = 0
        else:
            begin, end = first + n_element, first + g[k, SIZE]
        for p in range(begin, end):
            i = work[p]
            if g[i, WEIGHT] > 0:
                degree += g[i, WEIGHT]
                g[i, WEIGHT] = -g[i, WEIGHT]
                work[q] = i
                q += 1
                remove(g, head, i)
    g[k, START], g[k, SIZE], g[k, DEGREE] = new, q - new, degree


@inner
def scan_elements(work, g, k, tag):
    """Set `mark[e] = tag + |Le minus Lk|` for each element e near Lk; return the largest |Le|."""
    heaviest = 0
    for p in range(g[k, START], g[k, START] + g[k, SIZE]):
        i = work[p]
        for r in range(g[i, START], g[i, START] + g[i, N_ELEMENT]):
            e = work[r]
            if g[e, MARK] >= tag:
                g[e, MARK] += g[i, WEIGHT]
            elif g[e, MARK] != 0:
                g[e, MARK] = tag + g[e, DEGREE] + g[i, WEIGHT]
                heaviest = max(heaviest, g[e, DEGREE])
    return heaviest


@inner
def scan_variables(work, g, k, tag, n_free):
    """Let k replace what it covers in the lists of its variables; return the weight absorbed into pivot k.

    Elements inside Lk are absorbed by k (aggressive absorption), variables without a neighbour outside Lk are
    eliminated with k (mass elimination), the degree of the others is bounded, and they go to their hash
    bucket.
    """
    absorbed = 0
    for p in range(g[k, START], g[k, START] + g[k, SIZE]):
        i = work[p]
        first, middle, end = g[i, START], g[i, START] + g[i, N_ELEMENT], g[i, START] + g[i, SIZE]
        q, degree, key = first, 0, 0
        for r in range(first, middle):
            e = work[r]
            if g[e, MARK] > tag:
                degree += g[e, MARK] - tag
                work[q] = e
                q += 1
                key += e
            elif g[e, MARK] != 0:
                g[e, START] = -1
                g[e, MARK] = 0
        n_element = q - first
        for r in range(middle, end):
            j = work[r]
            if g[j, WEIGHT] > 0:
                degree += g[j, WEIGHT]
                work[q] = j
                q += 1
                key += j
        if degree == 0 and i < n_free:
            absorbed -= g[i, WEIGHT]
            g[k, DEGREE] += g[i, WEIGHT]
            g[i, LEADER], g[i, WEIGHT], g[i, START] = k, 0, -1
            continue
        # What made i a member of Lk is gone from its list, which leaves room for k.
        work[q] = work[first + n_element]
        work[first + n_element] = work[first]
        work[first] = k
        g[i, N_ELEMENT], g[i, SIZE] = n_element + 1, q + 1 - first
        g[i, DEGREE] = min(g[i, DEGREE], degree)
        key %= g.shape[0]
        g[i, PREV], g[i, NEXT] = key, g[key, BUCKET]
        g[key, BUCKET] = i
    return absorbed


@inner
def merge_equal(work, g, k, tag, n_free):
    """Merge the variables of Lk that have equal lists, found by their hash; return an unused tag."""
    for p in range(g[k, START], g[k, START] + g[k, SIZE]):
        if g[work[p], WEIGHT] == 0:
            continue
        key = g[work[p], PREV]
        a = g[key, BUCKET]
        g[key, BUCKET] = -1
        while a >= 0 and g[a, NEXT] >= 0:
            for r in range(g[a, START], g[a, START] + g[a, SIZE]):
                g[work[r], MARK] = tag
            before, b = a, g[a, NEXT]
            while b >= 0:
                if (a < n_free) == (b < n_free) and is_marked(work, g, a, b, tag):
                    g[a, WEIGHT] += g[b, WEIGHT]
                    g[b, LEADER], g[b, WEIGHT], g[b, START] = a, 0, -1
                    g[before, NEXT] = g[b, NEXT]
                else:
                    before = b
                b = g[b, NEXT]
            tag += 1
            a = g[a, NEXT]
    return tag


@inner
def is_marked(work, g, a, b, tag):
    """Return whether variable b has the list of a, whose entries have the mark `tag`."""
    if g[a, SIZE] != g[b, SIZE] or g[a, N_ELEMENT] != g[b, N_ELEMENT]:
        return False
    for p in range(g[b, START], g[b, START] + g[b, SIZE]):  # noqa: SIM110
        if g[work[p], MARK] != tag:
            return False
    return True


@inner
def finish_element(work, g, head, k, left, n_free):
    """Keep the live variables in Lk and put them on the degree lists; return the least degree or `left`.

    `left` is the weight not yet eliminated. The degree of i is the least of: `left`, its last degree + |Lk minus
    i|, and |Ai minus i| + |Lk minus i| + Σ |Le minus Lk| over its other elements e.
    """
    least, q = left, g[k, START]
    for p in range(g[k, START], g[k, START] + g[k, SIZE]):
        i = work[p]
        weight = -g[i, WEIGHT]
        if weight > 0:
            g[i, WEIGHT] = weight
            degree = min(g[i, DEGREE] + g[k, DEGREE], left) - weight
            g[i, DEGREE] = degree
            wait(g, head, i, degree, n_free)
            if i < n_free:
                least = min(least, degree)
            work[q] = i
            q += 1
    g[k, SIZE] = q - g[k, START]
    return least
