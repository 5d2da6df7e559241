"""The task graph of the solves: small subtrees first, then the cblks above them, cut into pieces where they are large.

Nobody adds to the unknowns of another task. What a subtree, or a cblk above them, contributes to rows outside goes to
a buffer of its own, one entry per row below its root; whoever solves for those rows adds the buffers in a fixed order.
So no lock is needed, and any order of the tasks, on any number of threads, gives bitwise the same solution.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from pastix_py.jit import kernel
from pastix_py.layout.tasks import group_subtrees, tree_of

SHARES = 128  # subtrees hold at most this part of the factor
LEAST = 1 << 16  # entries of a subtree that are worth a task
PIECE = 1 << 16  # entries of a piece of a panel
COLUMN, WIDTH, HEIGHT, BLOK, COEF, COEF_U, BUFFER = range(7)  # columns of `Sweeps.panels`


class SweepKind(IntEnum):
    """What a task does; `solve.bodies` has the code."""

    SUBTREE = 0  # everything of cblks first..cblk
    PANEL = 1  # everything of one cblk
    DIAGONAL = 2  # its own unknowns: buffers added and the diagonal block solved
    PRODUCT = 3  # forward: its rows low:high below the diagonal block; backward: its columns low:high
    GATHER = 4  # buffers added to unknowns that are not eliminated (a Schur complement's)


class Sweep(NamedTuple):
    """Tasks in a topological order; int64 unless said. Task t may start when `n_pred[t]` have ended."""

    backward: np.ndarray  # (n_task) 0 or 1: which sweep
    kind: np.ndarray  # (n_task) SweepKind
    cblk: np.ndarray  # (n_task) cblk worked on, the last of a SUBTREE
    first: np.ndarray  # (n_task) first cblk of a SUBTREE, else `cblk`
    low: np.ndarray  # (n_task) rows or columns of a PRODUCT
    high: np.ndarray
    n_pred: np.ndarray  # (n_task)
    succ_ptr: np.ndarray  # (n_task+1)
    succ: np.ndarray  # tasks that wait for this one
    next: np.ndarray  # (n_task) −1: no two tasks write the same, so none takes turns
    region: np.ndarray  # (n_task) 0
    cost: np.ndarray  # (n_task) float64, entries read
    priority: np.ndarray  # (n_task) float64, entries on the longest path from here to the end


class Buffers(NamedTuple):
    """Where contributions wait. Row numbers from n on are rows of buffers; all int64."""

    n_row: int  # unknowns and rows of buffers
    start: np.ndarray  # (n_cblk+1) rows of the buffer of each cblk, counted from n; empty inside subtrees
    destination: np.ndarray  # (n_blok) row that takes what a blok contributes to its first row
    gather_ptr: np.ndarray  # (n_cblk+1)
    gather: np.ndarray  # bloks with a buffer that face each cblk, increasing


class Sweeps(NamedTuple):
    """Both sweeps and what their tasks look at; they serve every kind, precision and number of threads."""

    parts: tuple  # one `Sweep` of both, or with a Schur complement, which is solved for in between, one of each
    buffers: Buffers
    panels: np.ndarray  # (n_cblk+1, 7) what there is to know of a cblk; COEF_U is 0 where there is no U
    bloks: np.ndarray  # (n_blok, 3) first row, rows, and the row that takes what its first row contributes


def build_sweeps(symbol, layout, n_factored, shares=SHARES, least=LEAST, piece=PIECE):
    """Return the `Sweeps` of a `Symbol`.

    Parameters
    ----------
    symbol, layout : structure, cblks in postorder.
    n_factored : cblks that are eliminated; any after them belong to a Schur complement.
    shares, least : a subtree holds at most 1/shares of all entries, or `least` where that is more.
    piece : entries of a piece of a panel; larger panels above the subtrees are cut.

    """
    width = np.diff(symbol.cblk_col)[:n_factored]
    entries = width * layout.cblk_rows[:n_factored] - width * (width - 1) // 2
    parent = tree_of(symbol)[:n_factored]
    parent[parent >= n_factored] = -1
    limit = float(max(int(entries.sum()) // shares, least))
    group = group_subtrees(parent, entries.astype(float), limit, n_factored)
    top = group < 0
    above = np.where(parent < 0, True, top[parent])  # the Schur complement, too, is above
    buffers = _buffers(symbol, layout, top, above)
    begins = np.flatnonzero(np.diff(group, prepend=-1) != 0)
    runs = begins[~top[begins]].tolist(), group[begins[~top[begins]]].tolist()
    cut = _Cut(symbol, width, layout.cblk_rows[:n_factored] - width, parent, top, above, entries, layout.is_low, piece)
    items, graphs = cut.items(runs), [_Graph() for _ in range(1 + (n_factored < symbol.n_cblk))]
    solved = _forward(cut, items, n_factored, graphs[0])
    _backward(cut, items, graphs[-1], solved if len(graphs) == 1 else {})
    return Sweeps(tuple(g.finish() for g in graphs), buffers, *_tables(symbol, layout, buffers))


def buffered(symbol, layout, n_factored):
    """Return (`Buffers`, panels) of a solve without subtrees: each cblk that is factored has a buffer of its own."""
    every = np.ones(n_factored, bool)
    buffers = _buffers(symbol, layout, every, every)
    return buffers, _tables(symbol, layout, buffers)[0]


def _tables(symbol, layout, buffers):
    """Return (panels, bloks) of the `Sweeps`."""
    width, height = np.diff(symbol.cblk_col, append=symbol.n), np.append(layout.cblk_rows, 0)
    coef, coef_u = layout.cblk_coef, layout.cblk_coef_u
    panels = np.column_stack((symbol.cblk_col, width, height, symbol.cblk_blok, coef, coef_u, buffers.start))
    bloks = np.column_stack((symbol.blok_begin, symbol.blok_end - symbol.blok_begin, buffers.destination))
    return panels, bloks


def _buffers(symbol, layout, top, above):
    """Return the `Buffers`: `top` marks the cblks above the subtrees, `above` those whose parent is one (or none)."""
    n_factored = top.size
    rows = np.zeros(symbol.n_cblk, np.int64)
    rows[:n_factored] = np.where(above, layout.cblk_rows[:n_factored] - np.diff(symbol.cblk_col)[:n_factored], 0)
    start = np.concatenate([[0], np.cumsum(rows)])
    destination = _destinations(symbol, layout.blok_row, top, above, start)
    sends = np.zeros(symbol.n_cblk, bool)
    sends[:n_factored] = above
    kept = sends[layout.blok_cblk[symbol.brow]]
    count = np.concatenate([[0], np.cumsum(kept)])
    return Buffers(symbol.n + int(start[-1]), start, destination, count[symbol.brow_ptr], symbol.brow[kept])


@kernel
def _destinations(symbol, blok_row, top, above, start):
    """Return the row that takes the contribution of each blok: of its own, or in the buffer of the subtree's root."""
    destination = symbol.blok_begin.copy()
    root = -1
    for c in range(top.size - 1, -1, -1):
        if above[c]:
            root = c
            height = symbol.blok_end[symbol.cblk_blok[c]] - symbol.blok_begin[symbol.cblk_blok[c]]
            for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
                destination[b] = symbol.n + start[c] + blok_row[b] - height
            continue
        place = symbol.cblk_blok[root] + 1
        for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            if symbol.blok_face[b] > root:
                while symbol.blok_end[place] <= symbol.blok_begin[b]:
                    place += 1
                destination[b] = destination[place] + symbol.blok_begin[b] - symbol.blok_begin[place]
    return destination


