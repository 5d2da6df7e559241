"""The stage: run the tasks of a plan on assembled panels."""

import numpy as np

from pastix_py.dense.nopiv import work_size
from pastix_py.jit import wait_for
from pastix_py.layout.kind import KINDS
from pastix_py.numeric.panel import LLT
from pastix_py.numeric.update import TILE, TILE_COLUMNS
from pastix_py.runtime import scheduler
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.sequential import DONE, FAILED


def execute(plan, panels, threshold, method="sequential", progress=None):
    """Factor `panels` in place; returns the first column (new numbering) without a positive pivot, or −1.

    Parameters
    ----------
    plan : `Plan`.
    panels : `Panels` that hold P A Pᵀ.
    threshold : pivots of LDLᵀ, LDLᴴ, LU and complex LLᵀ below it are replaced.
    method : a key of `SCHEDULERS`.
    progress : called with the fraction of tasks done, None for nothing.

    """
    symbol, layout, tasks = plan.symbol, plan.layout, plan.tasks
    L = panels.L
    kind = KINDS.index(plan.kind)
    symmetric = kind == LLT and L.dtype.kind == "c"
    work, tile, runs = workspace(plan, L.dtype)
    status = np.array([0, 0, 0, -1])
    done = (lambda: progress(status[DONE] / max(tasks.n_task, 1))) if progress else None
    real_threshold = L.real.dtype.type(threshold)
    arguments = (tasks, symbol, layout, kind, symmetric, real_threshold, L, panels.U, panels.marks)
    with one_blas_thread():
        wait_for(scheduler(method), *arguments, work, tile, runs, status, poll=done, cancel=status)
    return int(status[FAILED])


def workspace(plan, dtype):
    """Return (work, tile, runs): what one worker needs beside the panels."""
    symbol, layout = plan.symbol, plan.layout
    width = np.diff(symbol.cblk_col)[: plan.tasks.n_task]
    rows = layout.cblk_rows[: plan.tasks.n_task] if plan.kind in ("ldlt", "ldlh") else 0
    size = int(np.maximum(width * rows, work_size(width)).max(initial=0))
    n_run = max(int(np.diff(symbol.cblk_blok).max(initial=0)) + 1, TILE_COLUMNS)
    return np.empty(size, dtype), np.empty(TILE, dtype), np.empty((3, n_run), np.int64)
