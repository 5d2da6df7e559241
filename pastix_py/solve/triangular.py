"""Solves with the factors: permute, forward, diagonal, backward, permute back; any number of right-hand sides."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import borrowing, run_on
from pastix_py.layout.layout import Layout
from pastix_py.layout.sweeps import Buffers
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.desk import close_task, next_task
from pastix_py.runtime.schedulers import SCHEDULERS
from pastix_py.solve.bodies import Vectors, solve_task, store
from pastix_py.solve.sides import MANY, both_sides
from pastix_py.symbolic.symbol import Symbol

COLUMNS = 64  # right-hand sides that go through the factor together


class Structure(NamedTuple):
    """What the tasks of both sweeps look at beside the coefficients."""

    buffers: Buffers
    perm: np.ndarray  # (n) int64
    symbol: Symbol
    layout: Layout


@borrowing
def serve(me, sweep, structure, side, vectors, work, desk):
    """Run tasks of a sweep until there are none; what each worker does."""
    buffers, perm, symbol, layout = structure
    t = next_task(me, desk)
    while t >= 0:
        solve_task(t, sweep, buffers, perm, symbol, layout, side, vectors, work)
        close_task(t, 0, symbol.n, me, desk)
        t = next_task(me, desk)


def solve(plan, panels, b, trans="N", middle=None, threads=1):
    """Return x with P A Pᵀ factored: A x = b, Aᵀ x = b or Aᴴ x = b, bitwise the same on any number of threads.

    Parameters
    ----------
    plan, panels : structure and coefficients.
    b : (n, k) in the numbering of A, any dtype that fits into that of the factor.
    trans : 'N', 'T' or 'H'.
    middle : X -> X on the unknowns that are not factored (the Schur complement's), between the sweeps.
    threads : number of workers.

    Returns
    -------
    (n, k) in the dtype of the factor, in the memory order of b.

    """
    hermitian = plan.kind in ("llh", "ldlh")
    conjugated = panels.dtype.kind == "c" and trans == ("T" if hermitian else "H")
    sides = both_sides(plan.kind, panels, plan.layout, plan.kind == "lu" and trans in "TH")
    order = "C" if b.flags.c_contiguous else "F"
    b = np.asarray(b, panels.dtype, order=order)
    x = np.empty(b.shape, panels.dtype, order=order)
    all_rows, most_rows = _work_sizes(plan, b.shape[1])
    X = np.empty(all_rows, panels.dtype)
    works = [np.empty(most_rows, panels.dtype) for _ in range(threads)]
    with one_blas_thread():
        for low in range(0, b.shape[1], COLUMNS):
            part = slice(low, low + COLUMNS)
            both_sweeps(plan, sides, vectors(b[:, part], X, x[:, part], conjugated), middle, works)
    return x


def work_bytes(plan, dtype, k, threads):
    """Return the bytes of the work arrays of a solve with k right-hand sides."""
    all_rows, most_rows = _work_sizes(plan, k)
    return (all_rows + threads * most_rows) * np.dtype(dtype).itemsize


def _work_sizes(plan, k):
    """Return how many coefficients the unknowns with their buffers take, and the work array of each worker."""
    columns = min(COLUMNS, k)
    most_rows = int(plan.layout.cblk_rows[: plan.n_factored].max(initial=1))
    return plan.sweeps.buffers.n_row * columns, most_rows * columns


def vectors(b, X, x, conjugated):
    """Return the `Vectors` of b and x (n, k), parts of contiguous arrays, with the work array X."""
    k = b.shape[1]
    span, lanes = (k, 1) if k >= MANY else (1, k)
    return Vectors(*_flat(b), X, *_flat(x), k, span, lanes, int(conjugated))


def _flat(A):
    """Return (flat view, entries from row to row, from column to column) of a part of a contiguous array."""
    row, column = (stride // A.itemsize for stride in A.strides)
    size = (A.shape[0] - 1) * row + (A.shape[1] - 1) * column + 1 if A.size else 0
    return np.lib.stride_tricks.as_strided(A, (size,), (A.itemsize,)), row, column


def both_sweeps(plan, sides, vectors, middle, works):
    """Run forward and backward, one worker per array of `works`."""
    structure = Structure(plan.sweeps.buffers, plan.ordering.perm, plan.symbol, plan.layout)
    for sweep, side in zip((plan.sweeps.forward, plan.sweeps.backward), sides, strict=True):
        if side.backward and middle:
            _between(plan, middle, side.conjugate, vectors)
        run(sweep, structure, side, vectors, works)


def run(sweep, structure, side, vectors, works):
    """Run the tasks of one sweep; alone, a worker takes them in order."""
    scheduler = SCHEDULERS["sequential" if len(works) == 1 else "deterministic"]
    desk = scheduler(sweep, len(works))
    run_on(len(works), lambda k: serve(k, sweep, structure, side, vectors, works[k], desk), cancel=desk.status)


def _between(plan, middle, conjugate, vectors):
    """Solve for the unknowns that are not factored, and hand them to the solutions."""
    n_row, free, k = plan.sweeps.buffers.n_row, plan.n - plan.n_schur, vectors.k
    X = vectors.X[: n_row * k]
    X = X.reshape(n_row, k) if vectors.lanes == 1 else X.reshape(k, n_row).T
    X[free : plan.n] = middle(X[free : plan.n])
    store(np.int64(free), np.int64(plan.n), np.int64(n_row), plan.ordering.perm, np.int64(0), vectors)
    if conjugate:
        X[free : plan.n] = X[free : plan.n].conj()
