"""A small set of vertices by minimum degree; the neighbours outside come later, and count in the degrees."""

import numpy as np

from pastix_py.jit import inner, kernel, nested
from pastix_py.ordering.amd import minimum_degree

MOST_BITS = 1024  # vertices and outside neighbours for which exact degrees on bit sets are faster
ONE = np.uint64(1)
WORD = 64
DONE = 2**62  # key of an eliminated vertex; the others have degree · MOST_BITS + vertex


@kernel
def order_leaf(ptr, ind, weight, ids, local, perm):
    """Write the vertices `ids` int32 (k,) of a graph to `perm` int32 (k,) in an order of least degree.

    `ptr`, `ind`, `weight` are the whole graph. `local` int32 (n,) is -1 everywhere, before and after.
    """
    size = number_leaf(ptr, ind, ids, local)
    if size <= MOST_BITS:
        order_bits(ptr, ind, weight, ids, local, size, perm)
    else:
        order_quotient(ptr, ind, weight, ids, local, size, perm)
    for v in ids:
        local[v] = -1
        for p in range(ptr[v], ptr[v + 1]):
            local[ind[p]] = -1


@kernel
def number_leaf(ptr, ind, ids, local):
    """Number the vertices `ids`, then their neighbours outside, in `local`; return how many there are."""
    size = ids.size
    for k in range(size):
        local[ids[k]] = k
    for v in ids:
        for p in range(ptr[v], ptr[v + 1]):
            if local[ind[p]] < 0:
                local[ind[p]] = size
                size += 1
    return size


@kernel
def order_quotient(ptr, ind, weight, ids, local, size, perm):
    """Order a large leaf by approximate minimum degree."""
    n = ids.size
    near_ptr, near_weight = np.zeros(size + 2, np.int64), np.empty(size, np.int64)
    for v in ids:
        near_weight[local[v]] = weight[v]
        for p in range(ptr[v], ptr[v + 1]):
            u = local[ind[p]]
            near_weight[u] = weight[ind[p]]
            near_ptr[local[v] + 2] += 1
            near_ptr[u + 2] += np.int64(u >= n)
    for x in range(size):
        near_ptr[x + 2] += near_ptr[x + 1]
    near = np.empty(near_ptr[size + 1], np.int64)
    for v in ids:
        for p in range(ptr[v], ptr[v + 1]):
            x, u = local[v] + 1, local[ind[p]]
            near[near_ptr[x]] = u
            near_ptr[x] += 1
            if u >= n:
                near[near_ptr[u + 1]] = x - 1
                near_ptr[u + 1] += 1
    order = minimum_degree(near_ptr[: size + 1], near, near_weight, n, np.inf)[0]
    for k in range(n):
        perm[k] = ids[order[k]]


@nested
def order_bits(ptr, ind, weight, ids, local, size, perm):
    """Order a small leaf by exact minimum degree: row k of a bit matrix holds vertex k and its neighbours."""
    n = ids.size
    near, heavy = np.zeros((n, (size + WORD - 1) // WORD), np.uint64), np.empty(size, np.int64)
    for k in range(n):
        v = ids[k]
        heavy[k] = weight[v]
        near[k, k // WORD] |= ONE << np.uint64(k % WORD)
        for p in range(ptr[v], ptr[v + 1]):
            u = local[ind[p]]
            near[k, u // WORD] |= ONE << np.uint64(u % WORD)
            heavy[u] = weight[ind[p]]
    uniform = (heavy == heavy[0]).all()
    key = np.empty(n, np.int64)
    for k in range(n):
        key[k] = row_weight(near, k, heavy, uniform) * MOST_BITS + k
    for position in range(n):
        least = key[0]
        for k in range(1, n):
            least = min(least, key[k])
        v = least % MOST_BITS
        key[v] = DONE
        perm[position] = ids[v]
        eliminate_row(near, v, key, heavy, uniform)


@inner
def eliminate_row(near, v, key, heavy, uniform):
    """Join the neighbours of v with each other, and drop v."""
    n, words = near.shape
    near[v, v // WORD] &= ~(ONE << np.uint64(v % WORD))
    for word in range((n + WORD - 1) // WORD):
        bits = near[v, word]
        while bits:
            lowest = bits & (~bits + ONE)
            bits ^= lowest
            u = word * WORD + popcount(lowest - ONE)
            if u >= n:
                break
            near[u, v // WORD] &= ~(ONE << np.uint64(v % WORD))
            degree = np.int64(0)
            for x in range(words):
                both = near[u, x] | near[v, x]
                near[u, x] = both
                degree += popcount(both)
            key[u] = (degree if uniform else row_weight(near, u, heavy, uniform)) * MOST_BITS + u


@inner
def row_weight(near, k, heavy, uniform):
    """Return the weight of the vertices in row k; of how many there are where all weigh the same."""
    total = np.int64(0)
    for word in range(near.shape[1]):
        bits = near[k, word]
        if uniform:
            total += popcount(bits)
            continue
        while bits:
            lowest = bits & (~bits + ONE)
            bits ^= lowest
            total += heavy[word * WORD + popcount(lowest - ONE)]
    return total


@kernel
def popcount(bits):
    """Return the number of ones of a uint64; the compiler knows an instruction for it."""
    bits = bits - ((bits >> ONE) & np.uint64(0x5555555555555555))
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))
