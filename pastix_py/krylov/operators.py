"""Whatever a user calls a matrix or a preconditioner becomes an `Operator` here: products with k vectors, counted."""

import numpy as np

from pastix_py.errors import InputError, UsageError
from pastix_py.matrix.by_rows import by_rows
from pastix_py.matrix.check import canonical
from pastix_py.matrix.dense import kept_dtype
from pastix_py.matrix.matrix import Matrix
from pastix_py.sliced.product import product
from pastix_py.sliced.rows import Rows


class Operator:
    """A linear map: `write(x, y)` writes its products with the k vectors x to y, both (k, n); `count` counts them.

    `matrix` is the `Matrix` that it comes from, None where it is known by its products alone.
    """

    def __init__(self, n, dtype, write, matrix=None):
        self.n, self.dtype, self.matrix, self._write, self.count = n, np.dtype(dtype), matrix, write, 0

    def write(self, x, y):
        """Write the products with the vectors x to y, both (k, n)."""
        self.count += x.shape[0]
        self._write(x, y)


def operator_of(A, threads=1, dtype=None):
    """Return the `Operator` of a matrix.

    Parameters
    ----------
    A : `Matrix`, SciPy sparse array or matrix, square dense array; or a SciPy `LinearOperator`, or any object with
        `shape` and `matvec`; or one with `write(x, y)`, which writes the products with the vectors x (k, n) to y.
    threads : int, of the products with a matrix.
    dtype : of the vectors, which decides the type that values are kept in; that of A by default.

    Raises `InputError` for anything else, and for a matrix that is not square or not finite.
    """
    if hasattr(A, "write"):
        return Operator(_square(A, "operator"), A.dtype, A.write)
    if is_products(A):
        return _of_products(A, "matrix")
    if callable(A):
        raise InputError("A function does not say its size: make a scipy.sparse.linalg.LinearOperator of it.")
    matrix = canonical(A)
    ptr, ind, val = by_rows(matrix)
    times = product(Rows(ptr, ind, val.astype(np.result_type(val, dtype or val), copy=False)))

    def write(x, y):
        for one, result in zip(x, y, strict=True):
            times(one, out=result, threads=threads)

    return Operator(matrix.n, matrix.dtype, write, matrix)


def is_products(A):
    """Return whether a matrix is known by its products alone, as a SciPy `LinearOperator` is."""
    return not isinstance(A, Matrix) and hasattr(A, "matvec") and not hasattr(A, "toarray")


def preconditioner_of(M, n, threads=1, dtype=None):
    """Return the `Operator` of an approximate inverse, None for None.

    Parameters
    ----------
    M : what `operator_of` takes: the approximate inverse itself, as SciPy has it; or an object with `solve(b)`, whose
        solutions are its products, such as our `Factors` and those of SciPy's `splu`; of an object with
        `aslinearoperator()`, that is taken.
    n : unknowns of the system.

    Raises `InputError` for anything else, or where the sizes differ.
    """
    if M is None:
        return None
    if hasattr(M, "aslinearoperator") and not hasattr(M, "write"):
        M = M.aslinearoperator()
    if hasattr(M, "solve") and not hasattr(M, "matvec") and not hasattr(M, "write"):
        found = _of_solves(M)
    else:
        found = operator_of(M, threads, dtype)
    if found.n != n:
        raise InputError(f"The preconditioner is {found.n} × {found.n}, the matrix {n} × {n}.")
    return found


def _of_products(A, noun):
    """Return the `Operator` of an object with `shape`, `matvec` and perhaps `matmat`."""
    n = _square(A, noun)

    def write(x, y):
        if x.shape[0] == 1 or not hasattr(A, "matmat"):
            for one, product in zip(x, y, strict=True):
                product[:] = np.asarray(A.matvec(one)).reshape(n)
        else:
            y[:] = np.asarray(A.matmat(x.T)).reshape(n, -1).T

    return Operator(n, _dtype_of(A, n), write)


def _of_solves(M):
    """Return the `Operator` of an object with `shape` and `solve`."""
    n = _square(M, "preconditioner")

    def write(x, y):
        if x.shape[0] == 1:
            y[0] = np.asarray(M.solve(x[0])).reshape(n)
        else:
            y[:] = np.asarray(M.solve(x.T)).reshape(n, -1).T

    return Operator(n, getattr(M, "dtype", np.float32), write)


def _square(A, noun):
    shape = getattr(A, "shape", ())
    if len(shape) != 2 or shape[0] != shape[1]:
        raise InputError(f"The {noun} is of shape {tuple(shape)}; it has to be square.")
    return int(shape[0])


def _dtype_of(A, n):
    """Return the dtype of the products with A, tried out where A does not say it."""
    dtype = getattr(A, "dtype", None)
    if dtype is None:
        dtype = np.asarray(A.matvec(np.zeros(n))).dtype
    if np.dtype(dtype).kind not in "biufc":
        raise UsageError(f"The products are of type {dtype}, not numbers.")
    return kept_dtype(np.dtype(dtype))