class _Cut(NamedTuple):
    """What the two graphs are made from."""

    symbol: object
    width: np.ndarray
    below: np.ndarray  # rows below the diagonal block
    parent: np.ndarray
    top: np.ndarray
    above: np.ndarray
    entries: np.ndarray
    is_low: np.ndarray
    piece: int

    def items(self, runs):
        """Return (first, last) of every run and (c, c) of every cblk above them, in the order of the columns."""
        single = np.flatnonzero(self.top).tolist()
        return sorted([*zip(*runs, strict=True), *zip(single, single, strict=True)])

    def roots(self, first, last):
        """Return the roots of the subtrees in the run first..last."""
        return first + np.flatnonzero(self.above[first : last + 1])

    def parents(self, first, last):
        """Return the cblks above the run first..last that its roots have as parents, each once."""
        found = np.unique(self.parent[self.roots(first, last)])
        return found[found >= 0].tolist()

    def faces(self, first, last):
        """Return the cblks above the run first..last that it contributes to, each once."""
        start, symbol = self.symbol.cblk_blok, self.symbol
        faces = [symbol.blok_face[start[c] + 1 : start[c + 1]] for c in self.roots(first, last).tolist()]
        return np.unique(np.concatenate(faces)).tolist()

    def pieces(self, c, length, step):
        """Return (low, high) ranges of `length` rows or columns of cblk c, each a multiple of `step`; [] if whole.

        One that is compressed is left whole.
        """
        if self.is_low[c]:
            return []
        amount = int(self.below[c]) * int(self.width[c])
        if amount < 2 * self.piece:
            return []
        count = -(-amount // self.piece)
        size = -(-length // (count * step)) * step
        return [(low, min(low + size, length)) for low in range(0, length, size)]


class _Graph:
    """Tasks as they are found, each after those that it waits for."""

    def __init__(self):
        self.rows, self.preds = [], []

    def add(self, backward, kind, first, cblk, cost, preds, low=0, high=0):
        """Append a task; returns its number."""
        self.rows.append((backward, kind, cblk, first, low, high, cost))
        self.preds.append(sorted(set(preds)))
        return len(self.rows) - 1

    def finish(self):
        """Return the `Sweep`."""
        table = np.array(self.rows, np.float64).reshape(-1, 7)
        what = table[:, :6].astype(np.int64).T.copy()
        n_task, cost = len(self.rows), table[:, 6].copy()
        n_pred = np.array([len(p) for p in self.preds], np.int64).reshape(-1)
        source = np.array([p for preds in self.preds for p in preds], np.int64)
        target = np.repeat(np.arange(n_task), n_pred)
        order = np.argsort(source, kind="stable")
        succ_ptr = np.zeros(n_task + 1, np.int64)
        np.cumsum(np.bincount(source, minlength=n_task), out=succ_ptr[1:])
        succ, priority = target[order], cost.copy()
        for t in range(n_task - 1, -1, -1):
            after = succ[succ_ptr[t] : succ_ptr[t + 1]]
            priority[t] += priority[after].max(initial=0.0)
        turns = np.full(n_task, -1), np.zeros(n_task, np.int64)
        return Sweep(*what, n_pred, succ_ptr, succ, *turns, cost, priority)


def _forward(cut, items, n_factored, graph):
    """Add the forward sweep: a cblk waits for every piece that holds rows of its own. Returns who solves it."""
    symbol, solved = cut.symbol, {}
    waits = {c: [] for c in np.flatnonzero(cut.top).tolist()}
    waits |= {c: [] for c in range(n_factored, symbol.n_cblk)}
    for first, c in items:
        whole, rows = float(cut.entries[first : c + 1].sum()), int(cut.below[c])
        if not cut.top[c]:
            t = solved[c] = graph.add(0, SweepKind.SUBTREE, first, c, whole, [])
            for f in cut.faces(first, c):
                waits[f].append(t)
            continue
        pieces = cut.pieces(c, rows, 16)
        diagonal = whole - rows * float(cut.width[c])
        kind = SweepKind.DIAGONAL if pieces else SweepKind.PANEL
        t = solved[c] = graph.add(0, kind, c, c, diagonal if pieces else whole, waits[c])
        number = [graph.add(0, SweepKind.PRODUCT, c, c, (b - a) * float(cut.width[c]), [t], a, b) for a, b in pieces]
        size = pieces[0][1] if pieces else max(rows, 1)
        row = 0
        for blok in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            stop = row + int(symbol.blok_end[blok] - symbol.blok_begin[blok])
            held = range(row // size, (stop - 1) // size + 1)
            waits[int(symbol.blok_face[blok])] += [number[p] for p in held] if pieces else [t]
            row = stop
    for c in range(n_factored, symbol.n_cblk):
        graph.add(0, SweepKind.GATHER, c, c, float(symbol.cblk_col[c + 1] - symbol.cblk_col[c]), waits[c])
    return solved


def _backward(cut, items, graph, begun):
    """Add the backward sweep: all rows of a cblk are known once its parent is solved, and itself is `begun`."""
    solved = {}
    for first, c in reversed(items):
        whole = float(cut.entries[first : c + 1].sum())
        waits = [solved[p] for p in cut.parents(first, c)] + [begun[c] for _ in range(c in begun)]
        pieces = cut.pieces(c, int(cut.width[c]), 4) if cut.top[c] else []
        if pieces:
            rows = float(cut.below[c])
            waits = [graph.add(1, SweepKind.PRODUCT, c, c, (b - a) * rows, waits, a, b) for a, b in pieces]
            whole -= rows * float(cut.width[c])
        kind = SweepKind.SUBTREE if not cut.top[c] else SweepKind.DIAGONAL if pieces else SweepKind.PANEL
        solved[c] = graph.add(1, kind, first, c, whole, waits)
