"""What the workers of a dense LU do, one call per task."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense import block, pivoted
from pastix_py.dense.blas import NO, gemm
from pastix_py.dense.exchange import TOGETHER, compose, list_moves, move_rows, permute
from pastix_py.dense.pivots import Pivots
from pastix_py.dense.square import factor_square
from pastix_py.dense_lu.graph import LUTaskKind
from pastix_py.jit import borrowing, inner
from pastix_py.runtime.desk import close_task, next_task

PANEL, UPDATE, BEFORE, LAST = (int(kind) for kind in LUTaskKind)


class Job(NamedTuple):
    """The matrix that is factored."""

    A: np.ndarray  # flat, m × n by columns
    m: int
    n: int
    pivoting: bool
    pivots: np.ndarray  # int64 (n) row that row j is exchanged with at step j
    marks: np.ndarray  # int8 (n) set where a pivot is zero or not finite, without exchanges
    threshold: float  # zero, of the real type
    substitute: float  # one, which can be divided by: compiled code raises for a complex 0


class Work(NamedTuple):
    """The work arrays of one worker."""

    place: np.ndarray  # int64 (m) 0 to m − 1 between tasks
    moves: tuple  # (target, source), uint32 (m,)
    panel: np.ndarray  # coefficients
    held: np.ndarray  # coefficients (TOGETHER · m)


def workspace(m, width, dtype):
    """Return the `Work` for a matrix of m rows and panels of `width` columns."""
    moves = np.empty(m, np.uint32), np.empty(m, np.uint32)
    size = max(block.work_size(width), pivoted.work_size(width))
    return Work(np.arange(m), moves, np.empty(size, dtype), np.empty(TOGETHER * m, dtype))


@borrowing
def serve(me, tasks, job, work, desk):
    """Run tasks until there are none; what each worker does."""
    t = next_task(me, desk)
    while t >= 0:
        close_task(t, run_task(t, tasks, job, work), job.n, me, desk)
        t = next_task(me, desk)


@inner
def run_task(t, tasks, job, work):
    """Run task t; returns 0, or −1 − the first column whose pivot is zero or not finite."""
    kind, low, high, begin, end = tasks.kind[t], tasks.low[t], tasks.high[t], tasks.begin[t], tasks.end[t]
    A, m, first, columns = job.A, job.m, begin * job.m, end - begin
    target, source = work.moves
    if kind == PANEL and job.pivoting:
        return pivoted.factor(columns, A, first, m, low, m, job.pivots, work.place, work.moves, work.panel, work.held)
    if kind == PANEL:
        kept = Pivots(job.threshold, job.substitute, job.marks, None, None)
        factor_square(columns, m - low, A, first + low, m, kept, None, low, work.panel)
        for j in range(low, high):
            if job.marks[j]:
                return -1 - j
    elif kind == LAST:
        compose(job.pivots, low, m, target)
        permute(target, low, m, A, first, m, columns, work.held)
    elif job.pivoting:
        n = list_moves(job.pivots, low, high, m, work.place, target, source)
        move_rows(n, target, source, low, m, A, first, m, columns, work.held)
    if kind == UPDATE:
        k, corner = high - low, low * m + low
        pivoted.solve_lower(k, columns, A, corner, m, A, first + low, m)
        gemm(NO, NO, m - high, columns, k, -1.0, A, corner + k, m, A, first + low, m, 1.0, A, first + high, m)
    return 0
