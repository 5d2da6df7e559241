"""`Matrix`: a sparse square matrix in canonical CSC, one half only where it is symmetric or Hermitian."""

import hashlib
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

import numpy as np


class Symmetry(str, Enum):
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
        return 2 * self.ind.size - int(np.count_nonzero(self.ind == self._columns))

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

    @property
    def _columns(self):
        return np.repeat(np.arange(self.n), np.diff(self.ptr))

    @cached_property
    def _stored(self):
        from scipy.sparse import csc_array

        return csc_array((self.val, self.ind, self.ptr), shape=(self.n, self.n))

    def half(self):
        """Return what is stored as a `csc_array`, to be read only."""
        return self._stored

    def magnitudes(self):
        """Return |A|, as a `Matrix` of the same pattern."""
        symmetry = Symmetry.SYMMETRIC if self.is_half else Symmetry.GENERAL
        return Matrix(self.n, self.ptr, self.ind, abs(self.val), symmetry, self.name)

    def full(self):
        """Return the whole matrix as a `csc_array`."""
        stored = self._stored
        if not self.is_half:
            return stored
        other = stored.T if self.symmetry is Symmetry.SYMMETRIC else stored.conj().T
        return (stored + _strict_upper(other.tocsc())).tocsc()

    def expanded(self):
        """Return the same matrix with both halves stored."""
        if not self.is_half:
            return self
        whole = self.full()
        whole.sort_indices()
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
        return _product(self._stored, self.symmetry, x, trans)

    def abs_matvec(self, x, trans="N"):
        """Return |A| |x|, or |Aᵀ| |x|."""
        return self.magnitudes().matvec(abs(x), "N" if trans == "N" else "T")

    def norm_inf(self, trans="N"):
        """Return ‖A‖∞ = max_i Σ_j |a_ij|, or that of the transpose."""
        return float(self.abs_matvec(np.ones(self.n), trans).max(initial=0.0))

    def norm_one(self):
        """Return ‖A‖₁ = max_j Σ_i |a_ij|."""
        return self.norm_inf("T")

    def max_abs(self):
        """Return the largest |a_ij|."""
        return float(abs(self.val).max(initial=0.0))

    def diagonal(self):
        """Return the diagonal, (n), 0 where nothing is stored."""
        return self._stored.diagonal()


def _strict_upper(csc):
    """Return the entries above the diagonal, explicit zeros kept."""
    from scipy.sparse import csc_array

    columns = np.repeat(np.arange(csc.shape[1]), np.diff(csc.indptr))
    keep = csc.indices < columns
    ptr = np.concatenate([[0], np.cumsum(np.bincount(columns[keep], minlength=csc.shape[1]))])
    return csc_array((csc.data[keep], csc.indices[keep], ptr), shape=csc.shape)


def _product(stored, symmetry, x, trans):
    """Multiply by a matrix of which `stored` is the lower half or the whole."""
    if symmetry is Symmetry.GENERAL:
        return stored @ x if trans == "N" else stored.T @ x if trans == "T" else (stored.T @ x.conj()).conj()
    diagonal = stored.diagonal()
    diagonal = diagonal if x.ndim == 1 else diagonal[:, None]
    if symmetry is Symmetry.SYMMETRIC:
        y = x.conj() if trans == "H" else x
        product = stored @ y + stored.T @ y - diagonal * y
        return product.conj() if trans == "H" else product
    y = x.conj() if trans == "T" else x
    product = stored @ y + (stored.T @ y.conj()).conj() - diagonal * y
    return product.conj() if trans == "T" else product
