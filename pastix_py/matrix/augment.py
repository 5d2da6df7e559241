"""Kernels of the maximum-product transversal: duals to start from, tight entries, shortest augmenting paths.

An entry of row i and column j costs c = −log₂|a_ij|, infinity for a zero. Duals u of the rows and v of the columns keep
c − u_i − v_j ≥ 0 everywhere, and 0 where row i is given to column j: such an entry is tight.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import inlined, inner, kernel


class Costs(NamedTuple):
    """A square matrix in CSC, both halves."""

    ptr: np.ndarray  # (n + 1) int64
    ind: np.ndarray  # (entries) int64
    cost: np.ndarray  # (entries) float64


class State(NamedTuple):
    """The transversal as far as it is known, and its duals."""

    near: np.ndarray  # (n, 2) float64, of each row its dual u and how far a search has found it: read together
    v: np.ndarray  # (n) float64
    row_of: np.ndarray  # (n) int64, the row given to each column, −1 for none
    column_of: np.ndarray  # (n) int64, the column that each row is given to, −1 for none
    search_of: np.ndarray  # (n) int64, which failed search met the column, n for none


class Work(NamedTuple):
    """Of one search: rows that are met in order of their distance, and those that wait in a heap."""

    before: np.ndarray  # (n) int64, the column that each row was reached from
    queue: np.ndarray  # (n) int64 rows
    heap: np.ndarray  # (n) int64 rows
    key: np.ndarray  # (n) float64, their distances, in the order of the heap
    place: np.ndarray  # (n) int64, where a row is in the heap, −1 for nowhere


@kernel
def both_halves(ptr, ind, cost):
    """Return (ptr, ind, cost) of a whole matrix of which the lower half is given; rows in no order."""
    n = ptr.size - 1
    end = np.zeros(n + 1, np.int64)
    for j in range(n):
        for p in range(ptr[j], ptr[j + 1]):
            end[j + 1] += 1
            if ind[p] != j:
                end[ind[p] + 1] += 1
    for j in range(n):
        end[j + 1] += end[j]
    whole_ptr = end.copy()
    whole_ind, whole_cost = np.empty(end[n], np.int64), np.empty(end[n])
    for j in range(n):
        for p in range(ptr[j], ptr[j + 1]):
            i = ind[p]
            whole_ind[end[j]], whole_cost[end[j]] = i, cost[p]
            end[j] += 1
            if i != j:
                whole_ind[end[i]], whole_cost[end[i]] = j, cost[p]
                end[i] += 1
    return whole_ptr, whole_ind, whole_cost


@kernel
def first_duals(costs, state):
    """Set the duals to the least cost of each column, then to the least that this leaves of each row; 0 for zeros."""
    u, v = state.near[:, 0], state.v
    u[:] = np.inf
    for j in range(v.size):
        least = np.inf
        for p in range(costs.ptr[j], costs.ptr[j + 1]):
            least = min(least, costs.cost[p])
        v[j] = least if least < np.inf else 0.0
        for p in range(costs.ptr[j], costs.ptr[j + 1]):
            u[costs.ind[p]] = min(u[costs.ind[p]], costs.cost[p] - v[j])
    for i in range(v.size):
        if u[i] == np.inf:
            u[i] = 0.0


@inlined
def give(state, row, column):
    """Give a row to a column."""
    state.row_of[column] = row
    state.column_of[row] = column


@inlined
def is_tight(costs, state, p, j):
    """Return whether entry p of column j may be in the transversal as it is."""
    return costs.cost[p] - state.v[j] - state.near[costs.ind[p], 0] <= 0


@kernel
def give_tight(costs, state):
    """Give rows to columns by tight entries: on the diagonal, then by a free row, then by a row that another can spare.

    The diagonal comes first so that a matrix which needs no permutation gets none.
    """
    ptr, ind, n = costs.ptr, costs.ind, state.v.size
    for j in range(n):
        for p in range(ptr[j], ptr[j + 1]):
            if ind[p] == j and is_tight(costs, state, p, j):
                give(state, j, j)
    for j in range(n):
        p = ptr[j]
        while state.row_of[j] < 0 and p < ptr[j + 1]:
            if state.column_of[ind[p]] < 0 and is_tight(costs, state, p, j):
                give(state, ind[p], j)
            p += 1
    ahead = ptr[:-1].copy()
    for j in range(n):
        p = ptr[j]
        while state.row_of[j] < 0 and p < ptr[j + 1]:
            if is_tight(costs, state, p, j):
                spare(costs, state, ahead, ind[p], j)
            p += 1


@inner
def spare(costs, state, ahead, row, column):
    """Give a row to a column where the one that has it finds a free one by a tight entry."""
    other = state.column_of[row]
    while state.row_of[column] < 0 and ahead[other] < costs.ptr[other + 1]:
        p = ahead[other]
        if state.column_of[costs.ind[p]] < 0 and is_tight(costs, state, p, other):
            give(state, costs.ind[p], other)
            give(state, row, column)
        ahead[other] += 1


@inlined
def rise(work, k, row, distance):
    """Put a row into the heap at place k or above."""
    while k > 0 and work.key[(k - 1) // 2] > distance:
        above = (k - 1) // 2
        work.heap[k], work.key[k] = work.heap[above], work.key[above]
        work.place[work.heap[k]] = k
        k = above
    work.heap[k], work.key[k], work.place[row] = row, distance, k


@inlined
def take_top(work, n_heap):
    """Take the nearest row off a heap of so many."""
    work.place[work.heap[0]] = -1
    last = n_heap - 1
    row, distance, k = work.heap[last], work.key[last], 0
    while 2 * k + 1 < last:
        low = 2 * k + 1
        if low + 1 < last and work.key[low + 1] < work.key[low]:
            low += 1
        if distance <= work.key[low]:
            break
        work.heap[k], work.key[k] = work.heap[low], work.key[low]
        work.place[work.heap[k]] = k
        k = low
    if last > 0:
        work.heap[k], work.key[k], work.place[row] = row, distance, k


@inner
def search(costs, state, work, start):
    """Search for the free row nearest to a column; returns (row or −1, its distance, n_met, n_queue, n_heap).

    The first `n_met` rows of the queue are no farther than that row; the others of the queue, and those of the heap,
    were reached and not met. Rows of a failed search have the distance −∞ and are never reached again.
    """
    near, v, column_of = state.near, state.v, state.column_of
    end, nearest, here, j = np.int64(-1), np.inf, 0.0, start
    n_met, n_queue, n_heap = np.int64(0), np.int64(0), np.int64(0)
    while True:
        gone = here - v[j]
        for p in range(costs.ptr[j], costs.ptr[j + 1]):
            i = costs.ind[p]
            distance = max(here, gone + costs.cost[p] - near[i, 0])
            if distance >= nearest or distance >= near[i, 1]:
                continue
            work.before[i] = j
            if column_of[i] < 0:
                nearest, end = distance, i
                continue
            near[i, 1] = distance
            if work.place[i] >= 0:
                rise(work, work.place[i], i, distance)
            elif distance > here:
                n_heap += 1
                rise(work, n_heap - 1, i, distance)
            else:
                work.queue[n_queue] = i
                n_queue += 1
        if n_met == n_queue and n_heap > 0 and work.key[0] < nearest:
            here, work.queue[n_queue] = work.key[0], work.heap[0]
            take_top(work, n_heap)
            n_queue += 1
            n_heap -= 1
        if nearest <= here or n_met == n_queue:
            return end, nearest, n_met, n_queue, n_heap
        j = column_of[work.queue[n_met]]
        n_met += 1


@inner
def change_duals(state, work, start, length, n_met, n_queue, n_heap):
    """Make the path of that length tight, and forget the distances."""
    for k in range(n_met):
        i = work.queue[k]
        change = state.near[i, 1] - length
        state.near[i, 0] += change
        state.v[state.column_of[i]] -= change
    state.v[start] += length
    for k in range(n_queue):
        state.near[work.queue[k], 1] = np.inf
    for k in range(n_heap):
        state.near[work.heap[k], 1] = np.inf
        work.place[work.heap[k]] = -1


@kernel
def augment(costs, state, work, fallen, cancel):
    """Give a row to every other column, by shortest paths; return how many columns were met by searches that failed.

    These columns are written to `fallen`, int64 (n,). No augmenting path leads through them or their rows any more.
    `cancel` int64 (1,) ends the search once it is not 0.
    """
    n, n_fallen, n_failed = state.v.size, np.int64(0), np.int64(0)
    for start in range(n):
        if cancel[0]:
            break
        if state.row_of[start] >= 0:
            continue
        end, length, n_met, n_queue, n_heap = search(costs, state, work, start)
        if end < 0:
            fallen[n_fallen] = start
            for k in range(n_met):
                state.near[work.queue[k], 1] = -np.inf
                fallen[n_fallen + 1 + k] = state.column_of[work.queue[k]]
            for k in range(n_fallen, n_fallen + 1 + n_met):
                state.search_of[fallen[k]] = n_failed
            n_fallen += 1 + n_met
            n_failed += 1
            continue
        change_duals(state, work, start, length, n_met, n_queue, n_heap)
        j = np.int64(-1)
        while j != start:
            j = work.before[end]
            other = state.row_of[j]
            give(state, end, j)
            end = other
    return n_fallen


@kernel
def lower_fallen(costs, state, order):
    """Make the duals feasible again where searches failed: later ones did not look at the rows of these.

    The duals of the rows that a search met go down, those of its columns up by as much. A column has entries in the
    rows of its own search and of earlier ones only, so `order` int64 (n,) has the columns that no failed search met,
    then the others from the last search to the first.
    """
    n = state.v.size
    by = np.zeros(n + 1)
    for j in order:
        own = state.search_of[j]
        for p in range(costs.ptr[j], costs.ptr[j + 1]):
            column = state.column_of[costs.ind[p]]
            other = state.search_of[column] if column >= 0 else n
            if other < own:
                missing = state.near[costs.ind[p], 0] + state.v[j] - costs.cost[p]
                by[other] = max(by[other], by[own] + missing)
    for j in range(n):
        change = by[state.search_of[j]]
        state.v[j] += change
        if state.row_of[j] >= 0:
            state.near[state.row_of[j], 0] -= change
