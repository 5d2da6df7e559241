"""Domains that the user gives: each is ordered by itself, and what lies between them comes last, dissected in turn."""

import numpy as np

from pastix_py.jit import kernel, nested, wait_for
from pastix_py.ordering.coarsen import PAIRS
from pastix_py.ordering.hyper_bisect import bisect_nets
from pastix_py.ordering.hyper_coarsen import nets_of
from pastix_py.ordering.hyper_moves import Lists
from pastix_py.ordering.hypergraph import restricted
from pastix_py.ordering.moves import BUCKETS, SEPARATOR, most_weight, put, take
from pastix_py.ordering.ordering import Numbering
from pastix_py.ordering.structure import as_graph, quotient

SEEDS = 2**31 - 2
DEEPEST = 200  # bisections below each other; an interface that is deeper is numbered whole


def dissect_domains(structure, order, seed, weight, domain):
    """Return (`Choice` that ran for most vertices, `Numbering`), whose parts are domains and their separators.

    Parameters
    ----------
    structure : `Graph` or `Hypergraph`.
    order : (structure, weight) -> ((method, reason), `Numbering`), which is asked for each domain.
    seed : of the random numbers of the interface.
    weight : int64 (n,), unknowns behind each vertex, one where None.
    domain : int64 (n,), 0, 1, ... for the domains and -1 for the interface between them.

    Where two domains touch, vertices move to the interface. The interface is dissected by bisection of a hypergraph in
    which each domain is one vertex: a vertex of the interface is in the separator where its net, which holds its
    neighbours and the domains that it touches, is cut.

    """
    return Domains(structure, order, seed, weight, domain).numbered()


class Domains:
    """Domains with an order each, and the quotient graph of domains and vertices of the interface."""

    def __init__(self, structure, order, seed, weight, domain):
        self.structure, self.order, self.seed = structure, order, seed
        self.weight = np.ones(structure.n, np.int64) if weight is None else weight
        self.graph = as_graph(structure)
        self.domain = wait_for(separated, self.graph.ptr, self.graph.ind, domain)
        is_inner = self.domain >= 0
        names, self.domain[is_inner] = np.unique(self.domain[is_inner], return_inverse=True)
        self.count, self.choice, self.largest = names.size, None, -1
        self.interface = np.flatnonzero(~is_inner)
        group = self.domain.copy()
        group[self.interface] = self.count + np.arange(self.interface.size)
        self.heavy = np.bincount(group, self.weight, self.count + self.interface.size).astype(np.int64)
        self.quotient = quotient(self.graph, group, self.heavy.size)
        self.local = np.full(max(structure.n, self.heavy.size), -1, np.int32)

    def numbered(self):
        """Return (`Choice` that ran for most vertices, `Numbering`)."""
        by_domain = np.argsort(self.domain, kind="stable")[self.interface.size :]
        ends = np.cumsum(np.bincount(self.domain[by_domain], minlength=self.count))
        self.inner = [self.by_method(ids) for ids in np.split(by_domain, ends[:-1])] if self.count else []
        if self.heavy.size == 0:
            self.by_method(self.interface)
        numbering = self.below(np.arange(self.heavy.size), self.seed % SEEDS + 1, 0)
        return self.choice, numbering

    def by_method(self, ids):
        """Return the `Numbering` of some vertices by the method, ascending in `ids`."""
        ptr, ind = restricted(self.structure.ptr, self.structure.ind, ids, self.local)
        part = self.structure._replace(n=ids.size, ptr=ptr, ind=ind.astype(np.int64))
        choice, numbering = self.order(part, self.weight[ids])
        if ids.size > self.largest:
            self.choice, self.largest = choice, ids.size
        return Numbering.beside([numbering.within(ids)])

    def below(self, ids, seed, depth):
        """Return the `Numbering` of some vertices of the quotient graph and of the domains among them."""
        domains, own = ids[ids < self.count], ids[ids >= self.count] - self.count
        inner = [self.inner[d] for d in domains]
        if own.size == 0:
            return Numbering.beside(inner)
        if domains.size == 0:
            return self.by_method(self.interface[own])
        if domains.size == 1:
            return self.around(int(domains[0]), own)
        side, seed = separate_domains(
            self.quotient.ptr, self.quotient.ind, ids, self.count, self.heavy, seed, self.local
        )
        first, second = ids[side == 0], ids[side == 1]
        if depth == DEEPEST or max(first.size, second.size) == ids.size:
            return Numbering.beside(inner).followed_by(self.interface[own])
        made = Numbering.beside([self.below(part, seed + k, depth + 1) for k, part in enumerate((first, second))])
        cut = ids[side == SEPARATOR] - self.count
        return made.followed_by(self.interface[cut]) if cut.size else made

    def around(self, domain, own):
        """Return the `Numbering` of a domain and the vertices of the interface around it: those next to it last."""
        near = self.quotient.ind[self.quotient.ptr[domain] : self.quotient.ptr[domain + 1]] - self.count
        is_near = np.isin(own, near)
        apart = [self.by_method(self.interface[own[~is_near]])] if not is_near.all() else []
        made = Numbering.beside([self.inner[domain], *apart])
        return made.followed_by(self.interface[own[is_near]]) if is_near.any() else made


