"""What each stage still has to allocate, estimated before it does, and refused where that is more than there is."""

import os
import threading
from bisect import bisect_right
from contextlib import contextmanager

import numpy as np

from pastix_py.errors import MemoryLimit
from pastix_py.jit import thread_count
from pastix_py.layout.kind import choose_kind
from pastix_py.memory import available_bytes, parse_size, size
from pastix_py.precision import SINGLE
from pastix_py.runtime import execute
from pastix_py.solve import krylov, triangular

SMALL = 1 << 25  # bytes that the system is not asked about
PER_TASK = 80  # bytes of a desk for each task, about; each worker has a queue on top
COPIES = 10  # of the right-hand sides, most at a time: scaled, solved, corrected, their residuals
VECTORS = 24  # that the residuals need beside, about: norms, sums of the pieces of the matrix
MATRIX_COPIES = 3  # of an iteration: in its order, by rows, and in slices
NULL_COPIES = 15  # of a basis: two of three times the width, their QR and SVD
SCHUR_COPIES = 4  # of a dense Schur complement, most at a time: both triangles, their sum, its LU
PER_ENTRY = 64  # bytes of ordering and analysis for each entry of both halves, about
_state = {"lock": threading.Lock(), "left": {}}  # bytes that are free once each of the runs has what it needs
if hasattr(os, "register_at_fork"):  # a child does not run what its parent runs
    os.register_at_fork(after_in_child=lambda: _state.update(lock=threading.Lock(), left={}))


def factorization_bytes(plan, matrix, dtype, threads, scaling="none", reused=0, tolerance=0.0):
    """Return the bytes that a factorization and a solve after it allocate at most at a time, about.

    Parameters
    ----------
    plan, matrix : what is factored, by what.
    dtype : precision of the factor.
    threads : number of workers.
    scaling : how the matrix is scaled.
    reused : bytes of panels that the factor is written to in place.
    tolerance : of compression, where the plan has some.

    """
    item, entries = np.dtype(dtype).itemsize, matrix.val.size
    moved = entries * (8 + matrix.dtype.itemsize) * (plan.matching.row_perm.size > 0)
    values = entries * (matrix.dtype.itemsize * (scaling != "none") + item * (matrix.dtype != dtype)) + moved
    while_scaling = entries * (matrix.dtype.itemsize + 32) * (scaling != "none") + 4 * moved
    if plan.kind == "lu" and matrix.is_half:
        values += 2 * entries * (2 * matrix.dtype.itemsize + 24)
    desk = plan.tasks.kind.size * (PER_TASK + 8 * threads)
    factor = max(0, plan.expected_bytes(dtype, tolerance) - reused)
    vectors = (COPIES + VECTORS) * matrix.n * max(item, matrix.dtype.itemsize)
    work = max(threads * execute.work_bytes(plan, dtype) + desk, vectors)
    return max(while_scaling, factor + values + work)


@contextmanager
def room_for_factorization(plan, matrix, dtype, options, scaling, old=None):
    """Hold what a factorization will allocate against others that begin meanwhile; arguments and errors of the check.

    Memory counts as free until it is written to, so that two runs that start together would both be let in.
    """
    run = object()
    try:
        with _state["lock"]:
            needed = check_factorization(plan, matrix, dtype, options, scaling, old)
            if needed > SMALL:
                _state["left"][run] = _free() - needed
        yield
    finally:
        _state["left"].pop(run, None)


def check_factorization(plan, matrix, dtype, options, scaling, old=None):
    """Return the bytes that a factorization needs; raises `MemoryLimit`, with what would fit, where it would not.

    Parameters
    ----------
    plan, matrix, dtype, scaling : as for `factorization_bytes`.
    options : `Options`; its `max_memory` limits what is held and what is needed together.
    old : `Panels` held meanwhile, None for none; those of the same type are used again.

    """
    held, all_threads = old.held_bytes if old else 0, thread_count(options.threads)

    def needed(plan=plan, dtype=dtype, threads=all_threads):
        reused = held if old and old.suit(plan, dtype) else 0
        return factorization_bytes(plan, matrix, dtype, threads, scaling, reused, options.tolerance)

    bytes_left, said = _left(needed(), options.max_memory, held)
    if needed() <= bytes_left:
        return needed()
    choices = {"--threads 1": needed(threads=1)}
    usual = choose_kind(matrix, "auto")
    if plan.kind == "lu" != usual:
        choices[f"--factorization {usual}"] = needed(plan.with_kind(usual))
    if options.precision in ("auto", "d", "z") and not old and np.dtype(dtype).char in SINGLE:
        choices["--precision mixed"] = needed(dtype=SINGLE[np.dtype(dtype).char])
        choices["--precision mixed --threads 1"] = needed(dtype=SINGLE[np.dtype(dtype).char], threads=1)
    fits = [f"{name} needs {size(nbytes)}" for name, nbytes in choices.items() if nbytes <= bytes_left]
    raise MemoryLimit(
        f"The factor needs {size(needed())} with its work arrays, and {said}: {fits[0] if fits else _other(options)}."
    )


