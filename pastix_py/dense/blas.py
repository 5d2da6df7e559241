"""BLAS from inside kernels, on blocks given as (flat array, offset, leading dimension), column-major.

Each routine is a Python function that specifies it, and an overload that calls the library in use: the first runs
where the compiler is off, the second everywhere else. The calls are cached on disk and release the interpreter lock.
"""

import ctypes

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from pastix_py.dense import library, native

LETTER = {types.float32: "s", types.float64: "d", types.complex64: "c", types.complex128: "z"}
TABLE = "pastix_blas_table"  # symbol that compiled kernels know the addresses of the routines by
NO, TRANS, ADJOINT = ord("N"), ord("T"), ord("C")
LEFT, RIGHT, LOWER, UPPER, UNIT, NON_UNIT = (ord(letter) for letter in "LRLUUN")

llvm.add_symbol(TABLE, ctypes.addressof(library.TABLE))
library.use(library.DEFAULT)


def library_call(routine, spec):
    """Return an intrinsic that calls a Fortran routine, with everything by reference, or one of `native`.

    Parameters
    ----------
    routine : name without the precision letter, which comes from the first array of coefficients.
    spec : one letter per argument of the routine: `c` character code, `i` integer, `s` scalar of the array's type, `a`
        array (which takes two arguments here, array and offset), `o` integer that is returned, `n` integer by value.

    """

    @intrinsic
    def call(typingctx, *args):
        args = tuple(types.unliteral(a) for a in args)
        array_type = next(a for a in args if isinstance(a, types.Array) and a.dtype in LETTER)

        def codegen(context, builder, signature, values):
            pointer = ir.IntType(8).as_pointer()
            values, kinds = cgutils.unpack_tuple(builder, values[0]), list(args)
            passed, result = [], None

            def by_reference(value):
                return builder.bitcast(cgutils.alloca_once_value(builder, value), pointer)

            for letter in spec:
                if letter == "o":
                    result = cgutils.alloca_once_value(builder, ir.Constant(ir.IntType(32), 0))
                    passed.append(builder.bitcast(result, pointer))
                    continue
                value, kind = values.pop(0), kinds.pop(0)
                if letter == "a":
                    offset = context.cast(builder, values.pop(0), kinds.pop(0), types.intp)
                    data = context.make_array(kind)(context, builder, value).data
                    passed.append(builder.bitcast(builder.gep(data, [offset]), pointer))
                elif letter == "n":
                    passed.append(context.cast(builder, value, kind, types.int64))
                else:
                    target = {"c": types.uint8, "i": types.int32, "s": array_type.dtype}[letter]
                    value = context.cast(builder, value, kind, target)
                    passed.append(by_reference(context.get_value_as_data(builder, target, value)))
            function_type = ir.FunctionType(ir.VoidType(), [value.type for value in passed])
            address = _address(context, builder, LETTER[array_type.dtype], routine)
            builder.call(builder.bitcast(address, function_type.as_pointer()), passed)
            if result is None:
                return context.get_dummy_value()
            return builder.sext(builder.load(result), ir.IntType(64))

        returned = types.int64 if "o" in spec else types.void
        return returned(types.StarArgTuple.from_types(args)), codegen

    return call


def _address(context, builder, letter, routine):
    """Emit the address of a routine: in the library in use, or of `native`, which is loaded where it is not yet."""
    if letter + routine in library.ROUTINES:
        place = _entry(context, builder, TABLE, library.TABLE, library.ROUTINES.index(letter + routine))
        return builder.load(place)
    place = _entry(context, builder, native.TABLE_NAME, native.TABLE, native.place(letter, routine))
    is_missing = builder.icmp_unsigned("==", builder.load(place), ir.Constant(place.type.pointee, None))
    with cgutils.if_unlikely(builder, is_missing):
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(64)])
        load = cgutils.get_or_insert_function(builder.module, kind, native.LOAD_NAME)
        builder.call(load, [ir.IntType(64)(native.LETTERS.index(letter))])
    return builder.load(place)


def _entry(context, builder, name, table, k):
    """Emit the place of the k-th address of a table that is known by a name."""
    integer = ir.IntType(32)
    whole = context.get_c_value(builder, ir.ArrayType(ir.IntType(8).as_pointer(), len(table)), name)
    return builder.gep(whole, [integer(0), integer(k)], inbounds=True)


_gemm = library_call("gemm", "cciiisaiaisai")
_trsm = library_call("trsm", "cccciisaiai")


def block(A, offset, m, n, ld):
    """Return the m × n column-major block at `offset` of a flat array as a view (Python only)."""
    size = A.itemsize
    return np.lib.stride_tricks.as_strided(A[offset:], (m, n), (size, ld * size))


def _op(A, code):
    return A if code == NO else A.T if code == TRANS else A.conj().T


def gemm(ta, tb, m, n, k, alpha, A, ao, lda, B, bo, ldb, beta, C, co, ldc):
    """C := beta C + alpha op(A) op(B), C m × n, op(A) m × k, op(B) k × n."""
    if m == 0 or n == 0:
        return
    target = block(C, co, m, n, ldc)
    target[:] = target * beta if beta else 0  # as BLAS does: what is not a number is overwritten
    if k == 0:
        return
    left = block(A, ao, m, k, lda) if ta == NO else block(A, ao, k, m, lda)
    right = block(B, bo, k, n, ldb) if tb == NO else block(B, bo, n, k, ldb)
    product = _op(left, ta) @ _op(right, tb)
    target += C.dtype.type(alpha) * product


@overload(gemm)
def _gemm_overload(ta, tb, m, n, k, alpha, A, ao, lda, B, bo, ldb, beta, C, co, ldc):
    def call(ta, tb, m, n, k, alpha, A, ao, lda, B, bo, ldb, beta, C, co, ldc):
        _gemm(ta, tb, m, n, k, alpha, A, ao, lda, B, bo, ldb, beta, C, co, ldc)

    return call


def trsm(side, uplo, trans, diag, m, n, A, ao, lda, B, bo, ldb):
    """B := op(A)⁻¹ B or B op(A)⁻¹, A triangular, B m × n."""
    if m == 0 or n == 0:
        return
    order = m if side == LEFT else n
    triangle = block(A, ao, order, order, lda)
    triangle = np.tril(triangle) if uplo == LOWER else np.triu(triangle)
    if diag == UNIT:
        np.fill_diagonal(triangle, 1)
    triangle, target = _op(triangle, trans), block(B, bo, m, n, ldb)
    if side == LEFT:
        target[:] = np.linalg.solve(triangle, target)
    else:
        target[:] = np.linalg.solve(triangle.T, target.T).T


@overload(trsm)
def _trsm_overload(side, uplo, trans, diag, m, n, A, ao, lda, B, bo, ldb):
    def call(side, uplo, trans, diag, m, n, A, ao, lda, B, bo, ldb):
        _trsm(side, uplo, trans, diag, m, n, 1.0, A, ao, lda, B, bo, ldb)

    return call
