"""The task graph: what is to be done, on which cblk, and after what. Independent of the number of workers."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from pastix_py.jit import inner, kernel

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


SUBTREE, PANEL, UPDATE, DIAGONAL, SOLVE = (np.int64(kind) for kind in TaskKind)
ZERO = np.int64(0)  # not a literal, for which a kernel would be compiled apart


def build_tasks(symbol, layout, n_schur=0, sizes=None, since=None):
    """Return the `Tasks` of a factorization; the cblk of a Schur complement, the last one, is only updated.

    They depend on the structure alone, so that the same sums are made on any number of workers. Small subtrees are one
    task each, panels above them one with what is left of their updates, tall and wide panels are shared out by rows
    (1-D and 2-D tasks, chosen by cost; Hénon, Ramet and Roman, PaStiX, Parallel Computing 28, 2002).

    Parameters
    ----------
    symbol, layout : structure of the factor.
    n_schur : size of the Schur complement.
    sizes : `Sizes`; those that suit the work by default.
    since : (n_cblk) int64, each cblk gathers what those before so much contribute at once, when all of them are done;
        0, so that updates are gathered as they come, by default.

    """
    n_factored = symbol.n_cblk - int(n_schur > 0)
    update, panel = costs(symbol, layout)
    work = np.bincount(symbol.blok_face[symbol.brow], update, symbol.n_cblk).astype(float)
    work[:n_factored] += panel[:n_factored]
    sizes = sizes or Sizes.suiting(float(work.sum()))
    since = np.zeros(symbol.n_cblk, np.int64) if since is None else since
    group = group_subtrees(tree_of(symbol), work, sizes.subtree, n_factored)
    columns, cost, waits = list_tasks(symbol, layout, group, work, sizes, n_factored, since)
    n_pred, succ_ptr, succ = successors(cost.size, waits)
    return Tasks(*columns, n_pred, succ_ptr, succ, cost, longest(succ_ptr, succ, columns[-1], cost))


def costs(symbol, layout, part=slice(None)):
    """Return (update, panel): operations of the updates by each of `brow`, and of the panel of each cblk, float64.

    `part` of `brow`, by default all.
    """
    width, brow = np.diff(symbol.cblk_col).astype(float), symbol.brow[part]
    source = layout.blok_cblk[brow]
    rows = layout.cblk_rows[source] - layout.blok_row[brow]
    height = symbol.blok_end[brow] - symbol.blok_begin[brow]
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

    Whole subtrees of at most `limit` work, neighbours together up to that limit. A Schur complement may leave subtrees
    that are not numbered as one range: these are left out.
    """
    n_cblk = parent.size
    total, size = work.copy(), np.ones(n_cblk, np.int64)
    first = np.arange(n_cblk)
    for c in range(n_cblk):
        if first[c] != c - size[c] + 1:
            total[c] = np.inf
        p = parent[c]
        if p >= 0:
            total[p] += total[c]
            size[p] += size[c]
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


@inner
def n_rows(low, high, symbol, layout):
    """Return the rows of bloks low:high of one cblk."""
    last = high - 1
    return layout.blok_row[last] + symbol.blok_end[last] - symbol.blok_begin[last] - layout.blok_row[low]


@inner
def next_update(k, high, row_low, row_high, symbol, layout):
    """Return (k, c, first, last, start, stop): one update of `brow[k:high]`, and where the next begins.

    Bloks first:last of cblk c face the target, and bloks start:stop, of those and the ones after them, have rows in
    row_low:row_high.
    """
    first = symbol.brow[k]
    last = first
    while k < high and symbol.brow[k] == last:
        last += 1
        k += 1
    c = layout.blok_cblk[first]
    start, stop = first, symbol.cblk_blok[c + 1]
    while start < stop and symbol.blok_begin[start] < row_low:
        start += 1
    while stop > start and symbol.blok_begin[stop - 1] >= row_high:
        stop -= 1
    return k, c, first, last, start, stop


@inner
def region_end(low, first, high, shared, most, symbol):
    """Return where the region that begins with blok `low` of bloks first:high of a cblk ends.

    All bloks are one, but where the rows are shared out: then the diagonal block is one, and others have `most` rows.
    """
    if not shared:
        return high
    if low == first:
        return low + 1
    rows = 0
    for b in range(low, high):
        rows += symbol.blok_end[b] - symbol.blok_begin[b]
        if rows >= most:
            return b + 1
    return high


@inner
def wait_for_bloks(low, high, t, at, fill, ender, task_of, stamp, waits):
    """Make task t wait for those that end the regions of bloks low:high, each once; returns the number of waits."""
    for b in range(low, high):
        r = ender[b]
        if stamp[r] != t:
            stamp[r] = t
            if fill:
                waits[0, at], waits[1, at] = task_of[r], t
            at += 1
    return at


