"""Dense arrays of numbers as users give them: right-hand sides, and the types that are computed in."""

import numpy as np

from pastix_py.errors import InputError
from pastix_py.matrix.foreign import is_on_device, on_host

KEPT = (np.float32, np.float64, np.complex64, np.complex128)


def kept_dtype(dtype):
    """Return the dtype that is computed in: float32, float64, complex64 and complex128 stay."""
    native = dtype.newbyteorder("=")
    if native in KEPT:
        return native
    return np.dtype(np.complex128 if dtype.kind == "c" else np.float64)


def refuse_masked(A, noun):
    """Refuse a masked array: what its masked entries are, nobody has said."""
    if np.ma.isMaskedArray(A):
        raise InputError(f"The {noun} is a masked array; give numbers for what is masked, such as by its filled(0).")


def as_columns(b):
    """Return b, (n,) or (n, k), as (n, k)."""
    return b if b.ndim == 2 else b[:, None]


def right_hand_side(b, n, noun="right-hand side", stays=False):
    """Return b as a finite array (n,) or (n, k) of float32, float64, complex64 or complex128.

    Parameters
    ----------
    b : dense or sparse array (n,) or (n, k), k may be 0, any numeric type and order; never changed, and
        returned as it is where its type is kept. One of CuPy is copied to the host.
    n : rows of the matrix.
    noun : what messages call it.
    stays : whether one of CuPy stays on the device instead.

    Raises
    ------
    InputError : another length, another number of dimensions, or what is not a finite number.

    """
    refuse_masked(b, noun)
    try:
        given = b if stays else on_host(b)
        dense = given.toarray() if hasattr(given, "toarray") else given if is_on_device(given) else np.asarray(given)
    except (ValueError, TypeError) as error:
        raise InputError(f"The {noun} is no array: {error}.") from None
    if dense.dtype.kind not in "biufc":
        raise InputError(f"The values of the {noun} are {dense.dtype}, not numbers.")
    if dense.ndim not in (1, 2) or dense.shape[0] != n:
        raise InputError(f"The {noun} has shape {dense.shape}; the matrix needs ({n},) or ({n}, k).")
    with np.errstate(over="ignore"):
        dense = dense.astype(kept_dtype(dense.dtype), copy=False)
    if not np.isfinite(dense).all():
        row = int(np.flatnonzero(~np.isfinite(dense.reshape(n, -1)).all(axis=1))[0]) + 1
        raise InputError(f"Row {row} of the {noun} is not finite.")
    return dense
