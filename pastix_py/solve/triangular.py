"""Solves with the factors: permute, forward, diagonal, backward, permute back; any number of right-hand sides."""

import numpy as np

from pastix_py.jit import kernel, wait_for
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.solve.bodies import Side, Vectors, solve_task, store

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
    return Vectors(*_flat(b), X, *_flat(x), b.shape[1], int(conjugated))


def _flat(A):
    """Return (flat view, entries from row to row, from column to column) of a part of a contiguous array."""
    row, column = (stride // A.itemsize for stride in A.strides)
    size = (A.shape[0] - 1) * row + (A.shape[1] - 1) * column + 1 if A.size else 0
    return np.lib.stride_tricks.as_strided(A, (size,), (A.itemsize,)), row, column


def both_sides(kind, panels, layout, transposed):
    """Return (forward, backward) `Side` of a factor: L and Lᵀ, L and Lᴴ, L and U, or Uᵀ and Lᵀ where `transposed`."""
    L, U = panels.L, panels.U
    in_L = (L, L, layout.cblk_coef)
    in_U = (L, U, layout.cblk_coef_u)
    if kind == "lu":
        lower, upper = (1, 1, 0, 0, *in_L), (0, 0, 0, 0, *in_U)
        return (Side(0, *upper), Side(1, *lower)) if transposed else (Side(0, *lower), Side(1, *upper))
    unit = int(kind in ("ldlt", "ldlh"))
    adjoint = int(kind in ("llh", "ldlh"))
    return Side(0, 1, unit, 0, 0, *in_L), Side(1, 1, unit, adjoint, unit, *in_L)


def _both_sweeps(plan, sides, vectors, middle, work):
    """Run forward and backward."""
    sweeps, symbol, perm = plan.sweeps, plan.symbol, plan.ordering.perm
    given = (sweeps.buffers, perm, symbol, plan.layout)
    with one_blas_thread():
        run(sweeps.forward, *given, sides[0], vectors, work)
        if middle:
            _between(plan, middle, vectors)
        run(sweeps.backward, *given, sides[1], vectors, work)


def _between(plan, middle, vectors):
    """Solve for the unknowns that are not factored, and hand them to the solutions."""
    n_row, free = plan.sweeps.buffers.n_row, plan.n - plan.n_schur
    X = vectors.X[: n_row * vectors.k].reshape(vectors.k, n_row).T
    X[free : plan.n] = middle(X[free : plan.n])
    store(np.int64(free), np.int64(plan.n), np.int64(n_row), plan.ordering.perm, vectors)
