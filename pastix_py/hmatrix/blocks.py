"""Block cluster trees: a matrix cut into blocks of clusters, those far apart to be of low rank."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pastix_py.errors import UsageError, instead
from pastix_py.hmatrix import ADMISSIBILITIES
from pastix_py.hmatrix.near import near_clusters
from pastix_py.jit import kernel, nested
from pastix_py.ordering.cluster import ClusterTree, checked
from pastix_py.ordering.cluster_boxes import turned

DIVIDED, LOW_RANK, DENSE = range(3)  # kinds of blocks
STANDARD, WEAK, HODLR, NEAR = range(4)  # what kernels know an admissibility by


@dataclass(frozen=True, eq=False)
class BlockTree:
    """The blocks of a matrix whose rows and columns are clustered, a divided block in front of what it is divided into.

    Block k is that of the clusters `row[k]` and `col[k]`, its `kind` is DIVIDED, LOW_RANK or DENSE, and the blocks in
    it are k + 1 to `end[k]` − 1; its first child is k + 1, the next one is at the `end` of that. Arrays (blocks,):
    int64, `kind` int8. `rows` and `columns` are the `ClusterTree`s. A `half` has no blocks above the diagonal.
    """

    rows: ClusterTree
    columns: ClusterTree
    row: np.ndarray
    col: np.ndarray
    kind: np.ndarray
    end: np.ndarray
    half: bool = False

    def __repr__(self):
        low, dense = (int((self.kind == kind).sum()) for kind in (LOW_RANK, DENSE))
        return f"<BlockTree of {self.rows.n:,} × {self.columns.n:,}: {low:,} blocks of low rank, {dense:,} dense>"

    @cached_property
    def leaves(self):
        """Blocks that are not divided, int64, in their order."""
        return np.flatnonzero(self.kind != DIVIDED)

    @cached_property
    def leaf_ptr(self):
        """Leaves in front of each block, int64 (blocks + 1,): those in block k are leaf_ptr[k] : leaf_ptr[end[k]]."""
        return np.concatenate([[0], np.cumsum(self.kind != DIVIDED)])

    @cached_property
    def places(self):
        """Where the leaves are, int64 (leaves, 4): first row and column, and how many, in the order of the clusters."""
        row, col = self.row[self.leaves], self.col[self.leaves]
        return np.stack([self.rows.begin[row], self.columns.begin[col], self.rows.size[row], self.columns.size[col]], 1)


def boxes(tree, points):
    """Return the bounding boxes of the clusters, float64 (nodes, 2, frames, d): lowest and highest coordinates."""
    if len(points) != tree.n:
        raise UsageError(f"The tree has {tree.n:,} unknowns, but there are {len(points):,} points.")
    own = turned(points[tree.perm])
    found = np.zeros((tree.n_node, 2, *own.shape[1:]))
    leaves = tree.leaves[: tree.n]  # without unknowns, the root is a leaf that has none
    found[leaves, 0] = np.minimum.reduceat(own, tree.begin[leaves])
    found[leaves, 1] = np.maximum.reduceat(own, tree.begin[leaves])
    for node in np.flatnonzero(np.diff(tree.child))[::-1]:
        below = found[tree.child[node] : tree.child[node + 1]]
        found[node] = below[:, 0].min(axis=0), below[:, 1].max(axis=0)
    return found


def block_tree(rows, columns=None, points=None, graph=None, admissibility="standard", eta=2.0, half=False):
    """Return the `BlockTree` of cluster trees.

    Parameters
    ----------
    rows, columns : `ClusterTree`s; columns None for those of the rows.
    points : coordinates of the unknowns (n, d), or a pair of them; for 'standard' and 'weak'.
    graph : `Graph` of the unknowns, for 'graph', which needs the same clusters for rows and columns.
    admissibility : a key of ADMISSIBILITIES: what makes a block one of low rank.
    eta : η, above 0.
    half : whether to leave out what is above the diagonal: of a symmetric matrix.

    Raises `UsageError` where something is missing or unknown.

    """
    if admissibility not in ADMISSIBILITIES:
        raise UsageError(f"There is no admissibility {admissibility!r}; {instead(str(admissibility), ADMISSIBILITIES)}")
    if not eta > 0:
        raise UsageError(f"η is a number above 0, not {eta}.")
    columns, code = columns or rows, list(ADMISSIBILITIES).index(admissibility)
    no_boxes, no_near = np.empty((0, 2, 0, 0)), (np.zeros(1, np.int64), np.empty(0, np.int64))
    both, near = (no_boxes, no_boxes), no_near
    if code in (STANDARD, WEAK):
        if points is None:
            raise UsageError(f"The admissibility {admissibility} needs coordinates; take graph or hodlr without them.")
        pair = points if isinstance(points, tuple) else (points, points)
        both = tuple(boxes(tree, checked(own)) for tree, own in zip((rows, columns), pair, strict=True))
    if code == NEAR:
        if graph is None or columns is not rows:
            raise UsageError("The admissibility graph needs the graph of the unknowns, the same for rows and columns.")
        near = near_clusters(rows, graph, eta)
    if half and columns is not rows:
        raise UsageError("Half of a matrix needs rows and columns that are clustered alike.")
    given = *both, *near, rows.child, rows.size, columns.child, columns.size, half
    return BlockTree(rows, columns, *divided(code, float(eta), *given), half)


@kernel
def divided(code, eta, row_boxes, col_boxes, near_ptr, near, row_child, row_size, col_child, col_size, half):
    """Return (row, col, kind, end) of all blocks."""
    room, count = np.int64(1024), np.int64(0)
    row, col = np.empty(room, np.int64), np.empty(room, np.int64)
    kind, end = np.empty(room, np.int8), np.empty(room, np.int64)
    # What is left to be looked at: pairs of clusters, and −1 − k where the blocks in k end.
    waiting, n_waiting = np.zeros((1024, 2), np.int64), 1
    while n_waiting > 0:
        n_waiting -= 1
        t, s = waiting[n_waiting]
        if t < 0:
            end[-1 - t] = count
            continue
        if count == room:
            room *= 2
            row, col, kind, end = grown(row, room), grown(col, room), grown(kind, room), grown(end, room)
        divides_row, divides_col = row_child[t + 1] > row_child[t], col_child[s + 1] > col_child[s]
        row[count], col[count], end[count] = t, s, count + 1
        if is_admissible(code, eta, row_boxes, col_boxes, near_ptr, near, t, s):
            kind[count] = LOW_RANK
        elif not (divides_row or divides_col):
            kind[count] = DENSE
        else:
            kind[count] = DIVIDED
            low, high = (row_child[t], row_child[t + 1]) if divides_row else (t, t + 1)
            left, right = (col_child[s], col_child[s + 1]) if divides_col else (s, s + 1)
            if n_waiting + (high - low) * (right - left) + 1 > waiting.shape[0]:
                wider = np.zeros((2 * waiting.shape[0], 2), np.int64)
                wider[:n_waiting] = waiting[:n_waiting]
                waiting = wider
            waiting[n_waiting, 0] = -1 - count
            n_waiting += 1
            for i in range(high - 1, low - 1, -1):
                for j in range(i if half and t == s else right - 1, left - 1, -1):
                    waiting[n_waiting, 0], waiting[n_waiting, 1] = i, j
                    n_waiting += 1
        count += 1
    return row[:count].copy(), col[:count].copy(), kind[:count].copy(), end[:count].copy()


@nested
def grown(array, room):
    """Return an array with more room behind what it holds."""
    wider = np.empty(room, array.dtype)
    wider[: array.size] = array
    return wider


@nested
def is_admissible(code, eta, row_boxes, col_boxes, near_ptr, near, t, s):
    """Return whether the block of clusters t and s is to be of low rank."""
    if code == HODLR:
        return t != s
    if code == NEAR:
        return not is_in(near, near_ptr[t], near_ptr[t + 1], s)
    apart, own, other, away = 0.0, np.inf, np.inf, False
    for frame in range(row_boxes.shape[2]):
        between, row_side, col_side = 0.0, 0.0, 0.0
        for axis in range(row_boxes.shape[3]):
            low, high = row_boxes[t, 0, frame, axis], row_boxes[t, 1, frame, axis]
            left, right = col_boxes[s, 0, frame, axis], col_boxes[s, 1, frame, axis]
            row_side += (high - low) ** 2
            col_side += (right - left) ** 2
            away = away or left >= high or low >= right
            between += max(left - high, low - right, 0.0) ** 2
        apart, own, other = max(apart, between), min(own, row_side), min(other, col_side)
    if code == WEAK:
        return away and t != s
    return apart > 0 and min(own, other) <= eta * eta * apart


@nested
def is_in(values, low, high, value):
    """Return whether a value is among values[low:high]."""
    return (values[low:high] == value).any()
