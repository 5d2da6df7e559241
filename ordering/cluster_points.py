"""Clusters of points: cut across a direction, or grown as balls."""

import numpy as np


def halves(ids, key):
    """Return the half of the unknowns of small keys, and the other."""
    order = np.argpartition(key, ids.size // 2) if ids.size > 1 else np.zeros(1, np.int64)
    return [ids[order[: ids.size // 2]], ids[order[ids.size // 2 :]]]


def median(points, graph, depth, options):
    """Return the split of clusters into halves, across the longest side of their bounding box."""

    def split(ids, level):
        own = points[ids]
        return halves(ids, own[:, np.ptp(own, axis=0).argmax()])

    return split


def principal(points, graph, depth, options):
    """Return the split of clusters into halves, across the direction in which they extend most (principal axis)."""

    def split(ids, level):
        own = points[ids] - points[ids].mean(axis=0)
        return halves(ids, own @ np.linalg.eigh(own.T @ own)[1][:, -1])

    return split


def bisection(points, graph, depth, options):
    """Return the split of clusters by the middle of the longest side of their bounding box."""

    def split(ids, level):
        own = points[ids]
        low, high = own.min(axis=0), own.max(axis=0)
        axis = (high - low).argmax()
        below = own[:, axis] < (low[axis] + high[axis]) / 2
        return [ids[below], ids[~below]]

    return split


def paving(points, graph, depth, options):
    """Return the split of clusters into a ball around their outermost point, and the rest, halves of the unknowns."""

    def split(ids, level):
        own = points[ids]
        outermost = own[square(own - own.mean(axis=0)).argmax()]
        return halves(ids, square(own - outermost))

    return split


def square(vectors):
    """Return the square of the length of each vector, (n,)."""
    return np.einsum("ij,ij->i", vectors, vectors)
