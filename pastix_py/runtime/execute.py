"""The stage: run the tasks of a plan on assembled panels."""

from contextlib import nullcontext

import numpy as np

from pastix_py.dense import library, native
from pastix_py.dense.block import work_size
from pastix_py.dense.pivots import Pivots, substitute_for
from pastix_py.jit import borrowing, run_on
from pastix_py.layout.kind import KINDS
from pastix_py.numeric.bodies import run_task
from pastix_py.numeric.homes import END
from pastix_py.numeric.low_rank import MEANWHILE, make_work
from pastix_py.numeric.panel import LLT, codes_of
from pastix_py.numeric.update import TILE_COLUMNS, Job, Work
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.desk import DONE, close_task, comes_too_late, n_workers, next_task
from pastix_py.runtime.schedulers import SCHEDULERS

WORTH = 5e7  # operations that are worth another worker


@borrowing
def serve(me, tasks, job, pivots, codes, work, desk, homes, store, rule, own):
    """Run tasks until there are none; what each worker does."""
    n = job.symbol.n
    t = next_task(me, desk)
    while t >= 0:
        outcome = 0
        if not comes_too_late(t, n, desk):
            outcome = run_task(t, tasks, job, pivots, codes, work, homes, store, rule, own)
        close_task(t, outcome, n, me, desk)
        t = next_task(me, desk)


def execute(plan, panels, threshold, method="dynamic", threads=1, progress=None, traced=False, homes=None, rule=None):
    """Factor `panels` in place; returns the `Desk` at which it was done, which knows of a failure.

    Parameters
    ----------
    plan : `Plan`.
    panels : `Panels` that hold P A Pᵀ.
    threshold : pivots of LDLᵀ, LDLᴴ, LU and complex LLᵀ below it are replaced.
    method : a key of `SCHEDULERS`.
    threads : number of workers.
    progress : called with the fraction of tasks done, None for nothing.
    traced : whether the time of every task is recorded.
    homes, rule : `Homes` and `Rule` of cblks that are compressed, None where none is.

    """
    tasks, L, low = plan.tasks, panels.L, panels.low_rank
    native.prepare(L.dtype)
    kind = KINDS.index(plan.kind)
    symmetric = kind == LLT and L.dtype.kind == "c"
    by_blas = library.in_use() != library.OWN
    with np.errstate(over="ignore"):
        threshold, codes = L.real.dtype.type(threshold), codes_of(kind)
    pivots = Pivots(threshold, substitute_for(threshold), panels.marks, *panels.exchanges(plan.kind))
    job = Job(plan.symbol, plan.layout, kind, symmetric, L, panels.U, by_blas)
    desk = SCHEDULERS[method](tasks, min(threads, 1 + int(tasks.cost.sum() / WORTH)), traced)
    n_worker = n_workers(desk)
    works = [workspace(plan, L.dtype) for _ in range(n_worker)]
    low_works = [] if homes is None else [make_work(plan, L.dtype) for _ in works]
    compressed = [(homes, low, rule, own) for own in low_works] or [(None,) * 4 for _ in works]
    done = (lambda: progress(desk.status[DONE] / max(tasks.n_task, 1))) if progress else None
    with one_blas_thread() if by_blas else nullcontext():
        run_on(
            n_worker,
            lambda k: serve(k, tasks, job, pivots, codes, works[k], desk, *compressed[k]),
            poll=done,
            cancel=desk.status,
        )
    if homes is not None:
        low.top[MEANWHILE] = homes.tally[END]
        low.spent[:] = sum(own.laps[: low.spent.size] for own in low_works)
    return desk


def workspace(plan, dtype):
    """Return the `Work` of one worker."""
    return Work(*(np.empty(shape, of) for shape, of in _work_arrays(plan, dtype)))


def work_bytes(plan, dtype):
    """Return the bytes of the `Work` of one worker, and of its `LowWork` where cblks are compressed."""
    plain = sum(int(np.prod(shape, dtype=float)) * np.dtype(of).itemsize for shape, of in _work_arrays(plan, dtype))
    return plain + (_bytes_of(make_work(plan, dtype)) if plan.layout.is_low.any() else 0)


def _bytes_of(arrays):
    """Return the bytes of an array, or of a tuple of such."""
    return arrays.nbytes if isinstance(arrays, np.ndarray) else sum(_bytes_of(part) for part in arrays)


def _work_arrays(plan, dtype):
    """Return (shape, dtype) of the arrays of a `Work`."""
    width = int(np.diff(plan.symbol.cblk_col)[: plan.n_factored].max(initial=0))
    height = int((plan.symbol.blok_end - plan.symbol.blok_begin).max(initial=0))
    n_run = max(int(np.diff(plan.symbol.cblk_blok).max(initial=0)), TILE_COLUMNS, height) + 1
    sizes = work_size(width), width * TILE_COLUMNS
    return [*((size, dtype) for size in sizes), ((3, n_run), np.int64), (plan.n, np.int64)]
