"""H-LU and H-LDLᵀ: the factors of an H-matrix, to a tolerance, on the tasks of a block elimination."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pastix_py.clock import Clock
from pastix_py.errors import NumericallySingular, UsageError
from pastix_py.hmatrix.apply import LT, ONE, ONE_T, UT, L, Leaves, U, divide_diagonals, solve
from pastix_py.hmatrix.assemble import IS_DENSE
from pastix_py.hmatrix.elimination import BLOCK, elimination
from pastix_py.hmatrix.hmatrix import HMatrix
from pastix_py.hmatrix.recompress import make_thin_space
from pastix_py.hmatrix.update import METHOD, MOST, SMALL, WIDE, Job, Work, run_block
from pastix_py.jit import borrowing, run_on, thread_count
from pastix_py.lowrank.compress import codes_of
from pastix_py.lowrank.space import make_space
from pastix_py.matrix.dense import as_columns, right_hand_side
from pastix_py.numeric.pages import reserved_coefficients
from pastix_py.options import HMatrixOptions
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.runtime.desk import close_task, first_failure, n_workers, next_task
from pastix_py.runtime.schedulers import SCHEDULERS

CHUNK = 64  # right-hand sides that are solved for at a time
DIAGONAL = -1  # in place of a triangle


@dataclass(frozen=True, eq=False)
class HFactors:
    """A ≈ L U of an `HMatrix`, with row exchanges inside the diagonal leaves; `seconds` it took.

    A ≈ L D Lᵀ where half of a symmetric matrix is stored, D its diagonal leaves: these are kept with their factors.
    """

    H: HMatrix
    leaves: Leaves
    pivots: np.ndarray
    tolerance: float
    seconds: float

    def __repr__(self):
        return f"<HFactors by {self.method} of {self.H.n:,} × {self.H.n:,}: {self.stored:,} coefficients>"

    @property
    def method(self):
        """'h-ldlt' or 'h-lu'."""
        return "h-ldlt" if self.H.tree.half else "h-lu"

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
        twice = int((m[self.diagonals] ** 2).sum()) if self.H.tree.half else 0
        return int(np.where(self.leaves.rank < 0, m * n, self.leaves.rank * (m + n)).sum()) + twice

    @cached_property
    def diagonals(self):
        """Leaves on the diagonal, int64."""
        return on_diagonal(self.leaves.places)

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
        x = np.asfortranarray(as_columns(b)[perm], self.dtype)
        flat = (x.conj() if trans == "H" else x).T.reshape(-1).copy()
        n, k = x.shape
        T = np.empty(CHUNK * max(int(self.leaves.rank.max(initial=1)), 1), self.dtype)
        with one_blas_thread():
            for low in range(0, k, CHUNK):
                count = min(CHUNK, k - low)
                for triangle in self.steps(trans):
                    if triangle == DIAGONAL:
                        given = self.diagonals, 0, self.diagonals.size, count
                        divide_diagonals(self.leaves, self.pivots, *given, 0, flat, low * n, n)
                    else:
                        given = 0, self.leaves.rank.size, triangle, count
                        solve(self.leaves, self.pivots, *given, 0, flat, low * n, n, T)
        found = flat.reshape(k, n).T
        y = np.empty_like(x)
        y[perm] = found.conj() if trans == "H" else found
        return y.reshape(b.shape)

    def steps(self, trans):
        """Return what is solved with, one after the other."""
        if self.H.tree.half:
            return ONE, DIAGONAL, ONE_T
        return (L, U) if trans == "N" else (UT, LT)

    def aslinearoperator(self):
        """Return the approximate inverse as a SciPy `LinearOperator`: a preconditioner."""
        from scipy.sparse.linalg import LinearOperator

        adjoint = {"rmatvec": lambda b: self.solve(b, "H"), "rmatmat": lambda b: self.solve(b, "H")}
        return LinearOperator(self.shape, matvec=self.solve, matmat=self.solve, dtype=self.dtype, **adjoint)


def on_diagonal(places):
    """Return which leaves lie on the diagonal, int64, from the first row on."""
    return np.flatnonzero(places[:, 0] == places[:, 1])


def made_dense(tree, places, ranks):
    """Return which blocks are made dense while they are worked on, bool (blocks,); `ranks` are those of the leaves."""
    m, n = places[:, 2], places[:, 3]
    whole = (m * n <= SMALL) & (np.maximum(m, n) <= WIDE)
    whole[tree.leaves[ranks == IS_DENSE]] = True
    return whole


def room_for(places, whole):
    """Return how many coefficients blocks come to at most: the whole of some, MOST columns and rows of the others."""
    m, n = places[:, 2], places[:, 3]
    return int(np.where(whole, m * n, MOST * (m + n)).sum())


def workspace(job, dtype):
    """Return the `Work` of one worker."""
    m, n = job.places[:, 2], job.places[:, 3]
    longest, whole = int(np.maximum(m, n).max(initial=1)), job.whole
    area, side = (int(size[whole].max(initial=1)) for size in (m * n, np.maximum(m, n)))
    of_pair = np.repeat(np.arange(m.size), np.diff(job.pairs.ptr))
    rows, columns, middle = m[of_pair], n[of_pair], n[job.pairs.first]
    products = np.maximum(columns * np.maximum(middle, columns), rows * np.maximum(middle, columns))
    room = max(MOST * longest, area, int(products[whole[of_pair]].max(initial=1)))
    most = max(MOST, side)
    return Work(
        np.empty(area, dtype),
        *(np.empty(room, dtype) for _ in range(3)),
        np.empty(most * max(most, int(job.given.rank.max(initial=1))), dtype),
        *(np.empty(max(MOST * longest, area), dtype) for _ in range(2)),
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


def job_of(H, s, pairs, tolerance):
    """Return the `Job` of a factorization of an `HMatrix`."""
    tree, rows = H.tree, H.tree.rows
    places = np.stack([rows.begin[tree.row], rows.begin[tree.col], rows.size[tree.row], rows.size[tree.col]], 1)
    whole = made_dense(tree, places, H.leaves.rank)
    own = on_diagonal(tree.places)
    top, side = tree.places[own, 0], tree.places[own, 2]
    twice = int((side**2).sum()) if tree.half else 0
    made, sums = (
        Leaves(here, *np.zeros((2, len(here)), np.int64), reserved_coefficients(room_for(here, dense) + more, H.dtype))
        for here, dense, more in ((tree.places, whole[tree.leaves], twice), (places, whole, 0))
    )
    within = np.stack([np.searchsorted(top, rows.begin), np.searchsorted(top, rows.begin + rows.size)], 1)
    blocks = tree.kind, whole, tree.end, tree.leaf_ptr, places, np.stack([tree.row, tree.col], 1)
    state = np.zeros(2, np.int64), np.zeros(H.n, np.int64), float(tolerance)
    return Job(s, pairs, *blocks, own, within, H.leaves, made, sums, *state)


def h_factors(H, tolerance=None, threads=0):
    """Return the `HFactors` of an `HMatrix`, each block to a relative tolerance; that of H where it is None.

    H = L D Lᵀ where half of a symmetric matrix is stored, H = L U else.

    Raises `NumericallySingular` where a pivot is zero or not finite, `UsageError` for a tolerance that cannot be, or
    a matrix whose rows and columns are not clustered alike.
    """
    tolerance = H.tolerance if tolerance is None else tolerance
    HMatrixOptions.of(tolerance=tolerance, threads=threads)
    if not 0 < tolerance < 1:
        raise UsageError(f"The tolerance of H-factors lies between 0 and 1, not at {tolerance}.")
    if H.tree.columns is not H.tree.rows:
        raise UsageError("Factors need rows and columns that are clustered alike.")
    with Clock() as clock:
        s, pairs, tasks = elimination(H.tree)
        job = job_of(H, s, pairs, tolerance)
        desk = SCHEDULERS["dynamic"](tasks, thread_count(threads))
        works = [workspace(job, H.dtype) for _ in range(n_workers(desk))]
        codes = codes_of(METHOD)
        with one_blas_thread():
            run_on(len(works), lambda k: serve(k, tasks, job, works[k], desk, codes), cancel=desk.status)
        failed = first_failure(desk, H.n)
    if failed >= 0:
        unknown = int(H.tree.rows.perm[failed]) + 1
        raise NumericallySingular(
            f"The pivot of unknown {unknown} is zero or not finite in the H-matrix: it is singular."
        )
    return HFactors(H, job.made, job.pivots, tolerance, clock.seconds)
