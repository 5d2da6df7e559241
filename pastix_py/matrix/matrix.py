"""`Matrix`: a sparse square matrix in canonical CSC, one half only where it is symmetric or Hermitian."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from pastix_py.matrix.dense import right_hand_side


class Symmetry(StrEnum):
    """Which half is stored, and how the other follows from it. Real symmetric matrices are SYMMETRIC."""

    GENERAL = "general"  # both halves are stored
    SYMMETRIC = "symmetric"  # lower half; A = Aᵀ
    HERMITIAN = "hermitian"  # lower half; A = Aᴴ


@dataclass(frozen=True, eq=False)
class Matrix:
    """A square sparse matrix; arrays are shared, never changed.

    Explicit zeros are kept: the pattern is what the user stored.
    """

    n: int
    ptr: np.ndarray  # (n+1) int64 columns
    ind: np.ndarray  # (stored) int64 rows, increasing in each column, ≥ the column where a half is stored
    val: np.ndarray  # (stored) float32, float64, complex64 or complex128
    symmetry: Symmetry
    name: str = "matrix"

    def __repr__(self):
        entries = "entry" if self.nnz == 1 else "entries"
        told = f"{self.n:,} unknowns, {self.nnz:,} {entries}, {self.symmetry.value}, {self.dtype.name}"
        return f"<Matrix {self.name!r}: {told}>"

    @property
    def dtype(self):
        """Type of the values."""
        return self.val.dtype

    @property
    def is_half(self):
        """Whether one half is stored."""
        return self.symmetry is not Symmetry.GENERAL

    @cached_property
    def nnz(self):
        """Entries of the whole matrix, both halves counted."""
        if not self.is_half:
            return self.ind.size
        columns = np.flatnonzero(np.diff(self.ptr))
        return 2 * self.ind.size - int(np.count_nonzero(self.ind[self.ptr[columns]] == columns))

    @cached_property
    def pattern_fingerprint(self):
        """Hash of the stored pattern."""
        digest = hashlib.sha1(f"{self.n} {self.is_half}".encode())
        digest.update(self.ptr)
        digest.update(self.ind)
        return digest.hexdigest()

    @cached_property
    def fingerprint(self):
        """Hash of pattern, symmetry and values."""
        digest = hashlib.sha1(f"{self.pattern_fingerprint} {self.symmetry.value} {self.dtype}".encode())
        digest.update(np.ascontiguousarray(self.val))
        return digest.hexdigest()

    @cached_property
    def _stored(self):
        from scipy.sparse import csc_array

        return csc_array((self.val, self.ind, self.ptr), shape=(self.n, self.n))

    def describe(self):
        """Return name, n, nnz, symmetry and dtype as plain values, for reports."""
        about = {"name": self.name, "n": self.n, "nnz": self.nnz}
        return about | {"symmetry": self.symmetry.value, "dtype": self.dtype.name}

    def half(self):
        """Return what is stored as a `csc_array`, to be read only."""
        return self._stored

    def magnitudes(self):
        """Return |A|, as a `Matrix` of the same pattern."""
        symmetry = Symmetry.SYMMETRIC if self.is_half else Symmetry.GENERAL
        return Matrix(self.n, self.ptr, self.ind, abs(self.val), symmetry, self.name)

    def full(self):
        """Return the whole matrix as a `csc_array` of sorted columns, zeros kept, to be read only."""
        from scipy.sparse import csc_array

        if not self.is_half:
            return self._stored
        ptr, ind, val = _upper(self._stored)
        val = val.conj() if self.symmetry is Symmetry.HERMITIAN else val
        below = np.arange(self.ind.size) + np.repeat(ptr[1:], np.diff(self.ptr))
        above = np.arange(ind.size) + np.repeat(self.ptr[:-1], np.diff(ptr))
        whole = np.empty(self.ind.size + ind.size, np.int64), np.empty(self.ind.size + ind.size, self.dtype)
        for place, rows, values in ((above, ind, val), (below, self.ind, self.val)):
            whole[0][place], whole[1][place] = rows, values
        return csc_array((whole[1], whole[0], self.ptr + ptr), shape=(self.n, self.n))

    def expanded(self):
        """Return the same matrix with both halves stored."""
        if not self.is_half:
            return self
        whole = self.full()
        ptr, ind = whole.indptr.astype(np.int64), whole.indices.astype(np.int64)
        return Matrix(self.n, ptr, ind, whole.data, Symmetry.GENERAL, self.name)

    def astype(self, dtype):
        """Return the matrix with its values in `dtype`."""
        return self if self.dtype == dtype else replace(self, val=self.val.astype(dtype))

    def with_values(self, val):
        """Return the matrix of the same pattern with other values."""
        return replace(self, val=val)

    def __getstate__(self):
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}

    def matvec(self, x, trans="N"):
        """Return A x, Aᵀ x or Aᴴ x for x (n,) or (n, k)."""
        if self.is_half:
            return _half_product(self, x, trans)
        stored = self._stored
        return stored @ x if trans == "N" else stored.T @ x if trans == "T" else (stored.T @ x.conj()).conj()

    def __matmul__(self, x):
        """Return A x, for x (n,) or (n, k)."""
        return self.matvec(right_hand_side(x, self.n, "vector"))

    def abs_matvec(self, x, trans="N"):
        """Return |A| |x|, or |Aᵀ| |x|."""
        return self.magnitudes().matvec(abs(x), "N" if trans == "N" else "T")

    def norm_inf(self, trans="N"):
        """Return ‖A‖∞ = max_i Σ_j |a_ij|, or that of the transpose."""
        return self._largest_row if trans == "N" or self.is_half else self._largest_column

    @cached_property
    def _largest_row(self):
        return self._largest_sum(True, self.is_half)

    @cached_property
    def _largest_column(self):
        return self._largest_sum(False, True)

    def _largest_sum(self, of_rows, of_columns):
        from pastix_py.matrix.halves import magnitude_sums

        return float(magnitude_sums(self.ptr, self.ind, self.val, of_rows, of_columns).max(initial=0.0))

    def norm_one(self):
        """Return ‖A‖₁ = max_j Σ_i |a_ij|."""
        return self.norm_inf("T")

    def max_abs(self):
        """Return the largest |a_ij|."""
        return self._largest_entry

    @cached_property
    def _largest_entry(self):
        if self.dtype.kind == "c":
            return float(abs(self.val).max(initial=0.0))
        return float(max(self.val.max(initial=0.0), -self.val.min(initial=0.0)))

    def diagonal(self):
        """Return the diagonal, (n), 0 where nothing is stored, to be read only."""
        return self._diagonal

    @cached_property
    def _diagonal(self):
        if not self.is_half:
            diagonal = self._stored.diagonal()
        elif self.val.size:
            first = np.minimum(self.ptr[:-1], self.val.size - 1)  # rows increase, and none is above the diagonal
            stored = (self.ptr[1:] > self.ptr[:-1]) & (self.ind[first] == np.arange(self.n))
            diagonal = np.where(stored, self.val[first], self.dtype.type(0))
        else:
            diagonal = np.zeros(self.n, self.dtype)
        diagonal.flags.writeable = False
        return diagonal


def _upper(lower):
    """Return (ptr, ind, val) of the columns of the transpose of `lower`, its diagonal left out."""
    turned = lower.tocsr()
    columns = np.repeat(np.arange(turned.shape[0]), np.diff(turned.indptr))
    keep = turned.indices < columns
    count = np.bincount(columns[keep], minlength=turned.shape[0])
    return np.concatenate([[0], np.cumsum(count)]), turned.indices[keep], turned.data[keep]


def _half_product(matrix, x, trans):
    """Return op(A) x of a matrix of which one half is stored, each of its entries read once."""
    from pastix_py.matrix.halves import half_product

    is_symmetric = matrix.symmetry is Symmetry.SYMMETRIC
    turned = trans == ("H" if is_symmetric else "T")  # then op(A) is the conjugate of A
    dtype = np.result_type(matrix.val, x)
    lower = matrix.val.astype(dtype, copy=False)
    upper = lower if is_symmetric else lower.conj()
    columns = (x[:, None] if x.ndim == 1 else x).astype(dtype, copy=False)
    product = np.empty(columns.shape, dtype, order="F")
    for k in range(columns.shape[1]):
        column = np.ascontiguousarray(columns[:, k].conj() if turned else columns[:, k])
        half_product(matrix.ptr, matrix.ind, lower, upper, column, product[:, k])
    return (product.conj() if turned else product).reshape(x.shape)
