"""Panels filled: a matrix assembled and its tasks run, traced where that is asked for."""

import time

import numpy as np

from pastix_py import ahead
from pastix_py.errors import MemoryLimit
from pastix_py.layout.kind import SAME_CODE
from pastix_py.memory import parse_size, size
from pastix_py.numeric.assemble import assemble
from pastix_py.numeric.low_rank import make_rule
from pastix_py.numeric.threshold import pivot_threshold
from pastix_py.runtime import trace_file
from pastix_py.runtime.desk import first_failure, n_workers
from pastix_py.runtime.execute import execute
from pastix_py.runtime.reserve import reserved
from pastix_py.runtime.trace import Run, Trace


def fill(plan, matrix, dtype, old, options, progress=None):
    """Return (panels, first column without a positive pivot, or −1, threads): `matrix` assembled and factored.

    `old` panels whose memory may be used again, None for none; they are lost. Writes the trace that is asked for.
    """
    began = time.perf_counter_ns()
    with ahead.compiled("numeric", dtype, SAME_CODE[plan.kind]), reserved(options.threads) as threads:
        panels, homes = assemble(plan, matrix, dtype, old, threads)
        limit, traced = pivot_threshold(matrix, dtype), bool(options.trace)
        rule = make_rule(options, plan, matrix, dtype) if homes else None
        tell = _watch(panels, homes, options.max_memory, progress)
        desk = execute(plan, panels, limit, options.scheduler, threads, tell, traced, homes, rule)
    if traced:
        before = (desk.start.min(initial=time.perf_counter_ns(), where=desk.worker >= 0) - began) * 1e-9
        run = Run(
            matrix.name, plan.kind, np.dtype(dtype).name, options.scheduler, desk.in_order, n_workers(desk), before
        )
        trace_file.write(options.trace, Trace.of(plan.tasks, desk.worker, desk.start, desk.stop, run))
    return panels.trimmed(), first_failure(desk, plan.n), n_workers(desk)


def _watch(panels, homes, limit, progress):
    """Return share -> None for `execute`: it tells of the progress, and raises `MemoryLimit` where compressed bloks
    come to take more than is allowed: how much they will take is an estimate before. None where there is nothing to do.
    """
    allowed = parse_size(limit) if limit and homes else None

    def tell(share):
        if allowed and (taken := panels.nbytes + homes.nbytes) > allowed:
            raise MemoryLimit(
                f"The factor took {size(taken)} when {share:.0%} was done, and {size(allowed)} are allowed by "
                "--max-memory: its blocks are of higher rank than expected; take a larger --tolerance."
            )
        if progress:
            progress("factorization", share)

    return tell if allowed or progress else None
