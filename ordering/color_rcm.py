"""ColorRCM: reverse Cuthill-McKee with its independent unknowns side by side, and colours only where these are few.

Orderings by colours feed vector instructions, but incomplete factors converge slowly in them; those of reverse
Cuthill-McKee converge fast. The idea to colour inside a Cuthill-McKee structure is that of A.-K. M. El Maarouf,
L. Giraud, A. Guermouche and T. Guignon; this way of doing it is ours. An incomplete factor of level 0 depends on which
end of each edge comes first, not on the order as a whole. So the unknowns of reverse Cuthill-McKee are sorted by their
depth (see `depth`): iterations stay what they were, and those of one depth are independent. Where a depth has too few,
the breadth-first levels are cut into spans, coloured by turns: spans of one colour are not adjacent, so that the
unknowns of one depth in all of them are independent. Only at the ends of spans does an edge turn round, and spans are
as few as give the numbers wanted. To colour inside each level turns edges round everywhere: it took a tenth more
iterations on average, up to 1.8 times as many.
"""

import numpy as np

from pastix_py.jit import kernel, nested, thread_count
from pastix_py.ordering.depth import UNSEEN, bucket, by_depth, depths, place
from pastix_py.ordering.far import far_end

ENTRIES = 16  # of a group in one factor, about: more hide better how long the first takes, at the price of iterations
ROWS = 4  # of a group, at least: twice as many made sweeps no faster where rows are long, and iterations many more
LANES = 8, 4  # sizes of groups are multiples of the first where they can be, or of the second
LARGE, MANY = 200_000, 4  # unknowns and threads from which on these look for a vertex to begin with; two took longer
NONE = np.int64(-1)
TRIES = 32  # unknowns of a group that are looked at for that


def color_rcm(graph, weight, options=None):
    """Return the permutation int64 (n,) of a graph, each of its vertices one unknown.

    Vertices with very many neighbours come last. E. Cuthill, J. McKee, "Reducing the bandwidth of sparse symmetric
    matrices", 1969, for the order inside.
    """
    n, most = graph.n, hub_degree(graph.n)
    order = np.empty(n, np.int64)
    level, depth, earlier = (np.empty(n, np.int32) for _ in range(3))
    root = far_root(graph, most, thread_count(options.threads)) if options else NONE
    hubs = cuthill_mckee(graph.ptr, graph.ind, most, root, order, level, depth, earlier)
    wanted = max(ROWS, ENTRIES * n / max(graph.ind.size / 2, 1))
    groups = depth.max(initial=0) + 1
    if hubs < n < wanted * groups:
        spans = int(np.ceil(2 * wanted * groups / max(n, 1)))
        order = coloured(order, level, hubs, spans)
        depths(graph.ptr, graph.ind, order, depth, earlier)
    sort = np.empty(n, np.int64)
    bucket(order, depth, depth.max(initial=0) + 1, sort)
    round_off(graph.ptr, graph.ind, sort, depth)
    return by_depth(graph.ptr, order, depth, earlier)[::-1].copy()


def hub_degree(n):
    """Return the number of neighbours above which a vertex is left for last, as `amd` does."""
    return max(16, int(10 * np.sqrt(n)))


def far_root(graph, most, threads):
    """Return what `outermost` finds from the first vertex that is no hub, NONE where it takes no time worth sharing."""
    if threads < MANY or graph.n < LARGE:
        return NONE
    blocked = (np.diff(graph.ptr) > most).astype(np.int64)
    return fewest_neighbours(graph.ptr, far_end(graph, int(blocked.argmin()), blocked, threads))


@kernel
def cuthill_mckee(ptr, ind, most, root, order, level, depth, earlier):
    """Number all vertices, hubs (of more than `most` neighbours) first; return how many hubs there are.

    `root` is where the first component is begun, NONE where that is to be looked for. Written are `order` int64 (n,),
    and int32 (n,): `level`, the distance from where the component was begun plus all levels before it, 0 for hubs;
    `depth` in this order, and `earlier`, the number of neighbours before a vertex.
    """
    n = ptr.size - 1
    level[:] = UNSEEN
    depth[:] = UNSEEN
    end = 0
    for v in range(n):
        if ptr[v + 1] - ptr[v] > most:
            order[end], level[v] = v, 0
            end += 1
    hubs = end
    for k in range(hubs):
        place(ptr, ind, order[k], depth, earlier)
    queue, first = np.empty(n - hubs, np.int64), np.int32(0)
    for start in range(n):
        if level[start] == UNSEEN:
            if root == NONE:
                root = outermost(ptr, ind, start, level, queue)
            order[end], level[root] = root, first
            end = spread(ptr, ind, end, order, level, depth, earlier)
            first, root = level[order[end - 1]] + 1, NONE
    return hubs


