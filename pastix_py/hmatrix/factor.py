"""H-LU: the factors of an H-matrix, to a tolerance, on the tasks of a block elimination."""

from dataclasses import dataclass

import numpy as np

from pastix_py.clock import Clock
from pastix_py.errors import NumericallySingular, UsageError
from pastix_py.hmatrix.apply import LT, UT, L, Leaves, U, solve
from pastix_py.hmatrix.elimination import BLOCK, elimination
from pastix_py.hmatrix.hmatrix import HMatrix
from pastix_py.hmatrix.recompress import make_thin_space
from pastix_py.hmatrix.update import METHOD, MOST, SMALL, Job, Work, run_block
from pastix_py.jit import borrowing, run_on, thread_count
from pastix_py.lowrank.compress import codes_of
from pastix_py.lowrank.space import make_space
from pastix_py.matrix.check import right_hand_side
from pastix_py.numeric.pages import reserved_coefficients
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.desk import close_task, first_failure, n_workers, next_task
from pastix_py.runtime.schedulers import SCHEDULERS

ROOM = 4  # times the coefficients of H is reserved for the factors, and for sums; memory is taken as it is written to
CHUNK = 64  # right-hand sides that are solved for at a time


@dataclass(frozen=True, eq=False)
class HFactors:
    """A ≈ L U of an `HMatrix`, with row exchanges inside the diagonal leaves; `seconds` it took."""

    H: HMatrix
    leaves: Leaves
    pivots: np.ndarray
    tolerance: float
    seconds: float

    def __repr__(self):
        return f"<HFactors of {self.H.n:,} × {self.H.n:,}: {self.stored:,} coefficients, tolerance {self.tolerance:g}>"

    @property
    def shape(self):
        """(n, n)."""
        return self.H.shape

    @property
    def dtype(self):
        """Type of the coefficients."""
        return self.leaves.values.dtype

    @property
    def stored(self):
        """Coefficients of all leaves."""
        _, _, m, n = self.leaves.places.T
        return int(np.where(self.leaves.rank < 0, m * n, self.leaves.rank * (m + n)).sum())

    @property
    def nbytes(self):
        """Bytes of all coefficients."""
        return self.stored * self.dtype.itemsize

    def solve(self, b, trans="N"):
        """Return x with A x ≈ b, Aᵀ x ≈ b or Aᴴ x ≈ b.

        Parameters
        ----------
        b : (n,) or (n, k), any numeric type.
        trans : 'N', 'T' or 'H'.

        """
        if trans not in ("N", "T", "H"):
            raise UsageError(f"trans is {trans!r}: take 'N', 'T' or 'H'.")
        b = right_hand_side(b, self.H.n)
        if b.dtype.kind == "c" and self.dtype.kind != "c":
            return self.solve(b.real, trans) + 1j * self.solve(b.imag, trans)
        perm = self.H.tree.rows.perm
        x = np.asfortranarray(b.reshape(self.H.n, -1)[perm], self.dtype)
        flat = (x.conj() if trans == "H" else x).T.reshape(-1).copy()
        n, k = x.shape
        T = np.empty(CHUNK * max(int(self.leaves.rank.max(initial=1)), 1), self.dtype)
        with one_blas_thread():
            for low in range(0, k, CHUNK):
                for triangle in (L, U) if trans == "N" else (UT, LT):
                    given = 0, self.leaves.rank.size, triangle, min(CHUNK, k - low)
                    solve(self.leaves, self.pivots, *given, 0, flat, low * n, n, T)
        found = flat.reshape(k, n).T
        y = np.empty_like(x)
        y[perm] = found.conj() if trans == "H" else found
        return y.reshape(b.shape)

    def aslinearoperator(self):
        """Return the approximate inverse as a SciPy `LinearOperator`: a preconditioner."""
        from scipy.sparse.linalg import LinearOperator

        adjoint = {"rmatvec": lambda b: self.solve(b, "H"), "rmatmat": lambda b: self.solve(b, "H")}
        return LinearOperator(self.shape, matvec=self.solve, matmat=self.solve, dtype=self.dtype, **adjoint)


def workspace(job, dtype):
    """Return the `Work` of one worker."""
    m, n = job.places[:, 2], job.places[:, 3]
    small, is_dense = m * n <= SMALL, np.zeros(m.size, bool)
    is_dense[:] = small
    longest = int(np.maximum(m, n).max(initial=1))
    side = int(np.maximum(m, n)[is_dense].max(initial=1))
    area = int((m * n)[is_dense].max(initial=1))
    room = max(MOST * longest, area, side * side if side * side < 4 * SMALL else 4 * SMALL)
    factor = max(MOST * longest, side * side)
    return Work(
        np.empty(area, dtype),
        *(np.empty(room, dtype) for _ in range(3)),
        np.empty(MOST * max(side, MOST) * 2, dtype),
        np.empty(factor, dtype),
        np.empty(factor, dtype),
        make_space(side, side, dtype),
        make_space(longest, MOST, dtype),
        make_thin_space(longest, longest, MOST, dtype),
    )


@borrowing
def serve(me, tasks, job, work, desk, codes):
    """Run tasks until there are none; what each worker does."""
    n = job.pivots.size
    t = next_task(me, desk)
    while t >= 0:
        outcome = np.int64(0)
        if tasks.kind[t] == BLOCK:
            outcome = np.int64(run_block(tasks.block[t], job, work, codes))
        close_task(t, outcome, n, me, desk)
        t = next_task(me, desk)


def h_lu(H, tolerance=None, threads=0):
    """Return the `HFactors` of an `HMatrix`, each block to a relative tolerance; that of H where it is None.

    Raises `NumericallySingular` where a pivot is zero or not finite, `UsageError` for a matrix whose rows and columns
    are not clustered alike.
    """
    tree, tolerance = H.tree, H.tolerance if tolerance is None else tolerance
    if tree.columns is not tree.rows:
        raise UsageError("Factors need rows and columns that are clustered alike.")
    with Clock() as clock:
        s, pairs, tasks = elimination(tree)
        rows = tree.rows
        places = np.stack([rows.begin[tree.row], rows.begin[tree.col], rows.size[tree.row], rows.size[tree.col]], 1)
        size = ROOM * max(H.stored, 1)
        made, sums = (
            Leaves(
                own, np.zeros(len(own), np.int64), np.zeros(len(own), np.int64), reserved_coefficients(size, H.dtype)
            )
            for own in (tree.places, places)
        )
        clusters = np.stack([tree.row, tree.col], 1)
        pivots = np.zeros(H.n, np.int64)
        arrays = tree.kind, tree.end, tree.leaf_ptr, places, clusters, H.leaves, made, sums, np.zeros(2, np.int64)
        job = Job(s, pairs, *arrays, pivots, float(tolerance))
        desk = SCHEDULERS["dynamic"](tasks, thread_count(threads))
        works = [workspace(job, H.dtype) for _ in range(n_workers(desk))]
        codes = codes_of(METHOD)
        with one_blas_thread():
            run_on(len(works), lambda k: serve(k, tasks, job, works[k], desk, codes), cancel=desk.status)
        failed = first_failure(desk, H.n)
    if failed >= 0:
        unknown = int(rows.perm[failed]) + 1
        raise NumericallySingular(
            f"The pivot of unknown {unknown} is zero or not finite in the H-matrix: it is singular."
        )
    return HFactors(H, made, pivots, tolerance, clock.seconds)
