"""Krylov methods preconditioned by the factors, for refinement: loaded where one is wanted, seldom."""

import numpy as np

from pastix_py.errors import UsageError
from pastix_py.space import HOST

RESTART = 30
CYCLES = 10
# Names here, and in `pastix_py.krylov`. Where pivots grew, the solves of a sum are not the sum of solves: 'gmres' is
# flexible.
METHODS = {"gmres": "fgmres", "cg": "cg", "bicgstab": "bicgstab"}


def improve(method, system, apply, x, tolerance):
    """Return (x, iterations): x improved by a Krylov method on op(A) x = b.

    Rows are weighted as the componentwise backward error weighs them, or small ones would never count, one column after
    the other; not for 'cg', which needs the symmetry, and takes all columns at once.

    Parameters
    ----------
    method : a key of `METHODS`; 'cg' needs a matrix that equals its adjoint.
    system : `System`.
    apply : r (n, k) -> approximate solution of op(A) e = r.
    x : (n, k) starting point.
    tolerance : relative residual in the 2-norm to stop at.

    """
    from pastix_py.krylov.operators import Operator
    from pastix_py.krylov.rounds import Settings
    from pastix_py.krylov.solve import iterated

    dtype, xp = np.result_type(system.b.dtype, x.dtype, system.matrix.dtype), system.space.xp
    given = RESTART * CYCLES, RESTART, system.threads

    def solved(b, x, weight):
        def multiply(x, y):
            y[:] = weight * system.product(x.T).T

        def precondition(x, y):
            y[:] = apply((x / weight).T).T

        A, M = (Operator(b.shape[1], dtype, write) for write in (multiply, precondition))
        settings = Settings(tolerance, 0.0, *given, space=system.space)
        return iterated(A, M, weight * b, x, (METHODS[method],), settings, block=system.space is HOST)

    b, better = (xp.ascontiguousarray(v.T.astype(dtype)) for v in (system.b, x))
    with np.errstate(all="ignore"):
        if method == "cg":
            better, told = solved(b, better, 1.0)
            return better.T, told.iterations
        steps, weights = 0, xp.ascontiguousarray(system.weights(x).T)
        for q in range(b.shape[0]):
            own = slice(q, q + 1)
            better[own], told = solved(b[own], better[own], weights[own])
            steps += told.iterations
    return better.T, steps


def vectors(method, k):
    """Return how many vectors a refinement of k columns by one of METHODS keeps at a time beside x and b, 0 for others.

    'auto' comes to GMRES where all else has failed: whether there is room is looked at then.
    """
    if method not in METHODS:
        return 0
    from pastix_py.krylov.solve import vectors as krylov_vectors

    return krylov_vectors((METHODS[method],), RESTART, k if method == "cg" else 1)


def check(method, matrix):
    """Raise `UsageError` where a method does not fit the matrix, whatever the right-hand side."""
    if method != "cg":
        return
    from pastix_py.krylov.solve import is_hermitian

    if not is_hermitian(matrix):
        raise UsageError("Refinement by cg needs a symmetric (Hermitian) matrix; take gmres or bicgstab.")
