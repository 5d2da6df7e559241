"""The one gate: whatever a user calls a matrix or a right-hand side becomes canonical here, or is refused."""

import numpy as np

from pastix_py.errors import InputError
from pastix_py.matrix.matrix import Matrix, Symmetry

KEPT = (np.float32, np.float64, np.complex64, np.complex128)


def canonical(A, name=None, symmetry=None):
    """Return the `Matrix` of A: sorted columns, duplicates summed, one half where it is symmetric or Hermitian.

    Parameters
    ----------
    A : `Matrix` (returned as it is), SciPy sparse array or matrix of any format, or dense (n, n) array.
    name : what reports call it.
    symmetry : `Symmetry` of which A holds one half or both; found out from the values by default.

    Raises
    ------
    InputError : not a matrix, not square, not finite, or not of the symmetry given.

    """
    if isinstance(A, Matrix):
        return A
    csc = _sorted_columns(A)
    n = csc.shape[0]
    if csc.shape[0] != csc.shape[1]:
        raise InputError(f"The matrix is {csc.shape[0]} × {csc.shape[1]}; only square ones can be factored.")
    ptr, ind, val = csc.indptr.astype(np.int64), csc.indices.astype(np.int64), csc.data
    val = val.astype(_kept_dtype(val.dtype), copy=val.base is not None or val is getattr(A, "data", None))
    columns = np.repeat(np.arange(n), np.diff(ptr))
    _require_finite(ind, columns, val)
    whole = Matrix(n, ptr, ind, val, Symmetry.GENERAL, name or "matrix")
    if symmetry is None:
        symmetry = _found_symmetry(whole, columns)
    elif symmetry is not Symmetry.GENERAL:
        whole = _one_half(whole, columns, symmetry)
        columns = np.repeat(np.arange(n), np.diff(whole.ptr))
    if symmetry is Symmetry.HERMITIAN and val.dtype.kind != "c":
        symmetry = Symmetry.SYMMETRIC
    return whole if symmetry is Symmetry.GENERAL else _lower(whole, columns, symmetry)


def _sorted_columns(A):
    """Return a `csc_array` of A with sorted columns and summed duplicates, A untouched."""
    from scipy.sparse import csc_array, issparse

    if not issparse(A):
        A = np.asarray(A)
        if A.ndim != 2 or A.dtype.kind not in "biufc":
            raise InputError(f"A matrix is a SciPy sparse array or a dense 2-D array of numbers, not {type(A).__name__}.")
    elif A.ndim != 2:
        raise InputError(f"The sparse array has {A.ndim} dimension; a matrix has two.")
    elif A.dtype.kind not in "biufc":
        raise InputError(f"The values of the matrix are {A.dtype}, not numbers.")
    csc = csc_array(A)
    if not csc.has_canonical_format:
        csc = csc.copy()
        if csc.dtype.kind == "b":
            csc = csc.astype(np.float64)
        csc.sum_duplicates()
    return csc


def _kept_dtype(dtype):
    """Return the dtype that is computed in: float32, float64, complex64 and complex128 stay."""
    if dtype in KEPT:
        return dtype
    return np.dtype(np.complex128 if dtype.kind == "c" else np.float64)


def _require_finite(ind, columns, val):
    bad = np.flatnonzero(~np.isfinite(val))
    if bad.size:
        row, column = ind[bad[0]] + 1, columns[bad[0]] + 1
        raise InputError(f"Entry ({row}, {column}) of the matrix is {val[bad[0]]}; all values must be finite.")


def _found_symmetry(whole, columns):
    """Return the symmetry that the values have exactly."""
    n, nnz = whole.n, whole.ind.size
    if n == 0:
        return Symmetry.SYMMETRIC
    lower = np.count_nonzero(whole.ind > columns)
    diagonal = np.count_nonzero(whole.ind == columns)
    if 2 * lower + diagonal != nnz:
        return Symmetry.GENERAL
    turned = whole.half().tocsr()
    if not np.array_equal(turned.indptr, whole.ptr) or not np.array_equal(turned.indices, whole.ind):
        return Symmetry.GENERAL
    if np.array_equal(turned.data, whole.val):
        return Symmetry.SYMMETRIC
    if whole.dtype.kind == "c" and np.array_equal(turned.data.conj(), whole.val):
        return Symmetry.HERMITIAN
    return Symmetry.GENERAL


def _one_half(whole, columns, symmetry):
    """Return the whole matrix as its lower half: from both halves, which have to agree, or from either of them."""
    from scipy.sparse import csc_array

    if symmetry is Symmetry.HERMITIAN and whole.dtype.kind == "c" and whole.diagonal().imag.any():
        row = int(np.flatnonzero(whole.diagonal().imag)[0]) + 1
        raise InputError(f"The diagonal of a Hermitian matrix is real, entry ({row}, {row}) is not.")
    has_upper, has_lower = (whole.ind < columns).any(), (whole.ind > columns).any()
    if has_upper and has_lower:
        found = _found_symmetry(whole, columns)
        real = whole.dtype.kind != "c"
        if found is not symmetry and not (real and found is Symmetry.SYMMETRIC):
            raise InputError(f"The two halves of the matrix do not make it {symmetry.value}.")
    elif has_upper:
        turned = csc_array(whole.half().T)
        turned = turned.conj() if symmetry is Symmetry.HERMITIAN else turned
        turned.sort_indices()
        ptr, ind = turned.indptr.astype(np.int64), turned.indices.astype(np.int64)
        return Matrix(whole.n, ptr, ind, turned.data, Symmetry.GENERAL, whole.name)
    return whole


def _lower(whole, columns, symmetry):
    """Return the lower half of a matrix, its diagonal included."""
    keep = whole.ind >= columns
    count = np.bincount(columns[keep], minlength=whole.n)
    ptr = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    return Matrix(whole.n, ptr, whole.ind[keep], whole.val[keep], symmetry, whole.name)


def right_hand_side(b, n):
    """Return b as a finite array (n,) or (n, k) of float32, float64, complex64 or complex128.

    Raises `InputError` for another length, another number of dimensions, or what is not a finite number.
    """
    dense = b.toarray() if hasattr(b, "toarray") else np.asarray(b)
    if dense.dtype.kind not in "biufc":
        raise InputError(f"The values of the right-hand side are {dense.dtype}, not numbers.")
    if dense.ndim not in (1, 2) or dense.shape[0] != n:
        raise InputError(f"The right-hand side has shape {dense.shape}; the matrix needs ({n},) or ({n}, k).")
    dense = dense.astype(_kept_dtype(dense.dtype), copy=False)
    if not np.isfinite(dense).all():
        row = int(np.flatnonzero(~np.isfinite(dense.reshape(n, -1)).all(axis=1))[0]) + 1
        raise InputError(f"Row {row} of the right-hand side is not finite.")
    return dense
