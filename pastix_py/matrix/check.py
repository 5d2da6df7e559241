"""The one gate: whatever a user calls a matrix or a right-hand side becomes canonical here, or is refused."""

import os

import numpy as np

from pastix_py.errors import InputError, MemoryLimit
from pastix_py.matrix.dense import kept_dtype, refuse_masked
from pastix_py.matrix.foreign import on_host
from pastix_py.matrix.halves import equal_halves, lower_half
from pastix_py.matrix.matrix import Matrix, Symmetry
from pastix_py.memory import available_bytes


def canonical(A, name=None, symmetry=None):
    """Return the `Matrix` of A: sorted columns, duplicates summed, one half where it equals its transpose.

    Parameters
    ----------
    A : `Matrix` (returned as it is), SciPy sparse array or matrix of any format, or dense (n, n) array, or one
        of CuPy; never changed, and not shared with the result. The zeros of a dense array are not stored.
    name : what reports call it.
    symmetry : `Symmetry` of which A holds one half or both; found out from the values by default.

    Returns
    -------
    `Matrix` of float32, float64, complex64 or complex128; other real types become float64.

    Raises
    ------
    InputError : not a matrix, damaged, not square, not finite, or not of the symmetry given.
    MemoryLimit : more rows than memory has room for.

    """
    if isinstance(A, Matrix):
        return A
    whole = _whole(_numbers(on_host(A)), name or "matrix")
    _require_finite(whole)
    if symmetry is None:
        symmetry = _found_symmetry(whole)
    elif Symmetry(symmetry) is not Symmetry.GENERAL:
        is_real = whole.dtype.kind != "c"
        symmetry = Symmetry.SYMMETRIC if is_real else Symmetry(symmetry)
        whole = _one_half(whole, symmetry)
    if symmetry == Symmetry.GENERAL:
        return whole
    return Matrix(whole.n, *lower_half(whole.ptr, whole.ind, whole.val), symmetry, whole.name)


def _numbers(A):
    """Return A, sparse or dense, in one of the types kept, or refuse it."""
    from scipy.sparse import issparse

    refuse_masked(A, "matrix")
    if isinstance(A, str | os.PathLike):
        raise InputError(f"The matrix is a name, {str(A)!r}: read it first, by pastix_py.read.")
    if not issparse(A):
        try:
            A = np.asarray(A)
        except (ValueError, TypeError) as error:
            raise InputError(f"The matrix is no array: {error}.") from None
    if A.dtype.kind not in "biufc":
        raise InputError(f"The matrix holds {A.dtype}, not numbers; give a SciPy sparse array or a dense 2-D array.")
    if A.ndim != 2:
        raise InputError(f"The matrix has {A.ndim} dimensions; it needs two.")
    if A.shape[0] != A.shape[1]:
        raise InputError(f"The matrix is {A.shape[0]} × {A.shape[1]}; only square ones can be factored.")
    if A.shape[0] * 16 > available_bytes():
        raise MemoryLimit(f"The matrix has {A.shape[0]:,} rows, too many for the memory that is there.")
    # Before any duplicates are added up: small integers would wrap around.
    with np.errstate(over="ignore"):
        return A.astype(kept_dtype(A.dtype), copy=False)


def _whole(A, name):
    """Return the `Matrix` of all that A stores, its arrays its own."""
    from scipy.sparse import csc_array, issparse

    if issparse(A) and A.format in REQUIRED:
        REQUIRED[A.format](A)
    csc = csc_array(A)
    # A flag that the user's array carries may be stale.
    is_own = not issparse(A) or A.format != "csc"
    csc = csc if is_own else csc_array((A.data.copy(), A.indices.copy(), A.indptr.copy()), shape=A.shape)
    csc.sum_duplicates()
    ptr, ind = csc.indptr.astype(np.int64, copy=False), csc.indices.astype(np.int64, copy=False)
    return Matrix(A.shape[0], ptr, ind, np.ascontiguousarray(csc.data), Symmetry.GENERAL, name)


