"""A hypergraph with clusters of its vertices contracted: one level of a multilevel bisection.

Vertices join the cluster that they share most nets with, small nets counting more: Ü. V. Çatalyürek, C. Aykanat,
"Hypergraph-partitioning-based decomposition for parallel sparse-matrix vector multiplication", IEEE Trans. Parallel
Distrib. Syst. 10, 1999.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel, nested
from pastix_py.ordering.coarsen import visiting_order
from pastix_py.ordering.graph import transpose

LARGE_NET = 200  # pins beyond which a net does not tell which vertices belong together
MEMBERS = 4  # most vertices of a cluster


class Nets(NamedTuple):
    """A hypergraph both ways: pins of each net, and nets of each vertex.

    Net e costs `cost[e]` where it is cut and has the pins `pin[net_ptr[e] : net_ptr[e + 1]]`; vertex v weighs
    `vertex[v]` and is a pin of the nets `net[ptr[v] : ptr[v + 1]]`. Pointers are int64, all else int32.
    """

    net_ptr: np.ndarray
    pin: np.ndarray
    cost: np.ndarray
    ptr: np.ndarray
    net: np.ndarray
    vertex: np.ndarray


@kernel
def nets_of(net_ptr, pin, cost, vertex):
    """Return the `Nets` of the pins of each net, and of the weights of nets and vertices."""
    ptr, net = np.zeros(vertex.size + 2, np.int64), np.empty(pin.size, np.int32)
    transpose(net_ptr, pin, ptr, net)
    return Nets(net_ptr, pin, cost, ptr[: vertex.size + 1], net, vertex)


@kernel
def coarsen_nets(h, heaviest, how, state):
    """Return (coarser level, cluster): clusters of up to MEMBERS vertices contracted; `cluster` int32 (n,).

    No cluster weighs more than `heaviest`. `how` and `state` are those of `coarsen`. Nets of one pin are dropped, nets
    of equal pins become one.
    """
    n = h.vertex.size
    lead = lead_vertices(h, heaviest, how, state)
    cluster = np.empty(n, np.int32)
    m = 0
    for v in range(n):
        if lead[v] == v:
            cluster[v] = m
            m += 1
    vertex = np.zeros(m, np.int32)
    for v in range(n):
        cluster[v] = cluster[lead[v]]
        vertex[cluster[v]] += h.vertex[v]
    net_ptr, cost = np.empty(h.cost.size + 1, np.int64), np.empty(h.cost.size, np.int32)
    pin = np.empty(h.pin.size + 1, np.int32)
    nets = contract_nets(h, cluster, m, net_ptr, pin, cost)
    return nets_of(net_ptr[: nets + 1].copy(), pin[: net_ptr[nets]].copy(), cost[:nets].copy(), vertex), cluster


@nested
def lead_vertices(h, heaviest, how, state):
    """Return lead int32 (n,): the first member of the cluster of each vertex, a first member leads to itself."""
    n = h.vertex.size
    lead = np.arange(n).astype(np.int32)
    weight, members = h.vertex.copy(), np.ones(n, np.int32)
    shared, near = np.zeros(n), np.empty(n + 1, np.int32)
    order = visiting_order(h, how, state)
    for k in range(n):
        v = order[k]
        if members[v] > 1 or lead[v] != v:
            continue
        count = share_nets(h, v, lead, shared, near)
        best, most = v, 0.0
        for x in range(count):
            u = near[x]
            if u != v and members[u] < MEMBERS and weight[u] + h.vertex[v] <= heaviest:
                # Lighter clusters first, lest a few grow at the cost of the others.
                score = shared[u] / weight[u]
                if score > most:
                    best, most = u, score
            shared[u] = 0.0
        if best != v:
            lead[v] = best
            weight[best] += h.vertex[v]
            members[best] += 1
    return lead


@nested
def share_nets(h, v, lead, shared, near):
    """Add the nets of v to what it has in common with the clusters around; `near[:count]` lists them, with its own."""
    count = 0
    for p in range(h.ptr[v], h.ptr[v + 1]):
        e = h.net[p]
        pins = h.net_ptr[e + 1] - h.net_ptr[e]
        if pins < 2 or pins > LARGE_NET:
            continue
        share = h.cost[e] / (pins - 1)
        for q in range(h.net_ptr[e], h.net_ptr[e + 1]):
            u = lead[h.pin[q]]
            # Without a branch, which could not be foreseen.
            near[count] = u
            count += np.int64(shared[u] == 0.0)
            shared[u] += share
    return count


@nested
def contract_nets(h, cluster, m, net_ptr, pin, cost):
    """Write the nets among m clusters to (net_ptr, pin, cost); return how many are left."""
    seen = np.full(m, -1, np.int32)  # last net that had the cluster
    slots = 1
    while slots < 2 * h.cost.size:
        slots *= 2
    first, after = np.full(slots, -1, np.int32), np.empty(h.cost.size, np.int32)
    nets, q = np.int64(0), np.int64(0)
    net_ptr[0] = 0
    for e in range(h.cost.size):
        begin, key = q, np.int64(0)
        for p in range(h.net_ptr[e], h.net_ptr[e + 1]):
            c = cluster[h.pin[p]]
            if seen[c] != e:
                seen[c] = e
                pin[q] = c
                q += 1
                key += (np.int64(c) + 1) * np.int64(c + 77) % 1000003
        if q - begin < 2:
            q = begin
            continue
        slot = (key + 31 * (q - begin)) & (slots - 1)
        same = first[slot]
        while same >= 0 and not has_pins(net_ptr, pin, same, q - begin, seen, e):
            same = after[same]
        if same >= 0:
            cost[same] += h.cost[e]
            q = begin
            continue
        after[nets] = first[slot]
        first[slot] = nets
        cost[nets] = h.cost[e]
        nets += 1
        net_ptr[nets] = q
    return nets


@nested
def has_pins(net_ptr, pin, net, size, seen, e):
    """Return whether a net of the coarser level has just the `size` clusters that were last seen in net e."""
    if net_ptr[net + 1] - net_ptr[net] != size:
        return False
    same = True
    for p in range(net_ptr[net], net_ptr[net + 1]):
        same &= seen[pin[p]] == e
    return same
