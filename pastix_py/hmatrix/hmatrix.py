"""`HMatrix`: a dense matrix of which blocks far from the diagonal, as it were, are of low rank."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from pastix_py.clock import Clock
from pastix_py.errors import UsageError
from pastix_py.hmatrix.apply import Leaves
from pastix_py.hmatrix.assemble import NOT_FINITE, assemble
from pastix_py.hmatrix.blocks import BlockTree, block_tree
from pastix_py.hmatrix.coarsen import coarsen, room_for
from pastix_py.hmatrix.entries import Entries, check_finite, check_scale
from pastix_py.hmatrix.product import product
from pastix_py.jit import thread_count
from pastix_py.matrix.dense import as_columns, right_hand_side
from pastix_py.options import HMatrixOptions

PARTS = 64  # of like work that products are cut into


@dataclass(frozen=True, eq=False)
class HMatrix:
    """An n × n matrix with the `Leaves` of a `BlockTree`, of half of it where it is symmetric.

    `seconds` tells how long each stage took.
    """

    tree: BlockTree
    leaves: Leaves
    entries: Entries
    tolerance: float
    seconds: dict = field(default_factory=dict)

    def __repr__(self):
        return (
            f"<HMatrix of {self.n:,} × {self.n:,} in {self.dtype}: {self.stored:,} coefficients,"
            f" {self.stored / max(self.n, 1) ** 2:.2%} of a dense one, {self.tree!r}>"
        )

    @property
    def n(self):
        """Rows and columns."""
        return self.tree.rows.n

    @property
    def shape(self):
        """(n, n)."""
        return self.n, self.n

    @property
    def dtype(self):
        """Type of the coefficients."""
        return self.leaves.values.dtype

    @cached_property
    def sizes(self):
        """Coefficients of each leaf, int64."""
        _, _, m, n = self.leaves.places.T
        return np.where(self.leaves.rank < 0, m * n, self.leaves.rank * (m + n))

    @property
    def stored(self):
        """Coefficients of all leaves."""
        return int(self.sizes.sum())

    @property
    def nbytes(self):
        """Bytes of all coefficients."""
        return self.stored * self.dtype.itemsize

    @cached_property
    def order(self):
        """Where to cut the leaves into parts of like work."""
        before = np.concatenate([[0], np.cumsum(self.sizes)])
        cuts = np.searchsorted(before, before[-1] * np.arange(1, PARTS) // PARTS)
        return np.concatenate([[0], cuts, [self.sizes.size]])

    def product(self, x, trans="N", threads=0):
        """Return A x, Aᵀ x or Aᴴ x.

        Parameters
        ----------
        x : (n,) or (n, k), any numeric type.
        trans : 'N', 'T' or 'H'.
        threads : 0 for all cores.

        """
        if trans not in ("N", "T", "H"):
            raise UsageError(f"trans is {trans!r}: take 'N', 'T' or 'H'.")
        x = right_hand_side(x, self.n)
        if x.dtype.kind == "c" and self.dtype.kind != "c":
            return self.product(x.real, trans, threads) + 1j * self.product(x.imag, trans, threads)
        given = np.asfortranarray(as_columns(x)[self.tree.rows.perm], self.dtype)
        given = given.conj() if trans == "H" else given
        found = product(self.leaves, given, trans != "N", threads, self.order, self.tree.half)
        y = np.empty(found.shape, self.dtype)
        y[self.tree.rows.perm] = found.conj() if trans == "H" else found
        return y.reshape(x.shape)

    def __matmul__(self, x):
        return self.product(x)

    def aslinearoperator(self):
        """Return the matrix as a SciPy `LinearOperator`."""
        from scipy.sparse.linalg import LinearOperator

        adjoint = {"rmatvec": lambda x: self.product(x, "H"), "rmatmat": lambda x: self.product(x, "H")}
        return LinearOperator(self.shape, matvec=self.product, matmat=self.product, dtype=self.dtype, **adjoint)

    def error(self, columns=20, seed=0):
        """Return ‖(A − H) e‖ / ‖A e‖ over random columns e: what the approximation is off by."""
        chosen = np.sort(np.random.default_rng(seed).choice(self.n, min(columns, self.n), replace=False))
        units = np.zeros((self.n, chosen.size))
        units[chosen, np.arange(chosen.size)] = 1
        exact = self.entries.block(np.arange(self.n), chosen)
        return float(np.linalg.norm(exact - self.product(units)) / (np.linalg.norm(exact) or 1.0))


def hmatrix(
    entries,
    tree,
    points=None,
    graph=None,
    tolerance=1e-6,
    admissibility="standard",
    eta=2.0,
    threads=0,
    aca="partial",
    coarse=True,
):
    """Return the `HMatrix` of entries, blocks of clusters far from each other approximated to a relative tolerance.

    Parameters
    ----------
    entries : `Entries`.
    tree : `ClusterTree` of the unknowns.
    points, graph, admissibility, eta : what is of low rank, as for `block_tree`.
    tolerance : ‖B − U Vᵀ‖_F ≤ tolerance ‖B‖_F of each block, by adaptive cross approximation.
    threads : 0 for all cores.
    aca : a key of COMPRESSIONS, its variant.
    coarse : whether blocks are put together where one of low rank stores less, each to the same tolerance again: its
        error may add up to a few tolerances.

    Raises `InputError` for an entry that is not finite, or whose square is not, `UsageError` for what does not fit
    together or cannot be.

    """
    if tree.n != entries.n:
        raise UsageError(f"The tree has {tree.n:,} unknowns, the matrix {entries.n:,}.")
    HMatrixOptions.of(tolerance=tolerance, admissibility=admissibility, eta=eta, threads=threads, aca=aca)
    if not 0 < tolerance < 1:
        raise UsageError(f"The tolerance of an H-matrix lies between 0 and 1, not at {tolerance}.")
    column = np.arange(tree.n), tree.perm[:1]
    check_scale(entries.block(*column), *column)
    with Clock() as blocks_clock:
        blocks = block_tree(tree, None, points, graph, admissibility, eta, entries.is_symmetric)
    with Clock() as clock:
        store = assemble(blocks, entries, tolerance, aca, thread_count(threads), room_for(blocks) if coarse else 0)
    for k in np.flatnonzero(store.rank == NOT_FINITE)[:1]:
        row, column, m, n = blocks.places[k]
        rows, columns = tree.perm[row : row + m], tree.perm[column : column + n]
        values = entries.block(rows, columns)
        check_finite(values, rows, columns)
        check_scale(values, rows, columns)
    with Clock() as coarse_clock:
        if coarse:
            blocks, leaves = coarsen(blocks, store, tolerance, thread_count(threads))
        else:
            leaves = Leaves(blocks.places, store.rank, store.at, store.values)
    told = {"blocks": blocks_clock.seconds, "assembly": clock.seconds, "coarsening": coarse_clock.seconds}
    return HMatrix(blocks, leaves, entries, tolerance, told)
