"""Krylov methods preconditioned by the factors, for refinement: loaded where one is wanted, seldom."""

import numpy as np

from pastix_py.errors import UsageError

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
    from pastix_py.krylov.solve import krylov

    dtype = np.result_type(system.b, x, system.matrix.dtype)
    given = {"rtol": tolerance, "restart": RESTART, "maxiter": RESTART * CYCLES, "threads": system.threads}
    better, b = np.array(x, dtype), system.b.astype(dtype, copy=False)
    with np.errstate(all="ignore"):
        if method == "cg":
            A, M = _Product(system, dtype), _Solve(system, apply, dtype)
            better, told = krylov(A, b, METHODS[method], M=M, x0=better, **given)
            return better, told.iterations
        steps = 0
        for q, weight in enumerate(system.weights(x).T):
            A, M = _Product(system, dtype, weight), _Solve(system, apply, dtype, weight)
            better[:, q], told = krylov(A, weight * b[:, q], METHODS[method], M=M, x0=better[:, q], **given)
            steps += told.iterations
    return better, steps


def vectors(method, k):
    """Return how many vectors a refinement of k columns by one of METHODS keeps at a time beside x and b, 0 for others.

    'auto' comes to GMRES where all else has failed: whether there is room is looked at then.
    """
    if method not in METHODS:
        return 0
    from pastix_py.krylov.solve import vectors as krylov_vectors

    return krylov_vectors((METHODS[method],), RESTART, k if method == "cg" else 1)


class _Product:
    """op(A) with its rows weighted, as `pastix_py.krylov` takes a matrix."""

    def __init__(self, system, dtype, weight=1.0):
        self.system, self.dtype, self.weight = system, dtype, weight
        self.shape = (system.matrix.n, system.matrix.n)

    def write(self, x, y):
        """Write the products with the vectors x (k, n) to y."""
        y[:] = self.weight * self.system.matrix.matvec(x.T, self.system.trans).T


class _Solve(_Product):
    """The factors as its approximate inverse."""

    def __init__(self, system, apply, dtype, weight=1.0):
        super().__init__(system, dtype, weight)
        self.apply = apply

    def write(self, x, y):
        """Write the solutions for the vectors x (k, n) to y."""
        y[:] = self.apply((x / self.weight).T).T


def check(method, matrix):
    """Raise `UsageError` where a method does not fit the matrix, whatever the right-hand side."""
    if method != "cg":
        return
    from pastix_py.krylov.solve import is_hermitian

    if not is_hermitian(matrix):
        raise UsageError("Refinement by cg needs a symmetric (Hermitian) matrix; take gmres or bicgstab.")