@nested
def outermost(ptr, ind, start, level, queue):
    """Return the vertex of fewest neighbours among those farthest from `start` that are unseen; `queue` is work space.

    N. E. Gibbs, W. G. Poole, P. K. Stockmeyer, SIAM J. Numer. Anal. 13, 1976, go on from there until it gets no
    farther; the first is nearly as far.
    """
    seen = np.int32(UNSEEN - 1)
    queue[0], level[start] = start, seen
    low, high, end = 0, 1, 1
    while low < high:
        for k in range(low, high):
            v = queue[k]
            for p in range(ptr[v], ptr[v + 1]):
                u = ind[p]
                if level[u] == UNSEEN:
                    level[u] = seen
                    queue[end] = u
                    end += 1
        last, low, high = low, high, end
    best = fewest_neighbours(ptr, queue[last:low])
    for k in range(end):
        level[queue[k]] = UNSEEN
    return best


@kernel
def fewest_neighbours(ptr, vertices):
    """Return the vertex of fewest neighbours, the last of these by number.

    Looked for from the first one, it is the opposite end of a grid numbered line by line, of which others are as far.
    Iterations may depend on the direction: of anisotropic media, up to ten times as many were counted in the other.
    """
    best = vertices[0]
    for v in vertices:
        fewer = (ptr[v + 1] - ptr[v]) - (ptr[best + 1] - ptr[best])
        if fewer < 0 or (fewer == 0 and v > best):
            best = v
    return best


@nested
def spread(ptr, ind, end, order, level, depth, earlier):
    """Number the component of `order[end]`, near vertices first, of one distance those of few neighbours; its end."""
    k, end = end, end + 1
    while k < end:
        v = order[k]
        k += 1
        place(ptr, ind, v, depth, earlier)
        begin = end
        for p in range(ptr[v], ptr[v + 1]):
            u = ind[p]
            if level[u] == UNSEEN:
                level[u] = level[v] + 1
                degree, at = ptr[u + 1] - ptr[u], end
                while at > begin and ptr[order[at - 1] + 1] - ptr[order[at - 1]] > degree:
                    order[at] = order[at - 1]
                    at -= 1
                order[at] = u
                end += 1
    return end


def coloured(order, level, hubs, spans):
    """Return an order by Cuthill-McKee with the spans of even number in front of the others, the hubs before all.

    The levels are cut into at most `spans` spans of about as many vertices.
    """
    size = np.bincount(level[order[hubs:]])
    middle = np.cumsum(size) - size / 2
    span = np.unique((middle * spans / max(order.size - hubs, 1)).astype(np.int64), return_inverse=True)[1]
    odd = span[level[order]] % 2 == 1
    odd[:hubs] = False
    return np.concatenate((order[~odd], order[odd]))


@kernel
def round_off(ptr, ind, order, depth):
    """Deepen vertices by one, where none of their edges turns round by it, so that groups are multiples of LANES.

    `order` int64 (n,) has the vertices by depth.
    """
    n = order.size
    held, pushed, low = np.empty(LANES[0], np.int64), np.int64(0), np.int64(0)
    while low < n:
        now = depth[order[low]]
        high = low
        while high < n and depth[order[high]] == now:
            high += 1
        # Those that came from the group before lie in front of this one, at its end by depth.
        size, found = high - low + pushed, np.int64(0)
        if high < n:
            k = high - 1
            while k >= max(low, high - TRIES) and found < size % LANES[0]:
                if has_room(ptr, ind, order[k], depth):
                    held[found] = order[k]
                    found += 1
                k -= 1
        if found < size % LANES[0]:
            found = size % LANES[1] if found >= size % LANES[1] else np.int64(0)
        for k in range(found):
            depth[held[k]] += 1
        pushed, low = found, high


@nested
def has_room(ptr, ind, v, depth):
    """Return whether no neighbour of a vertex is deeper than it by just one."""
    found = True
    for p in range(ptr[v], ptr[v + 1]):
        found = found and depth[ind[p]] != depth[v] + 1
    return found