def _require_compressed(A):
    """Refuse column or row pointers and indices that lead out of the arrays: SciPy would follow them."""
    ptr, ind, size = A.indptr, A.indices, A.blocksize[0] if A.format == "bsr" else 1
    bound = A.shape[0] // size
    if ptr.shape[0] != bound + 1 or ind.shape[0] != A.data.shape[0]:
        raise InputError(
            f"The {A.format.upper()} arrays of the matrix do not fit together: {ptr.shape[0]} pointers, "
            f"{ind.shape[0]} indices and {A.data.shape[0]} values."
        )
    if ptr[0] != 0 or (np.diff(ptr) < 0).any() or ptr[-1] > ind.shape[0]:
        raise InputError(
            f"The {A.format.upper()} pointers of the matrix do not increase from 0 to its number of entries."
        )
    _require_within(ind[: ptr[-1]], bound, A.format)


def _require_coordinates(A):
    """Refuse coordinates that are not one row and one column for each value, inside the matrix."""
    if any(index.shape[0] != A.data.shape[0] for index in A.coords):
        sizes = " and ".join(str(index.shape[0]) for index in A.coords)
        raise InputError(f"The COO matrix has {A.data.shape[0]} values, and {sizes} row and column indices.")
    for index in A.coords:
        _require_within(index, A.shape[0], A.format)


def _require_within(ind, bound, form):
    """Refuse indices outside 0..bound-1."""
    if ind.size and (ind.min() < 0 or ind.max() >= bound):
        raise InputError(f"The {form.upper()} indices of the matrix leave the range 0..{bound - 1}.")


def _require_diagonals(A):
    """Refuse diagonals that are not one for each offset."""
    if A.data.shape[0] != A.offsets.shape[0]:
        raise InputError(f"The DIA matrix has {A.data.shape[0]} diagonals and {A.offsets.shape[0]} offsets.")


REQUIRED = dict.fromkeys(("csc", "csr", "bsr"), _require_compressed)
REQUIRED |= {"coo": _require_coordinates, "dia": _require_diagonals}


def _require_finite(whole):
    """Refuse NaN and infinities, the first one named in base 1."""
    bad = np.flatnonzero(~np.isfinite(whole.val))
    if bad.size:
        row, column = whole.ind[bad[0]] + 1, np.searchsorted(whole.ptr, bad[0], side="right")
        raise InputError(f"Entry ({row}, {column}) of the matrix is {whole.val[bad[0]]}; values must be finite.")


def _found_symmetry(whole):
    """Return the symmetry that the values have exactly."""
    symmetric, hermitian = equal_halves(whole.ptr, whole.ind, whole.val)
    return Symmetry.SYMMETRIC if symmetric else Symmetry.HERMITIAN if hermitian else Symmetry.GENERAL


def _one_half(whole, symmetry):
    """Return A with its lower half complete: A as it is, or mirrored where it has the upper half only.

    Raises `InputError` where A has both halves and they do not agree.
    """
    is_hermitian = symmetry is Symmetry.HERMITIAN
    if is_hermitian and whole.diagonal().imag.any():
        row = int(np.flatnonzero(whole.diagonal().imag)[0]) + 1
        raise InputError(f"The diagonal of a Hermitian matrix is real, entry ({row}, {row}) is not.")
    columns = np.repeat(np.arange(whole.n), np.diff(whole.ptr))
    has_upper, has_lower = (whole.ind < columns).any(), (whole.ind > columns).any()
    if not has_upper:
        return whole
    turned = whole.half().tocsr()
    val = turned.data.conj() if is_hermitian else turned.data
    ptr, ind = turned.indptr.astype(np.int64), turned.indices.astype(np.int64)
    if has_lower and not all(map(np.array_equal, (ptr, ind, val), (whole.ptr, whole.ind, whole.val))):
        raise InputError(f"The two halves of the matrix do not make it {symmetry.value}.")
    return Matrix(whole.n, ptr, ind, val, Symmetry.GENERAL, whole.name)
