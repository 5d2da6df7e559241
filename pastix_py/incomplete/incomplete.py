"""`Incomplete`: an incomplete factorization, which solves approximately: a preconditioner."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pastix_py.errors import AccuracyNotReached, UsageError, instead
from pastix_py.jit import thread_count
from pastix_py.matrix.dense import as_columns, right_hand_side
from pastix_py.matrix.scale import Scaled, column_sizes
from pastix_py.memory import spent_on
from pastix_py.options import IncompleteOptions
from pastix_py.report.report import Report
from pastix_py.report.text import table
from pastix_py.sliced.rows import Rows
from pastix_py.sliced.sweeps import sweeps
from pastix_py.solve.conditioning import linear_operator


@dataclass(frozen=True, eq=False)
class Incomplete:
    """L U ≈ (R Π A C)[row_perm][:, col_perm], R, Π and C those of `scaled`; L has the diagonal 1.

    U = D Lᵀ or D Lᴴ for the symmetric kinds: `report.factorization` has the kind, and what broke down.
    """

    scaled: Scaled
    row_perm: np.ndarray  # (n) int64
    col_perm: np.ndarray  # (n) int64
    L: Rows  # strictly lower
    U: Rows  # strictly upper
    inv_diag: np.ndarray  # (n) the inverse of the diagonal of U
    options: IncompleteOptions
    report: Report

    @property
    def shape(self):
        """(n, n)."""
        return (self.inv_diag.size, self.inv_diag.size)

    @property
    def dtype(self):
        """Type of the factors."""
        return self.inv_diag.dtype

    @property
    def nnz(self):
        """Entries of L and U, the diagonal counted once."""
        return self.L.ind.size + self.U.ind.size + self.inv_diag.size

    @property
    def nbytes(self):
        """Bytes of the factors, with their structure."""
        return self.inv_diag.nbytes + sum(array.nbytes for array in (*self.L, *self.U))

    def operations(self):
        """Return the operations that L U, or L D Lᵀ of one half, take with these patterns: float."""
        both = 2.0 * (np.diff(self.U.ptr)[self.L.ind].sum() + self.L.ind.size)
        return float(both if self.report.factorization.get("kind", "lu") == "lu" else both / 2)

    @cached_property
    def sweeps(self):
        """What solves with L and U in their own numbering, made when first asked for."""
        return sweeps(self.L, self.U, self.inv_diag)

    @spent_on("the solve")
    def solve(self, b, trans="N"):
        """Return x with F x = b (trans 'N'), Fᵀ x = b ('T') or Fᴴ x = b ('H'), F ≈ A the product of the factors.

        Parameters
        ----------
        b : (n,) or (n, k), dense or sparse, any numeric type.
        trans : 'N', 'T' or 'H'.

        Returns
        -------
        x : shape of b, in the precision of the factors; complex where they or b are.

        Raises
        ------
        InputError : b is of another shape, or not finite.
        UsageError : another `trans`.
        AccuracyNotReached : entries of x are beyond the range of their type.

        """
        rhs = right_hand_side(b, self.shape[0])
        if trans not in ("N", "T", "H"):
            raise UsageError(f"trans is {trans!r}: {instead(trans, ('N', 'T', 'H'))}")
        x = self.apply(as_columns(rhs), trans).reshape(rhs.shape)
        if not np.isfinite(x).all():
            where = f"Entries of x leave the range of {x.dtype.name}"
            raise AccuracyNotReached(f"{where}: scale b, or the unknowns.", x=x, report=self.report)
        return x

    def apply(self, b, trans="N"):
        """Return what `solve` does for b (n, k) of floating-point numbers, unchecked."""
        kept = np.result_type(self.dtype, np.complex64) if b.dtype.kind == "c" else self.dtype
        before, after = (self.row_perm, self.col_perm) if trans == "N" else (self.col_perm, self.row_perm)
        with np.errstate(all="ignore"):
            rhs = self.scaled.to_scaled(b, trans)
            size = column_sizes(rhs) if np.finfo(rhs.dtype).eps < np.finfo(self.dtype).eps else None
            rhs = (rhs[before] if size is None else rhs[before] / size).astype(kept, copy=False)
            x = np.empty_like(rhs)
            x[after] = self.sweeps.solve(rhs, trans=trans, threads=thread_count(self.options.threads))
            return self.scaled.from_scaled(x if size is None else x * size, trans)

    def aslinearoperator(self, trans="N"):
        """Return F⁻¹ as a SciPy `LinearOperator`: for `M=` of Krylov solvers."""
        return linear_operator(self.shape, self.dtype, self.apply, trans)

    def export(self):
        """Return (L, D, U) as SciPy arrays, with the diagonal 1 of L and U: their product is what F is in `scaled`."""
        from scipy.sparse import csr_array, dia_array, eye_array

        n = self.shape[0]
        D, one = dia_array((1 / self.inv_diag[None], [0]), shape=(n, n)), eye_array(n, dtype=self.dtype, format="csr")
        L = csr_array((self.L.val, self.L.ind, self.L.ptr), shape=(n, n)) + one
        scale = np.repeat(self.inv_diag, np.diff(self.U.ptr))
        return L, D, csr_array((self.U.val * scale, self.U.ind, self.U.ptr), shape=(n, n)) + one

    def __repr__(self):
        return f"Incomplete\n{table(self.report.seal())}"
