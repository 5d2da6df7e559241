"""Entries of a matrix by index: compiled functions that the assembly calls for blocks of them.

A function of entries is known by its address, so that one compilation of the assembly serves all of them.
"""

import ctypes
from dataclasses import dataclass

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

from pastix_py.errors import InputError, UsageError

LARGEST = 1e130  # size of the entries of a matrix: their squares, times that of a tolerance, are to be numbers
KINDS = {np.dtype(kind): numba.from_dtype(np.dtype(kind)) for kind in (np.float64, np.complex128)}


def signature(dtype):
    """Return the type of a function of entries: void(m, rows, n, columns, data, out)."""
    index, coefficient = types.CPointer(types.int64), types.CPointer(KINDS[np.dtype(dtype)])
    return types.void(types.int64, index, types.int64, index, types.CPointer(types.float64), coefficient)


def callback(dtype, cache=True):
    """Return a decorator of functions of `signature(dtype)` that are called by their `address`."""
    if numba.config.DISABLE_JIT:
        return lambda function: Interpreted(function, np.dtype(dtype))
    return numba.cfunc(signature(dtype), cache=cache)


class Interpreted:
    """A function of entries where the compiler is off."""

    def __init__(self, function, dtype):
        self.__name__, self.__doc__ = function.__name__, function.__doc__
        indices, numbers = (ctypes.POINTER(kind) for kind in (ctypes.c_int64, ctypes.c_double))

        def call(m, rows, n, columns, data, out):
            parts = np.ctypeslib.as_array(out, (m * n * dtype.itemsize // 8,))
            function(m, rows, n, columns, data, parts.view(dtype))

        self.call = ctypes.CFUNCTYPE(None, ctypes.c_int64, indices, ctypes.c_int64, indices, numbers, numbers)(call)

    @property
    def address(self):
        """Where the machine code begins."""
        return ctypes.cast(self.call, ctypes.c_void_p).value


@dataclass(frozen=True, eq=False)
class Entries:
    """The entries of an n × n matrix: `address` of a compiled function, and the `data` that it reads, float64.

    Parameters
    ----------
    n : rows and columns.
    dtype : of the entries, float64 or complex128.
    compiled : what `callback` returned for a function of `signature(dtype)`; it writes entry (rows[i], columns[j])
        to out[i + j m].
    data : float64 array that it is given, None for an empty one.
    is_symmetric : whether entries (i, j) and (j, i) are equal.

    """

    n: int
    dtype: np.dtype
    compiled: object
    data: np.ndarray
    is_symmetric: bool = False

    @property
    def address(self):
        """Where the machine code begins."""
        return self.compiled.address

    def block(self, rows, columns):
        """Return the entries at rows (m,) and columns (n,), by index of the unknown, as an array (m, n)."""
        rows, columns = (np.ascontiguousarray(ids, np.int64) for ids in (rows, columns))
        out = np.empty(rows.size * columns.size, self.dtype)
        fill(self.address, rows.size, rows, 0, columns.size, columns, 0, self.data, out, 0)
        return out.reshape((rows.size, columns.size), order="F")


def entries(function, n, dtype=np.float64, data=None, is_symmetric=False):
    """Return the `Entries` of a compiled `function(i, j, data)`, which returns entry (i, j).

    Parameters
    ----------
    function : what Numba made of one in nopython mode, of two integers and a float64 array.
    n : rows and columns.
    dtype : float64 or complex128.
    data : float64 array that the function is given, any shape: it comes as one of one dimension.
    is_symmetric : whether entries (i, j) and (j, i) are equal; half of the work is spared then.

    Raises `UsageError` for a function that Numba cannot compile for these, or an n that cannot be.

    """
    if not isinstance(n, (int, np.integer)) or n < 0:
        raise UsageError(f"A matrix has a number of rows that is 0 or more, not {n!r}.")
    dtype = np.dtype(dtype)
    if dtype not in KINDS:
        raise UsageError(f"Entries are float64 or complex128, not {dtype}.")
    data = np.zeros(0) if data is None else np.ascontiguousarray(data, float).ravel()
    size = data.size

    def write(m, rows, n, columns, given, out):
        own = numba.carray(given, size)
        for j in range(n):
            for i in range(m):
                out[i + j * m] = function(rows[i], columns[j], own)

    try:
        compiled = callback(dtype, cache=False)(write)
    except numba.core.errors.NumbaError as error:
        raise UsageError(f"The function of entries cannot be compiled: {str(error).splitlines()[0]}") from None
    return Entries(int(n), dtype, compiled, data, is_symmetric)


def check_finite(values, rows, columns):
    """Raise `InputError` for the first entry that is not finite, by the indices of its unknowns."""
    wrong = np.argwhere(~np.isfinite(values))
    if wrong.size:
        i, j = wrong[0]
        raise InputError(f"Entry ({rows[i] + 1}, {columns[j] + 1}) of the matrix is {values[i, j]}; it must be finite.")


def check_scale(values, rows, columns):
    """Raise `InputError` where the largest of finite entries is too large or too small for sums of squares."""
    sizes = np.abs(values)
    largest = sizes.max(initial=0)
    if largest and np.isfinite(largest) and not 1 / LARGEST <= largest <= LARGEST:
        i, j = np.unravel_index(sizes.argmax(), sizes.shape)
        raise InputError(
            f"Entry ({rows[i] + 1}, {columns[j] + 1}) of the matrix is {values[i, j]:.1e}, and squares of such numbers"
            " are lost: scale the matrix."
        )


@intrinsic
def _fill(typingctx, address, m, rows, row, n, columns, column, data, out, at):
    def codegen(context, builder, signature, args):
        def pointer(k, offset=None):
            start = context.make_array(signature.args[k])(context, builder, args[k]).data
            return builder.gep(start, [args[offset]]) if offset else start

        passed = [args[1], pointer(2, 3), args[4], pointer(5, 6), pointer(7), pointer(8, 9)]
        function = ir.FunctionType(ir.VoidType(), [value.type for value in passed])
        builder.call(builder.inttoptr(args[0], function.as_pointer()), passed)
        return context.get_dummy_value()

    index = types.int64
    return types.void(index, index, rows, index, index, columns, index, data, out, index), codegen


def fill(address, m, rows, row, n, columns, column, data, out, at):
    """Write entries of rows[row : row + m] and columns[column : column + n] to `out` from `at` on, by columns."""
    function = ctypes.CFUNCTYPE(None, ctypes.c_int64, *[ctypes.c_void_p] * 1, ctypes.c_int64, *[ctypes.c_void_p] * 3)
    places = rows[row:].ctypes.data, columns[column:].ctypes.data, data.ctypes.data, out[at:].ctypes.data
    function(address)(m, places[0], n, *places[1:])


@overload(fill)
def _fill_overload(address, m, rows, row, n, columns, column, data, out, at):
    def call(address, m, rows, row, n, columns, column, data, out, at):
        _fill(address, m, rows, row, n, columns, column, data, out, at)

    return call
