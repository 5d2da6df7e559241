"""Curves that fill space: points numbered along them, and clusters that are pieces of them."""

import numpy as np

BITS = 20  # of each coordinate that keys look at


def grid(points):
    """Return the place of points in the cells of their bounding cube, int64 (n, 3): 2^BITS cells along each side."""
    low = points.min(axis=0, initial=np.inf)
    side = (points.max(axis=0, initial=-np.inf) - low).max(initial=0) if len(points) else 0.0
    cells = np.zeros((len(points), 3), np.int64)
    used = points[:, :3]
    cells[:, : used.shape[1]] = np.minimum((used - low[:3]) * (2**BITS / (side or 1.0)), 2**BITS - 1)
    return cells


def interleaved(cells):
    """Return the bits of three numbers, the first one's first, as one int64: the key of Morton's order."""
    key = np.zeros(len(cells), np.int64)
    for bit in range(BITS - 1, -1, -1):
        for axis in range(3):
            key = key << 1 | cells[:, axis] >> bit & 1
    return key


def transposed(cells):
    """Return cells whose interleaved bits are the key along Hilbert's curve, of which neighbours touch each other.

    J. Skilling, "Programming the Hilbert curve", AIP Conference Proceedings 707, 2004.
    """
    x = cells.T.copy()
    bit = np.int64(1) << BITS - 1
    while bit > 1:
        below = bit - 1
        for axis in range(3):
            is_set = (x[axis] & bit) != 0
            swapped = np.where(is_set, 0, (x[0] ^ x[axis]) & below)
            x[0] = np.where(is_set, x[0] ^ below, x[0] ^ swapped)
            x[axis] ^= swapped
        bit >>= 1
    for axis in (1, 2):
        x[axis] ^= x[axis - 1]
    turn, bit = np.zeros_like(x[0]), np.int64(1) << BITS - 1
    while bit > 1:
        turn = np.where(x[2] & bit, turn ^ (bit - 1), turn)
        bit >>= 1
    return (x ^ turn).T


def along(key):
    """Return the split of clusters into halves along a curve."""

    def split(ids, level):
        order = ids[np.argsort(key[ids], kind="stable")]
        return [order[: ids.size // 2], order[ids.size // 2 :]]

    return split


def morton(points, graph, depth, options):
    """Return the split of clusters into halves along the curve of Morton's order."""
    return along(interleaved(grid(points)))


def hilbert(points, graph, depth, options):
    """Return the split of clusters into halves along Hilbert's curve."""
    return along(interleaved(transposed(grid(points))))


def octree(points, graph, depth, options):
    """Return the split of clusters into the eighths of the smallest cube of an octree that holds them."""
    key = interleaved(grid(points))

    def split(ids, level):
        own = key[ids]
        apart = int(own.min() ^ own.max())
        if apart == 0:
            return [ids]
        which = own >> (apart.bit_length() - 1) // 3 * 3 & 7
        return [ids[which == eighth] for eighth in range(8)]

    return split
