"""Maximum-product matching: the rows given to the columns so that the product of the entries is largest.

For LU it is a row permutation; a matrix of which one half is stored gets 2 × 2 pivots instead. The stage is `match`.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pastix_py.jit import wait_for
from pastix_py.matrix.augment import (
    Costs,
    State,
    Work,
    augment,
    both_halves,
    first_duals,
    give_tight,
    lower_fallen,
)


class Matching(NamedTuple):
    """What a `Plan` is made for: a row permutation, or pairs of unknowns that are eliminated together."""

    method: str  # 'none' or 'product'
    row_perm: np.ndarray  # (n) int64, row of A that comes to each place; (0) for the identity
    pairs: np.ndarray  # (k, 2) int64

    def describe(self):
        """Return its method, how many rows it moves and how many pairs it has, for reports."""
        moved = np.count_nonzero(self.row_perm != np.arange(self.row_perm.size))
        return {"matching": self.method, "moved": int(moved), "pairs": self.pairs.shape[0]}


UNMATCHED = Matching("none", np.zeros(0, np.int64), np.zeros((0, 2), np.int64))


@dataclass(frozen=True, eq=False)
class Transversal:
    """Entries, no two of one row or column, and scales 2^`row_log` and 2^`col_log` that no entry exceeds 1 with.

    Scaled so, the entries of the transversal are 1.
    """

    row_of: np.ndarray  # (n) int64, the row given to each column, −1 where there is none left
    row_log: np.ndarray  # (n) float64
    col_log: np.ndarray  # (n) float64

    @property
    def free_columns(self):
        """Columns that have no row, ascending: none, or as many as the structural rank is short of n."""
        return np.flatnonzero(self.row_of < 0)

    @property
    def free_rows(self):
        """Rows given to no column, ascending."""
        is_free = np.ones(self.row_of.size, bool)
        is_free[self.row_of[self.row_of >= 0]] = False
        return np.flatnonzero(is_free)

    def row_perm(self):
        """Return the permutation that puts the transversal on the diagonal; free rows go to free columns in order."""
        perm = self.row_of.copy()
        perm[self.free_columns] = self.free_rows
        return perm


def product_transversal(matrix):
    """Return the `Transversal` of a `Matrix` with the largest product of magnitudes, explicit zeros left out.

    Where the matrix is structurally singular, the transversal is as long as any can be and its product need not be the
    largest; the scales are as for any matrix. Sums of logarithms neither overflow nor underflow. They are binary: what
    is a power of two has an exact one. The result depends on nothing but the matrix.

    I. S. Duff, J. Koster, "On algorithms for permuting large entries to the diagonal of a sparse matrix", SIAM J.
    Matrix Anal. Appl. 22, 2001.
    """
    cancel = np.zeros(1, np.int64)
    return wait_for(_product_transversal, matrix, cancel, cancel=cancel)


def _product_transversal(matrix, cancel):
    n, costs = matrix.n, costs_of(matrix)
    near, nobody, alive = np.full((n, 2), np.inf), np.full(n, -1), np.full(n, n)
    state = State(near, np.zeros(n), nobody, nobody.copy(), alive)
    first_duals(costs, state)
    give_tight(costs, state)
    whole = np.empty((4, n), np.int64)
    work, fallen = Work(whole[0], whole[1], whole[2], np.empty(n), np.full(n, -1)), whole[3]
    fallen = fallen[: augment(costs, state, work, fallen, cancel)]
    if fallen.size:
        lower_fallen(costs, state, np.concatenate([np.flatnonzero(state.search_of == n), fallen[::-1]]))
    return Transversal(state.row_of, state.near[:, 0].copy(), state.v)


def costs_of(matrix):
    """Return the `Costs` −log₂|a_ij| of a `Matrix`; a complex magnitude beyond the range counts as the largest one."""
    wide = np.complex128 if matrix.dtype.kind == "c" else np.float64
    with np.errstate(over="ignore", divide="ignore"):
        cost = -np.log2(np.minimum(abs(matrix.val.astype(wide, copy=False)), np.finfo(np.float64).max))
    return Costs(*both_halves(matrix.ptr, matrix.ind, cost)) if matrix.is_half else Costs(matrix.ptr, matrix.ind, cost)
