"""Solves with the factors: permute, forward, diagonal, backward, permute back; any number of right-hand sides."""

import numpy as np

from pastix_py.jit import kernel, wait_for
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.solve.bodies import Vectors, solve_task, store
from pastix_py.solve.sides import MANY, both_sides

COLUMNS = 64  # right-hand sides that go through the factor together


@kernel
def run(sweep, buffers, perm, symbol, layout, side, vectors, work):
    """Run the tasks of a sweep one after the other: this defines what it computes."""
    for t in range(sweep.kind.size):
        solve_task(t, sweep, buffers, perm, symbol, layout, side, vectors, work)


def solve(plan, panels, b, trans="N", middle=None):
    """Return x with P A Pᵀ factored: A x = b, Aᵀ x = b or Aᴴ x = b.

    Parameters
    ----------
    plan, panels : structure and coefficients.
    b : (n, k) in the numbering of A, any dtype that fits into that of the factor.
    trans : 'N', 'T' or 'H'.
    middle : X -> X on the unknowns that are not factored (the Schur complement's), between the sweeps.

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
    columns = min(COLUMNS, b.shape[1])
    X = np.empty(plan.sweeps.buffers.n_row * columns, panels.dtype)
    work = np.empty(int(plan.layout.cblk_rows.max(initial=1)) * columns, panels.dtype)
    for low in range(0, b.shape[1], COLUMNS):
        part = slice(low, low + COLUMNS)
        wait_for(_both_sweeps, plan, sides, vectors(b[:, part], X, x[:, part], conjugated), middle, work)
    return x


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


def _both_sweeps(plan, sides, vectors, middle, work):
    """Run forward and backward."""
    sweeps, symbol, perm = plan.sweeps, plan.symbol, plan.ordering.perm
    given = (sweeps.buffers, perm, symbol, plan.layout)
    with one_blas_thread():
        run(sweeps.forward, *given, sides[0], vectors, work)
        if middle:
            _between(plan, middle, sides[1].conjugate, vectors)
        run(sweeps.backward, *given, sides[1], vectors, work)


def _between(plan, middle, conjugate, vectors):
    """Solve for the unknowns that are not factored, and hand them to the solutions."""
    n_row, free, k = plan.sweeps.buffers.n_row, plan.n - plan.n_schur, vectors.k
    X = vectors.X[: n_row * k]
    X = X.reshape(n_row, k) if vectors.lanes == 1 else X.reshape(k, n_row).T
    X[free : plan.n] = middle(X[free : plan.n])
    store(np.int64(free), np.int64(plan.n), np.int64(n_row), plan.ordering.perm, np.int64(0), vectors)
    if conjugate:
        X[free : plan.n] = X[free : plan.n].conj()
