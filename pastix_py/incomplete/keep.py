"""The largest entries of a row: which are kept, without a sort."""

import numpy as np

from pastix_py.jit import inner, nested


@nested
def room(array, needed):
    """Return an array that begins with `array` and has room for so many entries."""
    if needed <= array.size:
        return array
    longer = np.empty(2 * needed, array.dtype)
    longer[: array.size] = array
    return longer


@inner
def kth_largest(sizes, count, k):
    """Return the k-th largest of `sizes[:count]`, 1 ≤ k ≤ count, which are reordered.

    C. A. R. Hoare, "Algorithm 65: find", Comm. ACM 4, 1961.
    """
    low, high = 0, count - 1
    while low < high:
        middle, i, j = sizes[(low + high) // 2], low, high
        while i <= j:
            while sizes[i] > middle:
                i += 1
            while sizes[j] < middle:
                j -= 1
            if i <= j:
                sizes[i], sizes[j] = sizes[j], sizes[i]
                i, j = i + 1, j - 1
        if k - 1 <= j:
            high = j
        elif k - 1 >= i:
            low = i
        else:
            break
    return sizes[k - 1]


@inner
def largest(columns, count, least, most, work, sizes):
    """Keep of `columns[:count]` those where |work| is at least `least`, the `most` largest; return how many.

    They keep their order. What is not a number stays, for a pivot to show it. `sizes` is work space.
    """
    kept = 0
    for p in range(count):
        size = abs(work[columns[p]])
        if not size < least:
            columns[kept], sizes[kept] = columns[p], np.inf if np.isnan(size) else size
            kept += 1
    if kept <= most:
        return kept
    limit, above = kth_largest(sizes, kept, most) if most > 0 else np.inf, 0
    for p in range(kept):
        above += abs(work[columns[p]]) > limit
    ties, count, kept = most - above, kept, 0
    for p in range(count):
        size = abs(work[columns[p]])
        if size > limit or (size == limit and ties > 0):
            ties -= size == limit
            columns[kept] = columns[p]
            kept += 1
    return kept
