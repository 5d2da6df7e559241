"""Binary heaps of task numbers in slices of an array, ordered by a key of each task."""

from pastix_py.jit import inner


@inner
def push(heap, base, n, item, key):
    """Add an item to the heap of n at `heap[base:]`, the least key on top, then the least item; returns n + 1."""
    k = n
    while k > 0:
        above = (k - 1) // 2
        other = heap[base + above]
        if key[other] < key[item] or (key[other] == key[item] and other < item):
            break
        heap[base + k] = other
        k = above
    heap[base + k] = item
    return n + 1


@inner
def pop(heap, base, n, key):
    """Take the top off a heap; returns (n − 1, the item)."""
    top, item, k, n = heap[base], heap[base + n - 1], 0, n - 1
    while 2 * k + 1 < n:
        low = 2 * k + 1
        for other in range(low + 1, min(low + 2, n)):
            a, b = heap[base + low], heap[base + other]
            if key[b] < key[a] or (key[b] == key[a] and b < a):
                low = other
        child = heap[base + low]
        if key[item] < key[child] or (key[item] == key[child] and item < child):
            break
        heap[base + k] = child
        k = low
    heap[base + k] = item
    return n, top
