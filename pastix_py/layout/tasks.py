"""The task graph: what is to be done, on which cblk, and after what. Independent of the number of workers."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel

PER_CBLK, PER_UPDATE = 2e4, 1e4  # operations that could be done in the time that a panel, an update, costs apart
ROWS = 512  # rows of a region where a panel is shared out


class Sizes(NamedTuple):
    """How large tasks become, in operations."""

    subtree: float  # subtrees together are one task up to this
    updates: float  # updates of a region are gathered up to this
    shared: float  # panels of more work are shared out among tasks of some rows
    rows: int = ROWS

    @classmethod
    def suiting(cls, total):
        """Return sizes for so much work: enough tasks for many workers, each worth its overhead, none too long."""
        updates = min(max(total / 1024, 2e6), 3e7)
        return cls(min(max(total / 128, 4e6), 4e9), updates, 8 * updates)


class TaskKind(IntEnum):
    """What a task does; each has a body in `numeric/`."""

    SUBTREE = 0  # gather and factor every cblk of some adjacent subtrees
    PANEL = 1  # gather what is left for a cblk, factor its diagonal block and solve for the rows below
    UPDATE = 2  # gather some updates of a region, which is some bloks of a cblk
    DIAGONAL = 3  # the first part of PANEL, where its rows are shared out
    SOLVE = 4  # the second part, of one region


class Tasks(NamedTuple):
    """Tasks in a topological order, in flat arrays (int64 unless said): task t waits for `n_pred[t]` others.

    A panel is written by its own tasks alone, which gather what earlier panels contribute. Tasks of one region of a
    panel never run at the same time; in their order of number, they give the same sums whoever runs them.
    """

    kind: np.ndarray  # (n_task) TaskKind
    first: np.ndarray  # (n_task) first cblk of a SUBTREE, else the same as cblk
    cblk: np.ndarray  # (n_task) cblk that is worked on; the last of a SUBTREE
    brow_low: np.ndarray  # (n_task) updates that are gathered: by the bloks brow[brow_low:brow_high]
    brow_high: np.ndarray  # (n_task)
    blok_low: np.ndarray  # (n_task) bloks that are written: blok_low:blok_high
    blok_high: np.ndarray  # (n_task)
    region: np.ndarray  # (n_task) number of the region that is written
    next: np.ndarray  # (n_task) UPDATE whose turn in the region comes next, −1 for none
    n_pred: np.ndarray  # (n_task) tasks that must have ended, turns not counted
    succ_ptr: np.ndarray  # (n_task+1)
    succ: np.ndarray  # tasks that wait for this one
    cost: np.ndarray  # (n_task) float64, operations, those in which small blocks cost time included
    priority: np.ndarray  # (n_task) float64, operations on the longest way from the start of this task to the end

    @property
    def n_task(self):
        """Number of tasks."""
        return self.kind.size

    @property
    def n_region(self):
        """Number of regions."""
        return int(self.region.max(initial=-1)) + 1


SUBTREE, PANEL, UPDATE, DIAGONAL, SOLVE = (int(kind) for kind in TaskKind)  # as kernels want them


def build_tasks(symbol, layout, n_schur=0, sizes=None):
    """Return the `Tasks` of a factorization; the cblk of a Schur complement, the last one, is only updated.

    They depend on the structure alone, so that the same sums are made on any number of workers. Small subtrees are one
    task each, panels above them one with what is left of their updates, tall and wide panels are shared out by rows
    (1-D and 2-D tasks, chosen by cost; Hénon, Ramet and Roman, PaStiX, Parallel Computing 28, 2002).

    Parameters
    ----------
    symbol, layout : structure of the factor.
    n_schur : size of the Schur complement.
    sizes : `Sizes`; those that suit the work by default.

    """
    n_factored = symbol.n_cblk - int(n_schur > 0)
    update, panel = costs(symbol, layout)
    work = np.bincount(symbol.blok_face[symbol.brow], update, symbol.n_cblk).astype(float)
    work[:n_factored] += panel[:n_factored]
    sizes = sizes or Sizes.suiting(float(work.sum()))
    group = group_subtrees(tree_of(symbol), work, sizes.subtree, n_factored)
    columns, cost, waits = list_tasks(symbol, layout, group, work, sizes, n_factored)
    n_pred, succ_ptr, succ = successors(cost.size, waits)
    return Tasks(*columns, n_pred, succ_ptr, succ, cost, longest(succ_ptr, succ, columns[-1], cost))


def costs(symbol, layout):
    """Return (update, panel): operations of the updates by each of `brow`, and of the panel of each cblk, float64."""
    width = np.diff(symbol.cblk_col).astype(float)
    source = layout.blok_cblk[symbol.brow]
    rows = layout.cblk_rows[source] - layout.blok_row[symbol.brow]
    height = (symbol.blok_end - symbol.blok_begin)[symbol.brow]
    return 2 * width[source] * height * rows + PER_UPDATE, width**2 * layout.cblk_rows + PER_CBLK


def tree_of(symbol):
    """Return parent (n_cblk): the cblk that the first blok below each diagonal block faces, −1 for none."""
    parent = np.full(symbol.n_cblk, -1)
    has = np.diff(symbol.cblk_blok) > 1
    parent[has] = symbol.blok_face[symbol.cblk_blok[:-1][has] + 1]
    return parent


@kernel
def group_subtrees(parent, work, limit, n_factored):
    """Return group (n_cblk): the last cblk of the task that each cblk belongs to, −1 for those that are no part of one.

    Whole subtrees of at most `limit` work, neighbours together up to that limit.
    """
    n_cblk = parent.size
    total = work.copy()
    first = np.arange(n_cblk)
    for c in range(n_cblk):
        p = parent[c]
        if p >= 0:
            total[p] += total[c]
            first[p] = min(first[p], first[c])
    group = np.full(n_cblk, -1)
    begin, last, sum_of = 0, -1, 0.0
    for c in range(n_factored):
        inside = total[c] <= limit
        p = parent[c]
        if inside and p >= 0 and p < n_factored and total[p] <= limit:
            continue
        if last >= 0 and (not inside or sum_of + total[c] > limit):
            group[begin : last + 1] = last
            last = -1
        if inside:
            if last < 0:
                begin, sum_of = first[c], 0.0
            last = c
            sum_of += total[c]
    if last >= 0:
        group[begin : last + 1] = last
    return group


@kernel
def roomier(array, size):
    """Return an array that begins as `array`, of at least `size` columns, −1 in the new ones."""
    if array.shape[1] >= size:
        return array
    larger = np.full((array.shape[0], 2 * size), -1, array.dtype)
    larger[:, : array.shape[1]] = array
    return larger


@kernel
def n_rows(low, high, symbol, layout):
    """Return the rows of bloks low:high of one cblk."""
    last = high - 1
    return layout.blok_row[last] + symbol.blok_end[last] - symbol.blok_begin[last] - layout.blok_row[low]


@kernel
def rows_within(first, last, low, high, symbol):
    """Return (start, stop): the bloks from `first` to before `last` that have rows in low:high."""
    start, stop = first, last
    while start < stop and symbol.blok_begin[start] < low:
        start += 1
    while stop > start and symbol.blok_begin[stop - 1] >= high:
        stop -= 1
    return start, stop


@kernel
def add_waits(low, high, t, final, stamp, waits, n_wait):
    """Make task t wait for those that end bloks low:high, each once; returns (waits, their number)."""
    waits = roomier(waits, n_wait + high - low)
    for b in range(low, high):
        p = final[b]
        if stamp[0, p] != t:
            stamp[0, p] = t
            waits[0, n_wait], waits[1, n_wait] = p, t
            n_wait += 1
    return waits, n_wait


@kernel
def regions_of(f, shared, most, symbol, bounds):
    """Write into `bounds` the first blok of each region of cblk f, closed by the last; returns the number of regions.

    Where the rows are shared out, the diagonal block is one, and the others have about `most` rows.
    """
    low, high = symbol.cblk_blok[f], symbol.cblk_blok[f + 1]
    bounds[0] = low
    n, rows = 1, 0
    if shared:
        bounds[1] = low + 1
        n = 2
        for b in range(low + 1, high):
            rows += symbol.blok_end[b] - symbol.blok_begin[b]
            if rows >= most and b + 1 < high:
                bounds[n] = b + 1
                n, rows = n + 1, 0
    bounds[n] = high
    return n


@kernel
def add_updates(f, low, high, region, grain, symbol, layout, state):
    """Add the UPDATE tasks of bloks low:high of cblk f; what is left of its updates goes to the task that ends them.

    Returns (state, number of the first update left, operations of those that are left); the task that comes next
    already waits for what these need, and for the UPDATE tasks.
    """
    columns, cost, waits, stamp, final, n_task, n_wait = state
    row_low, row_high = symbol.blok_begin[low], symbol.blok_end[high - 1]
    first_task, begin, acc = n_task, symbol.brow_ptr[f], 0.0
    k = begin
    while k < symbol.brow_ptr[f + 1]:
        first = symbol.brow[k]
        last = first
        while k < symbol.brow_ptr[f + 1] and symbol.brow[k] == last:
            last += 1
            k += 1
        c = layout.blok_cblk[first]
        start, stop = rows_within(first, symbol.cblk_blok[c + 1], row_low, row_high, symbol)
        if start == stop:
            continue
        rows = (
            layout.blok_row[stop - 1] + symbol.blok_end[stop - 1] - symbol.blok_begin[stop - 1] - layout.blok_row[start]
        )
        face = (
            layout.blok_row[last - 1] + symbol.blok_end[last - 1] - symbol.blok_begin[last - 1] - layout.blok_row[first]
        )
        acc += 2.0 * (symbol.cblk_col[c + 1] - symbol.cblk_col[c]) * face * rows + PER_UPDATE
        waits, n_wait = add_waits(first, last, n_task, final, stamp, waits, n_wait)
        waits, n_wait = add_waits(max(start, last), stop, n_task, final, stamp, waits, n_wait)
        if acc >= grain:
            columns, cost, stamp = roomier(columns, n_task + 2), roomier(cost, n_task + 2), roomier(stamp, n_task + 2)
            set_task(columns, n_task, UPDATE, f, f, begin, k, low, high, region)
            cost[0, n_task] = acc
            n_task, begin, acc = n_task + 1, k, 0.0
    for t in range(first_task, n_task):
        columns[8, t] = t + 1 if t + 1 < n_task else -1
        waits = roomier(waits, n_wait + 1)
        waits[0, n_wait], waits[1, n_wait] = t, n_task
        n_wait += 1
    return (columns, cost, waits, stamp, final, n_task, n_wait), begin, acc


@kernel
def set_task(columns, t, kind, first, cblk, brow_low, brow_high, blok_low, blok_high, region):
    """Fill in one task."""
    columns[0, t], columns[1, t], columns[2, t] = kind, first, cblk
    columns[3, t], columns[4, t], columns[5, t], columns[6, t] = brow_low, brow_high, blok_low, blok_high
    columns[7, t], columns[8, t] = region, -1


@kernel
def list_tasks(symbol, layout, group, work, sizes, n_factored):
    """List tasks and what they wait for.

    Returns (columns, cost, waits): columns (9, n_task), the fields of `Tasks` from kind to next; cost (n_task); waits
    (2, n), for each dependency the task that must have ended and the one that waits, in the order of the latter.
    """
    final = np.empty(symbol.blok_face.size, np.int64)
    bounds = np.empty(symbol.blok_face.size + 2, np.int64)
    columns, cost, waits = np.empty((9, 1024), np.int64), np.zeros((1, 1024)), np.empty((2, 1024), np.int64)
    stamp = np.full((1, 1024), -1)
    t, n_wait, n_region, begin = 0, 0, 0, 0
    for f in range(group.size):
        columns, cost = roomier(columns, t + 1), roomier(cost, t + 1)
        low, high = symbol.cblk_blok[f], symbol.cblk_blok[f + 1]
        if group[f] >= 0:
            final[low:high] = t
            if group[f] == f:
                set_task(columns, t, SUBTREE, begin, f, 0, 0, low, high, n_region)
                cost[0, t] = work[begin : f + 1].sum()
                t, n_region, begin = t + 1, n_region + 1, f + 1
            continue
        begin = f + 1
        w = float(symbol.cblk_col[f + 1] - symbol.cblk_col[f])
        shared = f < n_factored and work[f] >= sizes.shared and layout.cblk_rows[f] - w >= sizes.rows
        n = regions_of(f, shared, sizes.rows, symbol, bounds)
        diagonal = -1
        for r in range(n):
            state = (columns, cost, waits, stamp, final, t, n_wait)
            state, left, acc = add_updates(f, bounds[r], bounds[r + 1], n_region, sizes.updates, symbol, layout, state)
            columns, cost, waits, stamp, final, t, n_wait = state
            columns, cost, stamp = roomier(columns, t + 1), roomier(cost, t + 1), roomier(stamp, t + 1)
            if diagonal >= 0:
                waits = roomier(waits, n_wait + 1)
                waits[0, n_wait], waits[1, n_wait] = diagonal, t
                n_wait += 1
            kind = PANEL
            if f >= n_factored:
                kind = UPDATE
            elif shared:
                kind = DIAGONAL if r == 0 else SOLVE
            rows = n_rows(bounds[r], bounds[r + 1], symbol, layout)
            set_task(columns, t, kind, f, f, left, symbol.brow_ptr[f + 1], bounds[r], bounds[r + 1], n_region)
            cost[0, t] = acc + PER_CBLK + (0 if f >= n_factored else w * w * rows)
            final[bounds[r] : bounds[r + 1]] = t
            if kind == DIAGONAL:
                diagonal = t
            t, n_region = t + 1, n_region + 1
    return columns[:, :t].copy(), cost[0, :t].copy(), waits[:, :n_wait].copy()


@kernel
def successors(n_task, waits):
    """Return (n_pred, succ_ptr, succ) of the dependencies `waits`."""
    n_pred, succ_ptr = np.zeros(n_task, np.int64), np.zeros(n_task + 1, np.int64)
    for e in range(waits.shape[1]):
        n_pred[waits[1, e]] += 1
        succ_ptr[waits[0, e] + 1] += 1
    for t in range(n_task):
        succ_ptr[t + 1] += succ_ptr[t]
    place, succ = succ_ptr[:-1].copy(), np.empty(waits.shape[1], np.int64)
    for e in range(waits.shape[1]):
        succ[place[waits[0, e]]] = waits[1, e]
        place[waits[0, e]] += 1
    return n_pred, succ_ptr, succ


@kernel
def longest(succ_ptr, succ, turns, cost):
    """Return the cost of the most expensive way from the start of each task to the end."""
    priority = cost.copy()
    for t in range(cost.size - 1, -1, -1):
        rest = priority[turns[t]] if turns[t] >= 0 else 0.0
        for e in range(succ_ptr[t], succ_ptr[t + 1]):
            rest = max(rest, priority[succ[e]])
        priority[t] = cost[t] + rest
    return priority
