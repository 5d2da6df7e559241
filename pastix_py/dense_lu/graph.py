"""The task graph of a dense LU: how many columns, and how many steps, are done in one task.

Tasks are of two main kinds with batch sizes of their own: a panel is one tile of columns, an update applies a group of
panels to a batch of tiles. Groups start with one panel, so that everybody has work soon, and double: the work of an
update grows, and rows are exchanged for many steps at once, which costs least. They shrink again with what is left.
Batches have as many tiles as make the operations of a task worth its price, and are a share of those that are left.
(Toledo, Locality of reference in LU decomposition with partial pivoting, SIAM J. Matrix Anal. Appl. 18, 1997; Agullo et
al., LU factorization for accelerator-based systems, AICCSA 2011.)

Sizes depend on the shape alone: the same sums are made on any number of threads.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from pastix_py.layout.tasks import longest, successors

WIDTHS = ((0, 32), (512, 64), (1500, 128), (3000, 192))  # (columns of a matrix, from these on columns of a tile)
LARGEST_GROUP = 2048  # columns
LEFT_GROUPS = 3  # at least so many groups are still to come, as long as tiles last
WORTH = 8e9  # operations that an update has where enough tiles are left
SHARES = 16  # of the tiles that are left, an update has one at most
PER_MOVE = 50.0  # operations that could be done while a coefficient is moved
PER_TASK = 1e5  # operations that could be done while a task begins and ends


class LUTaskKind(IntEnum):
    """What a task does."""

    PANEL = 0  # factors the columns low:high
    UPDATE = 1  # exchanges rows of columns begin:end for the panels low:high, solves with their triangle, subtracts
    BEFORE = 2  # exchanges rows of columns begin:end, which are L already, for the later panels low:high
    LAST = 3  # exchanges rows of columns begin:end for all panels from low on


class LUTasks(NamedTuple):
    """Tasks in a topological order; int64 unless said."""

    kind: np.ndarray  # (n_task) LUTaskKind
    low: np.ndarray  # (n_task) columns of the panels that are applied: low:high
    high: np.ndarray
    begin: np.ndarray  # (n_task) columns that are written: begin:end
    end: np.ndarray
    n_pred: np.ndarray  # (n_task)
    succ_ptr: np.ndarray  # (n_task+1)
    succ: np.ndarray  # tasks that wait for this one
    next: np.ndarray  # (n_task) −1: tasks that write the same wait for each other
    region: np.ndarray  # (n_task) 0
    cost: np.ndarray  # (n_task) float64, operations
    priority: np.ndarray  # (n_task) float64, operations on the longest way from here to the end


def tile_width(n):
    """Return how many columns a tile has in a matrix of n columns."""
    return next(width for columns, width in reversed(WIDTHS) if n >= columns)


def build_graph(m, n, pivoting, width=0):
    """Return the `LUTasks` of an m × n matrix, m ≥ n ≥ 1, in tiles of `width` columns (0 for what suits n)."""
    graph = _Graph(m, n, pivoting, width or tile_width(n))
    n_tile = graph.n_tile
    most = max(LARGEST_GROUP // graph.width, 1)
    groups, low = [], 0
    while low < n_tile:
        high = low + min(most, max(1, low), max(1, (n_tile - low) // LEFT_GROUPS))
        graph.factor(low, high)
        graph.update(low, high, n_tile)
        groups.append((low, high))
        low = high
    if pivoting:
        for low, high in groups[:-1]:
            graph.exchange_last(low, high)
    return graph.finish()


class _Graph:
    """Tasks as they are found; all ranges are of tiles."""

    def __init__(self, m, n, pivoting, width):
        self.m, self.width, self.pivoting = m, width, pivoting
        self.n_tile = -(-n // width)
        self.column = [min(t * width, n) for t in range(self.n_tile + 1)]
        self.writer = [-1] * self.n_tile  # task that wrote each tile last
        self.rows, self.cost, self.waits = [], [], []

    def add(self, kind, panels, tiles, cost):
        """Append a task that applies a range of panels to a range of tiles, after what wrote either last."""
        (low, high), (begin, end) = panels, tiles
        t = len(self.rows)
        before = {*self.writer[low:high], *self.writer[begin:end]} - {-1}
        self.waits += [(u, t) for u in sorted(before)]
        self.rows.append((kind, *(self.column[k] for k in (low, high, begin, end))))
        self.cost.append(cost + PER_TASK)
        self.writer[begin:end] = [t] * (end - begin)

    def columns(self, low, high):
        """Return how many columns tiles have."""
        return self.column[high] - self.column[low]

    def factor(self, low, high):
        """Add the factorization of a group by halves."""
        if high == low + 1:
            w = float(self.columns(low, high))
            self.add(LUTaskKind.PANEL, (low, high), (low, high), 2 * w * w * (self.m - self.column[low]))
            return
        middle = (low + high) // 2
        self.factor(low, middle)
        self.update(low, middle, high)
        self.factor(middle, high)
        if self.pivoting:
            self.move(LUTaskKind.BEFORE, (middle, high), (low, middle), 2 * self.columns(middle, high))

    def update(self, low, high, stop):
        """Add the updates by the panels low:high of the tiles up to `stop`; what is factored next comes alone."""
        k, rows, begin = float(self.columns(low, high)), self.m - self.column[high], high
        most = -(-(stop - high) // SHARES)
        worth = WORTH / (2 * max(rows, 1) * k * self.width)
        while begin < stop:
            end = min(stop, begin + (1 if begin == high else max(1, min(round(worth), most))))
            c = self.columns(begin, end)
            self.add(LUTaskKind.UPDATE, (low, high), (begin, end), (2 * rows * k + k * k) * c)
            begin = end

    def move(self, kind, panels, tiles, rows):
        """Add exchanges that move so many rows."""
        self.add(kind, panels, tiles, PER_MOVE * rows * self.columns(*tiles))

    def exchange_last(self, low, high):
        """Add the exchanges of all groups after low:high on its columns, which everything waits for that reads them."""
        for t in range(low, high):
            self.move(LUTaskKind.LAST, (high, self.n_tile), (t, t + 1), self.m - self.column[high])

    def finish(self):
        """Return the `LUTasks`."""
        cost = np.array(self.cost)
        n_task = cost.size
        n_pred, succ_ptr, succ = successors(n_task, np.array(self.waits, np.int64).reshape(-1, 2).T.copy())
        turns = np.full(n_task, -1)
        columns = np.array(self.rows, np.int64).T.copy()
        priority = longest(succ_ptr, succ, turns, cost)
        return LUTasks(*columns, n_pred, succ_ptr, succ, turns, np.zeros(n_task, np.int64), cost, priority)
