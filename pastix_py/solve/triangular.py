"""Solves with the factors: permute, forward, diagonal, backward, permute back; any number of right-hand sides."""

from itertools import pairwise

import numpy as np

from pastix_py.jit import run_on
from pastix_py.numeric.pages import coefficients
from pastix_py.runtime.schedulers import SCHEDULERS
from pastix_py.solve.bodies import Factor, Vectors, serve
from pastix_py.solve.low_rank import low_factor, room_of

MANY = 8  # vectors from which they lie by rows
WORTH = 1 << 21  # entries of the factor, read for one vector, that are worth another worker
COLUMNS = 32  # right-hand sides that go through the factor together


def factor_of(kind, panels, transposed):
    """Return the `Factor` for L Lᵀ, L Lᴴ, L D Lᵀ, L D Lᴴ, L U, or Uᵀ Lᵀ where `transposed`."""
    pivots = panels.exchanges(kind)
    if kind == "lu":
        flags = ((0, 1), (0, 1)) if transposed else ((1, 0), (1, 0))
        return Factor(panels.L, panels.U, *flags, 0, 0, *pivots)
    unit = int(kind in ("ldlt", "ldlh"))
    return Factor(panels.L, panels.L, (1, 1), (unit, unit), unit, int(kind in ("llh", "ldlh")), *pivots)


def solve(plan, panels, b, trans="N", middle=None, threads=1):
    """Return x with P A Pᵀ factored: A x = b, Aᵀ x = b or Aᴴ x = b, bitwise the same on any number of threads.

    Parameters
    ----------
    plan, panels : structure and coefficients.
    b : (n, k) in the numbering of A, any dtype that fits into that of the factor.
    trans : 'N', 'T' or 'H'.
    middle : X -> X on the unknowns that are not factored (the Schur complement's), between the sweeps.
    threads : most workers.

    Returns
    -------
    (n, k) in the dtype of the factor, in the memory order of b.

    """
    hermitian = plan.kind in ("llh", "ldlh")
    conjugated = panels.dtype.kind == "c" and trans == ("T" if hermitian else "H")
    factor = factor_of(plan.kind, panels, trans in "TH")
    order = "C" if b.flags.c_contiguous else "F"
    b = np.require(b, panels.dtype, [order, "W"])  # another type of array would be compiled anew
    x = np.empty(b.shape, panels.dtype, order=order)
    count = -(-b.shape[1] // COLUMNS)
    cuts = np.arange(count + 1) * b.shape[1] // max(count, 1)  # parts of like size: all are few vectors, or all many
    entries = sum(float(part.cost.sum()) for part in plan.sweeps.parts) * b.shape[1]
    works = [works_of(plan, b.shape[1], panels.dtype) for _ in range(min(threads, 1 + int(entries / WORTH)))]
    k, rows, low = min(COLUMNS, b.shape[1]), _unknowns(plan), panels.low_rank
    rank, height, width = room_of(plan, low) if low else (0, 0, 0)
    between = (rank + height) * k
    X, _ = coefficients(rows * k + between * len(works), panels.dtype)
    low_factors = [
        low and low_factor(plan, low, rows * k + worker * between, rank, height, width) for worker in range(len(works))
    ]
    for start, stop in pairwise(cuts.tolist()):
        part = slice(start, stop)
        both_sweeps(plan, factor, vectors(b[:, part], X, x[:, part], conjugated), middle, works, low_factors)
    return x


def work_bytes(plan, panels, k, threads):
    """Return the bytes of the work arrays of a solve with k right-hand sides."""
    low, columns, item = panels.low_rank, min(COLUMNS, k), panels.dtype.itemsize
    rank, height, width = room_of(plan, low) if low else (0, 0, 0)
    each = sum(array.nbytes for array in works_of(plan, k, panels.dtype))
    each += ((rank + height) * columns + rank * width + height * max(rank, width)) * item
    return _unknowns(plan) * columns * item + threads * each


def _unknowns(plan):
    """Return how many coefficients the unknowns of one vector take, with their buffers."""
    return plan.sweeps.buffers.n_row


def works_of(plan, k, dtype):
    """Return the arrays (work, far) of a worker; see `bodies.serve`."""
    most_rows = int(plan.layout.cblk_rows[: plan.n_factored].max(initial=1))
    return np.empty(most_rows if k < MANY else 0, dtype), np.empty(most_rows, np.int64)


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


def both_sweeps(plan, factor, vectors, middle, works, low_factors):
    """Run forward and backward, one worker per pair of `works`; `low_factors` has a `LowFactor`, or None, for each."""
    sweeps, name = plan.sweeps, "sequential" if len(works) == 1 else "deterministic"
    for i, part in enumerate(sweeps.parts):
        if i and middle:
            _between(plan, middle, factor.conjugate, vectors)
        desk = SCHEDULERS[name](part, len(works))
        run(plan, part, factor, vectors, works, desk, low_factors)


def run(plan, part, factor, vectors, works, desk, low_factors):
    """Run the tasks of a `Sweep` that a desk hands out."""
    sweeps, many = plan.sweeps, None if vectors.span == 1 else 1
    n_row, gather_ptr, gather = sweeps.buffers.n_row, sweeps.buffers.gather_ptr, sweeps.buffers.gather
    tables = (plan.n, n_row, plan.ordering.perm, sweeps.panels, sweeps.bloks, gather_ptr, gather)
    jobs = tuple(part[:6])
    run_on(
        len(works),
        lambda k: serve(k, jobs, tables, factor, vectors, *works[k], desk, many, low_factors[k]),
        cancel=desk.status,
    )


def _between(plan, middle, conjugate, vectors):
    """Solve for the unknowns that are not factored, and hand them to the solutions."""
    n_row, free, k = plan.sweeps.buffers.n_row, plan.n - plan.n_schur, vectors.k
    X = vectors.X[: n_row * k]
    X = X.reshape(n_row, k) if vectors.lanes == 1 else X.reshape(k, n_row).T
    X[free : plan.n] = middle(X[free : plan.n])
    solution = X[free : plan.n].conj() if vectors.conjugate else X[free : plan.n]
    row, column = plan.ordering.perm[free : plan.n, None], np.arange(k)
    vectors.x[row * vectors.x_row + column * vectors.x_column] = solution
    if conjugate:
        X[free : plan.n] = X[free : plan.n].conj()
