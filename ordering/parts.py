"""The separator tree of an ordering, by unknown: which part, and how deep."""

import numpy as np


def depths(parent):
    """Return the depth of each node of a postordered tree, int64: 0 at a root; `parent` is −1 there."""
    depth = [0] * len(parent)
    parent = np.asarray(parent).tolist()
    for node in range(len(parent) - 1, -1, -1):
        if parent[node] >= 0:
            depth[node] = depth[parent[node]] + 1
    return np.array(depth, np.int64)


def part_of_unknowns(ordering):
    """Return the part of each unknown in the user's numbering, int64 (n,); the `Ordering` has a separator tree."""
    return np.repeat(np.arange(ordering.part_parent.size), np.diff(ordering.part_ptr))[ordering.iperm]


def is_tree(part_ptr, part_parent, n):
    """Return whether arrays are a separator tree of n unknowns, or the two empty ones of an ordering without."""
    if part_ptr.size == part_parent.size == 0:
        return True
    if any(each.ndim != 1 or each.dtype.kind not in "iu" for each in (part_ptr, part_parent)):
        return False
    if part_ptr.size != part_parent.size + 1 or part_ptr[0] != 0 or part_ptr[-1] != n:
        return False
    above = (part_parent > np.arange(part_parent.size)) & (part_parent < part_parent.size)
    return bool((np.diff(part_ptr) >= 0).all() and (above | (part_parent == -1)).all())
