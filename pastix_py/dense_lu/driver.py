"""`pastix_py.dense.lu`: LU of a dense matrix with row exchanges, on all cores."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pastix_py.dense_lu.bodies import Job, serve, workspace
from pastix_py.dense_lu.graph import build_graph, tile_width
from pastix_py.dense_lu.scan import largest_entries
from pastix_py.errors import InputError, NumericallySingular, UsageError
from pastix_py.jit import run_on, thread_count, wait_for
from pastix_py.matrix.dense import kept_dtype, refuse_masked, right_hand_side
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.desk import first_failure, n_workers
from pastix_py.runtime.schedulers import SCHEDULERS

WORTH = 5e7  # operations that are worth another worker
TRANS = {"N": 0, "T": 1, "H": 2}  # as LAPACK numbers them


@dataclass(frozen=True)
class DenseLU:
    """Π A = L U of an m × n matrix, m ≥ n: row perm[i] of A is row i of L U."""

    lu: np.ndarray  # (m, n) column-major: U, and L below its unit diagonal
    pivots: np.ndarray  # int32 (n) row that row j was exchanged with at step j, base 0, as in LAPACK
    singular: int | None  # first column (base 0) whose pivot is exactly zero
    largest: float  # largest |re| + |im| in A

    def __repr__(self):
        rows, columns = self.lu.shape
        return f"<DenseLU of {rows:,} × {columns:,} in {self.lu.dtype}>"

    @cached_property
    def perm(self):
        """Row of A that became each row of L U, perm[new] = old, int64 (m,)."""
        perm = np.arange(self.lu.shape[0])
        for j, p in enumerate(self.pivots.tolist()):
            perm[j], perm[p] = perm[p], perm[j]
        return perm

    @cached_property
    def growth(self):
        """Largest entry of U over the largest of A, by |re| + |im|: what the accuracy of the factors depends on."""
        if self.largest == 0:
            return 0.0
        return float(wait_for(largest_entries, self.lu.T, True).max()) / self.largest

    def solve(self, b, trans="N"):
        """Return x with A x = b, Aᵀ x = b or Aᴴ x = b.

        Parameters
        ----------
        b : (n,) or (n, k), any numeric type; a complex one is solved for with real factors, too.
        trans : 'N', 'T' or 'H'.

        Returns x of the shape of b, in the precision of the factors.
        Raises `NumericallySingular` where a pivot is zero or x overflows, `UsageError` where A is not square.

        """
        from scipy.linalg import get_lapack_funcs

        if trans not in TRANS:
            raise UsageError(f"trans is {trans!r}: take 'N', 'T' or 'H'.")
        b = right_hand_side(b, self._order())
        if self.singular is not None:
            column = self.singular + 1
            raise NumericallySingular(f"The matrix is singular: pivot {column} is zero; there is no unique solution.")
        if b.dtype.kind == "c" and self.lu.dtype.kind != "c":
            return self.solve(b.real, trans) + 1j * self.solve(b.imag, trans)
        with np.errstate(over="ignore"):
            right = np.array(b, self.lu.dtype, order="F")
        if right.size == 0:
            return right
        (getrs,) = get_lapack_funcs(("getrs",), dtype=right.dtype)
        # SciPy counts the pivots it is given from 1 while it solves: each call has its own, threads may solve at once.
        x, _ = getrs(self.lu, self.pivots.copy(), right, TRANS[trans], overwrite_b=True)
        if not np.isfinite(x).all():
            raise NumericallySingular(f"The solution leaves the range of {x.dtype.name}: scale the matrix, or b.")
        return x.reshape(b.shape)

    def slogdet(self):
        """Return (sign, log|det A|), as `numpy.linalg.slogdet` does: (0, −∞) for a singular matrix."""
        n, dtype = self._order(), self.lu.dtype
        if self.singular is not None:
            return dtype.type(0), -np.inf
        pivots = self.lu.diagonal()
        odd = np.count_nonzero(self.pivots != np.arange(n)) % 2
        sign = np.prod(pivots / abs(pivots)) * (-1 if odd else 1)
        return dtype.type(sign), float(np.log(abs(pivots).astype(float)).sum())

    def _order(self):
        """Return n; raises `UsageError` where A is not square."""
        m, n = self.lu.shape
        if m != n:
            raise UsageError(f"The matrix is {m} × {n}: only a square one has a determinant and unique solutions.")
        return n


def lu(A, pivoting=True, threads=0, overwrite=False, width=0):
    """Factor a dense matrix as Π A = L U, with row exchanges or without; the same bits on any number of threads.

    Right-looking over groups of panels, recursive inside; row exchanges of a group are done together (Toledo, SIAM J.
    Matrix Anal. Appl. 18, 1997). Pivots are those of LAPACK's getrf where no two candidates are equal.

    Parameters
    ----------
    A : (m, n), m ≥ n, any numeric type and order; float32, float64, complex64 and complex128 are computed in as they
        are, others in double precision.
    pivoting : False for no row exchanges at all; accurate for diagonally dominant or definite matrices only.
    threads : number of threads, 0 for all cores.
    overwrite : the factors may replace A where it is column-major and of a type that is kept.
    width : columns of a panel, 0 for what suits n.

    Returns
    -------
    `DenseLU`; a singular matrix is factored to the end, as by LAPACK, and `singular` tells.

    Raises
    ------
    InputError : A is no matrix of finite numbers, or has more columns than rows.
    NumericallySingular : the factors overflow, or without row exchanges a pivot is zero.

    """
    A = _checked(A, overwrite)
    n, largest = A.shape[1], _finite(A)
    pivots, marks = np.arange(n), np.zeros(n, np.int8)
    failed = _run(A, pivoting, thread_count(threads), width, pivots, marks) if n else -1
    if failed >= 0 and (not pivoting or A[failed, failed] != 0):
        if pivoting:
            raise NumericallySingular(f"The factors overflow at pivot {failed + 1}: scale the matrix.")
        raise NumericallySingular(
            f"Pivot {failed + 1} is zero or not finite without row exchanges: take pivoting=True."
        )
    return DenseLU(A, pivots.astype(np.int32), failed if failed >= 0 else None, largest)


def _checked(A, overwrite):
    """Return A as an array that may be written, column-major and of a type that is computed in."""
    refuse_masked(A, "matrix")
    try:
        given = np.asarray(A)
    except (ValueError, TypeError) as error:
        raise InputError(f"The matrix is no array: {error}.") from None
    if given.dtype.kind not in "biufc":
        raise InputError(f"The matrix holds {given.dtype}, not numbers; give a dense 2-D array.")
    if given.ndim != 2 or given.shape[0] < given.shape[1]:
        raise InputError(f"The matrix has shape {given.shape}: give (m, n) with m ≥ n.")
    dtype = kept_dtype(given.dtype)
    fits = overwrite and given.dtype == dtype and given.flags.f_contiguous and given.flags.writeable
    with np.errstate(over="ignore"):
        return given if fits else np.array(given, dtype, order="F")


def _finite(A):
    """Return the largest |re| + |im| in A; refuses NaN and infinities, the first of the first column that has any."""
    if A.size == 0:
        return 0.0
    columns = wait_for(largest_entries, A.T, False)
    bad = np.flatnonzero(~np.isfinite(columns))
    for column in bad.tolist():
        row = int(np.argmin(np.isfinite(A[:, column])))
        if not np.isfinite(A[row, column]):
            raise InputError(f"Entry ({row + 1}, {column + 1}) of the matrix is {A[row, column]}; it must be finite.")
    return float(columns.max())


def _run(A, pivoting, threads, width, pivots, marks):
    """Factor A in place; returns the first column whose pivot is zero or not finite, −1 where there is none."""
    m, n = A.shape
    width = width or tile_width(n)
    tasks = build_graph(m, n, pivoting, width)
    flat, real = A.T.reshape(-1), A.real.dtype.type
    job = Job(flat, m, n, pivoting, pivots, marks, real(0), real(1))
    desk = SCHEDULERS["deterministic"](tasks, min(threads, 1 + int(tasks.cost.sum() / WORTH)))
    works = [workspace(m, width, A.dtype) for _ in range(n_workers(desk))]
    with one_blas_thread():
        run_on(len(works), lambda k: serve(k, tasks, job, works[k], desk), cancel=desk.status)
    return first_failure(desk, n)