@kernel
def separated(ptr, ind, domain):
    """Return the domain of each vertex, -1 for the interface, with few vertices moved there so that no two touch.

    The vertex that touches most others of foreign domains moves first; those that need not have moved go back.
    """
    n = domain.size
    found, foreign, moved = domain.copy(), np.zeros(n, np.int64), np.empty(n, np.int64)
    lists = Lists(np.full(BUCKETS, -1, np.int32), np.empty(n, np.int32), np.empty(n, np.int32))
    for v in range(n - 1, -1, -1):
        for p in range(ptr[v], ptr[v + 1]):
            foreign[v] += is_foreign(found, v, ind[p])
        if foreign[v] > 0:
            put(lists, v, foreign[v], 1)
    top, count = BUCKETS - 1, 0
    while top >= 0:
        v = np.int64(lists.head[top])
        if v < 0:
            top -= 1
            continue
        take(lists, v)
        for p in range(ptr[v], ptr[v + 1]):
            u = ind[p]
            if is_foreign(found, v, u):
                take(lists, u)
                foreign[u] -= 1
                if foreign[u] > 0:
                    put(lists, u, foreign[u], 1)
        found[v] = -1
        moved[count] = v
        count += 1
    for k in range(count - 1, -1, -1):
        v = moved[k]
        found[v] = domain[v]
        for p in range(ptr[v], ptr[v + 1]):
            if is_foreign(found, v, ind[p]):
                found[v] = -1
                break
    return found


@nested
def is_foreign(domain, v, u):
    """Return whether u is in another domain than v, neither of them in the interface."""
    return domain[u] >= 0 and domain[v] >= 0 and domain[u] != domain[v]


@kernel
def separate_domains(ptr, ind, ids, domains, weight, seed, local):
    """Return (side, seed): 0, 1 or SEPARATOR of the vertices `ids` of a quotient graph, int8, and the next seed.

    Vertices below `domains` are domains, which are never in the separator. `local` as for `restricted`.
    """
    state = np.array([seed])
    own_ptr, own_ind = restricted(ptr, ind, ids, local)
    vertex = weight[ids].astype(np.int32)
    net_ptr, pin = np.zeros(ids.size + 1, np.int64), np.empty(own_ind.size + ids.size, np.int32)
    nets, q = 0, np.int64(0)
    owner = np.flatnonzero(ids >= domains)
    for k in owner:
        pin[q] = k
        size = own_ptr[k + 1] - own_ptr[k]
        pin[q + 1 : q + 1 + size] = own_ind[own_ptr[k] : own_ptr[k + 1]]
        q += size + 1
        nets += 1
        net_ptr[nets] = q
    h = nets_of(net_ptr[: nets + 1].copy(), pin[:q].copy(), vertex[owner], vertex)
    total = vertex.sum()
    most = np.full(2, max(most_weight(total), (total + vertex.max() + 1) // 2))
    side = bisect_nets(h, most, total // 2, PAIRS, state)[0]
    half = side.copy()
    for e in range(nets):
        for p in range(net_ptr[e], net_ptr[e + 1]):
            if half[pin[p]] != half[owner[e]]:
                side[owner[e]] = SEPARATOR
    for k in owner:
        if side[k] == SEPARATOR:
            touches = np.zeros(3, np.int64)
            for p in range(own_ptr[k], own_ptr[k + 1]):
                touches[side[own_ind[p]]] = 1
            if touches[0] == 0 or touches[1] == 0:
                side[k] = touches[1]
    return side, state[0] % 2147483000 + 1
