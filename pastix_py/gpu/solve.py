"""Triangular solves on a device: level by level, by the inverses of the tiles on the diagonal; nothing is atomic."""

from itertools import pairwise

import numpy as np

from pastix_py.gpu.kernels import launch
from pastix_py.gpu.solve_tables import ROWS, THREADS

MANY = 4  # right-hand sides that a block of threads takes, where there are several
COLUMNS = 32  # right-hand sides that go through the factor together


def flags_of(kind, transposed):
    """Return ((beyond, transposed, unit, conj), the same backward) for a kind, or Uᵀ Lᵀ where `transposed`.

    `beyond` is 1 where the rows below the diagonal block are those of U.
    """
    if kind == "lu":
        return ((1, 1, 0, 0), (0, 1, 1, 0)) if transposed else ((0, 0, 1, 0), (1, 0, 0, 0))
    unit, conj = int(kind in ("ldlt", "ldlh")), int(kind in ("llh", "ldlh"))
    return (0, 0, unit, 0), (0, 1, unit, conj)


def solve(device, plan, tables, panels, b, trans="N", middle=None):
    """Return x (n, k) with P A Pᵀ factored: A x = b, Aᵀ x = b or Aᴴ x = b, bitwise the same whenever it is run.

    Parameters
    ----------
    device : `Device` that the factor is on.
    plan : `Plan`.
    tables : `SolveTables` of the plan on the device.
    panels : `Resident`, or what has its L, U, inverses, inverse_at and diagonal.
    b : (n, k) array of the device, any dtype that fits into that of the factor.
    trans : 'N', 'T' or 'H'.
    middle : X -> X on the unknowns that are not factored, arrays of the device; between the sweeps.

    """
    xp, dtype = device.xp, panels.L.dtype
    conjugated = dtype.kind == "c" and trans == ("T" if plan.kind in ("llh", "ldlh") else "H")
    perm, x = tables.perm, xp.empty(b.shape, dtype)
    count = -(-b.shape[1] // COLUMNS)
    work = xp.empty(tables.n_row * min(b.shape[1], COLUMNS), dtype)
    for start, stop in pairwise((np.arange(count + 1) * b.shape[1] // max(count, 1)).tolist()):
        k = stop - start
        X = work[: tables.n_row * k].reshape(k, tables.n_row).T
        part = b[perm, start:stop]
        X[: plan.n] = part.conj() if conjugated else part
        sweeps(device, plan, tables, panels, X, work, trans in "TH", middle)
        x[perm, start:stop] = X[: plan.n].conj() if conjugated else X[: plan.n]
    return x


def solve_there(plan, panels, b, trans="N", middle=None):
    """Return what `solve` does, in NumPy for b in NumPy; `middle` too is of NumPy's arrays."""
    resident = panels.resident
    device = resident.device
    xp = device.xp
    between = middle and (lambda X: xp.asarray(middle(device.to_host(X))))
    with device.watched("the solve"):
        x = solve(device, plan, resident.tables.solve, resident, xp.asarray(b, panels.dtype), trans, between)
        return device.to_host(x)


def sweeps(device, plan, tables, panels, X, work, transposed, middle):
    """Solve in place for the unknowns X[:n], whose memory is the head of `work`."""
    forward, backward = flags_of(plan.kind, transposed)
    free = plan.n - plan.n_schur
    for level in range(tables.n_level):
        _collect(device, tables, level, X, work)
        _solve_tiles(device, tables, level, panels, X, work, 0, forward)
        _product_forward(device, plan, tables, level, panels, X, work, forward)
    if plan.n_schur:
        _collect(device, tables, tables.n_level, X, work)
        if middle:
            X[free : plan.n] = middle(X[free : plan.n])
    if plan.kind in ("ldlt", "ldlh"):
        X[:free] /= panels.diagonal[:free, None]
    for level in range(tables.n_level - 1, -1, -1):
        _product_backward(device, tables, level, panels, X, work, backward)
        _solve_tiles(device, tables, level, panels, X, work, 1, backward)


def _items(ptr, level):
    """Return (first, count) of the items of a level."""
    return int(ptr[level]), int(ptr[level + 1] - ptr[level])


def _groups(X):
    """Return how many blocks share the right-hand sides."""
    return 1 if X.shape[1] == 1 else -(-X.shape[1] // MANY)


def _collect(device, tables, level, X, work):
    first, count = _items(tables.collect_ptr, level)
    lanes = int(tables.collect_lanes[level])
    told = work, *X.shape, tables.collect_row, first, count, tables.source_ptr, tables.source, lanes
    rows = THREADS // lanes
    launch(device, "collect", (-(-count // rows), X.shape[1]), told)


def _solve_tiles(device, tables, level, panels, X, work, backward, flags):
    first, count = _items(tables.cblk_ptr, level)
    told = panels.L, panels.inverses, panels.inverse_at, tables.panels, tables.cblk, first, count
    launch(device, "solve_tiles", (count, _groups(X)), (*told, work, *X.shape, backward, *flags[1:]))


def _product_forward(device, plan, tables, level, panels, X, work, flags):
    first, count = _items(tables.forward_ptr, level)
    told = panels.U if flags[0] else panels.L, flags[0], tables.panels, tables.forward_cblk, tables.forward_low
    launch(device, "product_forward", (count, _groups(X)), (*told, first, count, work, plan.n, *X.shape, ROWS))


def _product_backward(device, tables, level, panels, X, work, flags):
    first, count = _items(tables.backward_ptr, level)
    told = panels.U if flags[0] else panels.L, flags[0], tables.panels, tables.backward_cblk, tables.backward_low
    told = *told, tables.backward_high, first, count, tables.row
    launch(device, "product_backward", (count, _groups(X)), (*told, work, *X.shape, flags[3]))