@inner
def set_task(t, kind, first, cblk, brow_low, brow_high, blok_low, blok_high, region, columns):
    """Fill in one task."""
    columns[0, t], columns[1, t], columns[2, t] = kind, first, cblk
    columns[3, t], columns[4, t], columns[5, t], columns[6, t] = brow_low, brow_high, blok_low, blok_high
    columns[7, t], columns[8, t] = region, -1


@inner
def list_region(
    f, low, high, region, finish, t, at, fill, since, limit, symbol, layout, ender, task_of, stamp, columns, cost, waits
):
    """List the UPDATE tasks of bloks low:high of cblk f, then the task of kind `finish` that ends the region.

    It gathers the updates that are left, and its cost is that of these. Returns (tasks, waits), so many by now.
    """
    row_low, row_high = symbol.blok_begin[low], symbol.blok_end[high - 1]
    begin, k, stop_brow, first_task, sum_of = symbol.brow_ptr[f], symbol.brow_ptr[f], symbol.brow_ptr[f + 1], t, 0.0
    while k < stop_brow:
        k, c, first, last, start, stop = next_update(k, stop_brow, row_low, row_high, symbol, layout)
        if start == stop:
            continue
        w = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
        sum_of += 2.0 * w * n_rows(first, last, symbol, layout) * n_rows(start, stop, symbol, layout) + PER_UPDATE
        at = wait_for_bloks(first, last, t, at, fill, ender, task_of, stamp, waits)
        at = wait_for_bloks(max(start, last), stop, t, at, fill, ender, task_of, stamp, waits)
        if sum_of >= limit and c >= since:
            if fill:
                set_task(t, UPDATE, f, f, begin, k, low, high, region, columns)
                cost[t] = sum_of
            t, begin, sum_of = t + 1, k, 0.0
    if finish == SOLVE:
        diagonal = symbol.cblk_blok[f]
        at = wait_for_bloks(diagonal, diagonal + 1, t, at, fill, ender, task_of, stamp, waits)
    if fill:
        for update in range(first_task, t):
            columns[8, update] = update + 1 if update + 1 < t else -1
            waits[0, at + update - first_task], waits[1, at + update - first_task] = update, t
        set_task(t, finish, f, f, begin, stop_brow, low, high, region, columns)
        cost[t] = sum_of
        task_of[region] = t
    return t + 1, at + t - first_task


@kernel
def list_tasks(symbol, layout, group, work, sizes, n_factored, since):
    """List tasks and what they wait for: first counted, then filled.

    Updates by cblks before `since` are never cut into several tasks: none of them begins before all of these are done.

    Returns (columns, cost, waits): columns (9, n_task), the fields of `Tasks` from kind to next; cost (n_task); waits
    (2, n), for each dependency the task that must have ended and the one that waits, in the order of the latter.
    """
    n_blok = symbol.blok_face.size
    ender, task_of = np.empty(n_blok, np.int64), np.empty(n_blok, np.int64)
    columns, cost, waits = np.empty((9, 0), np.int64), np.empty(0), np.empty((2, 0), np.int64)
    for fill in range(2):
        stamp = np.full(n_blok, -1)
        t, at, region, begin = ZERO, ZERO, ZERO, ZERO
        for f in range(group.size):
            low, high = symbol.cblk_blok[f], symbol.cblk_blok[f + 1]
            if group[f] >= 0:
                ender[low:high] = region
                if group[f] == f:
                    if fill:
                        set_task(t, SUBTREE, begin, f, ZERO, ZERO, low, high, region, columns)
                        cost[t] = work[begin : f + 1].sum()
                        task_of[region] = t
                    t, region, begin = t + 1, region + 1, f + 1
                continue
            begin = f + 1
            w = symbol.cblk_col[f + 1] - symbol.cblk_col[f]
            shared = f < n_factored and work[f] >= sizes.shared and layout.cblk_rows[f] - w >= sizes.rows
            finish = UPDATE if f >= n_factored else DIAGONAL if shared else PANEL
            b = low
            while b < high:
                end = region_end(b, low, high, shared, sizes.rows, symbol)
                t, at = list_region(
                    f, b, end, region, finish, t, at, fill, since[f], sizes.updates, symbol, layout, ender, task_of,
                    stamp, columns, cost, waits,
                )  # fmt: skip
                if fill and finish != UPDATE:
                    cost[t - 1] += PER_CBLK + 1.0 * w * w * n_rows(b, end, symbol, layout)
                ender[b:end] = region
                region, b = region + 1, end
                finish = SOLVE if shared else finish
        if not fill:
            columns, cost, waits = np.empty((9, t), np.int64), np.empty(t), np.empty((2, at), np.int64)
    return columns, cost, waits


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
