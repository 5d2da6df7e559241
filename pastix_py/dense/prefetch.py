"""A cache line asked for before it is needed: short runs far apart are beyond what the processor foresees."""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

LINE = 64  # bytes of a cache line


@intrinsic
def _prefetch(typingctx, A, i):
    def codegen(context, builder, signature, args):
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        pointer = builder.bitcast(builder.gep(data, [args[1]]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer.type, number, number, number])
        function = builder.module.declare_intrinsic("llvm.prefetch", [pointer.type], kind)
        to_write, keep_near, data_cache = number(1), number(3), number(1)
        builder.call(function, [pointer, to_write, keep_near, data_cache])
        return context.get_dummy_value()

    return types.void(A, types.intp), codegen


def prefetch(A, low, high):
    """Ask for A[low:high], which will be written; no effect on any value."""


@overload(prefetch)
def _prefetch_overload(A, low, high):
    step = LINE // (A.dtype.bitwidth // 8)

    def call(A, low, high):
        for i in range(low, high, step):
            _prefetch(A, i)

    return call
