"""The separator tree of an ordering, checked by its definition."""

import numpy as np


def part_of(ordering):
    """Return the part of each unknown, in the user's numbering."""
    place = np.searchsorted(ordering.part_ptr, np.arange(ordering.n), side="right") - 1
    part = np.empty(ordering.n, np.int64)
    part[ordering.perm] = place
    return part


def ancestors(parent, part):
    """Return a part and all above it."""
    found = {part}
    while parent[part] >= 0:
        part = parent[part]
        found.add(part)
    return found


def check_separated(graph, ordering):
    """Assert that the parts cover the unknowns in postorder, and that those of neighbours are above each other."""
    parent = ordering.part_parent
    assert np.array_equal(np.sort(ordering.perm), np.arange(graph.n))
    assert ordering.part_ptr[0] == 0
    assert ordering.part_ptr[-1] == graph.n
    assert (np.diff(ordering.part_ptr) > 0).all()
    assert all(p == -1 or p > k for k, p in enumerate(parent))
    part = part_of(ordering)
    above = [ancestors(parent, k) for k in range(parent.size)]
    for v in range(graph.n):
        for u in graph.ind[graph.ptr[v] : graph.ptr[v + 1]]:
            assert part[u] in above[part[v]] or part[v] in above[part[u]]