def _other(options):
    """Return the advice where no other precision, kind or number of threads fits."""
    if options.effort != "high":
        return "no other precision or kind fits; --effort high or another --ordering may need less"
    return "no other precision or kind fits; this matrix needs more memory, or another --ordering"


def check_solve(plan, panels, result, k, threads, limit, refine="auto"):
    """Raise `MemoryLimit`, with how many right-hand sides would fit, where a solve with k of them would not.

    Parameters
    ----------
    plan, panels : `Plan` and `Panels`; result : dtype of the solution.
    threads : number of workers.
    limit, refine : the options `max_memory` and `refine`.

    """

    def needed(k):
        return solve_bytes(plan, panels, result, k, threads, refine)

    bytes_left, said = _left(needed(k), limit, panels.held_bytes)
    if needed(k) <= bytes_left:
        return
    most = bisect_right(range(k + 1), bytes_left, key=needed) - 1
    advice = f"{most:,} fit at a time" if most > 0 else "not even one fits"
    columns = f"{k:,} right-hand sides" if k > 1 else "one right-hand side"
    raise MemoryLimit(f"A solve with {columns} needs {size(needed(k))}, and {said}: {advice}.")


def solve_bytes(plan, panels, result, k, threads, refine="auto"):
    """Return the bytes that a solve with k right-hand sides and its refinement allocate at most at a time, about."""
    item = max(panels.dtype.itemsize, np.dtype(result).itemsize)
    vectors = COPIES * k + VECTORS + krylov.vectors(refine, k)
    work = 0 if panels.on_device else triangular.work_bytes(plan, panels, k, threads)
    return vectors * plan.n * item + work


def check_iteration(matrix, result, k, vectors):
    """Raise `MemoryLimit` where an iteration would not fit, whatever its preconditioner.

    Parameters
    ----------
    matrix : `Matrix`; result : dtype of the solution.
    k : right-hand sides.
    vectors : how many a Krylov method keeps.

    """
    item = np.dtype(result).itemsize
    entries = matrix.val.size * (1 + matrix.is_half)
    needed = (COPIES * k + vectors) * matrix.n * item + MATRIX_COPIES * entries * (8 + item)
    bytes_left, said = _left(needed, "", 0)
    if needed > bytes_left:
        raise MemoryLimit(
            f"The iteration needs {size(needed)} beside its preconditioner, and {said}: take a smaller --restart, "
            "--krylov bicgstab, or fewer right-hand sides at a time."
        )


def check_schur(plan, dtype, limit, held):
    """Raise `MemoryLimit` where dense copies of the Schur complement would not fit."""
    needed = SCHUR_COPIES * plan.n_schur**2 * np.dtype(dtype).itemsize
    bytes_left, said = _left(needed, limit, held)
    if needed > bytes_left:
        raise MemoryLimit(
            f"The dense Schur complement of {plan.n_schur:,} unknowns needs {size(needed)}, and {said}: ask for fewer."
        )


def check_null_space(n, k, dtype, limit, held):
    """Raise `MemoryLimit` where the work arrays for k null vectors would not fit."""
    needed = NULL_COPIES * n * k * np.dtype(dtype).itemsize
    bytes_left, said = _left(needed, limit, held)
    if needed > bytes_left:
        raise MemoryLimit(f"A null space of up to {k:,} vectors needs {size(needed)}, and {said}: ask for fewer.")


def check_analysis(matrix):
    """Raise `MemoryLimit` where the graph of a matrix, and what is made of it before the factor, would not fit."""
    needed = PER_ENTRY * (matrix.val.size * (1 + matrix.is_half) + matrix.n)
    bytes_left, said = _left(needed, "", 0)
    if needed > bytes_left:
        raise MemoryLimit(
            f"The analysis of {matrix.name} needs about {size(needed)}, and {said}: "
            "no option of this solver needs less."
        )


def _free():
    """Return the bytes that are free, once all that run now have what they need."""
    return max(0, min(available_bytes(), *_state["left"].values(), 1 << 62))


def _left(needed, limit, held):
    """Return (bytes that may be allocated, the words that say so) of what is free and what `max_memory` allows.

    `held` bytes are allocated already. Without a limit, small needs are not compared with what is free.
    """
    if needed <= SMALL and not limit:
        return SMALL, ""
    free = _free()
    if not limit or parse_size(limit) - held > free:
        return free, f"{size(free)} are free"
    left = max(0, parse_size(limit) - held)
    return left, f"{size(left)} are {'left' if held else 'allowed'} by --max-memory"
